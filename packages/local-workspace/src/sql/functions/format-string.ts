import { formatByNumberPattern } from "../engine-functions/number-pattern.ts";
import { decimalQuotient, unscaled } from "./decimal.ts";
import { type Built, constantInt, DOUBLE, INT, isIntegral, STRING, unsupported } from "./define.ts";
import { quoteString } from "./duck-type.ts";
import { boundAll } from "./let.ts";
import { numericArg } from "./math.ts";
import type { Argument, Call } from "./spec.ts";

/** A decimal with `digits` places as text with thousands separators. */
const grouped = (decimal: string, digits: number): string =>
  `sp_group_digits(CAST(${decimal} AS VARCHAR), ${digits})`;

/** format_number(x, d): half even, as Java's DecimalFormat rounds. */
export function formatNumber(args: Argument[], call: Call): Built {
  const [value, places] = args;
  if (places!.type.kind === "string") return formatPattern(value!, places!, call);
  const digits = constantInt(places, call, "number of decimal places");
  const x = numericArg(value!, call);
  if (digits === null || digits === undefined || digits < 0)
    return { sql: "CAST(NULL AS VARCHAR)", type: STRING };
  if (isIntegral(x.type))
    return {
      sql: `(format('{:,}', ${x.sql})${digits ? ` || ${quoteString(`.${"0".repeat(digits)}`)}` : ""})`,
      type: STRING,
    };
  if (x.type.kind === "decimal") {
    const drop = x.type.scale - digits;
    const raw = unscaled(x.sql, x.type);
    const whole =
      drop > 0
        ? `sp_div_half_even(${raw}, ${10n ** BigInt(drop)}::HUGEINT)`
        : `${raw} * ${10n ** BigInt(-drop)}::HUGEINT`;
    const shown = grouped(decimalQuotient(whole, "1", digits), digits);
    // Java keeps the sign of a negative number that rounds to zero.
    return {
      sql: boundAll(
        [x.sql, shown],
        (v, t) => `(CASE WHEN (${v}) < 0 AND NOT starts_with(${t}, '-') THEN '-' ELSE '' END || ${t})`,
      ),
      type: STRING,
    };
  }
  return {
    sql: `CASE WHEN isfinite(${x.sql}) THEN format('{:,.${digits}f}', CAST(${x.sql} AS DOUBLE)) END`,
    type: STRING,
  };
}

function formatPattern(value: Argument, pattern: Argument, call: Call): Built {
  const text = pattern.literal;
  if (text === null) return { sql: "CAST(NULL AS VARCHAR)", type: STRING };
  if (typeof text !== "string" || formatByNumberPattern("0", text) === undefined)
    return unsupported(call, `format_number with the pattern '${String(text)}'`);
  const x = numericArg(value, call);
  if (!isIntegral(x.type) && x.type.kind !== "decimal")
    return unsupported(call, "format_number of a floating-point number with a pattern");
  return { sql: `js_number_pattern(CAST(${x.sql} AS VARCHAR), ${quoteString(text)})`, type: STRING };
}

