import type { CatalogChange, CatalogTable } from "../types.ts";

/** The change that keeps a table's record with some of it changed. */
export function storedTable(table: CatalogTable, changes: Partial<CatalogTable> = {}): CatalogChange {
  const { createdAt: _at, createdBy: _by, updatedAt: _updated, ...rest } = table;
  return { op: "put_table", table: { ...rest, ...changes } };
}
