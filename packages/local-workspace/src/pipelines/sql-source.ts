import { DialectError, unsupported } from "../sql/dialect-error.ts";
import { Cursor } from "../sql/parser/cursor.ts";
import { parseExpression } from "../sql/parser/expression.ts";
import { splitStatements } from "../sql/split.ts";
import { parseConstraint } from "../sql/statements/constraints.ts";
import { parseColumnDefinition, parseProperties } from "../sql/statements/create-table.ts";
import { parseCdc } from "./cdc-clauses.ts";
import type {
  DatasetDefinition,
  DatasetType,
  DeclaredColumn,
  Definition,
  Expectation,
  FlowDefinition,
} from "./definitions.ts";

export interface SourcePlace {
  /** Path of the source, for messages. */
  path: string;
  catalog: string;
  schema: string;
  configuration: Readonly<Record<string, string>>;
}

/** The datasets and flows that a SQL source declares. Throws DialectError with the place in the statement. */
export function parseSqlSource(text: string, place: SourcePlace): Definition[] {
  const state = { ...place, configuration: { ...place.configuration } };
  return splitStatements(text).flatMap(({ text: statement }) => {
    const filled = fillIn(statement, state.configuration);
    try {
      return parseStatement(new Cursor(filled), state);
    } catch (error) {
      if (error instanceof DialectError) throw error.locate(filled);
      throw error;
    }
  });
}

/** `${key}` is the pipeline's configuration of that key. */
function fillIn(sql: string, configuration: Readonly<Record<string, string>>): string {
  return sql.replace(/\$\{([A-Za-z0-9_.-]+)\}/g, (whole, key: string) => configuration[key] ?? whole);
}

type State = SourcePlace & { configuration: Record<string, string> };

function parseStatement(c: Cursor, state: State): Definition[] {
  if (c.acceptWord("SET")) {
    const key = c.token.kind === "name" ? c.name() : c.dottedName().join(".");
    c.expectOp("=");
    state.configuration[key] = c.token.kind === "string" ? c.string() : c.sql.slice(c.offset).trim();
    return [];
  }
  if (c.acceptWord("USE")) {
    if (c.acceptWord("CATALOG")) state.catalog = c.name();
    else {
      if (!c.acceptWord("SCHEMA")) c.acceptWord("DATABASE");
      const parts = c.dottedName();
      state.schema = parts.at(-1) as string;
      if (parts.length > 1) state.catalog = parts[0] as string;
    }
    return [];
  }
  if (c.isWord("APPLY", "CHANGES", "INTO") || c.isWord("AUTO", "CDC", "INTO")) {
    c.at += 3;
    const target = liveName(c);
    return [flow(`${target.join(".")}`, target, parseCdc(c), state)];
  }
  if (!c.isWord("CREATE")) throw notDeclarative(c);
  c.next();
  return c.acceptWord("FLOW") ? [parseFlow(c, state)] : parseDataset(c, state);
}

const notDeclarative = (c: Cursor) =>
  unsupported(
    `PIPELINE_STATEMENT.${c.token.upper || "OTHER"}`,
    `${c.token.text.slice(0, 40)} in the source of a pipeline, which declares streaming tables, materialized views, views and flows`,
    c.offset,
  );

function flow(
  name: string,
  target: string[],
  body: FlowDefinition["body"],
  { catalog, schema, path }: State,
  once = false,
): FlowDefinition {
  return { kind: "flow", name, target, once, body, catalog, schema, from: path };
}

function parseFlow(c: Cursor, state: State): FlowDefinition {
  const name = c.dottedName().join(".");
  while (c.acceptWord("COMMENT")) c.string();
  c.expectWord("AS");
  if (c.isWord("APPLY", "CHANGES") || c.isWord("AUTO", "CDC")) {
    c.at += 2;
    c.expectWord("INTO");
    const target = liveName(c);
    return flow(name, target, parseCdc(c), state);
  }
  c.expectWord("INSERT");
  c.expectWord("INTO");
  const once = c.acceptWord("ONCE");
  const target = liveName(c);
  // Columns always find each other by name.
  c.acceptWord("BY", "NAME");
  const { catalog, schema } = state;
  return flow(name, target, { kind: "query", query: { sql: rest(c), catalog, schema } }, state, once);
}

/** A name without the `LIVE.` of older sources. */
export function liveName(c: Cursor): string[] {
  const parts = c.dottedName();
  return parts.length > 1 && parts[0]?.toUpperCase() === "LIVE" ? parts.slice(1) : parts;
}

function rest(c: Cursor): string {
  const text = c.sql.slice(c.offset).trim();
  if (text === "") throw c.error("expected a query");
  return text;
}

