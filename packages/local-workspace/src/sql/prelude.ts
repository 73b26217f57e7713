import { quoteString } from "./functions/duck-type.ts";
import { INTERVAL_MACROS } from "./prelude-interval.ts";

/*
 * Macros that the generated SQL calls for casts, checked arithmetic and text forms. They are made once in the
 * engine's in-memory database. An error they raise carries its Databricks class and SQLSTATE in its own text.
 */

const raise = (errorClass: string, sqlState: string, parts: string): string =>
  `error(${quoteString(`[${errorClass}] `)} || ${parts} || ${quoteString(` SQLSTATE: ${sqlState}`)})`;

const castInvalid = (type: string): string =>
  raise(
    "CAST_INVALID_INPUT",
    "22018",
    `'The value ''' || v || ''' of the type "STRING" cannot be cast to "' || ${type} || '" because it is malformed. Correct the value as per the syntax, or change its target type. Use \`try_cast\` to tolerate malformed input and return NULL instead.'`,
  );

export const divideByZero = raise(
  "DIVIDE_BY_ZERO",
  "22012",
  quoteString(
    'Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead. If necessary set "ansi_mode" to "false" to bypass this error.',
  ),
);
const remainderByZero = raise(
  "REMAINDER_BY_ZERO",
  "22012",
  quoteString("Remainder by zero. Use `try_mod` to tolerate divisor being 0 and return NULL instead."),
);

const TRIMMED = "trim(v, chr(32) || chr(9) || chr(10) || chr(11) || chr(12) || chr(13))";
const NUMBER = "'[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?'";
const ZONE = "(Z|UTC|GMT|[A-Za-z]+/[A-Za-z_/]+|(?:UTC|GMT)?[+-]\\d{1,2}(?::?\\d{1,2})?)?";
const TIMESTAMP = `'([+-]?\\d{4,6})(?:-(\\d{1,2})(?:-(\\d{1,2})(?:[ T](?:([01]?\\d|2[0-3])(?::(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{0,9}))?)?)?)?\\s*${ZONE})?)?)?'`;
/** The parts of a timestamp's text, read once: a struct of texts, empty where a part is missing or nothing fits. */
const PARTS = `regexp_extract(${TRIMMED}, '^${TIMESTAMP.slice(1, -1)}$', ['y', 'mo', 'd', 'h', 'mi', 's', 'f', 'z'])`;
const part = (name: string, missing: string): string => `coalesce(nullif(p.${name}, ''), '${missing}')`;
const LOCAL_TIME = `TRY_CAST(p.y || '-' || ${part("mo", "1")} || '-' || ${part("d", "1")} || ' ' || ${part("h", "0")} || ':' || ${part("mi", "0")} || ':' || ${part("s", "0")} || '.' || left(${part("f", "0")}, 6) AS TIMESTAMP)`;
const ZONE_NAME = "regexp_replace(p.z, '^(?:UTC|GMT)([+-])', '\\1')";
/** Minutes east of UTC of a `+hh:mm` zone. */
const OFFSET_MINUTES = `(CASE WHEN left(z, 1) = '-' THEN -1 ELSE 1 END * (CAST(regexp_extract(z, '^[+-](\\d{1,2})', 1) AS INTEGER) * 60 + CAST(coalesce(nullif(regexp_extract(z, '^[+-]\\d{1,2}:?(\\d{1,2})$', 1), ''), '0') AS INTEGER)))`;

