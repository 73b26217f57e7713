import { castSql, toInstant, toLocal } from "../analyse/cast.ts";
import type { SparkType } from "../types.ts";
import { formatByPattern, parseByPattern } from "./datetime-pattern.ts";
import {
  arrayOf,
  BIGINT,
  type Built,
  constant,
  custom,
  DATE,
  DOUBLE,
  decimalOf,
  INT,
  isIntegral,
  isNumeric,
  mismatch,
  raise,
  STRING,
  scalar,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  unsupported,
} from "./define.ts";
import { quoteString } from "./duck-type.ts";
import { bound, boundAll } from "./let.ts";
import type { Argument, Call, FunctionSpec } from "./spec.ts";

const isTime = (t: SparkType): boolean => t.kind === "timestamp" || t.kind === "timestamp_ntz";
const YEAR_MONTH: SparkType = { kind: "interval", unit: "year-month", from: "year", to: "month" };
const DAY_SECOND: SparkType = { kind: "interval", unit: "day-time", from: "day", to: "second" };

const date = (arg: Argument, call: Call): string => call.coerce(arg, DATE).sql;

/** Any datetime (or text) as TIMESTAMPTZ. */
const instant = (arg: Argument, call: Call): string => call.coerce(arg, TIMESTAMP).sql;

/** Any datetime (or text) as the session's wall clock: a TIMESTAMP. */
function local(arg: Argument, call: Call): string {
  if (arg.type.kind === "timestamp_ntz") return arg.sql;
  if (arg.type.kind === "date") return `CAST(${arg.sql} AS TIMESTAMP)`;
  return toLocal(instant(arg, call), call.timeZone);
}

/** A wall-clock TIMESTAMP as TIMESTAMPTZ. */
const global = (sql: string, call: Call): string => toInstant(sql, call.timeZone);

function cast(arg: Argument, to: SparkType, call: Call, lenient = false): Built {
  const sql = castSql(arg.sql, arg.type, to, { try: lenient, timeZone: call.timeZone });
  return sql === undefined
    ? mismatch(call, `the parameter has the type "${arg.type.kind}".`)
    : { sql, type: to };
}

const units: Record<string, string> = {
  YEAR: "year",
  YYYY: "year",
  YY: "year",
  QUARTER: "quarter",
  MONTH: "month",
  MON: "month",
  MM: "month",
  WEEK: "week",
  DAY: "day",
  DD: "day",
  HOUR: "hour",
  MINUTE: "minute",
  SECOND: "second",
  MILLISECOND: "milliseconds",
  MICROSECOND: "microseconds",
};

function dateTrunc([unit, time]: Argument[], call: Call): Built {
  const name = constant(unit, call, "unit");
  const engine = units[String(name).toUpperCase()];
  if (!engine) return { sql: "CAST(NULL AS TIMESTAMPTZ)", type: TIMESTAMP };
  // Within a day the clock's distance from UTC is kept: an hour that comes twice stays the one it was.
  if (call.timeZone !== "UTC" && !["year", "quarter", "month", "week", "day"].includes(engine)) {
    const sql = bound(
      instant(time!, call),
      (t) =>
        `(${t} - (${toLocal(t, call.timeZone)} - CAST(date_trunc('${engine}', ${toLocal(t, call.timeZone)}) AS TIMESTAMP)))`,
    );
    return { sql, type: TIMESTAMP };
  }
  return {
    sql: global(`CAST(date_trunc('${engine}', ${local(time!, call)}) AS TIMESTAMP)`, call),
    type: TIMESTAMP,
  };
}

function trunc([d, unit]: Argument[], call: Call): Built {
  const engine = units[String(constant(unit, call, "unit")).toUpperCase()];
  const value = date(d!, call);
  if (!engine || !["year", "quarter", "month", "week"].includes(engine))
    return { sql: "CAST(NULL AS DATE)", type: DATE };
  return { sql: `CAST(date_trunc('${engine}', ${value}) AS DATE)`, type: DATE };
}

