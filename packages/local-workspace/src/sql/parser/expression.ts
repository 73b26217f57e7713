import type { Expr, FrameBound, SortItem, WindowSpec } from "../ast.ts";
import { DialectError } from "../dialect-error.ts";
import type { SparkType } from "../types.ts";
import type { Cursor } from "./cursor.ts";
import { numberLiteral } from "./number.ts";
import { parseQuery, startsQuery } from "./query.ts";
import { parseCallOrSpecial } from "./special.ts";
import { parseDataType } from "./type.ts";

const MAX_DEPTH = 400;
export const STRING: SparkType = { kind: "string" };

/** Words that never begin an expression as a column name. */
const NOT_NAMES = new Set([
  "SELECT",
  "FROM",
  "WHERE",
  "GROUP",
  "HAVING",
  "ORDER",
  "LIMIT",
  "UNION",
  "INTERSECT",
  "EXCEPT",
  "ON",
  "USING",
  "JOIN",
  "THEN",
  "ELSE",
  "END",
  "WHEN",
  "AS",
  "AND",
  "OR",
  "IN",
  "IS",
  "BETWEEN",
  "LIKE",
  "RLIKE",
  "ILIKE",
  "INTO",
  "INNER",
  "CROSS",
]);

export function parseExpression(c: Cursor): Expr {
  c.depth += 1;
  if (c.depth > MAX_DEPTH)
    throw new DialectError(
      "EXPRESSION_NESTED_TOO_DEEPLY",
      "54001",
      "The expression is nested too deeply.",
      c.offset,
    );
  try {
    return parseOr(c);
  } finally {
    c.depth -= 1;
  }
}

function binary(op: string, left: Expr, right: Expr): Expr {
  return { k: "binary", op, left, right, at: left.at };
}

function parseOr(c: Cursor): Expr {
  let left = parseAnd(c);
  while (c.acceptWord("OR")) left = binary("OR", left, parseAnd(c));
  return left;
}

function parseAnd(c: Cursor): Expr {
  let left = parseNot(c);
  while (c.acceptWord("AND")) left = binary("AND", left, parseNot(c));
  return left;
}

function parseNot(c: Cursor): Expr {
  const at = c.offset;
  if (c.isWord("NOT") || c.isOp("!")) {
    c.next();
    c.depth += 1;
    if (c.depth > MAX_DEPTH)
      throw new DialectError(
        "EXPRESSION_NESTED_TOO_DEEPLY",
        "54001",
        "The expression is nested too deeply.",
        at,
      );
    const expr = parseNot(c);
    c.depth -= 1;
    return { k: "unary", op: "NOT", expr, at };
  }
  return parsePredicate(c);
}

const COMPARISONS = new Set(["=", "==", "<>", "!=", "<", "<=", ">", ">=", "<=>"]);

function parsePredicate(c: Cursor): Expr {
  let left = parseBits(c, 0);
  for (;;) {
    const t = c.token;
    if (t.kind === "op" && COMPARISONS.has(t.value)) {
      c.next();
      left = binary(t.value === "==" ? "=" : t.value === "<>" ? "!=" : t.value, left, parseBits(c, 0));
      continue;
    }
    if (t.kind !== "word") {
      if (t.value === "!" && ["IN", "BETWEEN", "LIKE", "RLIKE", "ILIKE"].includes(c.peek().upper)) {
        const wordPredicate = parseWordPredicate(c, left);
        if (wordPredicate) {
          left = wordPredicate;
          continue;
        }
      }
      return left;
    }
    const predicate = parseWordPredicate(c, left);
    if (!predicate) return left;
    left = predicate;
  }
}

function parseWordPredicate(c: Cursor, left: Expr): Expr | undefined {
  const at = left.at;
  if (c.acceptWord("IS")) {
    const not = c.acceptWord("NOT");
    if (c.acceptWord("DISTINCT")) {
      c.expectWord("FROM");
      const equal = binary("<=>", left, parseBits(c, 0));
      return not ? equal : { k: "unary", op: "NOT", expr: equal, at };
    }
    for (const what of ["NULL", "TRUE", "FALSE", "UNKNOWN"] as const)
      if (c.acceptWord(what)) return { k: "is", expr: left, what, not, at };
    throw c.error("expected NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM");
  }
  const start = c.at;
  const not = c.acceptWord("NOT") || c.acceptOp("!");
  if (c.acceptWord("BETWEEN")) {
    const low = parseBits(c, 0);
    c.expectWord("AND");
    return { k: "between", expr: left, low, high: parseBits(c, 0), not, at };
  }
  if (c.acceptWord("IN")) {
    c.expectOp("(");
    if (startsQuery(c)) {
      const query = parseQuery(c);
      c.expectOp(")");
      return { k: "inQuery", expr: left, query, not, at };
    }
    const list = c.list(() => parseExpression(c));
    c.expectOp(")");
    return { k: "in", expr: left, list, not, at };
  }
  const op =
    c.isWord("LIKE") || c.isWord("ILIKE")
      ? (c.token.upper as "LIKE" | "ILIKE")
      : c.isWord("RLIKE") || c.isWord("REGEXP")
        ? "RLIKE"
        : undefined;
  if (op) {
    c.next();
    const quantifier =
      op !== "RLIKE" && (c.isWord("ANY") || c.isWord("SOME") || c.isWord("ALL")) && c.isOp("(", 1)
        ? c.next().upper
        : undefined;
    const patterns = quantifier ? c.parenthesized(() => parseExpression(c)) : [parseBits(c, 0)];
    const escapeChar = c.acceptWord("ESCAPE") ? c.string() : undefined;
    return {
      k: "like",
      op,
      expr: left,
      patterns,
      not,
      at,
      ...(quantifier ? { quantifier: quantifier === "ALL" ? "ALL" : "ANY" } : {}),
      ...(escapeChar !== undefined ? { escape: escapeChar } : {}),
    };
  }
  c.at = start;
  return undefined;
}

