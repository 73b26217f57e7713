import { FUNCTION_PREFIX } from "../analyse/routine.ts";
import { VIEW_PREFIX } from "../analyse/table.ts";
import { DialectError, unsupported } from "../dialect-error.ts";
import { functionNames } from "../functions/registry.ts";
import type { Cursor } from "../parser/cursor.ts";
import { finish } from "../plan.ts";
import { formatType } from "../spark-type.ts";
import type { CatalogColumn, CatalogConstraint, CatalogTable, Plan } from "../types.ts";
import { checksOf } from "./constraints.ts";
import { showGrants } from "./grants.ts";
import { parseName, schemaOf } from "./namespace.ts";
import { catalogNotFound, type Planner, rowsPlan, schemaNotFound } from "./planner.ts";

/** A SHOW pattern: `*` is any text, `|` separates alternatives, case does not count. */
export function matcher(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true;
  const source = pattern
    .trim()
    .split("|")
    .map((p) => p.trim().replaceAll("*", ".*"))
    .join("|");
  let regex: RegExp;
  try {
    regex = new RegExp(`^(?:${source})$`, "i");
  } catch {
    return (name) => name.toLowerCase() === pattern.toLowerCase();
  }
  return (name) => regex.test(name);
}

const like = (c: Cursor): string | undefined =>
  c.acceptWord("LIKE") || c.token.kind === "string" ? c.string() : undefined;
const inName = (c: Cursor, planner: Planner): string[] | undefined =>
  c.acceptWord("IN") || c.acceptWord("FROM") ? parseName(c, planner) : undefined;
const sorted = (names: readonly string[]): string[] =>
  [...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));

export async function show(c: Cursor, planner: Planner): Promise<Plan> {
  const at = c.next().offset;
  const what = c.next().upper;
  switch (what) {
    case "CATALOGS": {
      const test = matcher(like(c));
      finish(c);
      return rowsPlan(
        "SHOW",
        ["catalog"],
        sorted(await planner.context.catalog.catalogs())
          .filter(test)
          .map((n) => [n]),
      );
    }
    case "SCHEMAS":
    case "DATABASES": {
      const catalog = inName(c, planner)?.[0] ?? planner.current.catalog;
      const test = matcher(like(c));
      finish(c);
      const schemas = await planner.context.catalog.schemas(catalog);
      if (!schemas) throw catalogNotFound(catalog, at);
      const names = schemas.some((s) => s.toLowerCase() === "information_schema")
        ? schemas
        : [...schemas, "information_schema"];
      return rowsPlan(
        "SHOW",
        ["databaseName"],
        sorted(names)
          .filter(test)
          .map((n) => [n]),
      );
    }
    case "TABLES":
    case "VIEWS":
      return showTables(c, planner, what, at);
    case "TABLE":
      throw unsupported("SHOW_TABLE_EXTENDED", "SHOW TABLE EXTENDED", at);
    case "COLUMNS":
      return showColumns(c, planner, at);
    case "CREATE": {
      c.acceptWord("TABLE") || c.expectWord("VIEW");
      const table = await planner.anyTable({ parts: parseName(c, planner), at });
      finish(c);
      return rowsPlan("SHOW", ["createtab_stmt"], [[createStatement(table)]]);
    }
    case "VOLUMES": {
      const { catalog, name } = schemaOf(inName(c, planner) ?? [planner.current.schema], planner, at);
      const test = matcher(like(c));
      finish(c);
      const volumes = await planner.context.catalog.volumes(catalog, name);
      if (!volumes) throw schemaNotFound(catalog, name, at);
      return rowsPlan(
        "SHOW",
        ["database", "volume_name"],
        volumes.filter((v) => test(v.name)).map((v) => [name, v.name]),
      );
    }
    case "TBLPROPERTIES": {
      const table = await planner.anyTable({ parts: parseName(c, planner), at });
      const key = c.isOp("(")
        ? c.parenthesized(() => (c.token.kind === "string" ? c.string() : c.dottedName().join(".")))[0]
        : undefined;
      finish(c);
      const entries = [
        ...Object.entries(table.properties ?? {}),
        ...checksOf(table).map(
          (check) => [`delta.constraints.${check.name.toLowerCase()}`, check.expression] as [string, string],
        ),
      ].sort(([a], [b]) => (a < b ? -1 : 1));
      const found = entries.filter(([k]) => key === undefined || k === key);
      if (key !== undefined && found.length === 0)
        found.push([
          key,
          `Table ${table.catalog}.${table.schema}.${table.name} does not have property: ${key}`,
        ]);
      return rowsPlan("SHOW", ["key", "value"], found);
    }
    case "USER":
    case "SYSTEM":
    case "ALL":
    case "FUNCTIONS": {
      if (what !== "FUNCTIONS") c.expectWord("FUNCTIONS");
      return showFunctions(c, planner, what, at);
    }
    case "GRANT":
    case "GRANTS":
      return showGrants(c, planner);
    case "PARTITIONS": {
      const table = await planner.anyTable({ parts: parseName(c, planner), at });
      if (table.partitionColumns)
        throw unsupported("SHOW_PARTITIONS", "SHOW PARTITIONS (select the distinct partition columns)", at);
      throw new DialectError(
        "INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY",
        "42601",
        `The partition command is invalid. Table \`${table.catalog}\`.\`${table.schema}\`.\`${table.name}\` is not partitioned.`,
        at,
      );
    }
    case "CURRENT": {
      finish(c);
      return rowsPlan("SHOW", ["catalog", "namespace"], [[planner.current.catalog, planner.current.schema]]);
    }
    default:
      throw unsupported(`SHOW_${what}`, `SHOW ${what}`, at);
  }
}

