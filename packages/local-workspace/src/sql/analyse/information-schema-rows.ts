import { formatType, typeName } from "../spark-type.ts";
import type { CatalogFunction, CatalogTable, PlanContext, SecurableKind, SparkType } from "../types.ts";
import type { Row } from "./information-schema.ts";

/** Rows about a catalog itself. */
export async function catalogRows(table: string, catalog: string, context: PlanContext): Promise<Row[]> {
  if (table === "catalog_tags") return tagRows("catalog", [catalog], context);
  if (table === "catalog_privileges") return grantRows("catalog", [catalog], context);
  return [];
}

/** Rows about a schema and the objects in it. */
export async function moreRows(
  table: string,
  catalog: string,
  schema: string,
  context: PlanContext,
): Promise<Row[]> {
  const path = [catalog, schema];
  const names = async (kind: "table" | "volume" | "function"): Promise<string[]> => {
    const found =
      kind === "table"
        ? await context.catalog.tables(catalog, schema)
        : kind === "volume"
          ? await context.catalog.volumes(catalog, schema)
          : await context.catalog.functions(catalog, schema);
    return (found ?? []).map((each) => each.name);
  };
  const each = async (
    kind: "table" | "volume" | "function",
    rows: (kind: SecurableKind, path: string[], context: PlanContext) => Promise<Row[]>,
  ): Promise<Row[]> => {
    const all = await Promise.all((await names(kind)).map((name) => rows(kind, [...path, name], context)));
    return all.flat();
  };
  switch (table) {
    case "schema_tags":
      return tagRows("schema", path, context);
    case "schema_privileges":
      return grantRows("schema", path, context);
    case "table_tags":
      return each("table", tagRows);
    case "volume_tags":
      return each("volume", tagRows);
    case "table_privileges":
      return each("table", grantRows);
    case "volume_privileges":
      return each("volume", grantRows);
    case "routine_privileges":
      return each("function", grantRows);
    case "catalog_tags":
    case "catalog_privileges":
      return [];
    default:
      break;
  }
  if (table === "routines" || table === "parameters" || table === "routine_columns") {
    const functions = (await context.catalog.functions(catalog, schema)) ?? [];
    const rows = await Promise.all(functions.map((f) => routineRows(table, f, context)));
    return rows.flat();
  }
  const tables = (await context.catalog.tables(catalog, schema)) ?? [];
  if (table === "column_tags")
    return tables.flatMap((t) =>
      t.columns.flatMap((c) =>
        Object.entries(c.tags ?? {}).map(([k, v]): Row => [t.catalog, t.schema, t.name, c.name, k, v]),
      ),
    );
  const rows = await Promise.all(tables.map((t) => constraintRows(table, t, context)));
  return rows.flat();
}

async function tagRows(kind: SecurableKind, path: string[], context: PlanContext): Promise<Row[]> {
  const known = await context.catalog.details?.(kind, path);
  return Object.entries(known?.tags ?? {}).map(([key, value]): Row => [...path, key, value]);
}

async function grantRows(kind: SecurableKind, path: string[], context: PlanContext): Promise<Row[]> {
  const own = kind === "function" ? [...path, ...path] : path;
  const rows: Row[] = [];
  const levels: [SecurableKind, string[]][] = [[kind, path]];
  if (path.length > 2) levels.push(["schema", path.slice(0, 2)]);
  if (path.length > 1) levels.push(["catalog", path.slice(0, 1)]);
  for (const [level, at] of levels) {
    const known = await context.catalog.details?.(level, at);
    for (const [who, held] of Object.entries(known?.grants ?? {}))
      for (const privilege of held)
        rows.push([
          known?.owner ?? null,
          who,
          ...own,
          privilege.replaceAll("_", " "),
          "NO",
          level === kind ? "NONE" : level.toUpperCase(),
        ]);
  }
  return rows;
}

const KIND = { primary_key: "PRIMARY KEY", foreign_key: "FOREIGN KEY", check: "CHECK" };