/** Left-associative operators above comparisons, loosest first. */
const LEVELS: ReadonlySet<string>[] = [
  new Set(["|"]),
  new Set(["^"]),
  new Set(["&"]),
  new Set(["<<", ">>", ">>>"]),
  new Set(["+", "-", "||"]),
  new Set(["*", "/", "%", "DIV"]),
];

/** An operand: an expression without predicates, AND, OR or NOT. */
export const parseValue = (c: Cursor): Expr => parseBits(c, 0);

function parseBits(c: Cursor, level: number): Expr {
  const ops = LEVELS[level];
  if (!ops) return parseUnary(c);
  let left = parseBits(c, level + 1);
  for (;;) {
    const t = c.token;
    const op = t.kind === "op" ? t.value : t.kind === "word" ? t.upper : "";
    if (!ops.has(op)) return left;
    c.next();
    left = binary(op, left, parseBits(c, level + 1));
  }
}

function parseUnary(c: Cursor): Expr {
  const at = c.offset;
  const t = c.token;
  if (t.kind === "op" && (t.value === "-" || t.value === "+" || t.value === "~")) {
    c.next();
    if (t.value === "-" && c.token.kind === "number") {
      const next = c.next();
      const literal = numberLiteral(`-${next.value}`, at);
      return parsePostfix(c, literal);
    }
    c.depth += 1;
    if (c.depth > MAX_DEPTH)
      throw new DialectError(
        "EXPRESSION_NESTED_TOO_DEEPLY",
        "54001",
        "The expression is nested too deeply.",
        at,
      );
    const expr = parseUnary(c);
    c.depth -= 1;
    return { k: "unary", op: t.value, expr, at };
  }
  return parsePostfix(c, parsePrimary(c));
}

function parsePostfix(c: Cursor, start: Expr): Expr {
  let expr = start;
  for (;;) {
    if (c.acceptOp("[")) {
      const index = parseExpression(c);
      c.expectOp("]");
      expr = { k: "index", expr, index, at: start.at };
    } else if (c.isOp("::")) {
      c.next();
      expr = { k: "cast", expr, type: parseDataType(c), try: false, at: start.at };
    } else if (c.isOp("?") && c.isOp("::", 1)) {
      c.at += 2;
      expr = { k: "cast", expr, type: parseDataType(c), try: true, at: start.at };
    } else if (c.isOp(".") && (c.peek().kind === "word" || c.peek().kind === "name")) {
      c.next();
      expr = { k: "field", expr, field: c.name(), at: start.at };
    } else if (c.isOp(".") && c.isOp("*", 1) && expr.k !== "name") {
      throw c.error("only a column or table can be expanded with .*");
    } else if (c.isOp(":") && (c.peek().kind === "word" || c.peek().kind === "name" || c.isOp("[", 1))) {
      expr = parsePath(c, expr);
    } else if (c.isWord("COLLATE")) {
      const at = c.offset;
      c.next();
      const name = c.dottedName().at(-1) as string;
      const literal: Expr = { k: "literal", type: STRING, value: name.toUpperCase(), text: name, at };
      expr = { k: "call", name: ["collate"], args: [expr, literal], distinct: false, at: start.at };
    } else return expr;
  }
}

/** `:a.b[0]['c d'].*` after a column that holds JSON or a variant. */
function parsePath(c: Cursor, expr: Expr): Expr {
  const from = c.expectOp(":").end;
  const steps: (string | number | "*")[] = [];
  const quoted: boolean[] = [];
  const bracket = (): void => {
    c.expectOp("[");
    quoted[steps.length] = true;
    if (c.acceptOp("*")) steps.push("*");
    else if (c.token.kind === "string") steps.push(c.string());
    else if (c.token.kind === "number" && /^\d+$/.test(c.token.value)) steps.push(Number(c.next().value));
    else throw c.error("a path takes a name or a whole number in brackets");
    c.expectOp("]");
  };
  if (c.isOp("[")) bracket();
  else steps.push(c.name());
  for (;;) {
    if (c.isOp("[")) bracket();
    else if (c.isOp(".") && (c.peek().kind === "word" || c.peek().kind === "name")) {
      c.next();
      steps.push(c.name());
    } else break;
  }
  return { k: "path", expr, path: c.sql.slice(from, c.lastEnd), steps, quoted, at: expr.at };
}

