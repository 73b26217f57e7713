import type { Expr, ExprOf } from "../ast.ts";
import { DialectError, mismatch, unsupported } from "../dialect-error.ts";
import { duckType, quoteString } from "../functions/duck-type.ts";
import { displayType, isNumeric } from "../spark-type.ts";
import type { SparkType } from "../types.ts";
import { castSql, fixedOffset, intervalFields, toInstant } from "./cast.ts";
import { forceCast } from "./convert.ts";
import type { Env, Typed } from "./env.ts";
import { analyse } from "./expression.ts";

type Interval = Extract<SparkType, { kind: "interval" }>;

/** The fewest digits that still mean this single-precision number. */
function shortestFloat(value: number): string {
  for (let digits = 1; digits <= 9; digits += 1) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(value);
}

/** Java's text of a double, as Spark prints literals. */
export function javaDouble(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) {
    const plain = Object.is(value, -0) ? "-0" : String(value);
    return plain.includes(".") ? plain : `${plain}.0`;
  }
  const [mantissa, exponent] = value.toExponential().split("e") as [string, string];
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}

export function literalExpression(e: ExprOf<"literal">, env: Env): Typed {
  const { type, value, at } = e;
  const typed = (sql: string, label: string): Typed => ({ sql, type, label, literal: value, at });
  if (value === null) return typed("NULL", "NULL");
  switch (type.kind) {
    case "boolean":
      return typed(value ? "true" : "false", value ? "true" : "false");
    case "int":
      // The engine reads -2147483648 as a BIGINT.
      if (Number(value) <= -2147483648) return typed(`CAST(${value} AS INTEGER)`, String(value));
      if (Number(value) === -2147483648) return typed(`CAST(${value} AS INTEGER)`, String(value));
      return typed(Number(value) < 0 ? `(${value})` : String(value), String(value));
    case "tinyint":
    case "smallint":
    case "bigint":
      return typed(`CAST(${value} AS ${duckType(type)})`, String(value));
    case "decimal": {
      // A decimal has no negative zero.
      const text = /^-[0.]*$/.test(String(value)) ? String(value).slice(1) : String(value);
      return typed(`CAST(${quoteString(text)} AS ${duckType(type)})`, text);
    }
    case "float":
    case "double": {
      const number = type.kind === "float" ? Math.fround(Number(value)) : Number(value);
      const shortest = Object.is(number, -0)
        ? "-0"
        : type.kind === "float"
          ? shortestFloat(number)
          : String(number);
      return typed(`CAST(${quoteString(shortest)} AS ${duckType(type)})`, javaDouble(Number(shortest)));
    }
    case "string":
      return typed(quoteString(String(value)), String(value));
    case "binary":
      return typed(`from_hex(${quoteString(String(value))})`, `X'${value}'`);
    case "date":
    case "timestamp":
    case "timestamp_ntz":
      return dateTime(e, type, String(value), env);
    default:
      throw unsupported("LITERAL", `a literal of type ${displayType(type)}`, at);
  }
}

const NAMES: Partial<Record<SparkType["kind"], string>> = {
  date: "DATE",
  timestamp: "TIMESTAMP",
  timestamp_ntz: "TIMESTAMP_NTZ",
};

