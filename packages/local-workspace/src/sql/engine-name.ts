import { quoteIdentifier } from "./functions/duck-type.ts";

/** Name of a catalog's attached database: DuckDB keeps `main`, `system`, `temp` and `memory` for itself. */
export const engineName = (catalog: string): string => `uc_${catalog.toLowerCase()}`;

/** `"uc_catalog"."schema"."table"`. */
export const engineTable = (catalog: string, schema: string, table: string): string =>
  [engineName(catalog), schema.toLowerCase(), table.toLowerCase()].map(quoteIdentifier).join(".");

export const engineSchema = (catalog: string, schema: string): string =>
  `${quoteIdentifier(engineName(catalog))}.${quoteIdentifier(schema.toLowerCase())}`;
