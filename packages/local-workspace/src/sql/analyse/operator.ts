import type { Expr, ExprOf } from "../ast.ts";
import { mismatch } from "../dialect-error.ts";
import { duckType } from "../functions/duck-type.ts";
import { displayType, isDateTime, isFractional, isIntegral, isNumeric, sameType } from "../spark-type.ts";
import type { SparkType } from "../types.ts";
import { adjusted, asDecimal, commonType, decimalOf, widerDecimal } from "./coercion.ts";
import { convert, forceCast } from "./convert.ts";
import { dateArithmetic } from "./date-arithmetic.ts";
import type { Env, Typed } from "./env.ts";
import { analyse, BOOLEAN, STRING } from "./expression.ts";

type Decimal = Extract<SparkType, { kind: "decimal" }>;
const BIGINT: SparkType = { kind: "bigint" };
const DOUBLE: SparkType = { kind: "double" };

export function binaryExpression(e: ExprOf<"binary">, env: Env): Typed {
  if (e.op === "AND" || e.op === "OR") return logical(e, env);
  const left = analyse(e.left, env);
  const right = analyse(e.right, env);
  switch (e.op) {
    case "=":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "<=>":
      return comparison(e.op, left, right, env, e.at);
    case "||":
      return concat(left, right, env, e.at);
    case "&":
    case "|":
    case "^":
      return bitwise(e.op, left, right, env, e.at);
    case "<<":
    case ">>":
    case ">>>":
      return shift(e.op, left, right, env, e.at);
    default:
      return arithmetic(e.op, left, right, env, e.at);
  }
}

/** AND and OR chains are walked in a loop: generated SQL may hold hundreds of terms. */
function logical(e: ExprOf<"binary">, env: Env): Typed {
  const terms: Expr[] = [];
  let node: Expr = e;
  while (node.k === "binary" && node.op === e.op) {
    terms.unshift(node.right);
    node = node.left;
  }
  terms.unshift(node);
  let label = "";
  const sql = terms.map((term, i) => {
    const typed = analyse(term, env);
    const bool = convert(typed, BOOLEAN, env, typed.label);
    label = i === 0 ? typed.label : `(${label} ${e.op} ${typed.label})`;
    return bool.sql;
  });
  return { sql: `(${sql.join(` ${e.op} `)})`, type: BOOLEAN, label, at: e.at };
}

export function differentTypes(label: string, left: Typed, right: Typed, at: number): Error {
  return mismatch(
    "BINARY_OP_DIFF_TYPES",
    label,
    `the left and right operands of the binary operator have incompatible types ("${displayType(left.type)}" and "${displayType(right.type)}")`,
    at,
  );
}

/** Both sides in the type they are compared in. */
export function comparable(left: Typed, right: Typed, env: Env, label: string, at: number): [Typed, Typed] {
  const type = commonType(left.type, right.type);
  const looseElements =
    left.type.kind === "array" &&
    right.type.kind === "array" &&
    left.type.element.kind !== "void" &&
    right.type.element.kind !== "void" &&
    !sameType(left.type, right.type) &&
    !(isIntegral(left.type.element) && isIntegral(right.type.element));
  if (!type || looseElements) throw differentTypes(label, left, right, at);
  if (type.kind === "map" || type.kind === "variant")
    throw mismatch(
      "INVALID_ORDERING_TYPE",
      label,
      `the "=" does not support ordering on type "${displayType(type)}"`,
      at,
    );
  return [forceCast(left, type, env), forceCast(right, type, env)];
}

export function comparison(op: string, left: Typed, right: Typed, env: Env, at: number): Typed {
  const symbol = op === "!=" ? "=" : op;
  const inner = `(${left.label} ${symbol} ${right.label})`;
  const label = op === "!=" ? `(NOT ${inner})` : inner;
  const [a, b] = comparable(left, right, env, inner, at);
  const sql =
    op === "<=>"
      ? `(${a.sql} IS NOT DISTINCT FROM ${b.sql})`
      : op === "!="
        ? `(${a.sql} <> ${b.sql})`
        : `(${a.sql} ${op} ${b.sql})`;
  return { sql, type: BOOLEAN, label, at };
}

