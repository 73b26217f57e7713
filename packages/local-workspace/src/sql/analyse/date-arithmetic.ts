import { isNumeric } from "../spark-type.ts";
import type { SparkType } from "../types.ts";
import { castSql, toInstant, toLocal } from "./cast.ts";
import { commonType } from "./coercion.ts";
import { forceCast } from "./convert.ts";
import type { Env, Typed } from "./env.ts";

type Interval = Extract<SparkType, { kind: "interval" }>;
const DATE: SparkType = { kind: "date" };
const TIMESTAMP: SparkType = { kind: "timestamp" };
const DAY_TO_SECOND: Interval = { kind: "interval", unit: "day-time", from: "day", to: "second" };

const isWhole = (t: SparkType): boolean =>
  t.kind === "tinyint" || t.kind === "smallint" || t.kind === "int" || t.kind === "void";
const isTime = (t: SparkType): boolean => t.kind === "timestamp" || t.kind === "timestamp_ntz";
const onlyDays = (t: Interval): boolean =>
  t.unit === "day-time" && t.from === "day" && (t.to ?? "day") === "day";

/** `+ - * /` where dates, timestamps or intervals take part; nothing when none does. */
export function dateArithmetic(
  op: string,
  left: Typed,
  right: Typed,
  label: string,
  env: Env,
  at: number,
): Typed | undefined {
  const [l, r] = [left.type, right.type];
  if (l.kind === "interval" && r.kind === "interval" && (op === "+" || op === "-")) {
    const type = commonType(l, r);
    return type && { sql: `(${left.sql} ${op} ${right.sql})`, type, label, at };
  }
  if (op === "*" || op === "/") return scaled(op, left, right, label, env, at);
  if (op !== "+" && op !== "-") return undefined;
  if (l.kind === "interval" && op === "+" && (r.kind === "date" || isTime(r) || r.kind === "string"))
    return plusInterval("+", right, left, `${right.label} + ${left.label}`, env, at);
  if (r.kind === "interval" && (l.kind === "date" || isTime(l) || l.kind === "string"))
    return plusInterval(op, left, right, `${left.label} ${op} ${right.label}`, env, at);
  if (l.kind === "date" && isWhole(r)) {
    const days = forceCast(right, { kind: "int" }, env);
    return {
      sql: `(${left.sql} ${op} ${days.sql})`,
      type: DATE,
      label: `${op === "+" ? "date_add" : "date_sub"}(${left.label}, ${right.label})`,
      at,
    };
  }
  if (op === "+" && r.kind === "date" && isWhole(l)) {
    const days = forceCast(left, { kind: "int" }, env);
    return {
      sql: `(${right.sql} + ${days.sql})`,
      type: DATE,
      label: `date_add(${right.label}, ${left.label})`,
      at,
    };
  }
  if (op === "-") return difference(left, right, label, env, at);
  return undefined;
}

function difference(left: Typed, right: Typed, label: string, env: Env, at: number): Typed | undefined {
  const [l, r] = [left.type, right.type];
  const either = (test: (t: SparkType) => boolean): boolean =>
    (test(l) && (test(r) || r.kind === "date" || r.kind === "string")) ||
    (test(r) && (l.kind === "date" || l.kind === "string"));
  if (l.kind === "date" && (r.kind === "date" || r.kind === "string")) {
    const other = forceCast(right, DATE, env);
    return {
      sql: `to_days(CAST(${left.sql} - ${other.sql} AS INTEGER))`,
      type: { kind: "interval", unit: "day-time", from: "day", to: "day" },
      label,
      at,
    };
  }
  if (r.kind === "date" && l.kind === "string") {
    const other = forceCast(left, DATE, env);
    return {
      sql: `to_days(CAST(${other.sql} - ${right.sql} AS INTEGER))`,
      type: { kind: "interval", unit: "day-time", from: "day", to: "day" },
      label,
      at,
    };
  }
  if (!either(isTime)) return undefined;
  const type: SparkType =
    l.kind === "timestamp" || r.kind === "timestamp" ? TIMESTAMP : { kind: "timestamp_ntz" };
  // Of moments, what the session's clock shows is subtracted: a day with 23 hours is a day.
  const clock = (v: Typed): string =>
    type.kind === "timestamp" ? toLocal(v.sql, env.session.timeZone) : v.sql;
  const [a, b] = [clock(forceCast(left, type, env)), clock(forceCast(right, type, env))];
  return { sql: `to_microseconds(epoch_us(${a}) - epoch_us(${b}))`, type: DAY_TO_SECOND, label, at };
}

