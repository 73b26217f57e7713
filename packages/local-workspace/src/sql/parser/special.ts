import type { Expr } from "../ast.ts";
import type { SparkType } from "../types.ts";
import type { Cursor } from "./cursor.ts";
import {
  parseExcept,
  parseExpression,
  parseSortItem,
  parseValue,
  parseWindow,
  STRING,
} from "./expression.ts";
import { parseQuery, startsQuery } from "./query.ts";
import { parseDataType } from "./type.ts";

/** Functions that may be written without parentheses. */
const BARE = new Set([
  "CURRENT_DATE",
  "CURRENT_TIMESTAMP",
  "CURRENT_USER",
  "USER",
  "SESSION_USER",
  "CURRENT_TIME",
  "LOCALTIMESTAMP",
]);
const UNIT_FUNCTIONS = new Set([
  "DATEADD",
  "DATE_ADD",
  "TIMESTAMPADD",
  "DATEDIFF",
  "DATE_DIFF",
  "TIMEDIFF",
  "TIMESTAMPDIFF",
]);
const UNITS = new Set([
  "YEAR",
  "QUARTER",
  "MONTH",
  "WEEK",
  "DAY",
  "DAYOFYEAR",
  "HOUR",
  "MINUTE",
  "SECOND",
  "MILLISECOND",
  "MICROSECOND",
]);
const INTERVAL_UNITS: Record<string, string> = {
  YEAR: "year",
  YEARS: "year",
  MONTH: "month",
  MONTHS: "month",
  WEEK: "week",
  WEEKS: "week",
  DAY: "day",
  DAYS: "day",
  HOUR: "hour",
  HOURS: "hour",
  MINUTE: "minute",
  MINUTES: "minute",
  SECOND: "second",
  SECONDS: "second",
  MILLISECOND: "millisecond",
  MILLISECONDS: "millisecond",
  MICROSECOND: "microsecond",
  MICROSECONDS: "microsecond",
};

const text = (value: string, at: number): Expr => ({ k: "literal", type: STRING, value, text: value, at });
const call = (name: string, args: Expr[], at: number): Expr => ({
  k: "call",
  name: [name],
  args,
  distinct: false,
  at,
});

/** A name, a call, or one of the forms with their own grammar (CASE, CAST, EXTRACT, INTERVAL …). */
export function parseCallOrSpecial(c: Cursor): Expr {
  const t = c.token;
  const at = t.offset;
  if (t.kind === "word") {
    const special = parseWordForm(c);
    if (special) return special;
  }
  const name = c.name();
  if (c.isOp("->")) {
    c.next();
    return { k: "lambda", parameters: [name], body: parseExpression(c), at };
  }
  const parts = [name];
  while (c.isOp(".")) {
    const after = c.peek();
    if (after.kind === "word" || after.kind === "name") {
      c.next();
      parts.push(c.name());
    } else if (c.isOp("*", 1)) {
      c.at += 2;
      return { k: "star", qualifier: parts, except: parseExcept(c), at };
    } else break;
  }
  if (c.isOp("(")) return parseCall(c, parts, at);
  return { k: "name", parts, at };
}