const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const weekdayNames = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

function nextDay([d, day]: Argument[], call: Call): Built {
  const name = constant(day, call, "day of week");
  const text = String(name).toUpperCase();
  const index = weekdayNames.findIndex(
    (n, i) => text === n || text === n.slice(0, 3) || text === weekdays[i],
  );
  if (name === null) return { sql: "CAST(NULL AS DATE)", type: DATE };
  if (index < 0)
    return call.fail("ILLEGAL_DAY_OF_WEEK", "22009", `Illegal input for day of week: ${String(name)}.`);
  return { sql: `sp_next_day(${date(d!, call)}, ${index + 1})`, type: DATE };
}

const field = (names: string, emit: (t: string) => string): FunctionSpec =>
  custom(names, [1, 1], ([x], call) => ({
    sql: `CAST(${emit(x!.type.kind === "date" ? x!.sql : local(x!, call))} AS INTEGER)`,
    type: INT,
  }));

const dateField = (names: string, emit: (t: string) => string): FunctionSpec =>
  custom(names, [1, 1], ([x], call) => ({ sql: `CAST(${emit(date(x!, call))} AS INTEGER)`, type: INT }));

const parts: [names: string, kind: "date" | "time", emit: (t: string) => string][] = [
  ["YEAR Y YEARS YR YRS", "date", (t) => `year(${t})`],
  ["YEAROFWEEK", "date", (t) => `isoyear(${t})`],
  ["QUARTER QTR", "date", (t) => `quarter(${t})`],
  ["MONTH MON MONS MONTHS", "date", (t) => `month(${t})`],
  ["WEEK W WEEKS", "date", (t) => `week(${t})`],
  ["DAY D DAYS", "date", (t) => `day(${t})`],
  ["DAYOFWEEK DOW", "date", (t) => `dayofweek(${t}) + 1`],
  ["DAYOFWEEK_ISO DOW_ISO", "date", (t) => `isodow(${t})`],
  ["DOY", "date", (t) => `dayofyear(${t})`],
  ["HOUR H HOURS HR HRS", "time", (t) => `hour(${t})`],
  ["MINUTE M MIN MINS MINUTES", "time", (t) => `minute(${t})`],
];
const seconds = ["SECOND", "S", "SEC", "SECONDS", "SECS"];

function extract([name, source]: Argument[], call: Call): Built {
  const text = String(constant(name, call, "field")).toUpperCase();
  const x = source!;
  if (x.type.kind === "interval") return extractInterval(text, x, call);
  if (seconds.includes(text)) {
    const t = local(x, call);
    return {
      sql: `CAST(CAST(microsecond(${t}) AS DECIMAL(18,0)) * CAST('0.000001' AS DECIMAL(6,6)) AS DECIMAL(8,6))`,
      type: decimalOf(8, 6),
    };
  }
  const part = parts.find(([names]) => names.split(" ").includes(text));
  if (!part) {
    return call.fail(
      "INVALID_EXTRACT_FIELD",
      "42601",
      `Cannot extract \`${String(name!.literal)}\` from the source expression.`,
    );
  }
  const t =
    x.type.kind === "date" ? (part[1] === "time" ? `CAST(${x.sql} AS TIMESTAMP)` : x.sql) : local(x, call);
  return { sql: `CAST(${part[2](t)} AS INTEGER)`, type: INT };
}