function dateTime(e: ExprOf<"literal">, type: SparkType, text: string, env: Env): Typed {
  const name = NAMES[type.kind] as string;
  const parsed = parseDateTime(text);
  if (!parsed || (type.kind === "timestamp_ntz" && parsed.zone)) {
    throw new DialectError(
      "INVALID_TYPED_LITERAL",
      "42604",
      `The value of the typed literal "${name}" is invalid: '${text}'.`,
      e.at,
    );
  }
  if (type.kind === "date")
    return {
      sql: `CAST('${parsed.date}' AS DATE)`,
      type,
      label: `DATE '${parsed.date}'`,
      literal: parsed.date,
      at: e.at,
    };
  const written = `${parsed.date} ${parsed.time}`;
  const local = parsed.zone ? (inZone(written, parsed.zone, env.session.timeZone) ?? written) : written;
  const label = `${name} '${local}'`;
  if (type.kind === "timestamp_ntz")
    return { sql: `CAST('${local}' AS TIMESTAMP)`, type, label, literal: local, at: e.at };
  const sql = parsed.zone
    ? (castSql(quoteString(text), { kind: "string" }, type, {
        try: false,
        timeZone: env.session.timeZone,
      }) as string)
    : env.session.timeZone === "UTC"
      ? `CAST('${local}+00' AS TIMESTAMPTZ)`
      : toInstant(`CAST('${local}' AS TIMESTAMP)`, env.session.timeZone);
  return { sql, type, label, literal: parsed.zone ? text : local, at: e.at };
}

const SHAPE =
  /^([+-]?\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T](?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{0,9}))?)?)?\s*(Z|UTC|GMT|[A-Za-z]+\/[A-Za-z_/]+|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{1,2})?)?)?)?)?$/;

function parseDateTime(text: string): { date: string; time: string; zone: string | undefined } | undefined {
  const m = SHAPE.exec(text.trim());
  if (!m) return undefined;
  const [year, month, day] = [Number(m[1]), Number(m[2] ?? 1), Number(m[3] ?? 1)];
  const [hour, minute, second] = [Number(m[4] ?? 0), Number(m[5] ?? 0), Number(m[6] ?? 0)];
  if (
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > new Date(Date.UTC(year < 100 ? year + 400 : year, month, 0)).getUTCDate() ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  )
    return undefined;
  const pad = (n: number, width = 2): string => String(n).padStart(width, "0");
  const fraction = (m[7] ?? "").slice(0, 6).replace(/0+$/, "");
  return {
    date: `${pad(year, 4)}-${pad(month)}-${pad(day)}`,
    time: `${pad(hour)}:${pad(minute)}:${pad(second)}${fraction ? `.${fraction}` : ""}`,
    zone: m[8],
  };
}

/** Milliseconds that a zone's clock is ahead of UTC at a moment. */
function aheadOfUtc(zone: string, moment: number): number {
  const fixed = fixedOffset(zone);
  if (fixed !== undefined) return fixed * 1000;
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(moment);
  const part = (type: string): number => Number(parts.find((p) => p.type === type)?.value);
  return (
    Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) -
    Math.floor(moment / 1000) * 1000
  );
}

/** A local time of one zone as the local time of another, for a literal's label; nothing when a zone is not known. */
function inZone(text: string, zone: string, target: string): string | undefined {
  const [seconds, fraction = ""] = text.split(".") as [string, string?];
  const local = Date.parse(`${seconds.replace(" ", "T")}Z`);
  const offset = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{1,2}))?$/.exec(zone);
  try {
    const ahead = offset
      ? (offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3] ?? 0)) * 60_000
      : zone === "Z"
        ? 0
        : aheadOfUtc(zone, local - aheadOfUtc(zone, local));
    const moment = local - ahead;
    const shown = new Date(moment + aheadOfUtc(target, moment)).toISOString().slice(0, 19).replace("T", " ");
    return fraction ? `${shown}.${fraction}` : shown;
  } catch {
    return undefined;
  }
}

const MICROS: Record<string, bigint> = {
  week: 604_800_000_000n,
  day: 86_400_000_000n,
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
  millisecond: 1000n,
  microsecond: 1n,
};

const fieldOf = (unit: string): string =>
  unit === "week" ? "day" : unit === "millisecond" || unit === "microsecond" ? "second" : unit;

function decimalMicros(text: string, perUnit: bigint, at: number): bigint {
  const m = /^\s*([+-]?)(\d*)(?:\.(\d*))?\s*$/.exec(text);
  if (!m || (!m[2] && !m[3]))
    throw new DialectError(
      "INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER",
      "22006",
      `Error parsing '${text}' to interval. Unrecognized number '${text}'.`,
      at,
    );
  const fraction = (m[3] ?? "").slice(0, 6).padEnd(6, "0");
  const micros = BigInt(m[2] || "0") * perUnit + (BigInt(fraction) * perUnit) / 1_000_000n;
  return m[1] === "-" ? -micros : micros;
}