function parseWordForm(c: Cursor): Expr | undefined {
  const t = c.token;
  const at = t.offset;
  const next = c.peek();
  const paren = c.isOp("(", 1);
  switch (t.upper) {
    case "NULL":
      c.next();
      return { k: "literal", type: { kind: "void" }, value: null, text: "NULL", at };
    case "TRUE":
    case "FALSE":
      if (paren || c.isOp(".", 1)) return undefined;
      c.next();
      return {
        k: "literal",
        type: { kind: "boolean" },
        value: t.upper === "TRUE",
        text: t.upper.toLowerCase(),
        at,
      };
    case "CASE":
      return parseCase(c);
    case "EXISTS":
      if (!paren) return undefined;
      c.at += 2;
      if (!startsQuery(c)) {
        c.at -= 2;
        return undefined;
      }
      {
        const query = parseQuery(c);
        c.expectOp(")");
        return { k: "exists", query, at };
      }
    case "CAST":
    case "TRY_CAST": {
      if (!paren) return undefined;
      c.at += 2;
      const expr = parseExpression(c);
      c.expectWord("AS");
      const type = parseDataType(c);
      c.expectOp(")");
      return { k: "cast", expr, type, try: t.upper === "TRY_CAST", at };
    }
    case "DATE":
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
    case "TIMESTAMP_NTZ": {
      if (next.kind !== "string") return undefined;
      c.next();
      const kind =
        t.upper === "TIMESTAMP_LTZ"
          ? "timestamp"
          : (t.upper.toLowerCase() as "date" | "timestamp" | "timestamp_ntz");
      const value = c.string();
      return { k: "literal", type: { kind } as SparkType, value, text: value, at };
    }
    case "X": {
      if (next.kind !== "string" || next.offset !== t.end) return undefined;
      c.next();
      const value = c.string();
      if (!/^([0-9a-fA-F]{2})*$/.test(value))
        throw c.error("a binary literal takes pairs of hexadecimal digits");
      return { k: "literal", type: { kind: "binary" }, value: value.toUpperCase(), text: value, at };
    }
    case "INTERVAL":
      return parseInterval(c);
    case "EXTRACT": {
      if (!paren) return undefined;
      c.at += 2;
      const field = c.token.kind === "string" ? c.string() : c.name();
      c.expectWord("FROM");
      const source = parseExpression(c);
      c.expectOp(")");
      return call("extract", [text(field, at), source], at);
    }
    case "SUBSTRING":
    case "SUBSTR": {
      if (!paren) return undefined;
      c.at += 2;
      const args = [parseExpression(c)];
      if (c.acceptWord("FROM")) {
        args.push(parseExpression(c));
        if (c.acceptWord("FOR")) args.push(parseExpression(c));
      } else while (c.acceptOp(",")) args.push(parseExpression(c));
      c.expectOp(")");
      return call(t.value, args, at);
    }
    case "TRIM":
      return paren ? parseTrim(c, at) : undefined;
    case "POSITION": {
      if (!paren) return undefined;
      c.at += 2;
      // `a IN b` inside POSITION is not the predicate.
      const args = [parseValue(c)];
      const standard = c.acceptWord("IN");
      if (standard) args.push(parseExpression(c));
      else while (c.acceptOp(",")) args.push(parseExpression(c));
      c.expectOp(")");
      return call(standard ? "locate" : "position", args, at);
    }
    case "OVERLAY": {
      if (!paren) return undefined;
      c.at += 2;
      const args = [parseExpression(c)];
      if (c.acceptWord("PLACING")) {
        args.push(parseExpression(c));
        c.expectWord("FROM");
        args.push(parseExpression(c));
        if (c.acceptWord("FOR")) args.push(parseExpression(c));
      } else while (c.acceptOp(",")) args.push(parseExpression(c));
      c.expectOp(")");
      return call("overlay", args, at);
    }
    default:
      if (UNIT_FUNCTIONS.has(t.upper) && paren && UNITS.has(c.peek(2).upper) && c.isOp(",", 3)) {
        c.at += 2;
        const args: Expr[] = [text(c.next().upper, at)];
        while (c.acceptOp(",")) args.push(parseExpression(c));
        c.expectOp(")");
        return call(t.value, args, at);
      }
      if (BARE.has(t.upper) && !paren && !c.isOp(".", 1)) {
        c.next();
        const name = t.upper === "USER" ? "current_user" : t.value;
        return { k: "call", name: [name], args: [], distinct: false, bare: true, at };
      }
      return undefined;
  }
}

function parseTrim(c: Cursor, at: number): Expr {
  c.at += 2;
  const side = ["BOTH", "LEADING", "TRAILING"].includes(c.token.upper) ? c.next().upper : undefined;
  const name = side === "LEADING" ? "ltrim" : side === "TRAILING" ? "rtrim" : "trim";
  let args: Expr[];
  if (c.acceptWord("FROM")) args = [parseExpression(c)];
  else {
    const first = parseExpression(c);
    if (c.acceptWord("FROM")) args = [first, parseExpression(c)];
    else if (c.acceptOp(",")) args = [first, parseExpression(c)];
    else args = [first];
  }
  c.expectOp(")");
  // The two-argument functions take (trimmed characters, text).
  return { ...(call(name, args, at) as Expr & { k: "call" }), ...(side ? { argNames: [side] } : {}) };
}

function parseCase(c: Cursor): Expr {
  const at = c.next().offset;
  const operand = c.isWord("WHEN") ? undefined : parseExpression(c);
  const branches: { when: Expr; result: Expr }[] = [];
  while (c.acceptWord("WHEN")) {
    const when = parseExpression(c);
    c.expectWord("THEN");
    branches.push({ when, result: parseExpression(c) });
  }
  if (branches.length === 0) throw c.error("expected WHEN");
  const otherwise = c.acceptWord("ELSE") ? parseExpression(c) : undefined;
  c.expectWord("END");
  return { k: "case", branches, at, ...(operand ? { operand } : {}), ...(otherwise ? { otherwise } : {}) };
}

function parseInterval(c: Cursor): Expr | undefined {
  const at = c.offset;
  const next = c.peek();
  const starts =
    next.kind === "string" ||
    next.kind === "number" ||
    (next.kind === "op" && (next.value === "-" || next.value === "+" || next.value === "("));
  const named =
    (next.kind === "word" || next.kind === "name") && INTERVAL_UNITS[c.peek(2).upper] !== undefined;
  if (!starts && !named) return undefined;
  if (next.value === "(" && !looksLikeInterval(c)) return undefined;
  c.next();
  const parts: { value: Expr; unit: string }[] = [];
  do {
    const value = parseIntervalValue(c);
    const unit = INTERVAL_UNITS[c.token.upper];
    if (!unit) {
      if (
        parts.length === 0 &&
        value.k === "literal" &&
        typeof value.value === "string" &&
        value.type.kind === "string"
      ) {
        return { k: "intervals", parts: wholeInterval(c, value.value, at), at };
      }
      throw c.error("expected an interval unit");
    }
    c.next();
    if (parts.length === 0 && c.acceptWord("TO")) {
      const to = INTERVAL_UNITS[c.token.upper];
      if (!to) throw c.error("expected an interval unit");
      c.next();
      return { k: "interval", value, unit, to, at };
    }
    parts.push({ value, unit });
  } while (c.token.kind === "number" || c.token.kind === "string");
  const only = parts[0];
  if (parts.length === 1 && only) return { k: "interval", value: only.value, unit: only.unit, at };
  return { k: "intervals", parts, at };
}

