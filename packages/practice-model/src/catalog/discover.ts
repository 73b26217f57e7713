import { sqlCall } from "../flows/run-sql.ts";
import type { FlowContext, Steps, ToolOutcome } from "../plan/flow.ts";
import { parseResultTable } from "../sql/result-table.ts";
import { type ReplyBlock, text, withCalls } from "../wire/reply.ts";
import { type Column, fullName, quoteName, type Table, type TableName } from "./table.ts";

export interface Found {
  /** Catalogs that can be seen, without the platform's own. */
  catalogs: string[];
  /** Those of them that were looked into. */
  looked: string[];
  /** Tables of the catalogs looked into; `columns` have no types yet. */
  tables: Table[];
}

const CATALOGS_SQL = "SELECT catalog_name FROM system.information_schema.catalogs ORDER BY catalog_name";
const MOST_CATALOGS = 3;
const MOST_SCHEMAS = 8;
const MOST_DESCRIBED = 12;

/** Looks what tables there are: in the catalogs the text names, else in the selected one and the samples. */
export function* discover(context: FlowContext, opening: ReplyBlock[]): Steps<Found> {
  const [shown] = yield withCalls(opening, [sqlCall("SHOW CATALOGS", context)]);
  const listed = shown!.isError ? (yield [sqlCall(CATALOGS_SQL, context)])[0]! : shown!;
  const catalogs = firstColumn(listed).filter((name) => !/^(system|__|hive_metastore$)/i.test(name));
  const wanted = toLookInto(context, catalogs);
  const outcomes =
    wanted.length > 0 ? yield wanted.map((catalog) => sqlCall(overviewSql(catalog), context)) : [];
  const tables: Table[] = [];
  for (const [at, catalog] of wanted.entries()) {
    const read = readOverview(catalog, outcomes[at]!);
    tables.push(...(read ?? (yield* listPlainly(catalog, context))));
  }
  return { catalogs, looked: wanted, tables };
}

function toLookInto({ text: asked, selection }: FlowContext, catalogs: readonly string[]): string[] {
  if (catalogs.length === 0)
    return [...new Set([selection.catalog, "samples"])].filter((name) => name !== undefined);
  const named = catalogs.filter((name) => new RegExp(`(?<![\\w.])${name}(?:\\.\\w|\\b)`, "i").test(asked));
  if (named.length > 0) return named.slice(0, MOST_CATALOGS);
  const order = [selection.catalog, "samples", "main", ...catalogs].filter(
    (name): name is string => name !== undefined && catalogs.includes(name),
  );
  return [...new Set(order)].slice(0, MOST_CATALOGS);
}

/** One row per table, so that a catalog of many columns still fits into what a model is shown. */
function overviewSql(catalog: string): string {
  return [
    "SELECT table_schema, table_name, concat_ws(', ', collect_list(column_name)) AS columns",
    `FROM ${quoteName(catalog)}.information_schema.columns`,
    "WHERE table_schema <> 'information_schema'",
    "GROUP BY table_schema, table_name",
    "ORDER BY table_schema, table_name",
  ].join("\n");
}

function readOverview(catalog: string, outcome: ToolOutcome): Table[] | undefined {
  if (outcome.isError) return undefined;
  const table = parseResultTable(outcome.text);
  if (!table) return /no results|0 rows/i.test(outcome.text) ? [] : undefined;
  return table.rows.map(([schema = "", name = "", columns = ""]) => ({
    catalog,
    schema,
    name,
    // A long list is cut in the middle of a name; that last piece is worth nothing.
    columns: (/…\(\+/.test(columns) ? columns.replace(/,[^,]*$/, "") : columns)
      .split(",")
      .map((column) => ({ name: column.trim(), type: "" }))
      .filter((column) => column.name !== ""),
  }));
}

/** The longer way, for workspaces without an information schema. */
function* listPlainly(catalog: string, context: FlowContext): Steps<Table[]> {
  const [shown] = yield [
    text(`\`${catalog}\` gave me no overview, so I'll list its schemas one by one.`),
    sqlCall(`SHOW SCHEMAS IN ${quoteName(catalog)}`, context),
  ];
  const schemas = firstColumn(shown!)
    .filter((name) => name !== "information_schema")
    .slice(0, MOST_SCHEMAS);
  if (schemas.length === 0) return [];
  const listed = yield schemas.map((schema) =>
    sqlCall(`SHOW TABLES IN ${quoteName(catalog)}.${quoteName(schema)}`, context),
  );
  const names = schemas.flatMap((schema, at) => {
    const table = listed[at]!.isError ? undefined : parseResultTable(listed[at]!.text);
    const column = table?.columns.findIndex((name) => /^table_?name$/i.test(name)) ?? -1;
    return (table?.rows ?? []).map((row) => ({
      catalog,
      schema,
      name: row[Math.max(0, column)] ?? "",
      columns: [],
    }));
  });
  return yield* describeTables(names.slice(0, MOST_DESCRIBED), context);
}

/** The same tables with their real columns and types; a table that cannot be described keeps what it had. */
export function* describeTables(
  tables: readonly Table[],
  context: FlowContext,
  opening: ReplyBlock[] = [],
): Steps<Table[]> {
  if (tables.length === 0) return [];
  const described = tables.map((table) => sqlCall(describeSql(table), context));
  const outcomes = [...(yield withCalls(opening, described))];
  // Where DESCRIBE is not to be had, the information schema says the same. A table that is not there is not looked for twice.
  const retry = tables.filter(
    (_table, at) => outcomes[at]!.isError && !/NOT_FOUND/i.test(outcomes[at]!.text),
  );
  if (retry.length > 0) {
    const again = yield retry.map((table) => sqlCall(columnsSql(table), context));
    for (const [at, table] of retry.entries()) outcomes[tables.indexOf(table)] = again[at]!;
  }
  return tables.map((table, at) => {
    const columns = readDescribe(outcomes[at]!);
    return columns ? { ...table, columns } : table;
  });
}

function columnsSql({ catalog, schema, name }: TableName): string {
  const quote = (value: string): string => `'${value.replaceAll("'", "\\'")}'`;
  return [
    "SELECT column_name, full_data_type",
    `FROM ${quoteName(catalog)}.information_schema.columns`,
    `WHERE table_schema = ${quote(schema)} AND table_name = ${quote(name)}`,
    "ORDER BY ordinal_position",
  ].join("\n");
}

export function describeSql(table: TableName): string {
  return `DESCRIBE TABLE ${fullName(table)}`;
}

/** Columns of a DESCRIBE; partition and metadata parts below them are left out. */
export function readDescribe(outcome: ToolOutcome): Column[] | undefined {
  if (outcome.isError) return undefined;
  const table = parseResultTable(outcome.text);
  if (!table) return undefined;
  const columns: Column[] = [];
  for (const [name = "", type = ""] of table.rows) {
    if (name === "" || name.startsWith("#")) break;
    columns.push({ name, type: type.toLowerCase() });
  }
  return columns;
}

export function firstColumn(outcome: ToolOutcome): string[] {
  if (outcome.isError) return [];
  return (parseResultTable(outcome.text)?.rows ?? [])
    .map((row) => row[0] ?? "")
    .filter((name) => name !== "");
}
