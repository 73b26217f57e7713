import { duckType, quoteIdentifier, quoteString } from "../functions/duck-type.ts";
import { bound } from "../functions/let.ts";
import { displayType, isIntegral, sameType } from "../spark-type.ts";
import type { SparkType } from "../types.ts";

export interface CastOptions {
  /** NULL where a plain cast fails. */
  try: boolean;
  timeZone: string;
}

/** Seconds east of UTC of a zone given as an offset (`+05:30`). */
export function fixedOffset(timeZone: string): number | undefined {
  const m = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(timeZone);
  return m ? (m[1] === "-" ? -1 : 1) * (Number(m[2]) * 3600 + Number(m[3] ?? 0) * 60) : undefined;
}

/** `ts` (TIMESTAMPTZ) as wall-clock TIMESTAMP in a zone. */
export function toLocal(sql: string, timeZone: string): string {
  const offset = fixedOffset(timeZone);
  if (offset === undefined) return `timezone(${quoteString(timeZone)}, ${sql})`;
  return `(timezone('UTC', ${sql}) + to_seconds(${offset}))`;
}

/** A wall-clock TIMESTAMP of a zone as TIMESTAMPTZ; where the clock shows it twice, the first time. */
export function toInstant(sql: string, timeZone: string): string {
  if (timeZone === "UTC") return `timezone('UTC', ${sql})`;
  const offset = fixedOffset(timeZone);
  if (offset === undefined) return `spark_at(${quoteString(timeZone)}, ${sql})`;
  return `timezone('UTC', (${sql}) - to_seconds(${offset}))`;
}

/** DuckDB SQL of a Spark cast, or nothing when ANSI mode has no such cast. */
export function castSql(
  sql: string,
  from: SparkType,
  to: SparkType,
  options: CastOptions,
): string | undefined {
  if (from.kind === to.kind || !REPEATING.has(from.kind)) return plainCast(sql, from, to, options);
  let known = true;
  const cast = bound(sql, (value) => {
    const inner = plainCast(value, from, to, options);
    known = inner !== undefined;
    return inner ?? "";
  });
  return known ? cast : undefined;
}

/** Types whose casts use the value many times. */
const REPEATING: ReadonlySet<SparkType["kind"]> = new Set(["string", "variant", "float", "double"]);

function plainCast(sql: string, from: SparkType, to: SparkType, options: CastOptions): string | undefined {
  if (from.kind === "void") return `CAST(${sql} AS ${duckType(to)})`;
  if (sameType(from, to)) return sql;
  if (from.kind === "variant") return fromVariant(sql, to, options);
  if (to.kind === "variant") return toVariant(sql, from);
  if (to.kind === "string") return toStringSql(sql, from, options.timeZone);
  if (from.kind === "string") return fromString(sql, to, options);
  const cast = (inner: string, type: SparkType): string =>
    `${options.try ? "TRY_CAST" : "CAST"}(${inner} AS ${duckType(type)})`;
  switch (to.kind) {
    case "tinyint":
    case "smallint":
    case "int":
    case "bigint":
      if (isIntegral(from) || from.kind === "boolean") return cast(sql, to);
      if (from.kind === "float" || from.kind === "double" || from.kind === "decimal")
        return cast(`trunc(${sql})`, to);
      if (from.kind === "timestamp") return cast(`CAST(floor(epoch_us(${sql}) / 1000000) AS BIGINT)`, to);
      if (from.kind === "interval") return intervalToInteger(sql, from, to, cast);
      return undefined;
    case "float":
    case "double":
      if (from.kind === "boolean") return `CAST(CAST(${sql} AS INTEGER) AS ${duckType(to)})`;
      if (isIntegral(from) || from.kind === "float" || from.kind === "double" || from.kind === "decimal")
        return `CAST(${sql} AS ${duckType(to)})`;
      if (from.kind === "timestamp") return `CAST(epoch_us(${sql}) / 1000000 AS ${duckType(to)})`;
      return undefined;
    case "decimal":
      if (from.kind === "boolean") return cast(`CAST(${sql} AS INTEGER)`, to);
      if (isIntegral(from) || from.kind === "decimal") return cast(sql, to);
      if (from.kind === "float" || from.kind === "double")
        return cast(`CAST(CAST(${sql} AS DOUBLE) AS VARCHAR)`, to);
      if (from.kind === "timestamp")
        return cast(`CAST(epoch_us(${sql}) AS DECIMAL(20,0)) * CAST('0.000001' AS DECIMAL(6,6))`, to);
      return undefined;
    case "boolean":
      return isIntegral(from) || from.kind === "float" || from.kind === "double" || from.kind === "decimal"
        ? `(${sql} <> 0)`
        : undefined;
    case "date":
      if (from.kind === "timestamp") return `CAST(${toLocal(sql, options.timeZone)} AS DATE)`;
      return from.kind === "timestamp_ntz" ? `CAST(${sql} AS DATE)` : undefined;
    case "timestamp":
      if (from.kind === "date") return toInstant(`CAST(${sql} AS TIMESTAMP)`, options.timeZone);
      if (from.kind === "timestamp_ntz") return toInstant(sql, options.timeZone);
      if (isIntegral(from)) return `make_timestamptz(CAST(${sql} AS BIGINT) * 1000000)`;
      if (from.kind === "float" || from.kind === "double" || from.kind === "decimal")
        return `make_timestamptz(CAST(trunc(CAST(${sql} AS DECIMAL(38,6)) * 1000000) AS BIGINT))`;
      return undefined;
    case "timestamp_ntz":
      if (from.kind === "date") return `CAST(${sql} AS TIMESTAMP)`;
      return from.kind === "timestamp" ? toLocal(sql, options.timeZone) : undefined;
    case "interval":
      if (from.kind === "interval") return from.unit === to.unit ? sql : undefined;
      return numberToInterval(sql, from, to, cast);
    default:
      return nestedCast(sql, from, to, options);
  }
}

