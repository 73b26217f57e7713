import { parseEventLog } from "../analyse/event-log.ts";
import type { Expr, FileSource, From, FromOf, LateralView, TableName } from "../ast.ts";
import { unsupported } from "../dialect-error.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expression.ts";
import { parseQuery, parseRows, startsQuery } from "./query.ts";
import { parseTravel } from "./travel.ts";

/** Words after a table or an expression that start the next clause, so they are no alias. */
const CLAUSES = new Set([
  "FROM",
  "WHERE",
  "GROUP",
  "HAVING",
  "ORDER",
  "SORT",
  "CLUSTER",
  "DISTRIBUTE",
  "LIMIT",
  "OFFSET",
  "UNION",
  "INTERSECT",
  "EXCEPT",
  "MINUS",
  "JOIN",
  "INNER",
  "LEFT",
  "RIGHT",
  "FULL",
  "CROSS",
  "NATURAL",
  "SEMI",
  "ANTI",
  "ON",
  "USING",
  "LATERAL",
  "PIVOT",
  "UNPIVOT",
  "TABLESAMPLE",
  "WINDOW",
  "QUALIFY",
  "SET",
  "WHEN",
  "THEN",
  "ELSE",
  "END",
  "AS",
  "AND",
  "OR",
  "VERSION",
  "TIMESTAMP",
  "FOR",
  "VALUES",
  "SELECT",
  "IN",
  "IS",
  "NOT",
  "BETWEEN",
  "LIKE",
  "RLIKE",
  "ILIKE",
  "WITH",
  "REPLACE",
  "BY",
  "DIV",
  "INTO",
  "NULLS",
  "ASC",
  "DESC",
  "TBLPROPERTIES",
  "COMMENT",
]);
const SOFT = new Set(["REPLACE", "TIMESTAMP", "VERSION", "COMMENT", "VALUES"]);

export function isAlias(c: Cursor): boolean {
  if (c.token.kind === "name") return true;
  if (c.token.kind !== "word") return false;
  if (SOFT.has(c.token.upper) && !["AS", "WHERE"].includes(c.peek().upper) && !c.isOp("(", 1)) return true;
  return !CLAUSES.has(c.token.upper);
}

export function parseFromList(c: Cursor): From[] {
  const items = c.list(() => parseJoined(c));
  // LATERAL VIEW and PIVOT after a comma list apply to the last item; that is how they were attached.
  return items;
}

function parseJoined(c: Cursor): From {
  let left = parsePrimaryFrom(c);
  for (;;) {
    const joined = parseJoinTail(c, left);
    if (!joined) return left;
    left = joined;
  }
}

/** One `JOIN …` after `left`, or nothing. Also used by the pipe operator JOIN. */
export function parseJoinTail(c: Cursor, left: From): From | undefined {
  const at = c.offset;
  const start = c.at;
  const natural = c.acceptWord("NATURAL");
  let type: FromOf<"join">["type"] = "inner";
  if (c.acceptWord("INNER")) type = "inner";
  else if (c.acceptWord("CROSS")) type = "cross";
  else if (c.acceptWord("LEFT")) {
    type = c.acceptWord("SEMI") ? "semi" : c.acceptWord("ANTI") ? "anti" : "left";
    c.acceptWord("OUTER");
  } else if (c.acceptWord("RIGHT")) {
    type = "right";
    c.acceptWord("OUTER");
  } else if (c.acceptWord("FULL")) {
    type = "full";
    c.acceptWord("OUTER");
  } else if (c.acceptWord("SEMI")) type = "semi";
  else if (c.acceptWord("ANTI")) type = "anti";
  if (!c.acceptWord("JOIN")) {
    if (c.at !== start) throw c.error("expected JOIN");
    return undefined;
  }
  const right = parsePrimaryFrom(c);
  const join: FromOf<"join"> = { k: "join", type, left, right, natural, lateralViews: [], at };
  if (c.acceptWord("ON")) join.on = parseExpression(c);
  else if (c.isWord("USING") && c.isOp("(", 1)) {
    c.next();
    join.using = c.parenthesized(() => c.name());
  }
  join.lateralViews = parseLateralViews(c);
  return join;
}