function looksLikeInterval(c: Cursor): boolean {
  let depth = 0;
  for (let i = 1; ; i += 1) {
    const t = c.peek(i);
    if (t.kind === "end") return false;
    if (t.kind === "op" && t.value === "(") depth += 1;
    if (t.kind === "op" && t.value === ")") {
      depth -= 1;
      if (depth === 0) return INTERVAL_UNITS[c.peek(i + 1).upper] !== undefined;
    }
  }
}

function parseIntervalValue(c: Cursor): Expr {
  const at = c.offset;
  const sign = c.acceptOp("-") ? "-" : "";
  if (!sign) c.acceptOp("+");
  if (c.token.kind === "string") {
    const value = c.string();
    return text(sign ? (value.startsWith("-") ? value.slice(1) : `-${value}`) : value, at);
  }
  if (c.token.kind === "number") return text(`${sign}${c.next().value}`, at);
  let expr: Expr;
  if (c.acceptOp("(")) {
    expr = parseExpression(c);
    c.expectOp(")");
  } else expr = { k: "name", parts: c.dottedName(), at };
  return sign ? { k: "unary", op: "-", expr, at } : expr;
}

/** `INTERVAL '1 day 2 hours'`: units inside the string. */
function wholeInterval(c: Cursor, body: string, at: number): { value: Expr; unit: string }[] {
  const parts: { value: Expr; unit: string }[] = [];
  const words = body
    .trim()
    .replace(/^interval\s+/i, "")
    .split(/\s+/);
  for (let i = 0; i + 1 < words.length; i += 2) {
    const unit = INTERVAL_UNITS[(words[i + 1] as string).toUpperCase()];
    if (!unit || !/^[+-]?\d+(\.\d+)?$/.test(words[i] as string)) throw c.error("the interval cannot be read");
    parts.push({ value: text(words[i] as string, at), unit });
  }
  if (parts.length === 0 || words.length % 2 !== 0) throw c.error("the interval cannot be read");
  return parts;
}

function parseCall(c: Cursor, name: string[], at: number): Expr {
  c.expectOp("(");
  const distinct = c.acceptWord("DISTINCT");
  if (!distinct) c.acceptWord("ALL");
  const args: Expr[] = [];
  const argNames: (string | undefined)[] = [];
  let ignoreNulls: boolean | undefined;
  const simple = name.length === 1 ? (name[0] as string).toUpperCase() : "";
  if (startsQuery(c)) {
    if (simple === "ALL" || simple === "ANY" || simple === "SOME")
      throw c.error("a comparison with ALL or ANY of a subquery is no Spark SQL");
    const query = parseQuery(c);
    args.push({ k: "subquery", query, at: query.at });
  } else if (!c.isOp(")")) {
    do {
      if (c.isName() && c.isOp("=>", 1)) {
        argNames[args.length] = c.name();
        c.next();
      }
      const expr = parseExpression(c);
      if ((simple === "STRUCT" || simple === "NAMED_STRUCT") && c.acceptWord("AS"))
        args.push({ k: "named", expr, name: c.name(), at: expr.at });
      else args.push(expr);
      if (c.acceptWord("IGNORE", "NULLS")) ignoreNulls = true;
      else if (c.acceptWord("RESPECT", "NULLS")) ignoreNulls = false;
    } while (c.acceptOp(","));
  }
  c.expectOp(")");
  const node: Expr & { k: "call" } = { k: "call", name, args, distinct, at };
  if (argNames.length) node.argNames = argNames;
  if (c.acceptWord("WITHIN", "GROUP")) {
    c.expectOp("(");
    c.expectWord("ORDER", "BY");
    node.within = c.list(() => parseSortItem(c));
    c.expectOp(")");
  }
  if (c.isWord("FILTER") && c.isOp("(", 1)) {
    c.at += 2;
    c.expectWord("WHERE");
    node.filter = parseExpression(c);
    c.expectOp(")");
  }
  if (c.acceptWord("IGNORE", "NULLS")) ignoreNulls = true;
  else if (c.acceptWord("RESPECT", "NULLS")) ignoreNulls = false;
  if (c.acceptWord("OVER")) node.over = parseWindow(c);
  if (ignoreNulls !== undefined) node.ignoreNulls = ignoreNulls;
  return node;
}
