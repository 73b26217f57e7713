import type { Expr, ExprOf } from "../ast.ts";
import { DialectError, mismatch, unsupported } from "../dialect-error.ts";
import { duckType, quoteIdentifier, quoteString } from "../functions/duck-type.ts";
import { displayType, isIntegral, isNumeric, valueType } from "../spark-type.ts";
import type { SparkType } from "../types.ts";
import { children } from "../walk.ts";
import { expressionKey } from "./aggregate.ts";
import { callExpression } from "./call.ts";
import { castSql } from "./cast.ts";
import { convert, unify } from "./convert.ts";
import type { Env, Typed } from "./env.ts";
import { intervalExpression, intervalsExpression, literalExpression } from "./literal.ts";
import { fieldAccess, resolveName, unresolvedColumn } from "./names.ts";
import { binaryExpression, negate } from "./operator.ts";
import { parameterValue } from "./parameter.ts";
import { between, inList, isTest, likeExpression } from "./predicate.ts";
import { existsQuery, inQuery, scalarQuery } from "./subquery.ts";

export const BOOLEAN: SparkType = { kind: "boolean" };
export const STRING: SparkType = { kind: "string" };

/** Analyses an expression where it stands: every name resolved, every node typed, all as DuckDB SQL. */
export function analyse(e: Expr, env: Env): Typed {
  if (
    env.aggregate?.groups.some((g) => g.key) &&
    (e.k !== "literal" || env.aggregate.sets) &&
    e.k !== "name"
  ) {
    const grouped = matchGroup(e, env);
    if (grouped) return grouped;
  }
  const typed = dispatch(e, env);
  if (
    typed.constant === undefined &&
    e.k !== "name" &&
    e.k !== "call" &&
    e.k !== "subquery" &&
    e.k !== "exists" &&
    e.k !== "inQuery"
  ) {
    const inside = children(e);
    if (e.k === "literal" || (inside.length > 0 && inside.every((c) => isConstant(c)))) typed.constant = true;
  }
  return typed;
}

/** True for expressions of literals alone (calls of functions left out: some of them are not fixed). */
export function isConstant(e: Expr): boolean {
  if (e.k === "literal") return true;
  if (["name", "call", "subquery", "exists", "inQuery", "star", "lambda", "parameter"].includes(e.k))
    return false;
  const inside = children(e);
  return inside.length > 0 && inside.every(isConstant);
}

export function keyOf(e: Expr, env: Env): string {
  const plain: Env = { ...env };
  delete plain.aggregate;
  return expressionKey(e, (parts, at) => {
    try {
      return resolveName(plain, parts, at)?.sql;
    } catch {
      return undefined;
    }
  });
}

function matchGroup(e: Expr, env: Env): Typed | undefined {
  const state = env.aggregate;
  if (!state) return undefined;
  const key = keyOf(e, env);
  const group = state.groups.find((g) => g.key === key);
  return group ? { ...group.typed, sql: group.ref, at: e.at } : undefined;
}

function dispatch(e: Expr, env: Env): Typed {
  switch (e.k) {
    case "literal":
      return literalExpression(e, env);
    case "interval":
      return intervalExpression(e, env);
    case "intervals":
      return intervalsExpression(e, env);
    case "name":
      return nameExpression(e, env);
    case "call":
      return callExpression(e, env);
    case "unary":
      return unaryExpression(e, env);
    case "binary":
      return binaryExpression(e, env);
    case "between":
      return between(e, env);
    case "in":
      return inList(e, env);
    case "like":
      return likeExpression(e, env);
    case "is":
      return isTest(e, env);
    case "case":
      return caseExpression(e, env);
    case "cast":
      return castExpression(e, env);
    case "index":
      return indexExpression(e, env);
    case "field": {
      const base = analyse(e.expr, env);
      return unnamed(fieldAccess(base, e.field, e.at));
    }
    case "path":
      return pathExpression(e, env);
    case "subquery":
      return scalarQuery(e, env);
    case "exists":
      return existsQuery(e, env);
    case "inQuery":
      return inQuery(e, env);
    case "parameter":
      return parameterValue(e, env);
    case "tuple":
      return structOf(
        e.items.map((item) => analyse(item, env)),
        e.items.map((_, i) => `col${i + 1}`),
        e.at,
      );
    case "named":
      return analyse(e.expr, env);
    case "star":
      throw new DialectError(
        "INVALID_USAGE_OF_STAR_OR_REGEX",
        "42000",
        "Invalid usage of '*' in expression.",
        e.at,
      );
    case "lambda":
      throw new DialectError(
        "UNSUPPORTED_EXPR_FOR_OPERATOR",
        "42K0E",
        "A lambda function is only allowed as an argument of a higher-order function.",
        e.at,
      );
  }
}

/** A field of anything but a plain column is named by its whole text. */
function unnamed(typed: Typed): Typed {
  const { name: _name, ...rest } = typed;
  return rest;
}