function concat(left: Typed, right: Typed, env: Env, at: number): Typed {
  const label = `concat(${left.label}, ${right.label})`;
  if (left.type.kind === "array" || right.type.kind === "array") {
    const type = commonType(left.type, right.type);
    if (!type)
      throw mismatch(
        "DATA_DIFF_TYPES",
        label,
        `Input to \`concat\` should all be the same type, but it's ["${displayType(left.type)}", "${displayType(right.type)}"]`,
        at,
      );
    const [a, b] = [forceCast(left, type, env), forceCast(right, type, env)];
    return {
      sql: `CASE WHEN ${a.sql} IS NULL OR ${b.sql} IS NULL THEN NULL ELSE list_concat(${a.sql}, ${b.sql}) END`,
      type,
      label,
      at,
    };
  }
  if (left.type.kind === "binary" && right.type.kind === "binary")
    return { sql: `(${left.sql} || ${right.sql})`, type: left.type, label, at };
  const [a, b] = [toText(left, env, label), toText(right, env, label)];
  return { sql: `(${a.sql} || ${b.sql})`, type: STRING, label, at };
}

function toText(value: Typed, env: Env, label: string): Typed {
  if (value.type.kind === "binary") return forceCast(value, STRING, env);
  return convert(value, STRING, env, label);
}

function bitwise(op: string, left: Typed, right: Typed, env: Env, at: number): Typed {
  const label = `(${left.label} ${op} ${right.label})`;
  const type = commonType(left.type, right.type);
  if (!type) throw differentTypes(label, left, right, at);
  if (!isIntegral(type))
    throw mismatch(
      "BINARY_OP_WRONG_TYPE",
      label,
      `the binary operator requires the input type "INTEGRAL", not "${displayType(type)}"`,
      at,
    );
  const [a, b] = [forceCast(left, type, env), forceCast(right, type, env)];
  const sql = op === "^" ? `xor(${a.sql}, ${b.sql})` : `(${a.sql} ${op} ${b.sql})`;
  return { sql: `CAST(${sql} AS ${duckType(type)})`, type, label, at };
}

function shift(op: string, left: Typed, right: Typed, env: Env, at: number): Typed {
  const label = `(${left.label} ${op} ${right.label})`;
  const value = left.type.kind === "bigint" ? left : convert(left, { kind: "int" }, env, label);
  const count = convert(right, { kind: "int" }, env, label);
  const bits = value.type.kind === "bigint" ? 64 : 32;
  const name = { "<<": "spark_shift_left", ">>": "spark_shift_right", ">>>": "spark_shift_right_unsigned" }[
    op
  ] as string;
  return {
    sql: `CAST(${name}(${value.sql}, ${count.sql}, ${bits}) AS ${duckType(value.type)})`,
    type: value.type,
    label,
    at,
  };
}

export function negate(value: Typed, at: number, env: Env): Typed {
  const label =
    typeof value.literal === "number" || typeof value.literal === "bigint"
      ? `(- ${value.label})`
      : `(- ${value.label})`;
  const inner =
    value.type.kind === "string" || value.type.kind === "void" ? convert(value, DOUBLE, env) : value;
  if (!isNumeric(inner.type) && inner.type.kind !== "interval" && inner.type.kind !== "void") {
    throw mismatch(
      "UNEXPECTED_INPUT_TYPE",
      label,
      `the first parameter requires the ("NUMERIC" or "INTERVAL") type, however "${value.label}" has the type "${displayType(value.type)}"`,
      at,
    );
  }
  const typed: Typed = { sql: `(-${inner.sql})`, type: inner.type, label, at };
  if (typeof inner.literal === "bigint") typed.literal = -inner.literal;
  if (typeof inner.literal === "number") typed.literal = -inner.literal;
  return typed;
}

