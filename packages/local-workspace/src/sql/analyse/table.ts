import type { FromOf, TableName, Travel } from "../ast.ts";
import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import { engineTable } from "../engine-name.ts";
import { quoteIdentifier } from "../functions/duck-type.ts";
import { Cursor } from "../parser/cursor.ts";
import { parseQuery } from "../parser/query.ts";
import { valueType } from "../spark-type.ts";
import type { CatalogTable } from "../types.ts";
import { castSql } from "./cast.ts";
import type { Env, Relation, Session } from "./env.ts";
import { analyseQuery, columnsOf, renamed } from "./query.ts";
import { aliased, type Source } from "./relation.ts";

export const VIEW_PREFIX = "lakehand.view.";

/** A temporary view, kept among the session's settings as JSON. */
export interface StoredView {
  sql: string;
  columns: string[];
  catalog: string;
  schema: string;
}

export interface ResolvedName {
  catalog: string;
  schema: string;
  name: string;
}

/** A written name with the current catalog and schema filled in. */
export function qualify(
  parts: readonly string[],
  current: { catalog: string; schema: string },
  at?: number,
): ResolvedName {
  if (parts.length > 3) {
    throw new DialectError(
      "REQUIRES_SINGLE_PART_NAMESPACE",
      "42K05",
      `${quoteName(parts)} has too many parts: a table is named catalog.schema.table.`,
      at,
    );
  }
  const [name, schema, catalog] = [...parts].reverse();
  return { catalog: catalog ?? current.catalog, schema: schema ?? current.schema, name: name as string };
}

export const tableKey = (n: ResolvedName): string => `${n.catalog}.${n.schema}.${n.name}`.toLowerCase();

/** A version of a table is found by this. */
export const travelKey = (n: ResolvedName, travel: Travel): string => `${tableKey(n)} ${travel.text}`;

export const noTravel = (parts: readonly string[], at: number): DialectError =>
  new DialectError(
    "UNSUPPORTED_FEATURE.TIME_TRAVEL",
    "0A000",
    `The feature is not supported: Time travel on the relation: ${quoteName(parts)}.`,
    at,
  );

export function tableNotFound(parts: readonly string[], at: number): DialectError {
  return new DialectError(
    "TABLE_OR_VIEW_NOT_FOUND",
    "42P01",
    `The table or view ${quoteName(parts)} cannot be found. Verify the spelling and correctness of the schema and catalog. If you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog. To tolerate the error on drop use DROP VIEW IF EXISTS or DROP TABLE IF EXISTS.`,
    at,
  );
}

function temporaryView(session: Session, parts: readonly string[]): StoredView | undefined {
  const lower = parts.map((p) => p.toLowerCase());
  const name =
    lower.length === 1 ? lower[0] : lower.length === 2 && lower[0] === "session" ? lower[1] : undefined;
  const stored = name === undefined ? undefined : session.context.settings[VIEW_PREFIX + name];
  return stored === undefined ? undefined : (JSON.parse(stored) as StoredView);
}

export function tableRelation(item: FromOf<"table">, env: Env): Source {
  const { session } = env;
  const parts = item.name.parts;
  const last = parts.at(-1) as string;
  if (parts.length === 1) {
    const cte = env.ctes.get(last.toLowerCase());
    if (cte) {
      if (item.name.travel) throw noTravel(parts, item.name.travel.at);
      const named = renamed({ sql: "", columns: cte.columns }, item.columnAliases ?? [], last, item.at);
      const alias = session.fresh(item.alias ?? last);
      const columns = columnsOf(named, alias, [item.alias ?? last]);
      // A recursive CTE's level column is only for the analyser.
      for (const c of columns) if (c.name === LEVEL) c.hidden = true;
      return { sql: `${quoteIdentifier(cte.engineName)} AS ${quoteIdentifier(alias)}`, columns };
    }
  }
  const temporary = temporaryView(session, parts);
  if (temporary && item.name.travel) throw noTravel(parts, item.name.travel.at);
  if (temporary) return viewSource(item, env, temporary.sql, temporary.columns, temporary, [last]);
  const name = qualify(parts, session, item.at);
  const key = item.name.travel ? travelKey(name, item.name.travel) : tableKey(name);
  const virtual = session.virtual.get(key);
  const qualifier = item.alias === undefined ? [name.catalog, name.schema, name.name] : [item.alias];
  if (virtual) {
    const source = aliased(virtual, item, env, name.name);
    return { ...source, columns: source.columns.map((c) => ({ ...c, qualifier })) };
  }
  const table = session.tables.get(key);
  if (!table) throw tableNotFound(parts, item.at);
  session.reads.add(key);
  if (table.kind === "view") {
    if (table.viewSql === undefined)
      throw unsupported("VIEW", `the view ${quoteName(parts)}, whose text is not known`, item.at);
    return viewSource(
      item,
      env,
      table.viewSql,
      table.columns.map((c) => c.name),
      { catalog: table.viewCatalog ?? table.catalog, schema: table.viewSchema ?? table.schema },
      qualifier,
      table,
    );
  }
  const alias = session.fresh(item.alias ?? table.name);
  const relation = renamed(
    {
      sql: "",
      columns: table.columns.map((c) => ({ name: c.name, type: valueType(c.type), alias: c.name })),
    },
    item.columnAliases ?? [],
    table.name,
    item.at,
  );
  return {
    sql: `${engineTable(table.catalog, table.schema, table.name)} AS ${quoteIdentifier(alias)}`,
    columns: [
      ...columnsOf(relation, alias, qualifier),
      ...(table.metadataColumns ?? []).map((c) => ({
        name: c.name,
        type: c.type,
        sql: `${quoteIdentifier(alias)}.${quoteIdentifier(metadataColumn(c.name))}`,
        qualifier: ["_metadata"],
        hidden: true,
      })),
    ],
  };
}