export function structOf(fields: Typed[], names: string[], at: number): Typed {
  const type: SparkType = {
    kind: "struct",
    fields: fields.map((f, i) => ({ name: names[i] as string, type: f.type })),
  };
  if (fields.length === 0) throw unsupported("EMPTY_STRUCT", "a struct without fields", at);
  // DuckDB wants distinct field names, without case; fields are read by position, so a suffix does no harm.
  const seen = new Set<string>();
  const items = fields.map((f, i) => {
    let name = names[i] as string;
    while (seen.has(name.toLowerCase())) name += "_";
    seen.add(name.toLowerCase());
    return `${quoteIdentifier(name)} := ${f.type.kind === "void" ? "CAST(NULL AS INTEGER)" : f.sql}`;
  });
  return {
    sql: items.length ? `struct_pack(${items.join(", ")})` : "NULL",
    type,
    label: `struct(${fields.map((f) => f.label).join(", ")})`,
    at,
  };
}

function nameExpression(e: ExprOf<"name">, env: Env): Typed {
  const found = resolveName(env, e.parts, e.at);
  if (found) return found;
  if (e.parts.length === 1) {
    const bare = bareFunction(e, env);
    if (bare) return bare;
  }
  throw unresolvedColumn(env, e.parts, e.at);
}

/** `current_catalog` and its like may be written without parentheses. */
function bareFunction(e: ExprOf<"name">, env: Env): Typed | undefined {
  const name = (e.parts[0] as string).toLowerCase();
  if (!["current_catalog", "current_database", "current_schema", "current_timezone"].includes(name))
    return undefined;
  return callExpression({ k: "call", name: [name], args: [], distinct: false, at: e.at }, env);
}

function unaryExpression(e: ExprOf<"unary">, env: Env): Typed {
  const inner = analyse(e.expr, env);
  if (e.op === "NOT") {
    const bool = convert(inner, BOOLEAN, env, `(NOT ${inner.label})`);
    return { sql: `(NOT ${bool.sql})`, type: BOOLEAN, label: `(NOT ${inner.label})`, at: e.at };
  }
  if (e.op === "-") return negate(inner, e.at, env);
  if (e.op === "+") {
    const value = inner.type.kind === "string" ? convert(inner, { kind: "double" }, env) : inner;
    if (!isNumeric(value.type) && value.type.kind !== "interval" && value.type.kind !== "void")
      throw mismatch(
        "UNEXPECTED_INPUT_TYPE",
        `(+ ${inner.label})`,
        `the first parameter requires the ("NUMERIC" or "INTERVAL") type, however "${inner.label}" has the type "${displayType(inner.type)}"`,
        e.at,
      );
    return { ...value, label: `(+ ${inner.label})`, at: e.at };
  }
  if (!isIntegral(inner.type))
    throw mismatch(
      "UNEXPECTED_INPUT_TYPE",
      `~${inner.label}`,
      `the first parameter requires the "INTEGRAL" type, however "${inner.label}" has the type "${displayType(inner.type)}"`,
      e.at,
    );
  return {
    sql: `CAST(~${inner.sql} AS ${duckType(inner.type)})`,
    type: inner.type,
    label: `~${inner.label}`,
    at: e.at,
  };
}

const ordinal = (i: number): string => ["first", "second", "third", "fourth"][i] ?? `${i + 1}th`;

function caseExpression(e: ExprOf<"case">, env: Env): Typed {
  const conditions = e.branches.map((b, i) => {
    const when: Expr = e.operand
      ? { k: "binary", op: "=", left: e.operand, right: b.when, at: b.when.at }
      : b.when;
    const typed = analyse(when, env);
    if (typed.type.kind === "boolean") return typed;
    throw mismatch(
      "UNEXPECTED_INPUT_TYPE",
      `CASE WHEN ${typed.label} …`,
      `The ${ordinal(i)} parameter requires the "BOOLEAN" type, however "${typed.label}" has the type "${displayType(typed.type)}"`,
      e.at,
    );
  });
  const results = e.branches.map((b) => analyse(b.result, env));
  const otherwise = e.otherwise ? analyse(e.otherwise, env) : undefined;
  const label = `CASE ${conditions.map((c, i) => `WHEN ${c.label} THEN ${(results[i] as Typed).label}`).join(" ")}${otherwise ? ` ELSE ${otherwise.label}` : ""} END`;
  const unified = unify(otherwise ? [...results, otherwise] : results, env, label, e.at);
  const sql = `CASE ${conditions.map((c, i) => `WHEN ${c.sql} THEN ${(unified.args[i] as Typed).sql}`).join(" ")}${otherwise ? ` ELSE ${(unified.args.at(-1) as Typed).sql}` : ""} END`;
  return { sql: `(${sql})`, type: unified.type, label, at: e.at };
}

