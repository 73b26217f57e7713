import type { SparkType } from "../types.ts";
import { decimalQuotient, unscaled } from "./decimal.ts";
import {
  aggregate,
  arrayOf,
  BIGINT,
  BOOLEAN,
  type Built,
  boundedDecimal,
  constant,
  DOUBLE,
  INT,
  isIntegral,
  isNumeric,
  mismatch,
  STRING,
  TINYINT,
  unsupported,
} from "./define.ts";
import { duckType } from "./duck-type.ts";
import { type Argument, type Call, type FunctionSpec, CALL_SUFFIX as S } from "./spec.ts";

const distinct = (call: Call): string => (call.distinct ? "DISTINCT " : "");

/** Strings are summed and averaged as doubles. */
function numeric(arg: Argument, call: Call): Argument {
  if (isNumeric(arg.type)) return arg;
  if (arg.type.kind === "string" || arg.type.kind === "void") return call.coerce(arg, DOUBLE);
  return mismatch(call, `the parameter requires a numeric type, but it has the type "${arg.type.kind}".`);
}

/** Intervals are added as whole months or microseconds. */
function overIntervals(engine: "sum" | "avg", arg: Argument, call: Call): Built | undefined {
  if (arg.type.kind !== "interval") return undefined;
  const yearMonth = arg.type.unit === "year-month";
  const units = `${yearMonth ? "spark_interval_months" : "spark_interval_us"}(${arg.sql})`;
  const total = `${engine}(${distinct(call)}${units})${S}`;
  const type: SparkType =
    engine === "sum"
      ? arg.type
      : yearMonth
        ? { kind: "interval", unit: "year-month", from: "year", to: "month" }
        : { kind: "interval", unit: "day-time", from: "day", to: "second" };
  return {
    sql: yearMonth
      ? `to_months(CAST(round(${total}) AS INTEGER))`
      : `to_microseconds(CAST(round(${total}) AS BIGINT))`,
    type,
  };
}

function sum(args: Argument[], call: Call): Built {
  const intervals = overIntervals("sum", args[0]!, call);
  if (intervals) return intervals;
  const arg = numeric(args[0]!, call);
  if (arg.type.kind === "decimal") {
    const type = boundedDecimal(arg.type.precision + 10, arg.type.scale);
    return { sql: `CAST(sum(${distinct(call)}${arg.sql})${S} AS ${duckType(type)})`, type };
  }
  if (isIntegral(arg.type)) return { sql: `sp_sum_long(sum(${distinct(call)}${arg.sql})${S})`, type: BIGINT };
  return { sql: `sum(${distinct(call)}CAST(${arg.sql} AS DOUBLE))${S}`, type: DOUBLE };
}

function avg(args: Argument[], call: Call): Built {
  const intervals = overIntervals("avg", args[0]!, call);
  if (intervals) return intervals;
  const arg = numeric(args[0]!, call);
  if (arg.type.kind !== "decimal") {
    return { sql: `avg(${distinct(call)}CAST(${arg.sql} AS DOUBLE))${S}`, type: DOUBLE };
  }
  const { precision, scale } = arg.type;
  const type = boundedDecimal(precision + 4, scale + 4);
  const resultScale = Math.min(scale + 4, 38);
  const total = unscaled(`sum(${distinct(call)}${arg.sql})${S}`, { precision: 38, scale });
  const count = `count(${distinct(call)}${arg.sql})${S}`;
  const numerator = `${total} * ${10n ** BigInt(resultScale - scale)}::HUGEINT`;
  // The engine takes no window whose argument holds a lambda inside another lambda.
  const sql =
    call.windowed && /lambda|\bsp(ark)?_/.test(arg.sql)
      ? `(CAST(sp_div_half_up(CAST(${numerator} AS HUGEINT), CAST(nullif(${count}, 0) AS HUGEINT)) AS DECIMAL(38,0)) * CAST('0.${"0".repeat(resultScale - 1)}1' AS DECIMAL(${resultScale},${resultScale})))`
      : decimalQuotient(numerator, `nullif(${count}, 0)`, resultScale);
  return { sql: `CAST(${sql} AS ${duckType(type)})`, type };
}