function extractInterval(text: string, x: Argument, call: Call): Built {
  const has = (i: number): boolean => parts[i]![0].split(" ").includes(text);
  if (has(0)) return { sql: `CAST(trunc(spark_interval_months(${x.sql}) / 12) AS INTEGER)`, type: INT };
  if (has(3))
    return { sql: `CAST(spark_interval_months(${x.sql}) % 12 AS TINYINT)`, type: { kind: "tinyint" } };
  const us = `spark_interval_us(${x.sql})`;
  if (has(5)) return { sql: `CAST(trunc(${us} / 86400000000) AS INTEGER)`, type: INT };
  if (has(9)) return { sql: `CAST(trunc(${us} / 3600000000) % 24 AS TINYINT)`, type: { kind: "tinyint" } };
  if (has(10)) return { sql: `CAST(trunc(${us} / 60000000) % 60 AS TINYINT)`, type: { kind: "tinyint" } };
  if (seconds.includes(text))
    return {
      sql: `CAST(CAST(${us} % 60000000 AS DECIMAL(18,0)) * CAST('0.000001' AS DECIMAL(6,6)) AS DECIMAL(8,6))`,
      type: decimalOf(8, 6),
    };
  return call.fail(
    "INVALID_EXTRACT_FIELD",
    "42601",
    `Cannot extract \`${text}\` from the source expression.`,
  );
}

function pattern(arg: Argument, call: Call): string | null {
  return constant(arg, call, "datetime pattern") as string | null;
}

export function dateFormat([time, format]: Argument[], call: Call): Built {
  const text = pattern(format!, call);
  if (text === null) return { sql: "CAST(NULL AS VARCHAR)", type: STRING };
  return { sql: formatByPattern(local(time!, call), text, call, instant(time!, call)), type: STRING };
}

/** Text read by a constant pattern, as a wall-clock TIMESTAMP (or NULL, or an error). */
function parsed(text: Argument, format: Argument, call: Call, lenient: boolean, to: SparkType): string {
  const java = pattern(format, call);
  if (java === null) return "CAST(NULL AS TIMESTAMP)";
  const source = call.coerce(text, STRING).sql;
  const { match, local: moment, offset } = parseByPattern("v", java, call);
  const shifted =
    offset && to.kind === "timestamp"
      ? toLocal(`timezone('UTC', (${moment}) - to_seconds(${offset}))`, call.timeZone)
      : moment;
  const failed = lenient
    ? "NULL"
    : `error('[CANNOT_PARSE_TIMESTAMP] Text ''' || v || ''' could not be parsed by the pattern ' || ${quoteString(quoteString(java))} || '. Use \`try_to_timestamp\` to tolerate invalid input string and return NULL instead. SQLSTATE: 22007')`;
  const read = `CASE WHEN v IS NULL THEN NULL WHEN ${match} THEN coalesce(${shifted}, ${lenient ? "NULL" : failed}) ELSE ${failed} END`;
  return `CAST(list_transform([${source}], lambda v: ${read})[1] AS TIMESTAMP)`;
}

function toDate(lenient: boolean) {
  return ([x, format]: Argument[], call: Call): Built => {
    if (!format || x!.type.kind === "date" || isTime(x!.type)) return cast(x!, DATE, call, lenient);
    return { sql: `CAST(${parsed(x!, format, call, lenient, DATE)} AS DATE)`, type: DATE };
  };
}

function toTimestamp(lenient: boolean, type: SparkType) {
  return ([x, format]: Argument[], call: Call): Built => {
    if (!format || x!.type.kind === "date" || isTime(x!.type)) return cast(x!, type, call, lenient);
    const moment = parsed(x!, format, call, lenient, type);
    return { sql: type.kind === "timestamp" ? global(moment, call) : moment, type };
  };
}

function unixTimestamp([x, format]: Argument[], call: Call): Built {
  if (!x) return { sql: "CAST(floor(epoch(now())) AS BIGINT)", type: BIGINT };
  const seconds = (ts: string): Built => ({
    sql: `CAST(floor(epoch_us(${ts}) / 1000000) AS BIGINT)`,
    type: BIGINT,
  });
  if (x.type.kind === "string") {
    const java: Argument = format ?? {
      sql: "'yyyy-MM-dd HH:mm:ss'",
      type: STRING,
      literal: "yyyy-MM-dd HH:mm:ss",
    };
    return seconds(global(parsed(x, java, call, false, TIMESTAMP), call));
  }
  return seconds(cast(x, TIMESTAMP, call).sql);
}