function castExpression(written: ExprOf<"cast">, env: Env): Typed {
  const e = { ...written, type: valueType(written.type) };
  const inner = analyse(e.expr, env);
  const label = `${e.try ? "TRY_CAST" : "CAST"}(${inner.label} AS ${displayType(e.type)})`;
  const sql = castSql(inner.sql, inner.type, e.type, { try: e.try, timeZone: env.session.timeZone });
  if (sql === undefined) {
    throw mismatch(
      "CAST_WITHOUT_SUGGESTION",
      label,
      `cannot cast "${displayType(inner.type)}" to "${displayType(e.type)}"`,
      e.at,
    );
  }
  // Spark shows a cast to a nested type as what is cast.
  const nested = e.type.kind === "array" || e.type.kind === "map" || e.type.kind === "struct";
  const typed: Typed = { sql, type: e.type, label: nested ? inner.label : label, at: e.at };
  if (
    inner.name !== undefined &&
    (e.expr.k === "name" || e.expr.k === "field" || e.expr.k === "cast" || e.expr.k === "path")
  )
    typed.name = inner.name;
  if (inner.literal === null) typed.literal = null;
  return typed;
}

function indexExpression(e: ExprOf<"index">, env: Env): Typed {
  const base = analyse(e.expr, env);
  const index = analyse(e.index, env);
  const label = `${base.label}[${index.label}]`;
  const named = base.name === undefined ? {} : {};
  if (base.type.kind === "array") {
    if (!isIntegral(index.type)) {
      if (
        index.type.kind !== "string" ||
        base.type.element.kind !== "struct" ||
        typeof index.literal !== "string"
      ) {
        throw mismatch(
          "UNEXPECTED_INPUT_TYPE",
          label,
          `the second parameter requires the "INTEGRAL" type, however "${index.label}" has the type "${displayType(index.type)}"`,
          e.at,
        );
      }
      return unnamed(fieldAccess(base, index.literal, e.at));
    }
    return {
      sql: `spark_element(${base.sql}, ${index.sql})`,
      type: base.type.element,
      label,
      at: e.at,
      ...named,
    };
  }
  if (base.type.kind === "map") {
    const key = convert(index, base.type.key, env, label);
    return { sql: `spark_map_value(${base.sql}, ${key.sql})`, type: base.type.value, label, at: e.at };
  }
  if (base.type.kind === "struct" && typeof index.literal === "string")
    return unnamed(fieldAccess(base, index.literal, e.at));
  throw new DialectError(
    "INVALID_EXTRACT_BASE_FIELD_TYPE",
    "42000",
    `Can't extract a value from "${base.label}". Need a complex type [STRUCT, ARRAY, MAP] but got "${displayType(base.type)}".`,
    e.at,
  );
}

/** `col:a.b[0]` on JSON text gives a string; on a variant a variant. */
function pathExpression(e: ExprOf<"path">, env: Env): Typed {
  const base = analyse(e.expr, env);
  if (e.steps.includes("*")) throw unsupported("JSON_PATH_WILDCARD", "a [*] step in a JSON path", e.at);
  const last = e.steps.filter((s) => typeof s === "string").at(-1) as string | undefined;
  const named = last === undefined ? {} : { name: last };
  const path = `$${e.steps.map((s) => (typeof s === "number" ? `[${s}]` : `."${s.replaceAll('"', '\\"')}"`)).join("")}`;
  const label = `${base.label}:${e.path}`;
  if (base.type.kind === "variant")
    return {
      sql: `spark_variant_get(${base.sql}, ${quoteString(path)})`,
      type: { kind: "variant" },
      label,
      ...named,
      at: e.at,
    };
  if (base.type.kind !== "string")
    throw mismatch(
      "UNEXPECTED_INPUT_TYPE",
      label,
      `a path needs the "STRING" or "VARIANT" type, however "${base.label}" has the type "${displayType(base.type)}"`,
      e.at,
    );
  // Names after `:` and `.` are found whatever their case; those in brackets exactly.
  const loose = e.steps.some((step, n) => typeof step === "string" && !e.quoted?.[n]);
  const sql = loose ? jsonSteps(base.sql, e) : `spark_json_path(${base.sql}, ${quoteString(path)})`;
  return {
    sql,
    type: STRING,
    label,
    ...named,
    at: e.at,
  };
}

function jsonSteps(json: string, e: ExprOf<"path">): string {
  const steps = e.steps.reduce<string>((sql, step, n) => {
    if (typeof step === "number") return `json_extract(${sql}, '$[${step}]')`;
    const name = quoteString(String(step));
    return e.quoted?.[n]
      ? `json_extract(${sql}, ${quoteString(`$."${String(step).replaceAll('"', '\\"')}"`)})`
      : `spark_json_field(${sql}, ${name})`;
  }, `spark_json(${json})`);
  return `(${steps} ->> '$')`;
}
