import type { Catalog } from "../catalog/catalog.ts";
import { keyOf } from "../catalog/records.ts";
import type { CatalogTable, CatalogView } from "../sql/types.ts";

/**
 * What a query of a space may see: its tables and functions, nothing else, no files. Views stand in it as tables, so
 * that a query cannot reach past them to what they are made of.
 */
export function spaceView(
  catalog: Catalog,
  tables: readonly string[],
  functions: readonly string[] = [],
): CatalogView {
  const allowed = new Set(tables.map(keyOf));
  const callable = new Set(functions.map(keyOf));
  const has = (...path: string[]) => allowed.has(keyOf(path.join(".")));
  const below = (prefix: string) => [...allowed].some((name) => name.startsWith(`${keyOf(prefix)}.`));
  const asTable = ({
    viewSql: _,
    viewCatalog: _c,
    viewSchema: _s,
    ...table
  }: CatalogTable): CatalogTable => ({
    ...table,
    kind: "table",
  });
  return {
    catalogs: async () => (await catalog.catalogs()).filter(below),
    schemas: async (name) => (await catalog.schemas(name))?.filter((schema) => below(`${name}.${schema}`)),
    tables: async (name, schema) =>
      (await catalog.tables(name, schema))?.filter((table) => has(name, schema, table.name)).map(asTable),
    table: async (name, schema, table) => {
      const found = has(name, schema, table) ? await catalog.table(name, schema, table) : undefined;
      return found && asTable(found);
    },
    volumes: async () => [],
    functions: async (name, schema) =>
      (await catalog.functions(name, schema))?.filter((each) =>
        callable.has(keyOf(`${name}.${schema}.${each.name}`)),
      ),
    function: async (name, schema, fn) =>
      callable.has(keyOf(`${name}.${schema}.${fn}`)) ? catalog.function(name, schema, fn) : undefined,
    volumeFolder: async () => undefined,
  };
}