export function parseTableName(c: Cursor): TableName {
  const at = c.offset;
  if (c.isWord("IDENTIFIER") && c.isOp("(", 1)) {
    c.at += 2;
    const identifier = parseExpression(c);
    c.expectOp(")");
    const name: TableName = { parts: [], identifier, at };
    c.tables.push(name);
    return name;
  }
  const name: TableName = { parts: c.dottedName(), at };
  c.tables.push(name);
  return name;
}

function parsePrimaryFrom(c: Cursor): From {
  let item = withAlias(c, parseSource(c));
  for (;;) {
    if (c.isWord("PIVOT") && c.isOp("(", 1)) item = withAlias(c, parsePivot(c, item));
    else if (
      c.isWord("UNPIVOT") &&
      (c.isOp("(", 1) || c.isWord("UNPIVOT", "INCLUDE") || c.isWord("UNPIVOT", "EXCLUDE"))
    )
      item = withAlias(c, parseUnpivot(c, item));
    else break;
  }
  item.lateralViews.push(...parseLateralViews(c));
  return item;
}

function withAlias(c: Cursor, item: From): From {
  sample(c, item);
  if (item.k === "table") {
    const travel = parseTravel(c);
    if (travel) item.name.travel = travel;
  }
  const as = c.acceptWord("AS");
  if (as || isAlias(c)) {
    item.alias = c.name();
    if (c.isOp("(")) item.columnAliases = c.parenthesized(() => c.name());
  } else if (c.isOp("(") && item.k !== "table") item.columnAliases = c.parenthesized(() => c.name());
  sample(c, item);
  return item;
}

function parenthesizedJoin(c: Cursor): From {
  c.expectOp("(");
  const inner = parseJoined(c);
  c.expectOp(")");
  return inner;
}

/** TABLESAMPLE where its rows are known: (n ROWS) is a limit, and (100 PERCENT) is everything. */
function sample(c: Cursor, item: From): void {
  if (!c.isWord("TABLESAMPLE")) return;
  const at = c.next().offset;
  c.expectOp("(");
  const size = c.token.kind === "number" ? Number(c.next().value) : Number.NaN;
  if (c.acceptWord("ROWS") && Number.isInteger(size)) item.sampleRows = size;
  else if (!c.acceptWord("PERCENT") || size !== 100)
    throw unsupported("TABLESAMPLE", "a random TABLESAMPLE (its rows would differ from Databricks')", at);
  c.expectOp(")");
  if (c.acceptWord("REPEATABLE")) c.parenthesized(() => c.next());
}

function parseSource(c: Cursor): From {
  const at = c.offset;
  const lateral = !c.isWord("LATERAL", "VIEW") && c.acceptWord("LATERAL");
  if (c.isOp("(")) {
    if (startsQuery(c)) {
      const start = c.at;
      const query = c.attempt(() => {
        c.next();
        const q = parseQuery(c);
        c.expectOp(")");
        return q;
      });
      if (query) return { k: "query", query, lateral, lateralViews: [], at };
      // Not a query after all: a join in parentheses, unless that fails too; then the query's error says more.
      c.at = start;
      const joined = c.attempt(() => parenthesizedJoin(c));
      if (joined) return joined;
      c.next();
      parseQuery(c);
      c.expectOp(")");
    }
    return parenthesizedJoin(c);
  }
  if (c.isWord("VALUES") && !c.isOp(".", 1)) {
    c.next();
    return { k: "values", rows: parseRows(c), lateralViews: [], at };
  }
  if (c.isWord("STREAM") && (c.peek().kind === "word" || c.isOp("(", 1)))
    throw unsupported("STREAMING", "reading a table as a stream", at);
  if (c.isWord("IDENTIFIER") && c.isOp("(", 1))
    return { k: "table", name: parseTableName(c), lateralViews: [], at };
  if (c.isWord("EVENT_LOG") && c.isOp("(", 1)) {
    c.next();
    const name: TableName = { parts: parseEventLog(c), at };
    c.tables.push(name);
    return { k: "table", name, lateralViews: [], at };
  }
  const parts = c.dottedName();
  if (c.isOp("(")) {
    const argNames: (string | undefined)[] = [];
    let i = 0;
    const args = c.parenthesized((): Expr => {
      if (c.isName() && c.isOp("=>", 1)) {
        argNames[i] = c.name();
        c.next();
      }
      i += 1;
      if (c.isWord("TABLE") && (c.isOp("(", 1) || c.peek().kind === "word"))
        throw unsupported("TABLE_ARGUMENT", "a TABLE argument of a table function", c.offset);
      return parseExpression(c);
    });
    const files =
      parts.length === 1 && parts[0]?.toLowerCase() === "read_files"
        ? fileSource(args, argNames, at)
        : undefined;
    if (files) {
      c.files.push(files);
      return { k: "files", source: files, lateralViews: [], at };
    }
    return { k: "function", name: parts, args, argNames, lateral, lateralViews: [], at };
  }
  const path =
    parts.length === 2 && FILE_FORMATS.has((parts[0] as string).toLowerCase()) && parts[1]?.includes("/")
      ? parts[1]
      : undefined;
  if (path !== undefined) {
    const source: FileSource = {
      format: (parts[0] as string).toLowerCase(),
      path: { k: "literal", type: { kind: "string" }, value: path, text: path, at },
      options: [],
      at,
    };
    c.files.push(source);
    return { k: "files", source, lateralViews: [], at };
  }
  const name: TableName = { parts, at };
  c.tables.push(name);
  return { k: "table", name, lateralViews: [], at };
}