function fromUnixtime([x, format]: Argument[], call: Call): Built {
  const java = format ? pattern(format, call) : "yyyy-MM-dd HH:mm:ss";
  if (java === null) return { sql: "CAST(NULL AS VARCHAR)", type: STRING };
  const moment = `to_timestamp(${call.coerce(x!, BIGINT).sql})`;
  return { sql: formatByPattern(toLocal(moment, call.timeZone), java, call, moment), type: STRING };
}

/** dateadd(unit, n, t) and the two-argument date_add(d, n). */
function dateAdd(sign: 1 | -1) {
  return (args: Argument[], call: Call): Built => {
    if (args.length === 3) return timestampAdd(args, call);
    const [d, n] = args;
    if (n!.type.kind === "bigint" || n!.type.kind === "double" || n!.type.kind === "decimal") {
      return mismatch(call, `the second parameter requires ("INT" or "SMALLINT" or "TINYINT") type.`);
    }
    return {
      sql: `CAST(${date(d!, call)} ${sign === 1 ? "+" : "-"} (${call.coerce(n!, INT).sql}) AS DATE)`,
      type: DATE,
    };
  };
}

const addUnits: Record<string, [engine: "months" | "days" | "microseconds", factor: number]> = {
  YEAR: ["months", 12],
  QUARTER: ["months", 3],
  MONTH: ["months", 1],
  WEEK: ["days", 7],
  DAY: ["days", 1],
  DAYOFYEAR: ["days", 1],
  HOUR: ["microseconds", 3.6e9],
  MINUTE: ["microseconds", 6e7],
  SECOND: ["microseconds", 1e6],
  MILLISECOND: ["microseconds", 1e3],
  MICROSECOND: ["microseconds", 1],
};

function unitOf(arg: Argument, call: Call): string {
  const name = String(constant(arg, call, "unit")).toUpperCase();
  if (!addUnits[name])
    return call.fail(
      "INVALID_PARAMETER_VALUE.DATETIME_UNIT",
      "22023",
      `The value of parameter(s) \`unit\` in \`${call.name}\` is invalid: ${name}.`,
    );
  return name;
}

function timestampAdd([unit, n, time]: Argument[], call: Call): Built {
  const [engine, factor] = addUnits[unitOf(unit!, call)]!;
  const amount = `(${call.coerce(n!, BIGINT).sql}) * ${factor}`;
  const interval =
    engine === "microseconds"
      ? `to_microseconds(CAST(${amount} AS BIGINT))`
      : `to_${engine}(CAST(${amount} AS INTEGER))`;
  const moved = `CAST(${time!.type.kind === "timestamp_ntz" ? time!.sql : local(time!, call)} + ${interval} AS TIMESTAMP)`;
  if (time!.type.kind === "timestamp_ntz") return { sql: moved, type: TIMESTAMP_NTZ };
  if (engine === "microseconds" && time!.type.kind !== "date")
    return { sql: `(${instant(time!, call)} + ${interval})`, type: TIMESTAMP };
  return { sql: global(moved, call), type: TIMESTAMP };
}

function timestampDiff([unit, from, to]: Argument[], call: Call): Built {
  const [engine, factor] = addUnits[unitOf(unit!, call)]!;
  const count = (a: string, b: string): string => {
    if (engine === "months") return `CAST(trunc(sp_whole_months(${a}, ${b}) / ${factor}) AS BIGINT)`;
    const us = engine === "days" ? factor * 8.64e10 : factor;
    return `CAST(trunc((epoch_us(${b}) - epoch_us(${a})) // ${us}) AS BIGINT)`;
  };
  return { sql: boundAll([local(from!, call), local(to!, call)], (a, b) => count(a!, b!)), type: BIGINT };
}

function dateDiff(args: Argument[], call: Call): Built {
  if (args.length === 3) return timestampDiff(args, call);
  return { sql: `CAST(${date(args[0]!, call)} - ${date(args[1]!, call)} AS INTEGER)`, type: INT };
}