async function showTables(c: Cursor, planner: Planner, what: "TABLES" | "VIEWS", at: number): Promise<Plan> {
  const { catalog, name } = schemaOf(inName(c, planner) ?? [planner.current.schema], planner, at);
  const test = matcher(like(c));
  finish(c);
  const tables = await planner.context.catalog.tables(catalog, name);
  if (!tables)
    throw (await planner.context.catalog.schemas(catalog))
      ? schemaNotFound(catalog, name, at)
      : catalogNotFound(catalog, at);
  const views = what === "VIEWS";
  const rows = tables
    .filter((t) => (!views || t.kind === "view") && test(t.name))
    .map((t) => t.name)
    .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
    .map((t): (string | null)[] => (views ? [name, t, "false", "false"] : [name, t, "false"]));
  const temporary = Object.keys(planner.context.settings)
    .filter((k) => k.startsWith(VIEW_PREFIX))
    .map((k) => k.slice(VIEW_PREFIX.length))
    .filter(test)
    .sort();
  rows.push(...temporary.map((t): (string | null)[] => (views ? ["", t, "true", "false"] : ["", t, "true"])));
  const plan = rowsPlan(
    "SHOW",
    views
      ? ["namespace", "viewName", "isTemporary", "isMaterialized"]
      : ["database", "tableName", "isTemporary"],
    rows,
  );
  if (plan.answer.from === "rows")
    for (const f of plan.answer.fields) if (f.name.startsWith("is")) f.type = { kind: "boolean" };
  return plan;
}

async function showFunctions(c: Cursor, planner: Planner, what: string, at: number): Promise<Plan> {
  const given = inName(c, planner);
  const pattern = like(c) ?? (c.isName() ? c.dottedName() : undefined);
  finish(c);
  const named = Array.isArray(pattern) && pattern.length > 1 ? pattern.slice(0, -1) : undefined;
  const { catalog, name } = schemaOf(given ?? named ?? [planner.current.schema], planner, at);
  const test = matcher(Array.isArray(pattern) ? pattern.at(-1) : pattern);
  const own = await planner.context.catalog.functions(catalog, name);
  if (!own)
    throw (await planner.context.catalog.schemas(catalog))
      ? schemaNotFound(catalog, name, at)
      : catalogNotFound(catalog, at);
  const temporary = Object.keys(planner.context.settings)
    .filter((k) => k.startsWith(FUNCTION_PREFIX))
    .map((k) => k.slice(FUNCTION_PREFIX.length));
  const names = [
    ...(what === "USER" ? [] : functionNames().filter(test)),
    ...(what === "SYSTEM"
      ? []
      : [
          ...temporary.filter(test),
          ...own.filter((f) => test(f.name)).map((f) => `${f.catalog}.${f.schema}.${f.name}`),
        ]),
  ];
  return rowsPlan(
    "SHOW",
    ["function"],
    sorted(names).map((n) => [n]),
  );
}

