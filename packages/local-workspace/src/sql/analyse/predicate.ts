import type { Expr, ExprOf } from "../ast.ts";
import { DialectError } from "../dialect-error.ts";
import { quoteString } from "../functions/duck-type.ts";
import { lookupFunction } from "../functions/registry.ts";
import { callExpression } from "./call.ts";
import { commonTypeOf } from "./coercion.ts";
import { convert, forceCast } from "./convert.ts";
import type { Env, Typed } from "./env.ts";
import { analyse, BOOLEAN, STRING } from "./expression.ts";
import { comparison, differentTypes } from "./operator.ts";

const negated = (typed: Typed, not: boolean): Typed =>
  not ? { ...typed, sql: `(NOT ${typed.sql})`, label: `(NOT ${typed.label})` } : typed;

export function between(e: ExprOf<"between">, env: Env): Typed {
  const [value, from, to] = [e.expr, e.low, e.high].map((x) => analyse(x, env)) as [Typed, Typed, Typed];
  const low = comparison(">=", value, from, env, e.at);
  const high = comparison("<=", value, to, env, e.at);
  const label = `between(${value.label}, ${from.label}, ${to.label})`;
  return negated({ sql: `(${low.sql} AND ${high.sql})`, type: BOOLEAN, label, at: e.at }, e.not);
}

export function inList(e: ExprOf<"in">, env: Env): Typed {
  const value = analyse(e.expr, env);
  const list = e.list.map((item) => analyse(item, env));
  const label = `(${value.label} IN (${list.map((v) => v.label).join(", ")}))`;
  const type = commonTypeOf([value.type, ...list.map((v) => v.type)]);
  if (!type)
    throw differentTypes(
      label,
      value,
      list.find((v) => !commonTypeOf([value.type, v.type])) ?? (list[0] as Typed),
      e.at,
    );
  const [first, ...rest] = [value, ...list].map((v) => forceCast(v, type, env));
  return negated(
    {
      sql: `(${(first as Typed).sql} IN (${rest.map((v) => v.sql).join(", ")}))`,
      type: BOOLEAN,
      label,
      at: e.at,
    },
    e.not,
  );
}

export function isTest(e: ExprOf<"is">, env: Env): Typed {
  const value = analyse(e.expr, env);
  if (e.what === "NULL" || e.what === "UNKNOWN") {
    const operand = e.what === "UNKNOWN" ? convert(value, BOOLEAN, env) : value;
    return {
      sql: `(${operand.sql} IS ${e.not ? "NOT " : ""}NULL)`,
      type: BOOLEAN,
      label: `(${value.label} IS ${e.not ? "NOT " : ""}NULL)`,
      at: e.at,
    };
  }
  const bool = convert(value, BOOLEAN, env, `(${value.label} <=> ${e.what.toLowerCase()})`);
  const typed: Typed = {
    sql: `(${bool.sql} IS NOT DISTINCT FROM ${e.what.toLowerCase()})`,
    type: BOOLEAN,
    label: `(${value.label} <=> ${e.what.toLowerCase()})`,
    at: e.at,
  };
  return negated(typed, e.not);
}

/** A LIKE pattern known beforehand must not end in its escape character, nor escape an ordinary one. */
function checkPattern(pattern: Typed, escapeChar: string): void {
  if (typeof pattern.literal !== "string") return;
  for (let i = 0; i < pattern.literal.length; i += 1) {
    if (pattern.literal[i] !== escapeChar) continue;
    const next = pattern.literal[i + 1];
    if (next === undefined)
      throw new DialectError(
        "INVALID_FORMAT.ESC_AT_THE_END",
        "42601",
        `The format is invalid: '${pattern.literal}'. The escape character is not allowed to end with.`,
        pattern.at,
      );
    if (next !== "%" && next !== "_" && next !== escapeChar)
      throw new DialectError(
        "INVALID_FORMAT.ESC_IN_THE_MIDDLE",
        "42601",
        `The format is invalid: '${pattern.literal}'. The escape character is not allowed to precede '${next}'.`,
        pattern.at,
      );
    i += 1;
  }
}

export function likeExpression(e: ExprOf<"like">, env: Env): Typed {
  if (e.op === "RLIKE") return regexLike(e, env);
  const value = convert(analyse(e.expr, env), STRING, env);
  const escapeChar = e.escape ?? "\\";
  if ([...escapeChar].length !== 1)
    throw new DialectError(
      "INVALID_ESCAPE_CHAR",
      "42604",
      `\`EscapeChar\` should be a string literal of length one, but got '${escapeChar}'.`,
      e.at,
    );
  const patterns = e.patterns.map((p) => convert(analyse(p, env), STRING, env));
  for (const p of patterns) checkPattern(p, escapeChar);
  const one = (p: Typed): string => `(${value.sql} ${e.op} ${p.sql} ESCAPE ${quoteString(escapeChar)})`;
  const first = patterns[0] as Typed;
  if (e.quantifier) {
    const joined = patterns
      .map((p) => (e.not ? `(NOT ${one(p)})` : one(p)))
      .join(e.quantifier === "ALL" ? " AND " : " OR ");
    const name = `${e.not ? "not" : ""}like${e.quantifier.toLowerCase()}`;
    return { sql: `(${joined})`, type: BOOLEAN, label: `${name}(${value.label})`, at: e.at };
  }
  const plain =
    e.op === "LIKE"
      ? `${value.label} LIKE ${first.label}${e.escape ? ` ESCAPE '${e.escape}'` : ""}`
      : `ilike(${value.label}, ${first.label})`;
  return negated({ sql: one(first), type: BOOLEAN, label: plain, at: e.at }, e.not);
}

function regexLike(e: ExprOf<"like">, env: Env): Typed {
  const args: Expr[] = [e.expr, e.patterns[0] as Expr];
  if (lookupFunction("rlike")) {
    const call = callExpression({ k: "call", name: ["rlike"], args, distinct: false, at: e.at }, env);
    return negated({ ...call, label: `RLIKE${call.label.slice(call.label.indexOf("("))}` }, e.not);
  }
  const [value, pattern] = args.map((a) => convert(analyse(a, env), STRING, env)) as [Typed, Typed];
  return negated(
    {
      sql: `regexp_matches(${value.sql}, ${pattern.sql})`,
      type: BOOLEAN,
      label: `RLIKE(${value.label}, ${pattern.label})`,
      at: e.at,
    },
    e.not,
  );
}
