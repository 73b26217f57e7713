import { adjusted } from "../analyse/coercion.ts";
import { decimalQuotient, divideDecimals, unscaled } from "./decimal.ts";
import {
  BIGINT,
  type Built,
  boundedDecimal,
  constantInt,
  custom,
  DOUBLE,
  decimalFor,
  decimalOf,
  INT,
  isIntegral,
  isNumeric,
  literalNumber,
  mismatch,
  raise,
  STRING,
  scalar,
  unsupported,
} from "./define.ts";
import { duckType } from "./duck-type.ts";
import type { Argument, Call, FunctionSpec } from "./spec.ts";

const NAN = "'NaN'::DOUBLE";

export function numericArg(arg: Argument, call: Call): Argument {
  if (isNumeric(arg.type)) return arg;
  if (arg.type.kind === "string" || arg.type.kind === "void") return call.coerce(arg, DOUBLE);
  return mismatch(call, `the parameter requires a numeric type, but it has the type "${arg.type.kind}".`);
}

/** The type of round/ceil/floor of a decimal to `digits` places: one more digit may be needed before the point. */
function roundedDecimal(type: { precision: number; scale: number }, digits: number) {
  const whole = type.precision - type.scale + 1;
  if (digits < 0) return { precision: Math.min(Math.max(whole, -digits + 1), 38), scale: 0 };
  const scale = Math.min(type.scale, digits);
  return { precision: Math.min(whole + scale, 38), scale };
}

type Mode = "half_up" | "half_even" | "ceil" | "floor";

/** A decimal rounded to `digits` places, exactly. */
function roundDecimal(
  x: Argument & { type: { kind: "decimal"; precision: number; scale: number } },
  digits: number,
  mode: Mode,
): Built {
  const target = roundedDecimal(x.type, digits);
  const type = decimalOf(target.precision, target.scale);
  const drop = x.type.scale - digits;
  if (drop <= 0) return { sql: `CAST(${x.sql} AS ${duckType(type)})`, type };
  if (mode === "half_up" && digits >= 0)
    return { sql: `CAST(round(${x.sql}, ${digits}) AS ${duckType(type)})`, type };
  const power = `${10n ** BigInt(drop)}::HUGEINT`;
  const quotient = `sp_div_${mode}(${unscaled(x.sql, x.type)}, ${power})`;
  const scaled =
    digits >= 0 ? decimalQuotient(quotient, "1", digits) : `${quotient} * ${10n ** BigInt(-digits)}::HUGEINT`;
  return { sql: `CAST(${scaled} AS ${duckType(type)})`, type };
}

const isDecimal = (
  x: Argument,
): x is Argument & { type: { kind: "decimal"; precision: number; scale: number } } =>
  x.type.kind === "decimal";

function round(mode: "half_up" | "half_even") {
  return (args: Argument[], call: Call): Built => {
    const x = numericArg(args[0]!, call);
    const digits = constantInt(args[1], call, "scale") ?? 0;
    if (args[1]?.literal === null) return { sql: `CAST(NULL AS ${duckType(x.type)})`, type: x.type };
    if (isDecimal(x)) return roundDecimal(x, digits, mode);
    if (isIntegral(x.type)) {
      if (digits >= 0) return { sql: x.sql, type: x.type };
      const power = `${10n ** BigInt(-digits)}::HUGEINT`;
      return {
        sql: `sp_to_${x.type.kind}(sp_div_${mode}(CAST(${x.sql} AS HUGEINT), ${power}) * ${power})`,
        type: x.type,
      };
    }
    const macro = mode === "half_up" ? "sp_round_double" : "sp_bround_double";
    return {
      sql: `CAST(${macro}(CAST(${x.sql} AS DOUBLE), ${digits}) AS ${duckType(x.type)})`,
      type: x.type,
    };
  };
}