/** A whole number or a decimal as so many of an interval's one field. */
function numberToInterval(
  sql: string,
  from: SparkType,
  to: Extract<SparkType, { kind: "interval" }>,
  cast: (sql: string, type: SparkType) => string,
): string | undefined {
  const field = intervalFields(to);
  const size = FIELD_SIZES[field];
  if (size === undefined || !(isIntegral(from) || from.kind === "decimal")) return undefined;
  if (to.unit === "year-month")
    return `to_months(${cast(`round(CAST(${sql} AS DECIMAL(38,6)) * ${size})`, { kind: "int" })})`;
  return `to_microseconds(${cast(`round(CAST(${sql} AS DECIMAL(38,6)) * CAST(${size} AS DECIMAL(12,0)))`, { kind: "bigint" })})`;
}

const FIELD_SIZES: Record<string, number> = {
  YEAR: 12,
  MONTH: 1,
  DAY: 86_400_000_000,
  HOUR: 3_600_000_000,
  MINUTE: 60_000_000,
  SECOND: 1_000_000,
};

function intervalToInteger(
  sql: string,
  from: Extract<SparkType, { kind: "interval" }>,
  to: SparkType,
  cast: (sql: string, type: SparkType) => string,
): string | undefined {
  const unit = from.to ?? from.from;
  if (from.unit === "year-month")
    return cast(unit === "year" ? `datepart('year', ${sql})` : `spark_interval_months(${sql})`, to);
  const micros: Record<string, string> = {
    day: "86400000000",
    hour: "3600000000",
    minute: "60000000",
    second: "1000000",
  };
  return cast(`spark_interval_us(${sql}) // ${micros[unit ?? "second"] ?? "1000000"}`, to);
}

function nestedCast(sql: string, from: SparkType, to: SparkType, options: CastOptions): string | undefined {
  if (from.kind === "array" && to.kind === "array") {
    const element = castSql("x_", from.element, to.element, options);
    if (element === undefined) return undefined;
    return element === "x_"
      ? sql
      : from.element.kind === "void"
        ? `CAST(${sql} AS ${duckType(to)})`
        : `list_transform(${sql}, lambda x_: ${element})`;
  }
  if (from.kind === "map" && to.kind === "map") {
    const key = castSql("e_.key", from.key, to.key, options);
    const value = castSql("e_.value", from.value, to.value, options);
    if (key === undefined || value === undefined) return undefined;
    if (from.key.kind === "void") return `CAST(${sql} AS ${duckType(to)})`;
    return `CASE WHEN ${sql} IS NULL THEN NULL ELSE map_from_entries(list_transform(map_entries(${sql}), lambda e_: {'key': ${key}, 'value': ${value}})) END`;
  }
  if (from.kind === "struct" && to.kind === "struct" && from.fields.length === to.fields.length) {
    const fields: string[] = [];
    for (const [i, f] of from.fields.entries()) {
      const target = to.fields[i] as { name: string; type: SparkType };
      const value = castSql(`struct_extract_at(${sql}, ${i + 1})`, f.type, target.type, options);
      if (value === undefined) return undefined;
      fields.push(`${quoteIdentifier(target.name)} := ${value}`);
    }
    return `CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(${fields.join(", ")}) END`;
  }
  return undefined;
}