/** Same type in and out. */
const same = (names: string, engine: string): FunctionSpec =>
  aggregate(names, [1, 1], ([x], call) => ({
    sql: `${engine}(${distinct(call)}${x!.sql})${S}`,
    type: x!.type,
  }));

const doubles = (names: string, engine: string, count = 1): FunctionSpec =>
  aggregate(names, [count, count], (args, call) => ({
    sql: `${engine}(${distinct(call)}${args.map((a) => `CAST(${call.coerce(a, DOUBLE).sql} AS DOUBLE)`).join(", ")})${S}`,
    type: DOUBLE,
  }));

const booleans = (names: string, engine: string): FunctionSpec =>
  aggregate(names, [1, 1], ([x], call) => ({
    sql: `${engine}(${call.coerce(x!, BOOLEAN).sql})${S}`,
    type: BOOLEAN,
  }));

const bits = (name: string): FunctionSpec =>
  aggregate(name, [1, 1], ([x], call) =>
    isIntegral(x!.type)
      ? { sql: `${name}(${distinct(call)}${x!.sql})${S}`, type: x!.type }
      : mismatch(call, `the parameter requires the "INTEGRAL" type.`),
  );

function edge(which: "first" | "last") {
  return (args: Argument[], call: Call): Built => {
    const [x, flag] = args;
    const ignoreNulls = call.ignoreNulls || constant(flag, call, "second argument") === true;
    const type = x!.type;
    if (call.windowed)
      return { sql: `${which}_value(${x!.sql}${ignoreNulls ? " IGNORE NULLS" : ""})${S}`, type };
    if (!ignoreNulls) return { sql: `${which}(${x!.sql})${S}`, type };
    const index = which === "first" ? 1 : -1;
    return { sql: `list_filter(list(${x!.sql})${S}, lambda v: v IS NOT NULL)[${index}]`, type };
  };
}

function collect(args: Argument[], call: Call, unique: boolean): Built {
  const x = args[0]!;
  const type = arrayOf(x.type);
  const list = `list(${unique || call.distinct ? "DISTINCT " : ""}${x.sql})${S}`;
  return {
    sql: `coalesce(list_filter(${list}, lambda v: v IS NOT NULL), CAST([] AS ${duckType(type)}))`,
    type,
  };
}

function countAll(args: Argument[], call: Call): Built {
  if (args.length === 1 && args[0]!.star) return { sql: `count(*)${S}`, type: BIGINT };
  if (args.length === 1) return { sql: `count(${distinct(call)}${args[0]!.sql})${S}`, type: BIGINT };
  const present = args.map((a) => `(${a.sql}) IS NOT NULL`).join(" AND ");
  const value = call.distinct ? `row(${args.map((a) => a.sql).join(", ")})` : "1";
  return { sql: `count(${distinct(call)}CASE WHEN ${present} THEN ${value} END)${S}`, type: BIGINT };
}

/** Percentages as a DuckDB expression: one number, or a list of them. */
function percentages(arg: Argument, call: Call): { sql: string; many: boolean } {
  const many = arg.type.kind === "array";
  return { sql: call.coerce(arg, many ? arrayOf(DOUBLE) : DOUBLE).sql, many };
}

function percentile(x: Argument, p: Argument, call: Call, descending = false): Built {
  const { sql, many } = percentages(p, call);
  const value = `CAST(${call.coerce(numeric(x, call), DOUBLE).sql} AS DOUBLE)`;
  const sorted = `list_sort(list_filter(list(${distinct(call)}${value})${S}, lambda v: v IS NOT NULL), '${descending ? "DESC" : "ASC"}')`;
  if (!many) return { sql: `sp_percentile(${sorted}, ${sql})`, type: DOUBLE };
  return { sql: `sp_percentiles(${sorted}, ${sql})`, type: arrayOf(DOUBLE) };
}

function percentileApprox(args: Argument[], call: Call): Built {
  const [x, p] = args;
  const { sql, many } = percentages(p!, call);
  const value = x!.type.kind === "string" ? call.coerce(x!, DOUBLE) : x!;
  const out = `quantile_disc(${distinct(call)}${value.sql}, ${sql})${S}`;
  return { sql: out, type: many ? arrayOf(value.type) : value.type };
}