export function arithmetic(op: string, left: Typed, right: Typed, env: Env, at: number): Typed {
  const symbol = op === "DIV" ? "div" : op;
  const label = `(${left.label} ${symbol} ${right.label})`;
  const dates = dateArithmetic(op, left, right, label, env, at);
  if (dates) return dates;
  if (
    [left, right].some(
      (v) =>
        isDateTime(v.type) ||
        v.type.kind === "interval" ||
        (!isNumeric(v.type) && v.type.kind !== "string" && v.type.kind !== "void"),
    )
  ) {
    if (sameType(left.type, right.type))
      throw mismatch(
        "BINARY_OP_WRONG_TYPE",
        label,
        `the binary operator requires the input type "NUMERIC", not "${displayType(left.type)}"`,
        at,
      );
    throw differentTypes(label, left, right, at);
  }
  if (left.type.kind === "string" && right.type.kind === "string")
    throw mismatch(
      "BINARY_OP_WRONG_TYPE",
      label,
      'the binary operator requires the input type "NUMERIC", not "STRING"',
      at,
    );
  if (op === "DIV") return integerDivision(left, right, label, env, at);
  let a = left;
  let b = right;
  if (
    a.type.kind === "string" ||
    b.type.kind === "string" ||
    a.type.kind === "void" ||
    b.type.kind === "void"
  ) {
    const type =
      a.type.kind === "string" && b.type.kind === "string"
        ? DOUBLE
        : (commonType(a.type, b.type) as SparkType);
    const numeric = type.kind === "string" || type.kind === "void" ? DOUBLE : type;
    a = forceCast(a, numeric, env);
    b = forceCast(b, numeric, env);
  }
  if (op === "/" && isIntegral(a.type) && isIntegral(b.type)) {
    a = forceCast(a, DOUBLE, env);
    b = forceCast(b, DOUBLE, env);
  }
  if (isFractional(a.type) || isFractional(b.type)) {
    const type: SparkType =
      a.type.kind === "float" && b.type.kind === "float" && op !== "/" ? { kind: "float" } : DOUBLE;
    return plain(op, forceCast(a, type, env), forceCast(b, type, env), type, label, at);
  }
  if (a.type.kind === "decimal" || b.type.kind === "decimal")
    return decimalArithmetic(op, a, b, label, env, at);
  const type = commonType(a.type, b.type) as SparkType;
  return plain(op, forceCast(a, type, env), forceCast(b, type, env), type, label, at);
}

const isNonZero = (v: Typed): boolean =>
  v.literal !== undefined && v.literal !== null && Number(v.literal) !== 0;

function plain(op: string, a: Typed, b: Typed, type: SparkType, label: string, at: number): Typed {
  if (op === "/")
    return {
      sql: isNonZero(b) ? `(${a.sql} / ${b.sql})` : `spark_divide(${a.sql}, ${b.sql})`,
      type,
      label,
      at,
    };
  if (op === "%")
    return { sql: isNonZero(b) ? `(${a.sql} % ${b.sql})` : `spark_mod(${a.sql}, ${b.sql})`, type, label, at };
  // DuckDB types a literal after its neighbour, so two bare literals of a narrow type must say theirs.
  return { sql: `(${a.sql} ${op} ${b.sql})`, type, label, at };
}

function integerDivision(left: Typed, right: Typed, label: string, env: Env, at: number): Typed {
  const toIntegral = (v: Typed): Typed =>
    isIntegral(v.type) || v.type.kind === "decimal"
      ? v
      : v.type.kind === "string" || v.type.kind === "void"
        ? forceCast(v, BIGINT, env)
        : v;
  const [a, b] = [toIntegral(left), toIntegral(right)];
  if (isFractional(a.type) || isFractional(b.type))
    throw mismatch(
      "BINARY_OP_WRONG_TYPE",
      label,
      `the binary operator requires the input type ("INTEGRAL" or "DECIMAL"), not "DOUBLE"`,
      at,
    );
  if (a.type.kind === "decimal" || b.type.kind === "decimal") {
    const common = widerDecimal(literalDecimal(a), literalDecimal(b));
    const [x, y] = [forceCast(a, common, env), forceCast(b, common, env)];
    return {
      sql: `CAST(spark_div(${unscaled(x, common.scale)}, ${unscaled(y, common.scale)}) AS BIGINT)`,
      type: BIGINT,
      label,
      at,
    };
  }
  const [x, y] = [forceCast(a, BIGINT, env), forceCast(b, BIGINT, env)];
  return {
    sql: isNonZero(b) ? `(${x.sql} // ${y.sql})` : `spark_div(${x.sql}, ${y.sql})`,
    type: BIGINT,
    label,
    at,
  };
}

/** A literal whole number joins decimal arithmetic with just the digits it has. */
function literalDecimal(v: Typed): Decimal {
  if (typeof v.literal === "bigint" && isIntegral(v.type))
    return decimalOf(Math.max(1, String(v.literal < 0n ? -v.literal : v.literal).length), 0);
  return asDecimal(v.type) as Decimal;
}

/** A decimal times ten to its scale, as HUGEINT. */
function unscaled(v: Typed, scale: number): string {
  return scale === 0
    ? `CAST(${v.sql} AS HUGEINT)`
    : `CAST(${v.sql} * CAST(1${"0".repeat(scale)} AS DECIMAL(${scale + 1},0)) AS HUGEINT)`;
}