/** Engine name of a column of `_metadata`. */
export const metadataColumn = (name: string): string => `__metadata_${name}`;

export const LEVEL = "__lakehand_level";

function viewSource(
  item: FromOf<"table">,
  env: Env,
  sql: string,
  names: string[],
  home: { catalog: string; schema: string },
  qualifier: string[],
  table?: CatalogTable,
): Source {
  const { session } = env;
  if (session.viewDepth > 60)
    throw new DialectError(
      "VIEW_EXCEED_MAX_NESTED_DEPTH",
      "54K00",
      "The depth of the view exceeds the maximum view resolution depth (100).",
      item.at,
    );
  const saved = { catalog: session.catalog, schema: session.schema };
  session.catalog = home.catalog;
  session.schema = home.schema;
  session.viewDepth += 1;
  let relation: Relation;
  try {
    const cursor = new Cursor(sql);
    const query = parseQuery(cursor);
    session.resolveIdentifiers(cursor.tables);
    relation = analyseQuery(query, { session, columns: [], ctes: new Map() });
  } finally {
    session.catalog = saved.catalog;
    session.schema = saved.schema;
    session.viewDepth -= 1;
  }
  if (names.length && names.length !== relation.columns.length) {
    throw new DialectError(
      "INCOMPATIBLE_VIEW_SCHEMA_CHANGE",
      "51024",
      `The SQL query of view ${item.name.parts.join(".")} has an incompatible schema change: it gives ${relation.columns.length} columns, ${names.length} were expected.`,
      item.at,
    );
  }
  const named = renamed(relation, names, item.name.parts.join("."), item.at);
  const source = aliased(typedAs(named, table, env), item, env, item.name.parts.at(-1) as string);
  return {
    ...source,
    columns: source.columns.map((c) => ({
      ...c,
      qualifier: item.alias === undefined ? qualifier : [item.alias],
    })),
  };
}

/** A view keeps the column types it was made with, even when a table under it has changed. */
function typedAs(relation: Relation, table: CatalogTable | undefined, env: Env): Relation {
  if (
    !table ||
    relation.columns.every((c, i) => JSON.stringify(c.type) === JSON.stringify(table.columns[i]?.type))
  )
    return relation;
  const alias = env.session.fresh("v");
  const items = relation.columns.map((c, i) => {
    const wanted = table.columns[i]?.type ?? c.type;
    const cast = castSql(`${quoteIdentifier(alias)}.${quoteIdentifier(c.alias)}`, c.type, wanted, {
      try: false,
      timeZone: env.session.timeZone,
    });
    if (cast === undefined)
      throw new DialectError(
        "INCOMPATIBLE_VIEW_SCHEMA_CHANGE",
        "51024",
        `The SQL query of view ${table.name} has an incompatible schema change in column ${c.name}.`,
        0,
      );
    return `${cast} AS ${quoteIdentifier(c.alias)}`;
  });
  return {
    sql: `SELECT ${items.join(", ")} FROM (${relation.sql}) AS ${quoteIdentifier(alias)}`,
    columns: relation.columns.map((c, i) => ({ ...c, type: table.columns[i]?.type ?? c.type })),
  };
}

export type { TableName };