function ordered(call: Call): { argument: Argument; descending: boolean } {
  const first = call.withinGroup?.[0];
  if (!first) {
    return call.fail(
      "INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING",
      "42K0K",
      `WITHIN GROUP is required for ${call.name}.`,
    );
  }
  return first;
}

function listagg(args: Argument[], call: Call): Built {
  const [x, delimiter] = args;
  const text = call.coerce(x!, STRING).sql;
  const by = (call.withinGroup ?? [])
    .map(
      (o) =>
        `${o.argument.sql === x!.sql ? text : o.argument.sql}${o.descending ? " DESC" : ""} NULLS ${o.nullsFirst ? "FIRST" : "LAST"}`,
    )
    .join(", ");
  const separator = delimiter ? `coalesce(${call.coerce(delimiter, STRING).sql}, '')` : "''";
  return {
    sql: `string_agg(${distinct(call)}${text}, ${separator}${by ? ` ORDER BY ${by}` : ""})${S}`,
    type: STRING,
  };
}

const by = (names: string, engine: string): FunctionSpec =>
  aggregate(names, [2, 2], ([x, y]) => ({ sql: `${engine}(${x!.sql}, ${y!.sql})${S}`, type: x!.type }));

const moment = (name: string, macro: string): FunctionSpec =>
  aggregate(name, [1, 1], ([x], call) => ({
    sql: `${macro}(list_filter(list(${distinct(call)}CAST(${call.coerce(x!, DOUBLE).sql} AS DOUBLE))${S}, lambda v: v IS NOT NULL))`,
    type: DOUBLE,
  }));