function parsePrimary(c: Cursor): Expr {
  const t = c.token;
  const at = t.offset;
  if (t.kind === "number") {
    c.next();
    return numberLiteral(t.value, at);
  }
  if (t.kind === "string") {
    const value = c.string();
    return { k: "literal", type: STRING, value, text: value, at };
  }
  if (t.kind === "op") return parseSymbol(c);
  if (t.kind === "end") throw c.error();
  if (t.kind === "word" && NOT_NAMES.has(t.upper) && !c.isOp("(", 1) && !c.isOp(".", 1)) throw c.error();
  return parseCallOrSpecial(c);
}

function parseSymbol(c: Cursor): Expr {
  const at = c.offset;
  if (c.acceptOp("*")) return { k: "star", qualifier: [], except: parseExcept(c), at };
  if (c.isOp(":") && (c.peek().kind === "word" || c.peek().kind === "name")) {
    c.next();
    return { k: "parameter", name: c.name(), at };
  }
  if (c.isOp("?"))
    throw new DialectError(
      "UNBOUND_SQL_PARAMETER",
      "42P02",
      "Found the unbound parameter: ?. Please use named parameters (:name).",
      at,
    );
  if (!c.isOp("(")) throw c.error();
  const lambda = parseLambda(c);
  if (lambda) return lambda;
  c.next();
  if (startsQuery(c)) {
    const query = parseQuery(c);
    c.expectOp(")");
    return { k: "subquery", query, at };
  }
  const items = c.list(() => parseExpression(c));
  c.expectOp(")");
  return items.length === 1 ? (items[0] as Expr) : { k: "tuple", items, at };
}

export function parseExcept(c: Cursor): string[][] {
  if (!c.isWord("EXCEPT") || !c.isOp("(", 1)) return [];
  if (["SELECT", "WITH", "VALUES", "TABLE"].includes(c.peek(2).upper) || c.isOp("(", 2)) return [];
  c.next();
  return c.parenthesized(() => c.dottedName());
}

/** `(a, b) -> …`; nothing when the parenthesis is not a lambda's. */
export function parseLambda(c: Cursor): Expr | undefined {
  const at = c.offset;
  let i = 1;
  while (c.peek(i).kind === "word" || c.peek(i).kind === "name") {
    i += 1;
    if (c.isOp(",", i)) i += 1;
    else break;
  }
  if (!c.isOp(")", i) || !c.isOp("->", i + 1)) return undefined;
  const parameters = c.parenthesized(() => c.name());
  c.expectOp("->");
  return { k: "lambda", parameters, body: parseExpression(c), at };
}

export function parseSortItem(c: Cursor): SortItem {
  const at = c.offset;
  const expr = parseExpression(c);
  const descending = c.acceptWord("DESC");
  if (!descending) c.acceptWord("ASC");
  let nullsFirst = !descending;
  if (c.acceptWord("NULLS")) {
    nullsFirst = c.acceptWord("FIRST");
    if (!nullsFirst) c.expectWord("LAST");
  }
  return { expr, descending, nullsFirst, at };
}

function parseBound(c: Cursor): FrameBound {
  if (c.acceptWord("CURRENT")) {
    c.expectWord("ROW");
    return { kind: "current" };
  }
  if (c.acceptWord("UNBOUNDED")) {
    if (c.acceptWord("PRECEDING")) return { kind: "unbounded_preceding" };
    c.expectWord("FOLLOWING");
    return { kind: "unbounded_following" };
  }
  const value = parseBits(c, 0);
  if (c.acceptWord("PRECEDING")) return { kind: "preceding", value };
  c.expectWord("FOLLOWING");
  return { kind: "following", value };
}

/** After OVER: a window's name or its definition in parentheses. */
export function parseWindow(c: Cursor): WindowSpec {
  const at = c.offset;
  if (!c.isOp("(")) return { base: c.name(), partitionBy: [], orderBy: [], at };
  c.next();
  const spec: WindowSpec = { partitionBy: [], orderBy: [], at };
  if (
    c.isName() &&
    !["PARTITION", "DISTRIBUTE", "CLUSTER", "ORDER", "SORT", "ROWS", "RANGE"].includes(c.token.upper)
  )
    spec.base = c.name();
  if (c.acceptWord("PARTITION") || c.acceptWord("DISTRIBUTE")) {
    c.expectWord("BY");
    spec.partitionBy = c.list(() => parseExpression(c));
  }
  if (c.acceptWord("ORDER") || c.acceptWord("SORT")) {
    c.expectWord("BY");
    spec.orderBy = c.list(() => parseSortItem(c));
  }
  if (c.isWord("ROWS") || c.isWord("RANGE")) {
    const unit = c.next().upper as "ROWS" | "RANGE";
    if (c.acceptWord("BETWEEN")) {
      const start = parseBound(c);
      c.expectWord("AND");
      spec.frame = { unit, start, end: parseBound(c) };
    } else spec.frame = { unit, start: parseBound(c), end: { kind: "current" } };
  }
  c.expectOp(")");
  return spec;
}