const MACROS: [signature: string, body: string][] = [
  ["spark_divide(a, b)", `CASE WHEN b = 0 THEN ${divideByZero} ELSE a / b END`],
  ["spark_div(a, b)", `CASE WHEN b = 0 THEN ${divideByZero} ELSE CAST(a // b AS BIGINT) END`],
  ["spark_mod(a, b)", `CASE WHEN b = 0 THEN ${remainderByZero} ELSE a % b END`],
  // Decimal division on whole numbers: `n` and `d` are HUGEINT, the quotient is rounded half up.
  [
    "spark_round_div(n, d)",
    "CASE WHEN (n < 0) <> (d < 0) THEN -((abs(n) * 2 + abs(d)) // (abs(d) * 2)) ELSE (abs(n) * 2 + abs(d)) // (abs(d) * 2) END",
  ],
  [
    "try_spark_to_integer(v)",
    `CASE WHEN regexp_full_match(${TRIMMED}, '[+-]?\\d+') THEN TRY_CAST(${TRIMMED} AS BIGINT) END`,
  ],
  [
    "spark_to_integer(v, t, hi)",
    `CASE WHEN v IS NULL THEN NULL WHEN regexp_full_match(${TRIMMED}, '[+-]?\\d+') AND TRY_CAST(${TRIMMED} AS HUGEINT) BETWEEN -CAST(hi AS HUGEINT) - 1 AND CAST(hi AS HUGEINT) THEN TRY_CAST(${TRIMMED} AS BIGINT) ELSE ${castInvalid("t")} END`,
  ],
  ["try_spark_to_number(v)", `CASE WHEN regexp_full_match(${TRIMMED}, ${NUMBER}) THEN ${TRIMMED} END`],
  [
    "spark_to_number(v, t)",
    `CASE WHEN v IS NULL THEN NULL WHEN regexp_full_match(${TRIMMED}, ${NUMBER}) THEN ${TRIMMED} ELSE ${castInvalid("t")} END`,
  ],
  [
    "try_spark_to_double(v)",
    `CASE WHEN regexp_full_match(${TRIMMED}, ${NUMBER} || '[dDfF]?') THEN TRY_CAST(rtrim(${TRIMMED}, 'dDfF') AS DOUBLE) WHEN regexp_full_match(lower(${TRIMMED}), '[+-]?(inf|infinity)|nan') THEN TRY_CAST(${TRIMMED} AS DOUBLE) END`,
  ],
  [
    "spark_to_double(v, t)",
    `coalesce(try_spark_to_double(v), CASE WHEN v IS NOT NULL THEN ${castInvalid("t")} END)`,
  ],
  [
    "try_spark_to_boolean(v)",
    `CASE WHEN lower(${TRIMMED}) IN ('t', 'true', 'y', 'yes', '1') THEN true WHEN lower(${TRIMMED}) IN ('f', 'false', 'n', 'no', '0') THEN false END`,
  ],
  [
    "spark_to_boolean(v)",
    `coalesce(try_spark_to_boolean(v), CASE WHEN v IS NOT NULL THEN ${castInvalid("'BOOLEAN'")} END)`,
  ],
  [
    "try_spark_to_date(v)",
    `CASE WHEN regexp_full_match(${TRIMMED}, '\\d{4,6}(-\\d{1,2}(-\\d{1,2}([ T][\\s\\S]*)?)?)?') THEN TRY_CAST(regexp_extract(${TRIMMED}, '^(\\d{4,6})', 1) || '-' || coalesce(nullif(regexp_extract(${TRIMMED}, '^\\d{4,6}-(\\d{1,2})', 1), ''), '1') || '-' || coalesce(nullif(regexp_extract(${TRIMMED}, '^\\d{4,6}-\\d{1,2}-(\\d{1,2})', 1), ''), '1') AS DATE) END`,
  ],
  [
    "spark_to_date(v)",
    `coalesce(try_spark_to_date(v), CASE WHEN v IS NOT NULL THEN ${castInvalid("'DATE'")} END)`,
  ],
  [
    "try_spark_to_timestamp_ntz(v)",
    `list_transform([${PARTS}], lambda p: CASE WHEN p.y <> '' THEN ${LOCAL_TIME} END)[1]`,
  ],
  [
    "spark_to_timestamp_ntz(v)",
    `coalesce(try_spark_to_timestamp_ntz(v), CASE WHEN v IS NOT NULL THEN ${castInvalid("'TIMESTAMP_NTZ'")} END)`,
  ],
  // Where the clock shows a time twice, Java takes the first and ICU the second.
  [
    "spark_at(z, l)",
    "list_transform([l], lambda x: CASE WHEN timezone(z, timezone(z, x) - INTERVAL 1 HOUR) = x THEN timezone(z, x) - INTERVAL 1 HOUR ELSE timezone(z, x) END)[1]",
  ],
  [
    "spark_at_any(local, z)",
    `CASE WHEN z IN ('Z', 'UTC', 'GMT') THEN timezone('UTC', local) WHEN left(z, 1) IN ('+', '-') THEN timezone('UTC', local - to_minutes(${OFFSET_MINUTES})) ELSE spark_at(z, local) END`,
  ],
  [
    "spark_at_zone(local, z, zone)",
    `CASE WHEN z = '' AND zone = 'UTC' THEN timezone('UTC', local) WHEN z = '' THEN spark_at_any(local, zone) WHEN z IN ('Z', 'UTC', 'GMT') THEN timezone('UTC', local) WHEN left(z, 1) IN ('+', '-') THEN timezone('UTC', local - to_minutes(${OFFSET_MINUTES})) ELSE spark_at(z, local) END`,
  ],
  [
    "spark_in_zone(t, z)",
    `CASE WHEN left(z, 1) IN ('+', '-') THEN timezone('UTC', t) + to_minutes(${OFFSET_MINUTES}) ELSE timezone(z, t) END`,
  ],
  [
    "try_spark_to_timestamp(v, zone)",
    `list_transform([${PARTS}], lambda p: CASE WHEN p.y <> '' THEN list_transform([struct_pack(l := ${LOCAL_TIME}, z := ${ZONE_NAME})], lambda q: spark_at_zone(q.l, q.z, zone))[1] END)[1]`,
  ],
  [
    "spark_to_timestamp(v, zone)",
    `coalesce(try_spark_to_timestamp(v, zone), CASE WHEN v IS NOT NULL THEN ${castInvalid("'TIMESTAMP'")} END)`,
  ],
  // Java's text of a double: plain from 1e-3 to below 1e7, else d.dddE±x; always with a decimal point.
  [
    "spark_scientific(m, e)",
    "CASE WHEN contains(m, '.') THEN m ELSE m || '.0' END || 'E' || CAST(e AS VARCHAR)",
  ],
  ["spark_digits(s)", "ltrim(replace(regexp_replace(s, '[eE].*$|^-', '', 'g'), '.', ''), '0')"],
  [
    "spark_exponent(s)",
    `CAST(coalesce(nullif(regexp_extract(s, '[eE]([+-]?\\d+)$', 1), ''), '0') AS INTEGER) + CASE WHEN regexp_matches(s, '^-?0*\\.') OR regexp_matches(s, '^-?0\\.') THEN -1 - length(regexp_extract(s, '\\.(0*)', 1)) ELSE length(regexp_extract(s, '^-?(\\d+)', 1)) - 1 END`,
  ],
  [
    "spark_exponent_text(s)",
    `CASE WHEN left(s, 1) = '-' THEN '-' ELSE '' END || left(spark_digits(s), 1) || '.' || coalesce(nullif(rtrim(substr(spark_digits(s), 2), '0'), ''), '0') || 'E' || CAST(spark_exponent(s) AS VARCHAR)`,
  ],
  [
    "spark_number_text(s, a)",
    `CASE WHEN s IN ('nan', '-nan') THEN 'NaN' WHEN s = 'inf' THEN 'Infinity' WHEN s = '-inf' THEN '-Infinity' WHEN a = 0 OR (a >= 0.001 AND a < 10000000) THEN s ELSE spark_exponent_text(s) END`,
  ],
  ["spark_double_text(d)", "spark_number_text(CAST(d AS VARCHAR), abs(d))"],
  ["spark_float_text(d)", "spark_number_text(CAST(d AS VARCHAR), abs(CAST(d AS DOUBLE)))"],
  ["spark_wrap_32(n)", "((n + 2147483648) % 4294967296 + 4294967296) % 4294967296 - 2147483648"],
  [
    "spark_wrap_64(n)",
    "((n + 9223372036854775808::HUGEINT) % 18446744073709551616::HUGEINT + 18446744073709551616::HUGEINT) % 18446744073709551616::HUGEINT - 9223372036854775808::HUGEINT",
  ],
  ["spark_floor_mod(a, b)", "((a % b) + b) % b"],
  // Exact quotient of two whole numbers, rounded half up; both HUGEINT.
  ["spark_decimal_quotient(n, d)", `CASE WHEN d = 0 THEN ${divideByZero} ELSE spark_round_div(n, d) END`],
  [
    "spark_element(a, i)",
    `CASE WHEN i < 0 OR i >= len(a) THEN ${raise("INVALID_ARRAY_INDEX", "22003", "'The index ' || CAST(i AS VARCHAR) || ' is out of bounds. The array has ' || CAST(len(a) AS VARCHAR) || ' elements. Use the SQL function `get()` to tolerate accessing element at invalid index and return NULL instead.'")} ELSE a[i + 1] END`,
  ],
  [
    "spark_varchar(v, n)",
    `CASE WHEN length(v) <= n OR v IS NULL THEN v WHEN length(rtrim(v, ' ')) <= n THEN left(v, n) ELSE ${raise("EXCEED_LIMIT_LENGTH", "54006", "'Exceeds char/varchar type length limitation: ' || CAST(n AS VARCHAR) || '.'")} END`,
  ],
  ["spark_char(v, n)", "rpad(spark_varchar(v, n), n, ' ')"],
  ["spark_map_value(m, k)", "m[k]"],
  ["spark_json_path(j, p)", "CASE WHEN json_valid(j) THEN json_extract_string(j, p) END"],
  ["spark_json(v)", "CASE WHEN json_valid(v) THEN CAST(v AS JSON) END"],
  [
    "spark_json_field(j, n)",
    "CASE WHEN json_type(j) = 'OBJECT' THEN json_extract(j, '$.\"' || coalesce(list_filter(json_keys(j), lambda k: k = n)[1], list_filter(json_keys(j), lambda k: lower(k) = lower(n))[1], n) || '\"') END",
  ],
  ["spark_variant_get(j, p)", "json_extract(j, p)"],
  [
    "spark_shift_left(v, n, bits)",
    "CASE WHEN bits = 64 THEN CAST(spark_wrap_64(CAST(v AS HUGEINT) * CAST(power(2, n & 63) AS HUGEINT)) AS BIGINT) ELSE CAST(spark_wrap_32(CAST(v AS HUGEINT) * CAST(power(2, n & 31) AS HUGEINT)) AS BIGINT) END",
  ],
  [
    "spark_shift_right(v, n, bits)",
    "CAST((CAST(v AS HUGEINT) - spark_floor_mod(CAST(v AS HUGEINT), CAST(power(2, n & (bits - 1)) AS HUGEINT))) // CAST(power(2, n & (bits - 1)) AS HUGEINT) AS BIGINT)",
  ],
  [
    "spark_shift_right_unsigned(v, n, bits)",
    "CASE WHEN v >= 0 THEN spark_shift_right(v, n, bits) WHEN bits = 32 THEN spark_wrap_32((CAST(v AS HUGEINT) + 4294967296) // CAST(power(2, n & 31) AS HUGEINT)) ELSE spark_wrap_64((CAST(v AS HUGEINT) + 18446744073709551616::HUGEINT) // CAST(power(2, n & 63) AS HUGEINT)) END",
  ],
  [
    "spark_wire_timestamp(t)",
    "strftime(t, '%Y-%m-%dT%H:%M:%S.') || CASE WHEN epoch_us(t) % 1000 = 0 THEN strftime(t, '%g') ELSE strftime(t, '%f') END",
  ],
  [
    "spark_variant_text(j)",
    "CASE WHEN json_type(j) = 'NULL' THEN NULL WHEN json_type(j) = 'VARCHAR' THEN j ->> '$' ELSE CAST(j AS VARCHAR) END",
  ],
];

export function corePrelude(): string[] {
  return [...INTERVAL_MACROS, ...MACROS].map(
    ([signature, body]) => `CREATE OR REPLACE MACRO ${signature} AS ${body}`,
  );
}