function toWhole(mode: "ceil" | "floor") {
  return (args: Argument[], call: Call): Built => {
    const x = numericArg(args[0]!, call);
    if (args.length === 1) {
      if (isIntegral(x.type)) return { sql: `CAST(${x.sql} AS BIGINT)`, type: BIGINT };
      if (isDecimal(x)) {
        const type = x.type.scale === 0 ? x.type : boundedDecimal(x.type.precision - x.type.scale + 1, 0);
        return { sql: `CAST(${mode}(${x.sql}) AS ${duckType(type)})`, type };
      }
      return { sql: `sp_double_to_long(${mode}(${x.sql}))`, type: BIGINT };
    }
    const digits = constantInt(args[1], call, "scale");
    if (digits === null || digits === undefined) return unsupported(call, `${call.name} with a NULL scale`);
    const from = isDecimal(x)
      ? x.type
      : isIntegral(x.type)
        ? { kind: "decimal" as const, ...decimalFor(x.type) }
        : { kind: "decimal" as const, precision: 30, scale: 15 };
    const cast = isDecimal(x) ? x.sql : `CAST(CAST(${x.sql} AS VARCHAR) AS ${duckType(from)})`;
    return roundDecimal({ ...x, sql: cast, type: from }, digits, mode);
  };
}

const double1 = (names: string, emit: (x: string) => string): FunctionSpec =>
  scalar(names, [DOUBLE], DOUBLE, emit);
const plain = (name: string): FunctionSpec => double1(name, (x) => `${name}(${x})`);

const byZero = raise(
  "DIVIDE_BY_ZERO",
  "22012",
  "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.",
);
const remainderByZero = raise(
  "REMAINDER_BY_ZERO",
  "22012",
  "Remainder by zero. Use `try_mod` to tolerate divisor being 0 and return NULL instead.",
);

function both(args: Argument[], call: Call) {
  return call.unify([numericArg(args[0]!, call), numericArg(args[1]!, call)]);
}

function extreme(name: "greatest" | "least") {
  return (args: Argument[], call: Call): Built => {
    const texts = args.filter((a) => a.type.kind === "string").length;
    if (texts > 0 && args.some((a) => a.type.kind !== "string" && a.type.kind !== "void")) {
      return call.fail(
        "DATATYPE_MISMATCH.DATA_DIFF_TYPES",
        "42K09",
        `Cannot resolve "${name}": Input to \`${name}\` should all be the same type.`,
      );
    }
    const { type, args: same } = call.unify(args);
    return { sql: `${name}(${same.map((a) => a.sql).join(", ")})`, type };
  };
}

/** Both sides' decimal types; an integer constant counts only the digits it has. */
function decimals(args: Argument[]): { precision: number; scale: number }[] {
  return args.map((a) => {
    const n = literalNumber(a);
    return n !== undefined && isIntegral(a.type)
      ? { precision: String(Math.abs(n)).length, scale: 0 }
      : decimalFor(a.type);
  });
}

const onDecimals = (args: Argument[]): boolean =>
  args.some((a) => a.type.kind === "decimal") &&
  args.every((a) => a.type.kind === "decimal" || isIntegral(a.type));

function remainder(args: Argument[], call: Call, emit: (a: string, b: string) => string): Built {
  const numbers = args.map((a) => numericArg(a, call));
  if (onDecimals(numbers)) {
    const [l, r] = decimals(numbers);
    const scale = Math.max(l!.scale, r!.scale);
    const type = boundedDecimal(Math.min(l!.precision - l!.scale, r!.precision - r!.scale) + scale, scale);
    const [a, b] = numbers.map((n) => n.sql);
    return {
      sql: `CASE WHEN (${b}) = 0 AND (${a}) IS NOT NULL THEN ${remainderByZero} ELSE CAST(${emit(a!, b!)} AS ${duckType(type)}) END`,
      type,
    };
  }
  const {
    type,
    args: [a, b],
  } = both(args, call);
  return {
    sql: `CASE WHEN (${b!.sql}) = 0 AND (${a!.sql}) IS NOT NULL THEN ${remainderByZero} ELSE CAST(${emit(a!.sql, b!.sql)} AS ${duckType(type)}) END`,
    type,
  };
}