async function constraintRows(table: string, t: CatalogTable, context: PlanContext): Promise<Row[]> {
  const rows: Row[] = [];
  for (const each of t.constraints ?? []) {
    const id = [t.catalog, t.schema, each.name];
    const own = [t.catalog, t.schema, t.name];
    const check = each.kind === "check";
    // The catalog of Databricks lists keys alone; a CHECK is in its own relation.
    if (table === "check_constraints") {
      if (check) rows.push([...id, each.expression, null]);
      continue;
    }
    if (check) continue;
    if (table === "table_constraints") rows.push([...id, ...own, KIND[each.kind], "YES", "YES", "NO", null]);
    if (table === "key_column_usage")
      for (const [i, column] of each.columns.entries())
        rows.push([...id, ...own, column, i + 1, each.kind === "foreign_key" ? i + 1 : null]);
    const parent = each.kind === "foreign_key" ? each.references : undefined;
    const used = parent ? [parent.catalog, parent.schema, parent.table] : own;
    if (table === "constraint_table_usage") rows.push([...id, ...used]);
    if (table === "constraint_column_usage")
      for (const column of parent?.columns ?? each.columns) rows.push([...used, column, ...id]);
    if (table === "referential_constraints" && parent) {
      const to = await context.catalog.table(parent.catalog, parent.schema, parent.table);
      const key = to?.constraints?.find((c) => c.kind === "primary_key");
      rows.push([...id, parent.catalog, parent.schema, key?.name ?? null, "FULL", "NO ACTION", "NO ACTION"]);
    }
  }
  return rows;
}

const BITS: Partial<Record<SparkType["kind"], number>> = {
  tinyint: 8,
  smallint: 16,
  int: 32,
  bigint: 64,
  float: 24,
  double: 53,
};

/** data_type … maximum_cardinality of a routine, parameter or result column. */
function typeColumns(type: SparkType): Row {
  const decimal = type.kind === "decimal" ? type : undefined;
  const bits = BITS[type.kind];
  const integral = ["tinyint", "smallint", "int", "bigint"].includes(type.kind);
  const dated = type.kind === "date" ? 0 : type.kind === "timestamp" ? 3 : null;
  return [
    typeName(type),
    formatType(type),
    null,
    null,
    decimal?.precision ?? bits ?? null,
    decimal ? 10 : bits === undefined ? null : 2,
    decimal?.scale ?? (integral ? 0 : null),
    dated,
    null,
    null,
    null,
  ];
}

async function routineRows(table: string, f: CatalogFunction, context: PlanContext): Promise<Row[]> {
  const id = [f.catalog, f.schema, f.name];
  if (table === "parameters")
    return f.parameters.map(
      (p, i): Row => [
        ...id,
        i,
        "IN",
        "NO",
        "NO",
        p.name,
        ...typeColumns(p.type),
        p.defaultSql ?? null,
        p.comment ?? null,
      ],
    );
  if (table === "routine_columns")
    return "columns" in f.returns
      ? f.returns.columns.map((c, i): Row => [...id, c.name, i, ...typeColumns(c.type), c.comment ?? null])
      : [];
  const known = await context.catalog.details?.("function", id);
  const owner = known?.owner ?? context.currentUser;
  const typed: Row =
    "type" in f.returns
      ? typeColumns(f.returns.type)
      : ["TABLE_TYPE", "TABLE", null, null, null, null, null, null, null, null, null];
  const sql = f.language === "SQL";
  return [
    [
      ...id,
      ...id,
      "FUNCTION",
      ...typed,
      sql ? "SQL" : "EXTERNAL",
      f.body,
      null,
      sql ? null : f.language,
      "SQL",
      f.deterministic ? "YES" : "NO",
      "CONTAINS SQL",
      "NO",
      null,
      "DEFINER",
      "NO",
      f.comment ?? null,
      known?.createdAt ?? null,
      known?.createdBy ?? owner,
      known?.updatedAt ?? null,
      known?.updatedBy ?? owner,
      owner,
    ],
  ];
}