/** The engine works decimals of at most 18 digits in 64 bits, and overflows there rather than take more. */
const widened = (sql: string, type: Decimal, digits: number): string =>
  digits > 18 && type.precision <= 18 ? `CAST(${sql} AS DECIMAL(19,${type.scale}))` : sql;

function decimalArithmetic(
  op: string,
  left: Typed,
  right: Typed,
  label: string,
  env: Env,
  at: number,
): Typed {
  const [t1, t2] = [literalDecimal(left), literalDecimal(right)];
  const a = forceCast(left, t1, env);
  const b = forceCast(right, t2, env);
  const { precision: p1, scale: s1 } = t1;
  const { precision: p2, scale: s2 } = t2;
  switch (op) {
    case "+":
    case "-": {
      const scale = Math.max(s1, s2);
      const digits = Math.max(p1 - s1, p2 - s2) + scale + 1;
      const type = adjusted(digits, scale);
      if (digits > 38 && s1 !== s2) {
        const other = op === "-" ? `-(${b.sql})` : b.sql;
        const sql = `CAST(js_decimal_add(CAST(${a.sql} AS VARCHAR), CAST(${other} AS VARCHAR), ${type.precision}, ${type.scale}) AS ${duckType(type)})`;
        return { sql, type, label, at };
      }
      return {
        sql: `CAST((${widened(a.sql, t1, digits)} ${op} ${b.sql}) AS ${duckType(type)})`,
        type,
        label,
        at,
      };
    }
    case "*": {
      const type = adjusted(p1 + p2 + 1, s1 + s2);
      if (p1 + p2 > 38) {
        // The exact product may have more digits than the engine's widest decimal.
        const sql = `CAST(js_decimal_multiply(CAST(${a.sql} AS VARCHAR), CAST(${b.sql} AS VARCHAR), ${type.precision}, ${type.scale}) AS ${duckType(type)})`;
        return { sql, type, label, at };
      }
      return {
        sql: `CAST((${widened(a.sql, t1, p1 + p2)} * ${b.sql}) AS ${duckType(type)})`,
        type,
        label,
        at,
      };
    }
    case "%": {
      const scale = Math.max(s1, s2);
      const type = adjusted(Math.min(p1 - s1, p2 - s2) + scale, scale);
      const common = widerDecimal(t1, t2);
      const [x, y] = [forceCast(a, common, env), forceCast(b, common, env)];
      return {
        sql: `CAST(${isNonZero(right) ? `(${x.sql} % ${y.sql})` : `spark_mod(${x.sql}, ${y.sql})`} AS ${duckType(type)})`,
        type,
        label,
        at,
      };
    }
    default: {
      const scale = Math.max(6, s1 + p2 + 1);
      const type = adjusted(p1 - s1 + s2 + scale, scale);
      const shift = type.scale - s1 + s2;
      if (p1 + Math.max(shift, 0) > 37 || p2 + Math.max(-shift, 0) > 37) {
        const sql = `CAST(js_decimal_divide(CAST(${a.sql} AS VARCHAR), CAST(${b.sql} AS VARCHAR), ${type.precision}, ${type.scale}) AS ${duckType(type)})`;
        return { sql, type, label, at };
      }
      return { sql: `CAST(${decimalQuotient(a, s1, b, s2, type)} AS ${duckType(type)})`, type, label, at };
    }
  }
}

/** Exact quotient: both sides as whole numbers, the numerator scaled so that the result has `type.scale` digits. */
function decimalQuotient(a: Typed, s1: number, b: Typed, s2: number, type: Decimal): string {
  const shiftBy = type.scale - s1 + s2;
  const power = (n: number): string => `CAST('1${"0".repeat(n)}' AS HUGEINT)`;
  const n = shiftBy > 0 ? `${unscaled(a, s1)} * ${power(shiftBy)}` : unscaled(a, s1);
  const d = shiftBy < 0 ? `${unscaled(b, s2)} * ${power(-shiftBy)}` : unscaled(b, s2);
  const unit =
    type.scale === 0
      ? "CAST(1 AS DECIMAL(1,0))"
      : `CAST('0.${"0".repeat(type.scale - 1)}1' AS DECIMAL(${type.scale},${type.scale}))`;
  return `CAST(spark_decimal_quotient(${n}, ${d}) AS DECIMAL(38,0)) * ${unit}`;
}