const FILE_FORMATS = new Set(["csv", "json", "parquet", "text", "delta", "orc", "avro", "xml", "binaryfile"]);

function fileSource(args: Expr[], names: (string | undefined)[], at: number): FileSource | undefined {
  const named = args.map((value, i) => ({ name: names[i]?.toLowerCase() ?? (i === 0 ? "path" : ""), value }));
  const path = named.find((a) => a.name === "path");
  return path && { path: path.value, options: named.filter((a) => a !== path), at };
}

export function parseLateralViews(c: Cursor): LateralView[] {
  const views: LateralView[] = [];
  while (c.isWord("LATERAL", "VIEW")) {
    const at = c.offset;
    c.at += 2;
    const outer = c.acceptWord("OUTER");
    const call = parseExpression(c);
    let alias = "";
    if (c.token.kind === "name" || (c.token.kind === "word" && c.token.upper !== "AS" && isAlias(c)))
      alias = c.name();
    let columns: string[] = [];
    if (c.acceptWord("AS")) columns = c.isOp("(") ? c.parenthesized(() => c.name()) : c.list(() => c.name());
    else if (c.token.kind === "name" || (c.token.kind === "word" && isAlias(c)))
      columns = c.list(() => c.name());
    views.push({ outer, call, alias, columns, at });
  }
  return views;
}

function optionalAlias(c: Cursor): { alias?: string } {
  if (
    c.acceptWord("AS") ||
    c.token.kind === "name" ||
    (c.token.kind === "word" && isAlias(c) && !c.isWord("FOR"))
  )
    return { alias: c.name() };
  return {};
}

export function parsePivot(c: Cursor, input: From): From {
  const at = c.next().offset;
  c.expectOp("(");
  const aggregates = c.list(() => ({ expr: parseExpression(c), ...optionalAlias(c) }));
  c.expectWord("FOR");
  const target = c.isOp("(")
    ? c.parenthesized((): Expr => ({ k: "name", at: c.offset, parts: c.dottedName() }))
    : [{ k: "name", at: c.offset, parts: c.dottedName() } as Expr];
  c.expectWord("IN");
  const values = c.parenthesized(() => ({ expr: parseExpression(c), ...optionalAlias(c) }));
  c.expectOp(")");
  return { k: "pivot", input, aggregates, columns: target, values, lateralViews: [], at };
}

export function parseUnpivot(c: Cursor, input: From): From {
  const at = c.next().offset;
  const includeNulls = c.acceptWord("INCLUDE", "NULLS");
  if (!includeNulls) c.acceptWord("EXCLUDE", "NULLS");
  c.expectOp("(");
  const valueColumns = c.isOp("(") ? c.parenthesized(() => c.name()) : [c.name()];
  c.expectWord("FOR");
  const nameColumn = c.name();
  c.expectWord("IN");
  const groups = c.parenthesized(() => {
    const columns = c.isOp("(") ? c.parenthesized(() => c.dottedName()) : [c.dottedName()];
    return { columns, ...optionalAlias(c) };
  });
  c.expectOp(")");
  return { k: "unpivot", input, includeNulls, valueColumns, nameColumn, groups, lateralViews: [], at };
}