/** try_add and try_subtract of a moment or interval and an interval. */
function tryMoved(operator: "+" | "-", left: Argument, right: Argument, call: Call): Built | undefined {
  if (right.type.kind !== "interval") return undefined;
  const { type } = left;
  const sum = `TRY(${left.sql} ${operator} ${right.sql})`;
  if (type.kind === "interval" && type.unit === right.type.unit) return { sql: sum, type };
  if (type.kind === "timestamp_ntz" || (type.kind === "timestamp" && call.timeZone === "UTC"))
    return { sql: sum, type };
  const days = right.type.unit === "year-month" || (right.type.from === "day" && right.type.to === "day");
  if (type.kind === "date" && days) return { sql: `CAST(${sum} AS DATE)`, type };
  return unsupported(call, `${call.name} of this type and an interval`);
}

/** try_add, try_subtract and try_multiply: NULL where the operator overflows. */
function tryOperator(operator: "+" | "-" | "*") {
  return (args: Argument[], call: Call): Built => {
    const [left, right] = args;
    if (left!.type.kind === "date" && isIntegral(right!.type) && operator !== "*") {
      return {
        sql: `CAST(${left!.sql} ${operator} CAST(${right!.sql} AS INTEGER) AS DATE)`,
        type: { kind: "date" },
      };
    }
    const moved = operator === "*" ? undefined : tryMoved(operator, left!, right!, call);
    if (moved) return moved;
    const numbers = args.map((a) => numericArg(a, call));
    if (onDecimals(numbers)) {
      const [l, r] = decimals(numbers);
      const scale = operator === "*" ? l!.scale + r!.scale : Math.max(l!.scale, r!.scale);
      const precision =
        operator === "*"
          ? l!.precision + r!.precision + 1
          : Math.max(l!.precision - l!.scale, r!.precision - r!.scale) + scale + 1;
      const type = adjusted(precision, scale);
      if (precision > 38) return unsupported(call, `${call.name} on decimals of more than 38 digits`);
      return {
        sql: `CAST((${numbers[0]!.sql}) ${operator} (${numbers[1]!.sql}) AS ${duckType(type)})`,
        type,
      };
    }
    const {
      type,
      args: [a, b],
    } = call.unify(numbers);
    if (!isIntegral(type)) return { sql: `((${a!.sql}) ${operator} (${b!.sql}))`, type };
    return {
      sql: `sp_try_to_${type.kind}(CAST(${a!.sql} AS HUGEINT) ${operator} CAST(${b!.sql} AS HUGEINT))`,
      type,
    };
  };
}

function tryDivide(args: Argument[], call: Call): Built {
  const numbers = args.map((a) => numericArg(a, call));
  const [a, b] = numbers;
  if (onDecimals(numbers)) {
    const [l, r] = decimals(numbers);
    const scale = Math.max(6, l!.scale + r!.precision + 1);
    const type = adjusted(l!.precision - l!.scale + r!.scale + scale, scale);
    const exact = divideDecimals(
      { sql: a!.sql, ...decimalFor(a!.type) },
      { sql: `nullif(${b!.sql}, 0)`, ...decimalFor(b!.type) },
      type.scale,
    );
    return { sql: `CAST(${exact} AS ${duckType(type)})`, type };
  }
  return { sql: `(CAST(${a!.sql} AS DOUBLE) / nullif(CAST(${b!.sql} AS DOUBLE), 0))`, type: DOUBLE };
}

const shift = (name: string, emit: (x: string, n: string, bits: number) => string): FunctionSpec =>
  custom(name, [2, 2], ([x, n], call) => {
    const value = x!.type.kind === "bigint" ? x! : call.coerce(x!, INT);
    const bits = value.type.kind === "bigint" ? 64 : 32;
    return { sql: emit(value.sql, `(${call.coerce(n!, INT).sql} & ${bits - 1})`, bits), type: value.type };
  });