const directive = /%(\d+\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

function pad(sql: string, flags: string, width: string | undefined): string {
  if (!width) return sql;
  return flags.includes("-") ? `sp_pad_right(${sql}, ${width})` : `sp_pad_left(${sql}, ${width})`;
}

/** A number's text with sign and zero padding. `digits` is the absolute value's text. */
function signed(text: string, flags: string, width: string | undefined): string {
  const plus = flags.includes("+")
    ? `CASE WHEN starts_with(t, '-') THEN t ELSE '+' || t END`
    : flags.includes(" ")
      ? `CASE WHEN starts_with(t, '-') THEN t ELSE ' ' || t END`
      : "t";
  const withSign = plus === "t" ? text : `list_transform([${text}], lambda t: ${plus})[1]`;
  return flags.includes("0") && width ? `sp_pad_zero(${withSign}, ${width})` : pad(withSign, flags, width);
}

/** format_string: the constant format is read here, so each directive becomes an expression of its own. */
export function formatString(args: Argument[], call: Call): Built {
  const format = args[0]!.literal;
  if (format === null) return { sql: "CAST(NULL AS VARCHAR)", type: STRING };
  if (typeof format !== "string")
    return unsupported(call, `${call.name} with a format that is not a constant`);
  const parts: string[] = [];
  let next = 1;
  let at = 0;
  for (const match of format.matchAll(directive)) {
    if (match.index > at) parts.push(quoteString(format.slice(at, match.index)));
    at = match.index + match[0].length;
    const [, position, flags = "", width, precision, kind] = match;
    if (kind === "%") {
      parts.push("'%'");
      continue;
    }
    if (kind === "n") {
      parts.push("chr(10)");
      continue;
    }
    const arg = args[position ? Number.parseInt(position, 10) : next++];
    if (!arg)
      return call.fail(
        "INVALID_PARAMETER_VALUE.FORMAT",
        "22023",
        `The format '${format}' of ${call.name} names more arguments than there are.`,
      );
    parts.push(`coalesce(${one(arg, kind!, flags, width, precision, call)}, ${pad("'null'", flags, width)})`);
  }
  if (at < format.length) parts.push(quoteString(format.slice(at)));
  if (parts.some((p) => p.includes("%%%"))) return unsupported(call, "this format");
  return { sql: parts.length ? `(${parts.join(" || ")})` : "''", type: STRING };
}

/** %s shows Java's own text of a value: a date is its day number, a timestamp its microseconds. */
function javaText(arg: Argument, call: Call): string {
  switch (arg.type.kind) {
    case "date":
      return `CAST(${arg.sql} - DATE '1970-01-01' AS VARCHAR)`;
    case "timestamp":
    case "timestamp_ntz":
      return `CAST(epoch_us(${arg.sql}) AS VARCHAR)`;
    case "array":
    case "map":
    case "struct":
    case "binary":
    case "interval":
    case "variant":
      return unsupported(call, `%s of the type ${arg.type.kind}`);
    default:
      return call.coerce(arg, STRING).sql;
  }
}

function one(
  arg: Argument,
  kind: string,
  flags: string,
  width: string | undefined,
  precision: string | undefined,
  call: Call,
): string {
  if (flags.includes("(") || flags.includes("#"))
    return unsupported(call, `the flags '${flags}' in a format`);
  const mistyped = (): never =>
    call.fail(
      "INVALID_PARAMETER_VALUE.FORMAT",
      "22023",
      `The directive %${kind} of ${call.name} does not fit a value of type ${arg.type.kind}.`,
    );
  switch (kind) {
    case "s":
    case "S": {
      const text = javaText(arg, call);
      const cut = precision ? `left(${text}, ${precision})` : text;
      return pad(kind === "S" ? `upper(${cut})` : cut, flags, width);
    }
    case "d": {
      if (arg.type.kind !== "void" && !isIntegral(arg.type)) return mistyped();
      return signed(
        flags.includes(",") ? `format('{:,}', ${arg.sql})` : `CAST(${arg.sql} AS VARCHAR)`,
        flags,
        width,
      );
    }
    case "x":
    case "X": {
      if (!isIntegral(arg.type)) return mistyped();
      const bits = arg.type.kind === "bigint" ? 16 : 8;
      const text = `CASE WHEN (${arg.sql}) < 0 THEN right(hex(CAST(${arg.sql} AS BIGINT)), ${bits}) ELSE hex(CAST(${arg.sql} AS BIGINT)) END`;
      return signed(kind === "x" ? `lower(${text})` : text, flags, width);
    }
    case "c":
      return pad(arg.type.kind === "string" ? mistyped() : `chr(${call.coerce(arg, INT).sql})`, flags, width);
    case "b":
      return pad(`CAST(${arg.sql} AS VARCHAR)`, flags, width);
    case "f": {
      const digits = precision ? Number(precision) : 6;
      if (arg.type.kind !== "double" && arg.type.kind !== "float" && arg.type.kind !== "void")
        return mistyped();
      const value = `sp_round_double(CAST(${call.coerce(arg, DOUBLE).sql} AS DOUBLE), ${digits})`;
      return signed(`format('{:${flags.includes(",") ? "," : ""}.${digits}f}', ${value})`, flags, width);
    }
    case "e":
    case "E": {
      if (arg.type.kind !== "double" && arg.type.kind !== "float") return mistyped();
      const text = `format('{:.${precision ?? 6}e}', CAST(${arg.sql} AS DOUBLE))`;
      return signed(kind === "E" ? `upper(${text})` : text, flags, width);
    }
    default:
      return unsupported(call, `the directive %${kind} in ${call.name}`);
  }
}