/** The words between CREATE and the name. */
function datasetType(c: Cursor): DatasetType {
  if (c.acceptWord("OR")) {
    if (!c.acceptWord("REFRESH")) c.expectWord("REPLACE");
  }
  const at = c.offset;
  if (c.acceptWord("PRIVATE")) throw unsupported("PRIVATE_DATASET", "a private dataset of a pipeline", at);
  if (c.acceptWord("TEMPORARY") || c.acceptWord("TEMP")) {
    if (c.isWord("LIVE", "TABLE") || c.isWord("STREAMING", "TABLE") || c.isWord("STREAMING", "LIVE", "TABLE"))
      throw unsupported("PRIVATE_DATASET", "a temporary table of a pipeline; declare a temporary view", at);
    c.acceptWord("STREAMING");
    c.acceptWord("LIVE");
    c.expectWord("VIEW");
    return "TEMPORARY_VIEW";
  }
  if (c.acceptWord("MATERIALIZED")) {
    c.expectWord("VIEW");
    return "MATERIALIZED_VIEW";
  }
  if (c.acceptWord("STREAMING") || c.acceptWord("INCREMENTAL")) {
    c.acceptWord("LIVE");
    if (c.acceptWord("VIEW")) return "TEMPORARY_VIEW";
    c.expectWord("TABLE");
    return "STREAMING_TABLE";
  }
  if (c.acceptWord("LIVE")) {
    if (c.acceptWord("VIEW")) return "TEMPORARY_VIEW";
    c.expectWord("TABLE");
    return "MATERIALIZED_VIEW";
  }
  if (c.acceptWord("VIEW")) return "VIEW";
  throw notDeclarative(c);
}

function parseDataset(c: Cursor, state: State): Definition[] {
  const type = datasetType(c);
  c.acceptWord("IF", "NOT", "EXISTS");
  const { catalog, schema, path } = state;
  const dataset: DatasetDefinition = {
    kind: "dataset",
    type,
    name: liveName(c),
    columns: [],
    expectations: [],
    properties: {},
    catalog,
    schema,
    from: path,
  };
  if (c.isOp("("))
    c.parenthesized(() => {
      if (isExpectation(c)) dataset.expectations.push(parseExpectation(c));
      else if (c.isWord("CONSTRAINT") || c.isWord("PRIMARY", "KEY") || c.isWord("FOREIGN", "KEY"))
        parseConstraint(c);
      else dataset.columns.push(declaredColumn(c));
    });
  parseClauses(c, dataset);
  if (type === "STREAMING_TABLE" && c.acceptWord("FLOW")) {
    if (!c.acceptWord("AUTO", "CDC")) c.expectWord("APPLY", "CHANGES");
    return [dataset, flow(dataset.name.join("."), dataset.name, parseCdc(c), state)];
  }
  if (c.acceptWord("AS")) dataset.query = { sql: rest(c), catalog, schema };
  else if (type !== "STREAMING_TABLE" || !c.done) throw c.error("expected AS");
  return [dataset];
}

const isExpectation = (c: Cursor) => c.isWord("CONSTRAINT") && c.peek(2).upper === "EXPECT";

function parseExpectation(c: Cursor): Expectation {
  c.expectWord("CONSTRAINT");
  const name = c.name();
  c.expectWord("EXPECT");
  c.expectOp("(");
  const from = c.offset;
  parseExpression(c);
  const sql = c.sql.slice(from, c.lastEnd);
  c.expectOp(")");
  if (!c.acceptWord("ON", "VIOLATION")) return { name, sql, action: "warn" };
  if (c.acceptWord("DROP", "ROW")) return { name, sql, action: "drop" };
  c.expectWord("FAIL", "UPDATE");
  return { name, sql, action: "fail" };
}

const NO_TYPE = new Set(["COMMENT", "NOT", "MASK"]);

function declaredColumn(c: Cursor): DeclaredColumn {
  const next = c.peek();
  if (next.kind === "op" || NO_TYPE.has(next.upper)) {
    const name = c.name();
    return c.acceptWord("COMMENT") ? { name, comment: c.string() } : { name };
  }
  const { column } = parseColumnDefinition(c, []);
  if (column.generatedSql || column.identity || column.defaultSql)
    throw unsupported("PIPELINE_COLUMN", "a generated column or a default in a pipeline", c.offset);
  return {
    name: column.name,
    type: column.type,
    ...(column.comment === undefined ? {} : { comment: column.comment }),
  };
}

function parseClauses(c: Cursor, dataset: DatasetDefinition): void {
  for (;;) {
    if (c.acceptWord("COMMENT")) dataset.comment = c.string();
    else if (c.acceptWord("TBLPROPERTIES")) Object.assign(dataset.properties, parseProperties(c));
    else if (c.acceptWord("USING")) {
      if (!c.acceptWord("DELTA")) throw unsupported("DATA_SOURCE", `USING ${c.token.text}`, c.offset);
    } else if (c.isWord("PARTITIONED", "BY") || c.isWord("CLUSTER", "BY")) {
      const key = c.isWord("CLUSTER") ? "clusteringColumns" : "partitionColumns";
      c.at += 2;
      // Where rows lie on disk changes no answer; it is kept as a property.
      dataset.properties[key] = c.acceptWord("AUTO")
        ? "AUTO"
        : c.acceptWord("NONE")
          ? "NONE"
          : c.parenthesized(() => c.name()).join(",");
    } else if (c.isWord("SCHEDULE") || c.isWord("TRIGGER", "ON"))
      throw unsupported("SCHEDULE", "a schedule of its own for a dataset; schedule the pipeline", c.offset);
    else if (c.isWord("LOCATION")) throw unsupported("EXTERNAL_TABLE", "LOCATION in a pipeline", c.offset);
    else if (c.isWord("WITH", "ROW", "FILTER") || c.isWord("ROW", "FILTER"))
      throw unsupported("ROW_FILTER", "row filters", c.offset);
    else return;
  }
}
