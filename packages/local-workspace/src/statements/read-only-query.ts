import type { AreaParts } from "../area.ts";
import { DEFAULT_SCHEMA } from "../catalog/catalog-writer.ts";
import type { CatalogView, ResultField } from "../sql/types.ts";
import { readRows } from "./read-rows.ts";
import { sqlFailure } from "./sql-failure.ts";
import { isEnded, type Statement, type StatementRequest } from "./statement.ts";
import { planContext } from "./statement-runner.ts";
import { waitFor } from "./statement-service.ts";

export type QueryParts = Pick<AreaParts, "catalog" | "engine" | "dialect" | "statements" | "user">;

export interface QueryRequest {
  sql: string;
  warehouseId: string;
  catalog?: string | undefined;
  schema?: string | undefined;
  parameters?: StatementRequest["parameters"];
  rowLimit: number;
  /** What the query may see; all there is when absent. Files cannot be read through another view. */
  view?: CatalogView;
}

export interface QueryResult {
  statement: Statement;
  fields: ResultField[];
  rows: (string | null)[][];
}

/**
 * Starts one query. Throws, as planning does, for text that is wrong, and for a statement that is not a query: what
 * somebody else wrote (a dashboard, a model) must not change anything when it is looked at.
 */
export async function submitQuery(parts: QueryParts, asked: QueryRequest): Promise<Statement> {
  const request: StatementRequest = {
    statement: asked.sql,
    warehouseId: asked.warehouseId,
    catalog: asked.catalog || "main",
    schema: asked.schema || DEFAULT_SCHEMA,
    disposition: "INLINE",
    format: "JSON_ARRAY",
    parameters: asked.parameters ?? [],
    rowLimit: asked.rowLimit,
    userName: parts.user.userName,
  };
  const context = planContext({ catalog: parts.catalog, read: parts.engine.read }, request);
  if (asked.view) {
    context.catalog = asked.view;
    delete context.query;
  }
  const plan = await parts.dialect.plan(asked.sql, context);
  if (plan.changes.length > 0 || plan.engine.length > 0 || plan.answer.from !== "query")
    throw sqlFailure(
      "NOT_A_QUERY",
      "42601",
      "Only one query (SELECT) may stand here: this statement is something else.",
    );
  return parts.statements.submit(request);
}

/** Runs one query and reads its rows. Throws with the query's own error, or when it takes longer than `patienceMs`. */
export async function runQuery(
  parts: QueryParts,
  asked: QueryRequest,
  patienceMs: number,
): Promise<QueryResult> {
  const statement = await submitQuery(parts, asked);
  if (!(await waitFor(statement, patienceMs)) && !isEnded(statement)) {
    parts.statements.cancel(statement);
    throw new Error(`The query did not end within ${patienceMs / 1000} s and was cancelled.`);
  }
  if (statement.state !== "SUCCEEDED")
    throw new Error(statement.error?.message ?? "The query was cancelled.");
  return { statement, fields: statement.fields, rows: await readRows(parts.statements, statement) };
}