const fromEpoch = (name: string, micros: string): FunctionSpec =>
  custom(name, [1, 1], ([x], call) => {
    if (!isNumeric(x!.type)) return mismatch(call, "the parameter requires a numeric type.");
    if (!isIntegral(x!.type) && name !== "timestamp_seconds")
      return mismatch(call, `the parameter requires the "INTEGRAL" type.`);
    if (isIntegral(x!.type))
      return {
        sql: `make_timestamptz(CAST(CAST(${x!.sql} AS HUGEINT) * ${micros} AS BIGINT))`,
        type: TIMESTAMP,
      };
    return { sql: `make_timestamptz(CAST(trunc((${x!.sql}) * ${micros}) AS BIGINT))`, type: TIMESTAMP };
  });

const toEpoch = (name: string, micros: string): FunctionSpec =>
  custom(name, [1, 1], ([x], call) => ({
    sql: `CAST(floor(epoch_us(${instant(x!, call)}) / ${micros}) AS BIGINT)`,
    type: BIGINT,
  }));

const outOfBounds = raise(
  "DATETIME_FIELD_OUT_OF_BOUNDS",
  "22023",
  "The date or time has a field that is out of its range.",
);

function makeTimestamp(type: SparkType, lenient = false) {
  return (args: Argument[], call: Call): Built => {
    const [y, mo, d, h, mi, s, z] = args;
    const whole = [y, mo, d, h, mi].map((a) => call.coerce(a!, INT).sql);
    const second = `CAST(${call.coerce(s!, decimalOf(16, 6)).sql} AS DECIMAL(16,6))`;
    const made = `sp_${lenient ? "try_" : ""}make_timestamp(${whole.join(", ")}, ${second})`;
    if (type.kind === "timestamp_ntz") return { sql: made, type };
    return {
      sql: z ? `spark_at_zone(${made}, '', ${call.coerce(z, STRING).sql})` : global(made, call),
      type,
    };
  };
}

const durations: Record<string, number> = {
  microsecond: 1,
  millisecond: 1e3,
  second: 1e6,
  minute: 6e7,
  hour: 3.6e9,
  day: 8.64e10,
  week: 6.048e11,
};

const WINDOW: SparkType = {
  kind: "struct",
  fields: [
    { name: "start", type: TIMESTAMP },
    { name: "end", type: TIMESTAMP },
  ],
};

/** Microseconds of a constant duration such as `10 minutes`. */
function microsOf(arg: Argument, call: Call): number {
  const match = /^\s*(?:interval\s+)?(\d+)\s+([a-z]+?)s?\s*$/i.exec(String(constant(arg, call, "duration")));
  const unit = match && durations[match[2]!.toLowerCase()];
  return unit ? Number(match[1]) * unit : unsupported(call, "this duration of window()");
}

function windowOf([time, size, slide, start]: Argument[], call: Call): Built {
  const length = microsOf(size!, call);
  if (slide && microsOf(slide, call) !== length) return unsupported(call, "sliding windows outside GROUP BY");
  const offset = start ? microsOf(start, call) : 0;
  const ts = instant(time!, call);
  const begin = (t: string): string => `epoch_us(${t}) - sp_pmod(epoch_us(${t}) - ${offset}, ${length})`;
  return {
    sql: `list_transform([${bound(ts, begin)}], lambda b: struct_pack("start" := make_timestamptz(CAST(b AS BIGINT)), "end" := make_timestamptz(CAST(b + ${length} AS BIGINT))))[1]`,
    type: WINDOW,
  };
}

/** The generator of `window` over overlapping windows; no name that a statement can write. */
export const SLIDING_WINDOWS = "sliding windows";

