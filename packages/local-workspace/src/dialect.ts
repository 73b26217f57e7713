import type { Plan, PlanContext, SqlErrorInfo } from "./sql/types.ts";

/** What the server needs of Databricks SQL. The real one is `sql/`; tests of the server may bring a plain one. */
export interface Dialect {
  /** Throws SqlFailure (or any error that carries `errorClass` and `sqlState`) when the text is wrong or unsupported. */
  plan(sql: string, context: PlanContext): Promise<Plan>;
  /** An error message of the engine in Databricks' words. */
  mapEngineError(message: string, sql: string): SqlErrorInfo;
  /** The name under which the engine knows a catalog. */
  engineName(catalog: string): string;
  /** SQL run in the engine at its start. */
  prelude(): string[];
}