/** An interval whose length is known: months, or microseconds. */
function known(type: Interval, amount: bigint, at: number): Typed {
  const sql =
    type.unit === "year-month" ? `to_months(${amount})` : `to_microseconds(CAST(${amount} AS BIGINT))`;
  return {
    sql,
    type,
    label: intervalLabel(type, amount),
    literal: intervalText(type, amount),
    constant: true,
    at,
  };
}

/** The value between the quotes of Spark's `INTERVAL '…' DAY TO SECOND`. */
export function intervalText(type: Interval, amount: bigint): string {
  const fields = intervalFields(type).toLowerCase();
  const sign = amount < 0n ? "-" : "";
  const size = amount < 0n ? -amount : amount;
  const pad = (n: bigint): string => String(n).padStart(2, "0");
  if (type.unit === "year-month") {
    if (fields === "year") return `${sign}${size / 12n}`;
    return fields === "month" ? `${sign}${size}` : `${sign}${size / 12n}-${size % 12n}`;
  }
  const seconds = (micros: bigint): string => {
    const fraction = String(micros % 1_000_000n)
      .padStart(6, "0")
      .replace(/0+$/, "");
    return `${pad(micros / 1_000_000n)}${fraction ? `.${fraction}` : ""}`;
  };
  const order = ["day", "hour", "minute", "second"];
  const [from, to = from] = fields.split(" to ") as [string, string?];
  let rest = size;
  let out = "";
  for (const unit of order.slice(order.indexOf(from), order.indexOf(to as string) + 1)) {
    const separator = unit === from ? "" : unit === "hour" ? " " : ":";
    if (unit === "second") {
      const leading = unit === from ? rest : rest % 60_000_000n;
      out += `${separator}${seconds(leading)}`;
      break;
    }
    const per = MICROS[unit] as bigint;
    const n = rest / per;
    rest %= per;
    out += `${separator}${unit === "day" ? n : pad(n)}`;
  }
  return sign + out;
}

function intervalLabel(type: Interval, amount: bigint): string {
  return `INTERVAL '${intervalText(type, amount)}' ${intervalFields(type)}`;
}

export function intervalExpression(e: ExprOf<"interval">, env: Env): Typed {
  const literal =
    e.value.k === "literal" && e.value.type.kind === "string" ? String(e.value.value) : undefined;
  if (e.to) return ranged(e, literal, e.to);
  const monthly = e.unit === "year" || e.unit === "month";
  const type: Interval = {
    kind: "interval",
    unit: monthly ? "year-month" : "day-time",
    from: fieldOf(e.unit),
    to: fieldOf(e.unit),
  };
  if (literal !== undefined) {
    if (monthly) {
      const m = /^\s*([+-]?\d+)\s*$/.exec(literal);
      if (!m)
        throw new DialectError(
          "INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER",
          "22006",
          `Error parsing '${literal}' to interval. Unrecognized number '${literal}'.`,
          e.at,
        );
      return known(type, BigInt((m[1] as string).replace("+", "")) * (e.unit === "year" ? 12n : 1n), e.at);
    }
    return known(type, decimalMicros(literal, MICROS[e.unit] as bigint, e.at), e.at);
  }
  const value = analyse(e.value, env);
  const number = value.type.kind === "string" ? forceCast(value, { kind: "double" }, env) : value;
  if (!isNumeric(number.type))
    throw mismatch(
      "UNEXPECTED_INPUT_TYPE",
      value.label,
      `an interval's length requires the "NUMERIC" type, however "${value.label}" has the type "${displayType(value.type)}"`,
      e.at,
    );
  const sql = monthly
    ? `to_months(CAST(${number.sql} AS INTEGER)${e.unit === "year" ? " * 12" : ""})`
    : `to_microseconds(CAST(${number.sql} * CAST(${MICROS[e.unit]} AS BIGINT) AS BIGINT))`;
  return { sql, type, label: `INTERVAL ${value.label} ${e.unit.toUpperCase()}`, at: e.at };
}