function slidingWindows([time, size, slide, start]: Argument[], call: Call): Built {
  const [length, step] = [microsOf(size!, call), microsOf(slide!, call)];
  if (step > length)
    return call.fail(
      "DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION",
      "42K09",
      "The slide duration of `window` must be less than or equal to its window duration.",
    );
  const offset = start ? microsOf(start, call) : 0;
  const first = `(t - sp_pmod(t - ${offset}, ${step}))`;
  const windows = `list_transform(range(${Math.ceil(length / step)}), lambda k: ${first} - k * ${step})`;
  const rows = `list_transform(list_filter(${windows}, lambda b: t < b + ${length}), lambda b: struct_pack("window" := struct_pack("start" := make_timestamptz(CAST(b AS BIGINT)), "end" := make_timestamptz(CAST(b + ${length} AS BIGINT)))))`;
  return {
    sql: `list_transform([epoch_us(${instant(time!, call)})], lambda t: CASE WHEN t IS NOT NULL THEN ${rows} END)[1]`,
    type: arrayOf({ kind: "struct", fields: [{ name: "window", type: WINDOW }] }),
  };
}

/** A moment moved by a zone's distance from UTC; the engine knows zones by name only, so offsets are added here. */
function shiftZone(time: Argument, zoneName: Argument, call: Call, sign: 1 | -1): Built {
  const ts = instant(time, call);
  const offset =
    typeof zoneName.literal === "string"
      ? /^(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?$/.exec(zoneName.literal)
      : null;
  if (offset) {
    const seconds =
      (Number(offset[2]) * 3600 + Number(offset[3] ?? 0) * 60) * (offset[1] === "-" ? -1 : 1) * sign;
    return { sql: `make_timestamptz(CAST(epoch_us(${ts}) + ${seconds * 1e6} AS BIGINT))`, type: TIMESTAMP };
  }
  const name = call.coerce(zoneName, STRING).sql;
  const sql =
    sign === 1 ? `timezone('UTC', timezone(${name}, ${ts}))` : `spark_at(${name}, timezone('UTC', ${ts}))`;
  return { sql, type: TIMESTAMP };
}

export const datetimes: FunctionSpec[] = [
  custom("current_date curdate", [0, 0], (_, call) => ({
    sql: `CAST(${toLocal("now()", call.timeZone)} AS DATE)`,
    type: DATE,
  })),
  custom("current_timestamp now", [0, 0], () => ({ sql: "now()", type: TIMESTAMP })),
  custom("localtimestamp", [0, 0], (_, call) => ({
    sql: toLocal("now()", call.timeZone),
    type: TIMESTAMP_NTZ,
  })),
  custom("date_add", [2, 3], dateAdd(1)),
  custom("dateadd", [2, 3], dateAdd(1)),
  custom("timestampadd", [3, 3], timestampAdd),
  custom("date_sub", [2, 2], dateAdd(-1)),
  custom("datediff date_diff timediff", [2, 3], dateDiff),
  custom("timestampdiff", [3, 3], timestampDiff),
  custom("add_months", [2, 2], ([d, n], call) => ({
    sql: `CAST(${date(d!, call)} + to_months(${call.coerce(n!, INT).sql}) AS DATE)`,
    type: DATE,
  })),
  custom("months_between", [2, 3], ([a, b, off], call) => ({
    sql: boundAll(
      [local(a!, call), local(b!, call)],
      (x, y) => `sp_months_between(${x}, ${y}, ${off ? off.sql : "true"})`,
    ),
    type: DOUBLE,
  })),
  custom("last_day", [1, 1], ([d], call) => ({ sql: `last_day(${date(d!, call)})`, type: DATE })),
  custom("next_day", [2, 2], nextDay),
  custom("trunc", [2, 2], trunc),
  custom("date_trunc", [2, 2], dateTrunc),
  custom("date_format", [2, 2], dateFormat),
  custom("to_date", [1, 2], toDate(false)),
  custom("try_to_date", [1, 2], toDate(true)),
  custom("to_timestamp to_timestamp_ltz", [1, 2], toTimestamp(false, TIMESTAMP)),
  custom("to_timestamp_ntz", [1, 2], toTimestamp(false, TIMESTAMP_NTZ)),
  custom("try_to_timestamp", [1, 2], toTimestamp(true, TIMESTAMP)),
  custom("unix_timestamp", [0, 2], unixTimestamp),
  custom("to_unix_timestamp", [1, 2], unixTimestamp),
  custom("from_unixtime", [1, 2], fromUnixtime),
  fromEpoch("timestamp_seconds", "1000000"),
  fromEpoch("timestamp_millis", "1000"),
  fromEpoch("timestamp_micros", "1"),
  toEpoch("unix_seconds", "1000000"),
  toEpoch("unix_millis", "1000"),
  toEpoch("unix_micros", "1"),
  custom("unix_date", [1, 1], ([d], call) => ({
    sql: `CAST(${date(d!, call)} - DATE '1970-01-01' AS INTEGER)`,
    type: INT,
  })),
  scalar("date_from_unix_date", [INT], DATE, (n) => `CAST(DATE '1970-01-01' + (${n}) AS DATE)`),
  custom("extract date_part datepart", [2, 2], extract),
  dateField("year", (t) => `year(${t})`),
  dateField("quarter", (t) => `quarter(${t})`),
  dateField("month", (t) => `month(${t})`),
  dateField("day dayofmonth", (t) => `day(${t})`),
  dateField("dayofyear", (t) => `dayofyear(${t})`),
  dateField("dayofweek", (t) => `dayofweek(${t}) + 1`),
  dateField("weekday", (t) => `isodow(${t}) - 1`),
  dateField("weekofyear", (t) => `week(${t})`),
  custom("dayname", [1, 1], ([d], call) => ({ sql: `strftime(${date(d!, call)}, '%a')`, type: STRING })),
  custom("monthname", [1, 1], ([d], call) => ({ sql: `strftime(${date(d!, call)}, '%b')`, type: STRING })),
  custom("hour", [1, 1], ([t], call) => ({ sql: `CAST(hour(${local(t!, call)}) AS INTEGER)`, type: INT })),
  field("minute", (t) => `minute(CAST(${t} AS TIMESTAMP))`),
  field("second", (t) => `second(CAST(${t} AS TIMESTAMP))`),
  custom("make_date", [3, 3], (args, call) => ({
    sql: `sp_make_date(${args.map((a) => call.coerce(a, INT).sql).join(", ")})`,
    type: DATE,
  })),
  custom("make_timestamp make_timestamp_ltz", [6, 7], makeTimestamp(TIMESTAMP)),
  custom("make_timestamp_ntz", [6, 6], makeTimestamp(TIMESTAMP_NTZ)),
  custom("try_make_timestamp try_make_timestamp_ltz", [6, 7], makeTimestamp(TIMESTAMP, true)),
  custom("try_make_timestamp_ntz", [6, 6], makeTimestamp(TIMESTAMP_NTZ, true)),
  scalar(
    "make_ym_interval",
    [INT, INT],
    YEAR_MONTH,
    (y = "0", m = "0") => `to_months(CAST((${y}) * 12 + (${m}) AS INTEGER))`,
    0,
  ),
  scalar(
    "make_dt_interval",
    [INT, INT, INT, decimalOf(18, 6)],
    DAY_SECOND,
    (d = "0", h = "0", m = "0", s = "0") =>
      `to_microseconds(CAST((${d}) * 86400000000 + (${h}) * 3600000000 + (${m}) * 60000000 + (${s}) * 1000000 AS BIGINT))`,
    0,
  ),
  custom("from_utc_timestamp", [2, 2], ([t, z], call) => shiftZone(t!, z!, call, 1)),
  custom("to_utc_timestamp", [2, 2], ([t, z], call) => shiftZone(t!, z!, call, -1)),
  custom("convert_timezone", [2, 3], (args, call) => {
    const [source, target, t] = args.length === 3 ? args : [undefined, args[0], args[1]];
    const from = source ? call.coerce(source, STRING).sql : quoteString(call.timeZone);
    const moment = `spark_at_zone(${call.coerce(t!, TIMESTAMP_NTZ).sql}, '', ${from})`;
    return {
      sql: `spark_in_zone(${moment}, ${call.coerce(target!, STRING).sql})`,
      type: TIMESTAMP_NTZ,
    };
  }),
  custom("window", [2, 4], windowOf),
  { name: SLIDING_WINDOWS, kind: "generator", arity: [3, 4], build: slidingWindows },
];

export const datetimeMacros: [string, string][] = [
  ["sp_next_day(d, n)", "CAST(d + CAST((n - isodow(d) + 6) % 7 + 1 AS INTEGER) AS DATE)"],
  [
    "sp_make_date(y, m, d)",
    `CASE WHEN y IS NULL OR m IS NULL OR d IS NULL THEN NULL ELSE coalesce(list_transform([struct_pack(y := y, m := m, d := d)], lambda a: TRY(make_date(a.y, a.m, a.d)))[1], ${outOfBounds}) END`,
  ],
  [
    "sp_make_timestamp(y, mo, d, h, mi, s)",
    `CASE WHEN y IS NULL OR mo IS NULL OR d IS NULL OR h IS NULL OR mi IS NULL OR s IS NULL THEN NULL WHEN s > 60 OR s < 0 THEN ${outOfBounds} ELSE coalesce(list_transform([struct_pack(y := y, mo := mo, d := d, h := h, mi := mi, s := s)], lambda a: TRY(make_timestamp(a.y, a.mo, a.d, a.h, a.mi, 0) + to_microseconds(CAST(a.s * 1000000 AS BIGINT))))[1], ${outOfBounds}) END`,
  ],
  [
    "sp_try_make_timestamp(y, mo, d, h, mi, s)",
    "CASE WHEN s BETWEEN 0 AND 60 THEN list_transform([struct_pack(y := y, mo := mo, d := d, h := h, mi := mi, s := s)], lambda a: TRY(make_timestamp(a.y, a.mo, a.d, a.h, a.mi, 0) + to_microseconds(CAST(a.s * 1000000 AS BIGINT))))[1] END",
  ],
  [
    "sp_zone_offset(z)",
    "CASE WHEN z IN ('Z', 'z') THEN 0 ELSE CASE WHEN left(z, 1) = '-' THEN -1 ELSE 1 END * (CAST(substring(z, 2, 2) AS INTEGER) * 3600 + CAST(coalesce(nullif(right(replace(substring(z, 4), ':', ''), 2), ''), '0') AS INTEGER) * 60) END",
  ],
  // Whole months from a to b as java.time counts them.
  ["sp_month_key(t)", "CAST(year(t) AS BIGINT) * 12 + month(t)"],
  ["sp_in_month(t)", "epoch_us(t) - epoch_us(date_trunc('month', t))"],
  [
    "sp_whole_months(a, b)",
    "CASE WHEN a <= b THEN sp_month_key(b) - sp_month_key(a) - CASE WHEN sp_in_month(b) < sp_in_month(a) THEN 1 ELSE 0 END ELSE sp_month_key(b) - sp_month_key(a) + CASE WHEN sp_in_month(b) > sp_in_month(a) THEN 1 ELSE 0 END END",
  ],
  [
    "sp_months_raw(a, b)",
    "CAST(sp_month_key(a) - sp_month_key(b) AS DOUBLE) + CASE WHEN day(a) = day(b) OR (CAST(a AS DATE) = last_day(a) AND CAST(b AS DATE) = last_day(b)) THEN 0 ELSE CAST((day(a) - day(b)) * 86400 + (hour(a) - hour(b)) * 3600 + (minute(a) - minute(b)) * 60 + second(a) - second(b) AS DOUBLE) / 2678400.0::DOUBLE END",
  ],
  [
    "sp_months_between(a, b, off)",
    "CASE WHEN off THEN round(sp_months_raw(a, b) * 1e8::DOUBLE) / 1e8::DOUBLE ELSE sp_months_raw(a, b) END",
  ],
];