const STRING_MACROS: Partial<Record<SparkType["kind"], string>> = {
  tinyint: "spark_to_integer",
  smallint: "spark_to_integer",
  int: "spark_to_integer",
  bigint: "spark_to_integer",
  float: "spark_to_double",
  double: "spark_to_double",
  boolean: "spark_to_boolean",
  date: "spark_to_date",
};

function fromString(sql: string, to: SparkType, options: CastOptions): string | undefined {
  const prefix = options.try ? "try_" : "";
  const name = quoteString(displayType(to));
  switch (to.kind) {
    case "binary":
      return `encode(${sql})`;
    case "timestamp":
      return `${prefix}spark_to_timestamp(${sql}, ${quoteString(options.timeZone)})`;
    case "timestamp_ntz":
      return `${prefix}spark_to_timestamp_ntz(${sql})`;
    case "decimal":
      return options.try
        ? `TRY_CAST(try_spark_to_number(${sql}) AS ${duckType(to)})`
        : `CAST(spark_to_number(${sql}, ${name}) AS ${duckType(to)})`;
    case "interval": {
      const amount = `js_${options.try ? "try_" : ""}interval(${sql}, ${quoteString(intervalFields(to))})`;
      return to.unit === "year-month"
        ? `to_months(CAST(${amount} AS INTEGER))`
        : `to_microseconds(${amount})`;
    }
    default: {
      const macro = STRING_MACROS[to.kind];
      if (!macro) return undefined;
      if (to.kind === "boolean" || to.kind === "date") return `${prefix}${macro}(${sql})`;
      if (to.kind === "float" || to.kind === "double") {
        const value = options.try ? `try_${macro}(${sql})` : `${macro}(${sql}, ${name})`;
        return to.kind === "float" ? `CAST(${value} AS FLOAT)` : value;
      }
      if (options.try) return `TRY_CAST(try_${macro}(${sql}) AS ${duckType(to)})`;
      return `${macro}(${sql}, ${name}, ${quoteString(LIMITS[to.kind as "int"])})::${duckType(to)}`;
    }
  }
}

const LIMITS = { tinyint: "127", smallint: "32767", int: "2147483647", bigint: "9223372036854775807" };

/** The engine prints a decimal without whole digits as `.5`. */
export function decimalText(sql: string, precision: number, scale: number): string {
  if (precision > scale) return `CAST(${sql} AS VARCHAR)`;
  return precision < 38
    ? `CAST(CAST(${sql} AS DECIMAL(${precision + 1},${scale})) AS VARCHAR)`
    : `regexp_replace(CAST(${sql} AS VARCHAR), '^(-?)\\.', '\\10.')`;
}

