import type { Dialect } from "./dialect.ts";
import { sqlFailure } from "./statements/sql-failure.ts";

/** Databricks SQL. */
export const databricksDialect: Dialect = {
  engineName: (catalog) => `uc_${catalog.toLowerCase()}`,
  prelude: () => [],
  mapEngineError: (message) => sqlFailure("INTERNAL_ERROR", "XX000", message),
  plan: async () => {
    throw sqlFailure("UNSUPPORTED_FEATURE", "0A000", "This build has no SQL dialect yet.");
  },
};
