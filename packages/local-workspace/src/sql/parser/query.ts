import type { Cte, Expr, From, GroupBy, Query, QueryBody, Select, SelectItem, WindowSpec } from "../ast.ts";
import { DialectError, unsupported } from "../dialect-error.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression, parseSortItem, parseWindow } from "./expression.ts";
import { isAlias, parseFromList } from "./from.ts";
import { parsePipes } from "./pipe.ts";

/** True when the tokens here (after any opening parentheses) begin a query. */
export function startsQuery(c: Cursor): boolean {
  let i = 0;
  while (c.isOp("(", i)) i += 1;
  const t = c.peek(i);
  if (t.kind !== "word") return false;
  if (t.upper === "SELECT") return true;
  if (t.upper === "WITH") return ["word", "name"].includes(c.peek(i + 1).kind);
  if (t.upper === "FROM") return i === 0 || ["word", "name"].includes(c.peek(i + 1).kind);
  if (t.upper === "VALUES") return c.isOp("(", i + 1) || ["number", "string"].includes(c.peek(i + 1).kind);
  if (t.upper === "TABLE") return ["word", "name"].includes(c.peek(i + 1).kind) && !c.isOp("(", i + 2);
  return false;
}

export function parseQuery(c: Cursor): Query {
  const at = c.offset;
  c.depth += 1;
  if (c.depth > 200)
    throw new DialectError("EXPRESSION_NESTED_TOO_DEEPLY", "54001", "The query is nested too deeply.", at);
  const { ctes, recursive } = parseWith(c);
  let query = finishQuery(c, { at, end: at, ctes, recursive, body: parseSetOperation(c, 0) });
  if (c.isOp("|>")) query = parsePipes(c, query);
  query.end = c.lastEnd;
  c.depth -= 1;
  return query;
}

/** A WITH clause, if there is one here. */
export function parseWith(c: Cursor): { ctes: Cte[]; recursive: boolean } {
  if (!c.isWord("WITH")) return { ctes: [], recursive: false };
  c.next();
  const recursive = c.acceptWord("RECURSIVE");
  const ctes = c.list((): Cte => {
    const at = c.offset;
    const name = c.name();
    const columns = c.isOp("(") ? c.parenthesized(() => c.name()) : [];
    let maxLevel: number | undefined;
    if (c.acceptWord("MAX", "RECURSION", "LEVEL")) maxLevel = Number(c.next().value);
    c.acceptWord("AS");
    c.expectOp("(");
    const query = parseQuery(c);
    c.expectOp(")");
    return { name, columns, query, at, ...(maxLevel === undefined ? {} : { maxLevel }) };
  });
  return { ctes, recursive };
}

/** ORDER BY, LIMIT, OFFSET and the clauses that only place rows on machines (kept as an order, or dropped). */
export function finishQuery(c: Cursor, query: Query): Query {
  if (c.acceptWord("ORDER")) {
    c.expectWord("BY");
    if (c.isWord("ALL") && !c.isOp("(", 1)) {
      const item = parseSortItem(c);
      query.orderBy = "all";
      query.orderAllDescending = item;
    } else query.orderBy = c.list(() => parseSortItem(c));
  } else if (c.isWord("SORT", "BY") || c.isWord("CLUSTER", "BY")) {
    c.at += 2;
    query.orderBy = c.list(() => parseSortItem(c));
  } else if (c.acceptWord("DISTRIBUTE", "BY")) {
    c.list(() => parseExpression(c));
    if (c.acceptWord("SORT", "BY")) query.orderBy = c.list(() => parseSortItem(c));
  }
  const body = query.body;
  if (c.isWord("WINDOW") && body.k === "select") {
    c.next();
    body.windows = parseWindows(c);
  }
  if (c.acceptWord("LIMIT")) {
    if (!c.acceptWord("ALL")) query.limit = parseExpression(c);
    if (c.isOp(",")) throw c.error();
  }
  if (c.acceptWord("OFFSET")) {
    query.offset = parseExpression(c);
    if (c.acceptWord("ROWS")) c.at += 0;
  }
  query.end = c.lastEnd;
  return query;
}

/** UNION and EXCEPT bind looser than INTERSECT. */
function parseSetOperation(c: Cursor, level: number): QueryBody {
  let left = level === 0 ? parseSetOperation(c, 1) : parseBody(c);
  for (;;) {
    const word = c.token.kind === "word" ? c.token.upper : "";
    const op =
      level === 0
        ? word === "UNION"
          ? "UNION"
          : word === "EXCEPT" || word === "MINUS"
            ? "EXCEPT"
            : undefined
        : word === "INTERSECT"
          ? "INTERSECT"
          : undefined;
    if (!op) return left;
    const at = c.next().offset;
    const all = c.acceptWord("ALL");
    if (!all) c.acceptWord("DISTINCT");
    const right = level === 0 ? parseSetOperation(c, 1) : parseBody(c);
    left = { k: "setop", op, all, left, right, at };
  }
}

/** One operand of a set operation: a SELECT, VALUES, TABLE or a query in parentheses. */
export function parseBody(c: Cursor): QueryBody {
  const at = c.offset;
  if (c.acceptOp("(")) {
    const query = parseQuery(c);
    c.expectOp(")");
    return { k: "nested", query, at };
  }
  if (c.acceptWord("VALUES")) return { k: "values", rows: parseRows(c), at };
  if (c.acceptWord("TABLE")) {
    const name = { parts: c.dottedName(), at: c.offset };
    c.tables.push(name);
    return { k: "table", name, at };
  }
  if (c.isWord("FROM")) {
    // `FROM t |> …` and `FROM t SELECT …`.
    c.next();
    const from = parseFromList(c);
    if (c.isWord("SELECT")) return parseSelect(c, from);
    return {
      k: "select",
      distinct: false,
      items: [{ expr: { k: "star", qualifier: [], except: [], at }, aliases: [], at }],
      from,
      windows: [],
      at,
    };
  }
  if (c.isWord("SELECT")) return parseSelect(c);
  throw c.error();
}