/** A value as Spark prints it when cast to STRING. */
export function toStringSql(sql: string, from: SparkType, timeZone: string): string | undefined {
  switch (from.kind) {
    case "void":
      return `CAST(${sql} AS VARCHAR)`;
    case "decimal":
      return decimalText(sql, from.precision, from.scale);
    case "string":
      return sql;
    case "double":
      return `spark_double_text(${sql})`;
    case "float":
      return `spark_float_text(${sql})`;
    case "binary":
      return `decode(${sql})`;
    case "date":
      return `spark_date_text(${sql})`;
    case "timestamp":
      return `CAST(${toLocal(sql, timeZone)} AS VARCHAR)`;
    case "interval":
      return `spark_interval_${from.unit === "day-time" ? "dt" : "ym"}_text(${sql}, ${quoteString(intervalFields(from))})`;
    case "variant":
      return `spark_variant_text(${sql})`;
    case "array": {
      const element = toStringSql("x_", from.element, timeZone);
      return `CASE WHEN ${sql} IS NULL THEN NULL ELSE '[' || array_to_string(list_transform(${sql}, lambda x_: coalesce(${element}, 'null')), ', ') || ']' END`;
    }
    case "map": {
      const key = toStringSql("e_.key", from.key, timeZone);
      const value = toStringSql("e_.value", from.value, timeZone);
      return `CASE WHEN ${sql} IS NULL THEN NULL ELSE '{' || array_to_string(list_transform(map_entries(${sql}), lambda e_: ${key} || ' -> ' || coalesce(${value}, 'null')), ', ') || '}' END`;
    }
    case "struct": {
      const fields = from.fields.map(
        (f, i) => `coalesce(${toStringSql(`struct_extract_at(${sql}, ${i + 1})`, f.type, timeZone)}, 'null')`,
      );
      return `CASE WHEN ${sql} IS NULL THEN NULL ELSE '{' || ${fields.join(" || ', ' || ") || "''"} || '}' END`;
    }
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}

export function intervalFields(type: Extract<SparkType, { kind: "interval" }>): string {
  const from = type.from ?? (type.unit === "day-time" ? "day" : "year");
  const to = type.to ?? type.from ?? (type.unit === "day-time" ? "second" : "month");
  return (from === to ? from : `${from} to ${to}`).toUpperCase();
}

function fromVariant(sql: string, to: SparkType, options: CastOptions): string | undefined {
  if (to.kind === "string") return `spark_variant_text(${sql})`;
  if (to.kind === "void" || to.kind === "interval" || to.kind === "binary") return undefined;
  if (to.kind === "array") {
    const element = castSql("x_", { kind: "variant" }, to.element, options);
    const list = element && `list_transform(CAST(${sql} AS JSON[]), lambda x_: ${element})`;
    return list && variantOr(sql, "json_type(v_) = 'ARRAY'", list, to, options);
  }
  if (to.kind === "struct") {
    const fields = to.fields.map((f) => {
      const value = castSql(jsonMember(sql, quoteString(f.name)), { kind: "variant" }, f.type, options);
      return value === undefined
        ? undefined
        : `${quoteIdentifier(f.name)} := CAST(${value} AS ${duckType(f.type)})`;
    });
    if (fields.includes(undefined)) return undefined;
    return variantOr(sql, "json_type(v_) = 'OBJECT'", `struct_pack(${fields.join(", ")})`, to, options);
  }
  if (to.kind === "map") {
    if (to.key.kind !== "string") return undefined;
    const value = castSql(jsonMember(sql, "k_"), { kind: "variant" }, to.value, options);
    if (value === undefined) return undefined;
    const entries = `map(json_keys(${sql}), list_transform(json_keys(${sql}), lambda k_: CAST(${value} AS ${duckType(to.value)})))`;
    return variantOr(sql, "json_type(v_) = 'OBJECT'", entries, to, options);
  }
  const text = `spark_variant_text(${sql})`;
  const whole = castSql(text, { kind: "string" }, to, { ...options, try: true });
  if (whole === undefined) return undefined;
  const truncated = isIntegral(to)
    ? `CASE json_type(${sql}) WHEN 'DOUBLE' THEN TRY_CAST(trunc(CAST(${text} AS DOUBLE)) AS ${duckType(to)}) WHEN 'BOOLEAN' THEN CAST(CAST(${text} AS BOOLEAN) AS ${duckType(to)}) ELSE ${whole} END`
    : whole;
  return options.try ? truncated : `coalesce(${truncated}, ${invalidVariant(sql, to)})`;
}

/** A member of an object by its key (SQL of a string), whatever characters it has. */
const jsonMember = (sql: string, key: string): string =>
  `json_extract(${sql}, '/' || replace(replace(${key}, '~', '~0'), '/', '~1'))`;

/** NULL for a variant that is absent or null, and otherwise an error. */
const invalidVariant = (sql: string, to: SparkType): string =>
  `CASE WHEN ${sql} IS NOT NULL AND json_type(${sql}) <> 'NULL' THEN error('[INVALID_VARIANT_CAST] The variant value \`' || CAST(${sql} AS VARCHAR) || '\` cannot be cast into ' || ${quoteString(`"${displayType(to)}"`)} || '. Please use \`try_variant_get\` instead. SQLSTATE: 22023') END`;

function variantOr(sql: string, fits: string, value: string, to: SparkType, options: CastOptions): string {
  const otherwise = options.try ? "NULL" : invalidVariant(sql, to);
  return `CASE WHEN ${fits.replace("v_", sql)} THEN ${value} ELSE ${otherwise} END`;
}

function toVariant(sql: string, from: SparkType): string | undefined {
  if (
    from.kind === "timestamp" ||
    from.kind === "timestamp_ntz" ||
    from.kind === "interval" ||
    from.kind === "binary"
  )
    return undefined;
  return `to_json(${sql})`;
}