async function showColumns(c: Cursor, planner: Planner, at: number): Promise<Plan> {
  const parts = inName(c, planner);
  if (!parts) throw c.error("expected IN or FROM");
  const schema = inName(c, planner);
  finish(c);
  const table = await planner.anyTable({ parts: schema ? [...schema, parts.at(-1) as string] : parts, at });
  return rowsPlan(
    "SHOW",
    ["col_name"],
    table.columns.map((col) => [col.name]),
  );
}

const name = (text: string): string =>
  /^[A-Za-z_]\w*$/.test(text) ? text : `\`${text.replaceAll("`", "``")}\``;
const text = (value: string): string => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function columnLine(col: CatalogColumn): string {
  const identity = col.identity
    ? ` GENERATED ${col.identity.always ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY (START WITH ${col.identity.start} INCREMENT BY ${col.identity.step})`
    : "";
  const generated = col.generatedSql === undefined ? "" : ` GENERATED ALWAYS AS (${col.generatedSql})`;
  const fallback = col.defaultSql === undefined ? "" : ` DEFAULT ${col.defaultSql}`;
  return `  ${name(col.name)} ${formatType(col.type).toUpperCase()}${col.nullable ? "" : " NOT NULL"}${identity}${generated}${fallback}${col.comment === undefined ? "" : ` COMMENT ${text(col.comment)}`}`;
}

/** Keys stand in CREATE TABLE; a CHECK is a property there. */
function constraintLine(constraint: CatalogConstraint): string[] {
  const list = (names: string[]): string => names.map(name).join(", ");
  if (constraint.kind === "check") return [];
  const head = `  CONSTRAINT ${name(constraint.name)}`;
  if (constraint.kind === "primary_key") return [`${head} PRIMARY KEY (${list(constraint.columns)})`];
  const { catalog, schema, table, columns } = constraint.references;
  return [
    `${head} FOREIGN KEY (${list(constraint.columns)}) REFERENCES ${[catalog, schema, table].map(name).join(".")} (${list(columns)})`,
  ];
}

function createStatement(table: CatalogTable): string {
  const full = [table.catalog, table.schema, table.name].map(name).join(".");
  const comment = table.comment === undefined ? "" : `COMMENT ${text(table.comment)}\n`;
  const properties = Object.entries(table.properties ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const tail = properties.length
    ? `TBLPROPERTIES (\n${properties.map(([k, v]) => `  ${text(k)} = ${text(v)}`).join(",\n")})\n`
    : "";
  if (table.kind === "view") {
    const columns = table.columns
      .map((col) => `  ${name(col.name)}${col.comment === undefined ? "" : ` COMMENT ${text(col.comment)}`}`)
      .join(",\n");
    return `CREATE VIEW ${full} (\n${columns})\n${comment}${tail}AS ${table.viewSql ?? ""}\n`;
  }
  const keys = (table.constraints ?? []).flatMap(constraintLine);
  const list = (names: string[]): string => names.map(name).join(", ");
  const layout = table.partitionColumns?.length
    ? `PARTITIONED BY (${list(table.partitionColumns)})\n`
    : table.clusterColumns?.length
      ? `CLUSTER BY (${list(table.clusterColumns)})\n`
      : "";
  return `CREATE TABLE ${full} (\n${[...table.columns.map(columnLine), ...keys].join(",\n")})\nUSING delta\n${layout}${comment}${tail}`;
}
