import { quoteIdentifier, quoteString } from "../functions/duck-type.ts";
import { formatType, typeName } from "../spark-type.ts";
import type { CatalogTable, PlanContext, SecurableDetails, SparkType } from "../types.ts";
import type { Relation } from "./env.ts";
import { catalogRows, moreRows } from "./information-schema-rows.ts";
import { MORE_SHAPES } from "./information-schema-shapes.ts";
import type { ResolvedName } from "./table.ts";

export type Row = (string | number | null)[];
export type Shape = [name: string, type: "string" | "int" | "timestamp" | "bigint"][];

const SHAPES: Record<string, Shape> = {
  catalogs: [
    ["catalog_name", "string"],
    ["catalog_owner", "string"],
    ["comment", "string"],
    ["created", "timestamp"],
    ["created_by", "string"],
    ["last_altered", "timestamp"],
    ["last_altered_by", "string"],
  ],
  schemata: [
    ["catalog_name", "string"],
    ["schema_name", "string"],
    ["schema_owner", "string"],
    ["comment", "string"],
    ["created", "timestamp"],
    ["created_by", "string"],
    ["last_altered", "timestamp"],
    ["last_altered_by", "string"],
  ],
  tables: [
    ["table_catalog", "string"],
    ["table_schema", "string"],
    ["table_name", "string"],
    ["table_type", "string"],
    ["is_insertable_into", "string"],
    ["commit_action", "string"],
    ["table_owner", "string"],
    ["comment", "string"],
    ["created", "timestamp"],
    ["created_by", "string"],
    ["last_altered", "timestamp"],
    ["last_altered_by", "string"],
    ["data_source_format", "string"],
    ["storage_sub_directory", "string"],
    ["storage_path", "string"],
  ],
  columns: [
    ["table_catalog", "string"],
    ["table_schema", "string"],
    ["table_name", "string"],
    ["column_name", "string"],
    ["ordinal_position", "int"],
    ["column_default", "string"],
    ["is_nullable", "string"],
    ["full_data_type", "string"],
    ["data_type", "string"],
    ["character_maximum_length", "bigint"],
    ["numeric_precision", "int"],
    ["numeric_scale", "int"],
    ["is_identity", "string"],
    ["partition_index", "int"],
    ["comment", "string"],
  ],
  views: [
    ["table_catalog", "string"],
    ["table_schema", "string"],
    ["table_name", "string"],
    ["view_definition", "string"],
    ["check_option", "string"],
    ["is_updatable", "string"],
    ["is_insertable_into", "string"],
    ["sql_path", "string"],
    ["is_materialized", "string"],
  ],
  volumes: [
    ["volume_catalog", "string"],
    ["volume_schema", "string"],
    ["volume_name", "string"],
    ["volume_type", "string"],
    ["volume_owner", "string"],
    ["comment", "string"],
    ["storage_location", "string"],
  ],
};

const ENGINE = { string: "VARCHAR", int: "INTEGER", bigint: "BIGINT", timestamp: "TIMESTAMPTZ" };

function relationOf(shape: Shape, rows: Row[]): Relation {
  const columns = shape.map(([name, kind]) => ({ name, type: { kind } as SparkType, alias: name }));
  const cell = (value: string | number | null, i: number): string =>
    `CAST(${value === null ? "NULL" : typeof value === "number" ? String(value) : quoteString(value)} AS ${ENGINE[(shape[i] as Shape[number])[1]]})`;
  const empty = rows.length === 0;
  const body = (empty ? [shape.map(() => null)] : rows)
    .map((row) => `(${row.map(cell).join(", ")})`)
    .join(", ");
  return {
    sql: `SELECT * FROM (VALUES ${body}) AS i(${columns.map((c) => quoteIdentifier(c.name)).join(", ")})${empty ? " WHERE false" : ""}`,
    columns,
  };
}