export const math: FunctionSpec[] = [
  custom("abs", [1, 1], ([x], call) => {
    const arg = numericArg(x!, call);
    return { sql: `abs(${arg.sql})`, type: arg.type };
  }),
  custom("negative", [1, 1], ([x], call) => {
    const arg = numericArg(x!, call);
    return { sql: `(-(${arg.sql}))`, type: arg.type };
  }),
  custom("positive", [1, 1], ([x], call) => {
    const { sql, type } = numericArg(x!, call);
    return { sql, type };
  }),
  double1("sign signum", (x) => `CASE WHEN isnan(${x}) THEN ${NAN} ELSE CAST(sign(${x}) AS DOUBLE) END`),
  custom("round", [1, 2], round("half_up")),
  custom("bround", [1, 2], round("half_even")),
  custom("ceil ceiling", [1, 2], toWhole("ceil")),
  custom("floor", [1, 2], toWhole("floor")),
  double1("rint", (x) => `CASE WHEN isfinite(${x}) THEN round_even(${x}, 0) ELSE ${x} END`),
  scalar("pow power", [DOUBLE, DOUBLE], DOUBLE, (a, b) => `pow(${a}, ${b})`),
  double1("sqrt", (x) => `CASE WHEN (${x}) < 0 THEN ${NAN} ELSE sqrt(${x}) END`),
  plain("cbrt"),
  plain("exp"),
  double1("ln", (x) => `CASE WHEN (${x}) > 0 THEN ln(${x}) END`),
  double1("log10", (x) => `CASE WHEN (${x}) > 0 THEN log10(${x}) END`),
  double1("log2", (x) => `CASE WHEN (${x}) > 0 THEN log2(${x}) END`),
  double1("log1p", (x) => `CASE WHEN (${x}) > -1 THEN ln(1 + (${x})) END`),
  double1(
    "expm1",
    (x) => `CASE WHEN abs(${x}) < 1e-5 THEN (${x}) + (${x}) * (${x}) / 2 ELSE exp(${x}) - 1 END`,
  ),
  scalar(
    "log",
    [DOUBLE, DOUBLE],
    DOUBLE,
    (a, b) =>
      b === undefined
        ? `CASE WHEN (${a}) > 0 THEN ln(${a}) END`
        : `CASE WHEN (${a}) > 0 AND (${b}) > 0 THEN ln(${b}) / ln(${a}) END`,
    1,
  ),
  ...["sin", "cos", "tan", "cot", "atan", "sinh", "cosh", "tanh", "asinh"].map(plain),
  double1("sec", (x) => `1 / cos(${x})`),
  double1("csc", (x) => `1 / sin(${x})`),
  double1("asin", (x) => `CASE WHEN abs(${x}) > 1 THEN ${NAN} ELSE asin(${x}) END`),
  double1("acos", (x) => `CASE WHEN abs(${x}) > 1 THEN ${NAN} ELSE acos(${x}) END`),
  double1("acosh", (x) => `CASE WHEN (${x}) < 1 THEN ${NAN} ELSE acosh(${x}) END`),
  double1("atanh", (x) => `CASE WHEN abs(${x}) > 1 THEN ${NAN} ELSE atanh(${x}) END`),
  scalar("atan2", [DOUBLE, DOUBLE], DOUBLE, (y, x) => `atan2(${y}, ${x})`),
  plain("degrees"),
  plain("radians"),
  scalar("hypot", [DOUBLE, DOUBLE], DOUBLE, (a, b) => `sqrt((${a}) * (${a}) + (${b}) * (${b}))`),
  scalar("pi", [], DOUBLE, () => "pi()"),
  scalar("e", [], DOUBLE, () => "exp(1::DOUBLE)"),
  custom("mod", [2, 2], (args, call) => remainder(args, call, (a, b) => `(${a}) % (${b})`)),
  custom("pmod", [2, 2], (args, call) => remainder(args, call, (a, b) => `sp_pmod(${a}, ${b})`)),
  custom("try_add", [2, 2], tryOperator("+")),
  custom("try_subtract", [2, 2], tryOperator("-")),
  custom("try_multiply", [2, 2], tryOperator("*")),
  custom("try_divide", [2, 2], tryDivide),
  custom("try_mod", [2, 2], (args, call) => {
    const {
      type,
      args: [a, b],
    } = both(args, call);
    return { sql: `CAST((${a!.sql}) % nullif(${b!.sql}, 0) AS ${duckType(type)})`, type };
  }),
  custom("div", [2, 2], (args, call) => {
    const {
      args: [a, b],
    } = both(args, call);
    const [x, y] = [a!, b!].map((v) => (isIntegral(v.type) ? `CAST(${v.sql} AS HUGEINT)` : v.sql));
    return {
      sql: `CASE WHEN (${y}) = 0 AND (${x}) IS NOT NULL THEN ${byZero} ELSE sp_to_bigint(CAST(trunc((${x}) // (${y})) AS HUGEINT)) END`,
      type: BIGINT,
    };
  }),
  custom("greatest", [2, 255], extreme("greatest")),
  custom("least", [2, 255], extreme("least")),
  scalar("bin", [BIGINT], STRING, (x) => `sp_bin(${x})`),
  scalar(
    "factorial",
    [INT],
    BIGINT,
    (x) => `CASE WHEN (${x}) BETWEEN 0 AND 20 THEN CAST(factorial(${x}) AS BIGINT) END`,
  ),
  scalar(
    "width_bucket",
    [DOUBLE, DOUBLE, DOUBLE, BIGINT],
    BIGINT,
    (...a) => `sp_width_bucket(${a.join(", ")})`,
  ),
  shift("shiftleft", (x, n, bits) =>
    bits === 64
      ? `sp_wrap_long(CAST(${x} AS HUGEINT) * (1::HUGEINT << ${n}))`
      : `sp_wrap_int(CAST(${x} AS BIGINT) * (1::BIGINT << ${n}))`,
  ),
  shift("shiftright", (x, n, bits) =>
    `CAST(floor_div(CAST(${x} AS HUGEINT), 1::HUGEINT << ${n}) AS ${bits === 64 ? "BIGINT" : "INTEGER"})`.replace(
      "floor_div",
      "sp_div_floor",
    ),
  ),
  shift("shiftrightunsigned", (x, n, bits) => {
    const modulus = bits === 64 ? "18446744073709551616" : "4294967296";
    const unsigned = `CASE WHEN (${x}) < 0 THEN CAST(${x} AS HUGEINT) + ${modulus}::HUGEINT ELSE CAST(${x} AS HUGEINT) END`;
    return `${bits === 64 ? "sp_wrap_long" : "sp_wrap_int"}((${unsigned}) // (1::HUGEINT << ${n}))`;
  }),
  custom("bit_count", [1, 1], ([x], call) => {
    if (x!.type.kind === "boolean") return { sql: `CAST(${x!.sql} AS INTEGER)`, type: INT };
    return { sql: `CAST(bit_count(CAST(${call.coerce(x!, BIGINT).sql} AS BIGINT)) AS INTEGER)`, type: INT };
  }),
  custom("bit_get getbit", [2, 2], ([x, n], call) => ({
    sql: `CAST((CAST(${call.coerce(x!, BIGINT).sql} AS BIGINT) >> ${call.coerce(n!, INT).sql}) & 1 AS TINYINT)`,
    type: { kind: "tinyint" },
  })),
  scalar("conv", [STRING, INT, INT], STRING, (x, from, to) => `sp_conv(${x}, ${from}, ${to})`),
];
