import { dateFormat } from "./datetime.ts";
import { type Built, constant, decimalOf, isDatetime, isIntegral, STRING, unsupported } from "./define.ts";
import { duckType } from "./duck-type.ts";
import { numericArg } from "./math.ts";
import type { Argument, Call } from "./spec.ts";

interface NumberFormat {
  /** The part before the point, left to right: digits (0 or 9) and group separators. */
  whole: string;
  fraction: string;
  currency: boolean;
}

/** Formats of digits, `G`/`,` and `D`/`.` with an optional leading `$`; signs are refused. */
function readFormat(arg: Argument, call: Call): NumberFormat {
  const text = String(constant(arg, call, "format")).toUpperCase();
  const match = /^(\$?)([09][09G,]*)?(?:[D.]([09]*))?$/.exec(text);
  if (!match || (!match[2] && !match[3])) return unsupported(call, `the number format '${text}'`);
  return {
    whole: (match[2] ?? "").replaceAll("G", ","),
    fraction: match[3] ?? "",
    currency: match[1] === "$",
  };
}

/** to_number: text by a format as a decimal of just its digits. */
export function toNumber([value, format]: Argument[], call: Call, lenient: boolean): Built {
  const { whole, fraction, currency } = readFormat(format!, call);
  const places = whole.replaceAll(",", "").length;
  const type = decimalOf(Math.max(1, places + fraction.length), fraction.length);
  const groups = whole.split(",");
  // Groups are read from the right; the leftmost may be short.
  const body =
    groups.length === 1
      ? `[0-9]{0,${places}}`
      : `(?:[0-9]{0,${groups[0]!.length}}${groups
          .slice(1)
          .map((g) => `,?[0-9]{${g.length}}`)
          .join("")}|[0-9]{0,${groups.at(-1)!.length}})`;
  const regex =
    `${currency ? "\\\\$" : ""}${body}${fraction ? `(?:\\\\.[0-9]{0,${fraction.length}})?` : ""}`.replaceAll(
      "\\\\",
      "\\",
    );
  const text = call.coerce(value!, STRING).sql;
  const bad = lenient
    ? "NULL"
    : `error('[INVALID_FORMAT.MISMATCH_INPUT] The format is invalid: the input "STRING" ''' || v || ''' does not match the format. SQLSTATE: 42601')`;
  const digits = `replace(replace(trim(v), ',', ''), '$', '')`;
  return {
    sql: `CAST(list_transform([${text}], lambda v: CASE WHEN v IS NULL THEN NULL WHEN regexp_full_match(trim(v), '${regex}') AND ${digits} <> '' THEN ${digits} ELSE ${bad} END)[1] AS ${duckType(type)})`,
    type,
  };
}

/** to_char of a number. Each position is a digit or, in a leading 9, a space. */
export function toChar([value, format]: Argument[], call: Call): Built {
  if (isDatetime(value!.type)) return dateFormat([value!, format!], call);
  if (value!.type.kind === "binary") {
    const name = String(constant(format, call, "format")).toLowerCase();
    if (name === "base64") return { sql: `to_base64(${value!.sql})`, type: STRING };
    if (name === "hex") return { sql: `hex(${value!.sql})`, type: STRING };
    if (name === "utf-8") return { sql: `decode(${value!.sql})`, type: STRING };
    return call.fail(
      "INVALID_PARAMETER_VALUE.BINARY_FORMAT",
      "22023",
      `The value of parameter(s) \`format\` in \`${call.name}\` is invalid: expects one of binary formats 'base64', 'hex', 'utf-8', but got ${name}.`,
    );
  }
  const { whole, fraction, currency } = readFormat(format!, call);
  const x = numericArg(value!, call);
  if (!isIntegral(x.type) && x.type.kind !== "decimal")
    return unsupported(call, "to_char of a floating-point number");
  const places = whole.replaceAll(",", "").length;
  const scaled = `CAST(round(${x.sql}, ${fraction.length}) AS DECIMAL(38,${fraction.length}))`;
  const digits = `lpad(split_part(CAST(abs(v) AS VARCHAR), '.', 1), ${places}, '0')`;
  const parts: string[] = [];
  let at = 0;
  for (const c of whole) {
    if (c === ",") parts.push("','");
    else parts.push(`substring(d, ${++at}, 1)`);
  }
  const padded = `(${parts.join(" || ") || "''"})`;
  // A leading 9 shows a space instead of a zero that counts for nothing; a leading 0 shows it.
  const leading = whole.search(/0/);
  const last = fraction ? whole.length - 1 : whole.length;
  const free = Math.max(0, leading < 0 ? last : Math.min(leading, last));
  const blank =
    free === 0 ? "p" : `(regexp_replace(left(p, ${free}), '^[0,]+', '') || substring(p, ${free + 1}))`;
  const text = `lpad(${currency ? `'$' || ${blank}` : blank}, ${whole.length + (currency ? 1 : 0)}, ' ')`;
  const tail = fraction ? ` || '.' || split_part(CAST(abs(v) AS VARCHAR), '.', 2)` : "";
  const overflow = `'${whole.replace(/[09]/g, "#").replaceAll(",", " ")}${fraction ? `.${"#".repeat(fraction.length)}` : ""}'`;
  return {
    sql: `list_transform([${scaled}], lambda v: CASE WHEN v IS NULL THEN NULL WHEN length(split_part(CAST(abs(v) AS VARCHAR), '.', 1)) > ${places} THEN ${overflow} ELSE list_transform([${digits}], lambda d: list_transform([${padded}], lambda p: ${text}${tail})[1])[1] END)[1]`,
    type: STRING,
  };
}