/** The relation of one information_schema table, of a catalog or (under `system`) of all of them. */
export async function informationSchema(
  name: ResolvedName,
  context: PlanContext,
): Promise<Relation | undefined> {
  const table = name.name.toLowerCase();
  const shape = SHAPES[table] ?? MORE_SHAPES[table];
  if (!shape) return undefined;
  const all = await context.catalog.catalogs();
  const catalogs =
    name.catalog.toLowerCase() === "system"
      ? all
      : all.filter((c) => c.toLowerCase() === name.catalog.toLowerCase());
  if (catalogs.length === 0) return undefined;
  const owner = context.currentUser;
  const rows: Row[] = [];
  for (const catalog of catalogs) {
    if (table === "catalogs") {
      const known = await context.catalog.details?.("catalog", [catalog]);
      rows.push([catalog, ...keptCells(known, owner)]);
      continue;
    }
    if (table in MORE_SHAPES) rows.push(...(await catalogRows(table, catalog, context)));
    const schemas = [...((await context.catalog.schemas(catalog)) ?? [])].filter(
      (s) => s.toLowerCase() !== "information_schema",
    );
    if (table === "schemata")
      rows.push(...(await Promise.all(schemas.map((s) => schemaRow(catalog, s, context)))), [
        catalog,
        "information_schema",
        "System user",
        "Information schema",
        null,
        "System user",
        null,
        "System user",
      ]);
    else
      for (const schema of schemas)
        rows.push(
          ...(table in MORE_SHAPES
            ? await moreRows(table, catalog, schema, context)
            : await schemaRows(table, catalog, schema, context)),
        );
  }
  return relationOf(shape, rows);
}

async function schemaRow(catalog: string, schema: string, context: PlanContext): Promise<Row> {
  const known = await context.catalog.details?.("schema", [catalog, schema]);
  return [catalog, schema, ...keptCells(known, context.currentUser)];
}

/** Owner and comment of a catalog or schema, and who made and changed it when. */
function keptCells(known: SecurableDetails | undefined, owner: string): Row {
  return [
    known?.owner ?? owner,
    known?.comment ?? null,
    known?.createdAt ?? null,
    known?.createdBy ?? owner,
    known?.updatedAt ?? null,
    known?.updatedBy ?? owner,
  ];
}

async function schemaRows(
  table: string,
  catalog: string,
  schema: string,
  context: PlanContext,
): Promise<Row[]> {
  const owner = context.currentUser;
  if (table === "volumes") {
    const volumes = (await context.catalog.volumes(catalog, schema)) ?? [];
    return volumes.map((v) => [
      catalog,
      schema,
      v.name,
      "MANAGED",
      owner,
      v.comment ?? null,
      v.storageLocation,
    ]);
  }
  const tables = (await context.catalog.tables(catalog, schema)) ?? [];
  if (table === "tables") return tables.map((t) => tableRow(t));
  if (table === "views") {
    return tables
      .filter((t) => t.kind === "view")
      .map((t) => [t.catalog, t.schema, t.name, t.viewSql ?? null, "NONE", "NO", "NO", null, "NO"]);
  }
  return tables.flatMap(columnRows);
}

function tableRow(t: CatalogTable): Row {
  const view = t.kind === "view";
  return [
    t.catalog,
    t.schema,
    t.name,
    view ? "VIEW" : (t.pipeline?.type ?? "MANAGED"),
    view ? "NO" : "YES",
    "PRESERVE",
    t.createdBy,
    t.comment ?? null,
    t.createdAt,
    t.createdBy,
    t.updatedAt,
    t.createdBy,
    view ? null : "DELTA",
    null,
    null,
  ];
}

const DIGITS: Partial<Record<SparkType["kind"], number>> = {
  tinyint: 3,
  smallint: 5,
  int: 10,
  bigint: 19,
  float: 24,
  double: 53,
};

function columnRows(t: CatalogTable): Row[] {
  return t.columns.map((c, i) => {
    const precision = c.type.kind === "decimal" ? c.type.precision : (DIGITS[c.type.kind] ?? null);
    const scale =
      c.type.kind === "decimal"
        ? c.type.scale
        : c.type.kind in DIGITS && c.type.kind !== "float" && c.type.kind !== "double"
          ? 0
          : null;
    return [
      t.catalog,
      t.schema,
      t.name,
      c.name,
      i,
      c.defaultSql ?? null,
      c.nullable ? "YES" : "NO",
      formatType(c.type),
      typeName(c.type),
      c.type.kind === "string" ? 0 : null,
      precision,
      scale,
      c.identity ? "YES" : "NO",
      null,
      c.comment ?? null,
    ];
  });
}