function plusInterval(op: string, base: Typed, interval: Typed, label: string, env: Env, at: number): Typed {
  const sum = moved(op, base, interval, label, env, at);
  if (base.type.kind !== "string") return sum;
  // Text stays text.
  const sql = castSql(
    sum.sql,
    sum.type,
    { kind: "string" },
    { try: false, timeZone: env.session.timeZone },
  ) as string;
  return { ...sum, sql, type: { kind: "string" } };
}

function moved(op: string, base: Typed, interval: Typed, label: string, env: Env, at: number): Typed {
  const type = interval.type as Interval;
  if (base.type.kind === "date") {
    if (type.unit === "year-month")
      return { sql: `CAST(${base.sql} ${op} ${interval.sql} AS DATE)`, type: DATE, label, at };
    if (onlyDays(type)) {
      const days =
        op === "+"
          ? `extractansiintervaldays(${interval.label})`
          : `(- extractansiintervaldays(${interval.label}))`;
      return {
        sql: `CAST(${base.sql} ${op} ${interval.sql} AS DATE)`,
        type: DATE,
        label: `date_add(${base.label}, ${days})`,
        at,
      };
    }
  }
  const kind = base.type.kind === "timestamp_ntz" ? "timestamp_ntz" : "timestamp";
  const time = castSql(
    base.sql,
    base.type,
    { kind },
    { try: false, timeZone: env.session.timeZone },
  ) as string;
  if (kind === "timestamp_ntz") return { sql: `(${time} ${op} ${interval.sql})`, type: { kind }, label, at };
  if (type.unit === "year-month")
    return {
      sql: toInstant(`${toLocal(time, env.session.timeZone)} ${op} ${interval.sql}`, env.session.timeZone),
      type: TIMESTAMP,
      label,
      at,
    };
  // A day-time interval is a length of time, whatever the clock does meanwhile.
  return {
    sql: `make_timestamptz(epoch_us(${time}) ${op} spark_interval_us(${interval.sql}))`,
    type: TIMESTAMP,
    label,
    at,
  };
}

function scaled(
  op: string,
  left: Typed,
  right: Typed,
  label: string,
  env: Env,
  at: number,
): Typed | undefined {
  const swapped = op === "*" && right.type.kind === "interval";
  const [interval, factor] = swapped ? [right, left] : [left, right];
  if (interval.type.kind !== "interval") return undefined;
  const number = factor.type.kind === "string" ? forceCast(factor, { kind: "double" }, env) : factor;
  if (!isNumeric(number.type)) return undefined;
  const name = swapped ? `(${right.label} * ${left.label})` : label;
  const monthly = interval.type.unit === "year-month";
  const total = monthly ? `spark_interval_months(${interval.sql})` : `spark_interval_us(${interval.sql})`;
  const whole =
    number.type.kind === "tinyint" ||
    number.type.kind === "smallint" ||
    number.type.kind === "int" ||
    number.type.kind === "bigint";
  const value =
    op === "*"
      ? whole
        ? `${total} * ${number.sql}`
        : `round(${total} * ${number.sql})`
      : `round(spark_divide(CAST(${total} AS DOUBLE), ${number.sql}))`;
  const type: SparkType = monthly
    ? { kind: "interval", unit: "year-month", from: "year", to: "month" }
    : DAY_TO_SECOND;
  return {
    sql: monthly ? `to_months(CAST(${value} AS INTEGER))` : `to_microseconds(CAST(${value} AS BIGINT))`,
    type,
    label: name,
    at,
  };
}