export const aggregates: FunctionSpec[] = [
  aggregate("count", [1, 255], countAll),
  aggregate("count_if", [1, 1], ([x], call) => ({
    sql: `count(CASE WHEN ${call.coerce(x!, BOOLEAN).sql} THEN 1 END)${S}`,
    type: BIGINT,
  })),
  aggregate("sum", [1, 1], sum),
  aggregate("try_sum", [1, 1], (args, call) => {
    const built = sum(args, call);
    return {
      sql: built.sql.replace(/^sp_sum_long\(/, "sp_try_to_bigint(").replace(/^CAST\(/, "TRY_CAST("),
      type: built.type,
    };
  }),
  aggregate("avg mean", [1, 1], avg),
  aggregate("try_avg", [1, 1], avg),
  same("min", "min"),
  same("max", "max"),
  by("min_by", "arg_min_null"),
  by("max_by", "arg_max_null"),
  aggregate("first first_value any_value", [1, 2], edge("first")),
  aggregate("last last_value", [1, 2], edge("last")),
  aggregate("collect_list array_agg", [1, 1], (args, call) => collect(args, call, false)),
  aggregate("collect_set", [1, 1], (args, call) => collect(args, call, true)),
  aggregate("approx_count_distinct", [1, 2], ([x]) => ({
    sql: `count(DISTINCT ${x!.sql})${S}`,
    type: BIGINT,
  })),
  aggregate("percentile", [2, 3], ([x, p, frequency], call) =>
    frequency ? unsupported(call, "percentile with a frequency") : percentile(x!, p!, call),
  ),
  aggregate("median", [1, 1], ([x], call) =>
    percentile(x!, { sql: "0.5", type: DOUBLE, literal: 0.5 }, call),
  ),
  aggregate("percentile_cont", [1, 1], ([p], call) => {
    const o = ordered(call);
    return percentile(o.argument, p!, call, o.descending);
  }),
  aggregate("percentile_disc", [1, 1], ([p], call) => {
    const o = ordered(call);
    const value = `CAST(${call.coerce(o.argument, DOUBLE).sql} AS DOUBLE)`;
    const sorted = `list_sort(list_filter(list(${value})${S}, lambda v: v IS NOT NULL), '${o.descending ? "DESC" : "ASC"}')`;
    return { sql: `sp_percentile_disc(${sorted}, ${call.coerce(p!, DOUBLE).sql})`, type: DOUBLE };
  }),
  aggregate("percentile_approx approx_percentile", [2, 3], percentileApprox),
  doubles("stddev std stddev_samp", "stddev_samp"),
  doubles("stddev_pop", "stddev_pop"),
  doubles("variance var_samp", "var_samp"),
  doubles("var_pop", "var_pop"),
  aggregate("corr", [2, 2], (args, call) => {
    const [x, y] = args.map((a) => `CAST(${call.coerce(a, DOUBLE).sql} AS DOUBLE)`);
    return { sql: `CASE WHEN regr_count(${x}, ${y})${S} > 1 THEN corr(${x}, ${y})${S} END`, type: DOUBLE };
  }),
  doubles("covar_pop", "covar_pop", 2),
  doubles("covar_samp", "covar_samp", 2),
  ...["avgx", "avgy", "slope", "intercept", "r2", "sxx", "sxy", "syy"].map((n) =>
    doubles(`regr_${n}`, `regr_${n}`, 2),
  ),
  aggregate("regr_count", [2, 2], ([y, x]) => ({
    sql: `CAST(regr_count(${y!.sql}, ${x!.sql})${S} AS BIGINT)`,
    type: BIGINT,
  })),
  moment("skewness", "sp_skewness"),
  moment("kurtosis", "sp_kurtosis"),
  booleans("bool_and every", "bool_and"),
  booleans("bool_or any some", "bool_or"),
  bits("bit_and"),
  bits("bit_or"),
  bits("bit_xor"),
  aggregate("listagg string_agg", [1, 2], listagg),
  aggregate("mode", [0, 2], ([x, deterministic], call) => {
    if (call.distinct) return unsupported(call, "mode(DISTINCT …)");
    const order = call.withinGroup?.[0];
    const value = order?.argument ?? x;
    if (!value)
      return call.fail(
        "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
        "42605",
        "The `mode` requires [1, 2] parameters but the actual number is 0.",
      );
    const chosen = order || deterministic?.literal === true || deterministic?.sql === "true";
    // Of several modes the engine takes the one that it saw first.
    const ordered = chosen ? ` ORDER BY ${value.sql}${order?.descending ? " DESC" : ""}` : "";
    return { sql: `mode(${value.sql}${ordered})${S}`, type: value.type };
  }),
  aggregate("grouping", [1, 1], ([x]) => ({ sql: `CAST(grouping(${x!.sql}) AS TINYINT)`, type: TINYINT })),
  aggregate("grouping_id", [1, 255], (args) => ({
    sql: `CAST(grouping(${args.map((a) => a.sql).join(", ")}) AS BIGINT)`,
    type: BIGINT,
  })),
];

const ranking = (name: string, type = INT): FunctionSpec => ({
  name,
  kind: "window",
  arity: [0, 0],
  build: () => ({ sql: `CAST(${name}()${S} AS ${duckType(type)})`, type }),
});

function shifted(which: "lag" | "lead"): FunctionSpec {
  return {
    name: which,
    kind: "window",
    arity: [1, 3],
    build([x, offset, fallback], call) {
      const by = offset ? call.coerce(offset, INT).sql : "1";
      const rest = fallback ? `, ${call.coerce(fallback, x!.type).sql}` : "";
      const nulls = call.ignoreNulls ? " IGNORE NULLS" : "";
      return { sql: `${which}(${x!.sql}, ${by}${rest}${nulls})${S}`, type: x!.type };
    },
  };
}

export const windows: FunctionSpec[] = [
  ranking("row_number"),
  ranking("rank"),
  ranking("dense_rank"),
  ranking("percent_rank", DOUBLE),
  ranking("cume_dist", DOUBLE),
  {
    name: "ntile",
    kind: "window",
    arity: [0, 1],
    build: ([n], call) => ({
      sql: `CAST(ntile(${n ? call.coerce(n, INT).sql : "1"})${S} AS INTEGER)`,
      type: INT,
    }),
  },
  shifted("lag"),
  shifted("lead"),
  {
    name: "nth_value",
    kind: "window",
    arity: [2, 2],
    build: ([x, n], call) => ({
      sql: `nth_value(${x!.sql}, ${call.coerce(n!, INT).sql}${call.ignoreNulls ? " IGNORE NULLS" : ""})${S}`,
      type: x!.type,
    }),
  },
];