function ranged(e: ExprOf<"interval">, literal: string | undefined, to: string): Typed {
  const monthly = e.unit === "year";
  const type: Interval = { kind: "interval", unit: monthly ? "year-month" : "day-time", from: e.unit, to };
  const bad = (): DialectError =>
    new DialectError(
      "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING",
      "22006",
      `Error parsing '${literal}' to interval: it does not match the format of ${intervalFields(type)}.`,
      e.at,
    );
  if (literal === undefined) throw bad();
  if (monthly) {
    const m = /^\s*([+-]?)(\d+)-(\d+)\s*$/.exec(literal);
    if (!m) throw bad();
    if (Number(m[3]) > 11) throw bad();
    const months = BigInt(m[2] as string) * 12n + BigInt(m[3] as string);
    return known(type, m[1] === "-" ? -months : months, e.at);
  }
  const order = ["day", "hour", "minute", "second"];
  const units = order.slice(order.indexOf(e.unit), order.indexOf(to) + 1);
  const pattern = units
    .map(
      (u, i) => `${i === 0 ? "" : u === "hour" ? "[ T]" : ":"}(\\d+${u === "second" ? "(?:\\.\\d+)?" : ""})`,
    )
    .join("");
  const m = new RegExp(`^\\s*([+-]?)${pattern}\\s*$`).exec(literal);
  if (!m) throw bad();
  const most: Record<string, number> = { hour: 23, minute: 59, second: 60 };
  if (units.some((u, i) => i > 0 && Number(m[i + 2]) > (most[u] as number) - (u === "second" ? 1e-9 : 0)))
    throw bad();
  const micros = units.reduce(
    (sum, u, i) => sum + decimalMicros(m[i + 2] as string, MICROS[u] as bigint, e.at),
    0n,
  );
  return known(type, m[1] === "-" ? -micros : micros, e.at);
}

/** `INTERVAL 1 DAY 2 HOURS`: several amounts of one kind. */
export function intervalsExpression(e: ExprOf<"intervals">, env: Env): Typed {
  const parts = e.parts.map((p) =>
    intervalExpression({ k: "interval", value: p.value, unit: p.unit, at: e.at }, env),
  );
  const kinds = new Set(parts.map((p) => (p.type as Interval).unit));
  if (kinds.size > 1)
    throw new DialectError(
      "_LEGACY_ERROR_TEMP_0029",
      "0A000",
      "Cannot mix year-month and day-time fields.",
      e.at,
    );
  const order = ["year", "month", "day", "hour", "minute", "second"];
  const fields = parts.map((p) => order.indexOf((p.type as Interval).from as string));
  const type: Interval = {
    kind: "interval",
    unit: (parts[0] as Typed & { type: Interval }).type.unit,
    from: order[Math.min(...fields)] as string,
    to: order[Math.max(...fields)] as string,
  };
  const amounts = e.parts.map((p) => (p.value.k === "literal" ? String(p.value.value) : undefined));
  if (amounts.every((a) => a !== undefined)) {
    const total = e.parts.reduce((sum, p, i) => {
      const text = amounts[i] as string;
      if (p.unit === "year") return sum + BigInt(text) * 12n;
      return p.unit === "month"
        ? sum + BigInt(text)
        : sum + decimalMicros(text, MICROS[p.unit] as bigint, e.at);
    }, 0n);
    return known(type, total, e.at);
  }
  return {
    sql: `(${parts.map((p) => p.sql).join(" + ")})`,
    type,
    label: parts.map((p) => p.label).join(" + "),
    at: e.at,
  };
}

export function textLiteral(value: string, at: number): Expr {
  return { k: "literal", type: { kind: "string" }, value, text: value, at };
}