export function parseRows(c: Cursor): Expr[][] {
  return c.list(() => {
    const expr = parseExpression(c);
    if (expr.k === "tuple") return expr.items;
    return expr.k === "call" && expr.name.length === 1 && expr.name[0]?.toLowerCase() === "struct"
      ? expr.args
      : [expr];
  });
}

export function parseSelectItem(c: Cursor): SelectItem {
  const at = c.offset;
  const expr = parseExpression(c);
  if (c.acceptWord("AS"))
    return { expr, aliases: c.isOp("(") ? c.parenthesized(() => c.name()) : [aliasName(c)], at };
  if (c.token.kind === "name" || (c.token.kind === "word" && isAlias(c)))
    return { expr, aliases: [c.name()], at };
  if (c.token.kind === "string" && expr.k !== "literal") throw c.error("an alias is a name, not a string");
  return { expr, aliases: [], at };
}

const aliasName = (c: Cursor): string => c.name();

function parseSelect(c: Cursor, leadingFrom?: From[]): Select {
  const at = c.offset;
  c.expectWord("SELECT");
  const distinct = c.acceptWord("DISTINCT");
  if (!distinct && c.isWord("ALL")) c.next();
  if (c.isWord("TRANSFORM") && c.isOp("(", 1)) {
    const transform = c.attempt(() => parseSelectItem(c));
    if (!transform || c.isWord("USING")) throw unsupported("TRANSFORM", "SELECT TRANSFORM with a script", at);
    c.at = c.tokens.findIndex((t) => t.offset === transform.at);
  }
  const items = c.list(() => parseSelectItem(c));
  const select: Select = { k: "select", distinct, items, from: leadingFrom ?? [], windows: [], at };
  if (!leadingFrom && c.acceptWord("FROM")) select.from = parseFromList(c);
  if (c.acceptWord("WHERE")) select.where = parseExpression(c);
  if (c.isWord("GROUP", "BY")) {
    c.at += 2;
    select.group = parseGroupBy(c);
  }
  if (c.acceptWord("HAVING")) select.having = parseExpression(c);
  if (
    c.isWord("WINDOW") &&
    (c.peek().kind === "word" || c.peek().kind === "name") &&
    c.peek(2).upper === "AS"
  ) {
    c.next();
    select.windows = parseWindows(c);
  }
  if (c.acceptWord("QUALIFY")) select.qualify = parseExpression(c);
  return select;
}

function parseWindows(c: Cursor): { name: string; spec: WindowSpec }[] {
  return c.list(() => {
    const name = c.name();
    c.expectWord("AS");
    return { name, spec: parseWindow(c) };
  });
}

function groupItem(c: Cursor): Expr[] {
  if (c.isOp("(") && c.isOp(")", 1)) {
    c.at += 2;
    return [];
  }
  const expr = parseExpression(c);
  return expr.k === "tuple" ? expr.items : [expr];
}

function rollup(items: Expr[][]): Expr[][] {
  return [...items.keys(), items.length].reverse().map((n) => items.slice(0, n).flat());
}

function cube(items: Expr[][]): Expr[][] {
  const sets: Expr[][] = [];
  for (let mask = 2 ** items.length - 1; mask >= 0; mask -= 1) {
    sets.push(items.filter((_, i) => mask & (2 ** (items.length - 1 - i))).flat());
  }
  return sets;
}

function parseGroupingSets(c: Cursor): Expr[][] {
  return c
    .parenthesized(() => {
      const analytics = groupingAnalytics(c);
      return analytics ?? [groupItem(c)];
    })
    .flat();
}

function groupingAnalytics(c: Cursor): Expr[][] | undefined {
  if (c.acceptWord("GROUPING", "SETS")) return parseGroupingSets(c);
  if (c.isWord("ROLLUP") && c.isOp("(", 1)) {
    c.next();
    return rollup(c.parenthesized(() => groupItem(c)));
  }
  if (c.isWord("CUBE") && c.isOp("(", 1)) {
    c.next();
    return cube(c.parenthesized(() => groupItem(c)));
  }
  return undefined;
}

export function parseGroupBy(c: Cursor): GroupBy {
  if (c.isWord("ALL") && !c.isOp("(", 1) && !c.isOp(".", 1)) {
    c.next();
    return { kind: "all" };
  }
  // Each element is a choice of sets; their cross product is the clause.
  const elements = c.list((): Expr[][] => groupingAnalytics(c) ?? [groupItem(c)]);
  let sets: Expr[][] = [[]];
  for (const element of elements) sets = sets.flatMap((left) => element.map((right) => [...left, ...right]));
  if (c.acceptWord("WITH", "ROLLUP")) return { kind: "sets", sets: rollup((sets[0] ?? []).map((e) => [e])) };
  if (c.acceptWord("WITH", "CUBE")) return { kind: "sets", sets: cube((sets[0] ?? []).map((e) => [e])) };
  if (c.isWord("GROUPING", "SETS")) {
    const explicit = groupingAnalytics(c) ?? [];
    return { kind: "sets", sets: explicit };
  }
  return sets.length === 1 && elements.every((e) => e.length === 1)
    ? { kind: "list", items: sets[0] ?? [] }
    : { kind: "sets", sets };
}
