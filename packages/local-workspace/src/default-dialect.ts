import type { Dialect } from "./dialect.ts";
import { engineName, enginePrelude, mapEngineError, planStatement } from "./sql/index.ts";

/** Databricks SQL. */
export const databricksDialect: Dialect = {
  plan: planStatement,
  mapEngineError,
  engineName,
  prelude: enginePrelude,
};
