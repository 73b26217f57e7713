import {
  arrayOf,
  BIGINT,
  BINARY,
  BOOLEAN,
  type Built,
  constant,
  constantInt,
  custom,
  INT,
  literalNumber,
  STRING,
  scalar,
  unsupported,
} from "./define.ts";
import { quoteString } from "./duck-type.ts";
import { formatNumber, formatString } from "./format-string.ts";
import { toChar, toNumber } from "./number-format.ts";
import { javaRegex, javaReplacement, plainPattern, scriptRegex } from "./regex.ts";
import type { Argument, Call, FunctionSpec } from "./spec.ts";
import { toBinary } from "./to-binary.ts";

const text = (arg: Argument, call: Call): string => call.coerce(arg, STRING).sql;

function concat(args: Argument[], call: Call): Built {
  if (args.length === 0) return { sql: "''", type: STRING };
  if (args.some((a) => a.type.kind === "array")) {
    const { type, args: lists } = call.unify(args);
    if (lists.length === 1) return { sql: lists[0]!.sql, type };
    const anyNull = lists.map((l) => `(${l.sql}) IS NULL`).join(" OR ");
    const joined = lists.map((l) => l.sql).reduce((a, b) => `list_concat(${a}, ${b})`);
    return { sql: `CASE WHEN ${anyNull} THEN NULL ELSE ${joined} END`, type };
  }
  const binary = args.every((a) => a.type.kind === "binary");
  const parts = args.map((a) => `(${binary ? a.sql : text(a, call)})`);
  return { sql: `(${parts.join(" || ")})`, type: binary ? BINARY : STRING };
}

function concatWs([separator, ...rest]: Argument[], call: Call): Built {
  const sep = text(separator!, call);
  if (rest.length === 0) return { sql: `CASE WHEN (${sep}) IS NOT NULL THEN '' END`, type: STRING };
  const lists = rest.map((a) =>
    a.type.kind === "array" ? `coalesce(${call.coerce(a, arrayOf(STRING)).sql}, [])` : `[${text(a, call)}]`,
  );
  const all = lists.reduce((a, b) => `list_concat(${a}, ${b})`);
  return { sql: `sp_join(${all}, ${sep})`, type: STRING };
}

function substring([s, position, length]: Argument[], call: Call): Built {
  if (s!.type.kind === "binary") {
    const p = call.coerce(position!, INT).sql;
    const hex = `hex(${s!.sql})`;
    const start = `CASE WHEN ${p} > 0 THEN 2 * ${p} - 1 ELSE 2 * ${p} END`;
    return {
      sql: length
        ? `unhex(sp_substring(${hex}, ${start}, 2 * ${call.coerce(length, INT).sql}))`
        : `unhex(sp_substring_from(${hex}, ${start}))`,
      type: BINARY,
    };
  }
  const source = text(s!, call);
  const p = call.coerce(position!, INT);
  const l = length && call.coerce(length, INT);
  if ((literalNumber(p) ?? 0) > 0) {
    return {
      sql: l ? `substring(${source}, ${p.sql}, sp_count(${l.sql}))` : `substring(${source}, ${p.sql})`,
      type: STRING,
    };
  }
  return {
    sql: l ? `sp_substring(${source}, ${p.sql}, ${l.sql})` : `sp_substring_from(${source}, ${p.sql})`,
    type: STRING,
  };
}

function split([s, pattern, limit]: Argument[], call: Call): Built {
  const source = text(s!, call);
  const regex = call.coerce(pattern!, STRING);
  const type = arrayOf(STRING);
  const most = constantInt(limit, call, "limit");
  if (typeof regex.literal !== "string") {
    return unsupported(call, "split with a regular expression that is not a constant");
  }
  if (regex.literal === "") {
    if (most !== undefined && most! > 0) return unsupported(call, "split by '' with a limit");
    return { sql: `sp_characters(${source})`, type };
  }
  const plain = plainPattern(regex.literal);
  if (most === null) return { sql: "CAST(NULL AS VARCHAR[])", type };
  if (most !== undefined && most > 0) {
    if (plain === undefined) {
      if (matchesEmpty(regex.literal))
        return unsupported(call, "split by a regular expression that matches the empty string");
      const by = javaRegex(regex, call);
      return { sql: `sp_split_regex_limit(${source}, ${by}, ${most})`, type };
    }
    return {
      sql: `sp_split_limit(string_split(${source}, ${quoteString(plain)}), ${quoteString(plain)}, ${most})`,
      type,
    };
  }
  if (plain !== undefined) return { sql: `string_split(${source}, ${quoteString(plain)})`, type };
  if (matchesEmpty(regex.literal)) {
    return unsupported(call, "split by a regular expression that matches the empty string");
  }
  return { sql: `string_split_regex(${source}, ${javaRegex(regex, call)})`, type };
}

function matchesEmpty(pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern.replace(/\(\?[a-z]+\)/g, "")})$`, "u").test("");
  } catch {
    return true;
  }
}

function regexpExtract(all: boolean) {
  return ([s, pattern, group]: Argument[], call: Call): Built => {
    const index = group ? call.coerce(group, INT).sql : "1";
    const type = all ? arrayOf(STRING) : STRING;
    const script = scriptRegex(call.coerce(pattern!, STRING));
    const regex = script ?? javaRegex(call.coerce(pattern!, STRING), call);
    const groups = typeof pattern!.literal === "string" ? countGroups(pattern!.literal) : undefined;
    const wanted = group ? literalNumber(group) : 1;
    if (groups !== undefined && wanted !== undefined && (wanted > groups || wanted < 0)) {
      call.fail(
        "INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX",
        "22023",
        `The value of parameter(s) \`idx\` in \`${call.name}\` is invalid: Expects group index between 0 and ${groups}, but got ${wanted}.`,
      );
    }
    return {
      sql: `${script ? "js_" : ""}${all ? "regexp_extract_all" : "regexp_extract"}(${text(s!, call)}, ${regex}, ${index})`,
      type,
    };
  };
}

function countGroups(pattern: string): number {
  const bare = pattern.replace(/\\./g, "").replace(/\[[^\]]*\]/g, "");
  return (bare.match(/\((?!\?)|\(\?P?<[A-Za-z]/g) ?? []).length;
}

/** trim(str) or, with two arguments, trim(trimStr, str); btrim has them the other way round. */
const trims = (names: string, engine: string, sourceFirst: boolean): FunctionSpec =>
  custom(names, [1, 2], (args, call) => {
    const [source, chars] = args.length === 1 || sourceFirst ? args : [args[1]!, args[0]!];
    return { sql: `${engine}(${text(source!, call)}, ${chars ? text(chars, call) : "' '"})`, type: STRING };
  });

const binaryOf = (arg: Argument, call: Call): string =>
  arg.type.kind === "binary" ? arg.sql : `encode(${text(arg, call)})`;

const digest = (names: string, emit: (blob: string) => string): FunctionSpec =>
  custom(names, [1, 1], ([x], call) => ({ sql: emit(binaryOf(x!, call)), type: STRING }));

/** Of binary values the hexadecimal digits are compared. */
const test = (names: string, engine: string, ofHex: (a: string, b: string) => string): FunctionSpec =>
  custom(names, [2, 2], ([a, b], call) =>
    a!.type.kind === "binary" && b!.type.kind === "binary"
      ? { sql: ofHex(`hex(${a!.sql})`, `hex(${b!.sql})`), type: BOOLEAN }
      : { sql: `${engine}(${text(a!, call)}, ${text(b!, call)})`, type: BOOLEAN },
  );

const utf8 = (arg: Argument): boolean =>
  typeof arg.literal === "string" && arg.literal.toUpperCase() === "UTF-8";

/** A literal value of mask(): null keeps the character. */
const maskArg = (arg: Argument | undefined, call: Call, otherwise: string): string =>
  arg ? `CAST(${arg.literal === null ? "NULL" : text(arg, call)} AS VARCHAR)` : otherwise;

const masked = custom("mask", [1, 5], ([s, upper, lower, digit, other], call) => ({
  sql: `sp_mask(${text(s!, call)}, ${maskArg(upper, call, "'X'")}, ${maskArg(lower, call, "'x'")}, ${maskArg(digit, call, "'n'")}, ${maskArg(other, call, "CAST(NULL AS VARCHAR)")})`,
  type: STRING,
}));

const MASK_PARAMETERS: NonNullable<FunctionSpec["parameters"]> = [
  ["str"],
  ["upperChar", "X"],
  ["lowerChar", "x"],
  ["digitChar", "n"],
  ["otherChar", null],
];

/** Binary values are filled with zero bytes when no other are given. */
const padded = (name: "lpad" | "rpad"): FunctionSpec =>
  custom(name, [2, 3], ([s, n, pad], call) => {
    const length = call.coerce(n!, INT).sql;
    if (s!.type.kind === "binary" && (!pad || pad.type.kind === "binary")) {
      const filler = pad ? `hex(${pad.sql})` : "'00'";
      return { sql: `unhex(sp_${name}(hex(${s!.sql}), 2 * ${length}, ${filler}))`, type: BINARY };
    }
    return {
      sql: `sp_${name}(${text(s!, call)}, ${length}, ${pad ? text(pad, call) : "' '"})`,
      type: STRING,
    };
  });

/** True where a Java pattern is found in the text. */
export function matches(source: string, pattern: Argument, call: Call): string {
  const script = scriptRegex(pattern);
  return script
    ? `(js_regexp_matches(${source}, ${script}) = 1)`
    : `regexp_matches(${source}, ${javaRegex(pattern, call)})`;
}

function parseUrl(lenient: boolean) {
  return ([url, part, key]: Argument[], call: Call): Built => {
    const name = constant(part, call, "part");
    const parts = ["HOST", "PATH", "QUERY", "REF", "PROTOCOL", "FILE", "AUTHORITY", "USERINFO"];
    if (typeof name !== "string" || !parts.includes(name) || (key && name !== "QUERY"))
      return { sql: "CAST(NULL AS VARCHAR)", type: STRING };
    const found = key ? `sp_url_query_value(v, ${text(key, call)})` : `sp_url_${name.toLowerCase()}(v)`;
    const bad = lenient
      ? "NULL"
      : `error('[INVALID_URL] The url is invalid: ' || v || '. Use \`try_parse_url\` to tolerate invalid URL and return NULL instead. SQLSTATE: 22P02')`;
    return {
      sql: `list_transform([${text(url!, call)}], lambda v: CASE WHEN js_url_valid(v) = 0 THEN ${bad} ELSE ${found} END)[1]`,
      type: STRING,
    };
  };
}

export const strings: FunctionSpec[] = [
  custom("concat", [0, 255], concat),
  custom("concat_ws", [1, 255], concatWs),
  scalar("upper ucase", [STRING], STRING, (s) => `upper(replace(${s}, 'ß', 'SS'))`),
  scalar("lower lcase", [STRING], STRING, (s) => `lower(${s})`),
  scalar("initcap", [STRING], STRING, (s) => `sp_initcap(${s})`),
  custom("length char_length character_length len", [1, 1], ([s], call) => ({
    sql: `CAST(${s!.type.kind === "binary" ? `octet_length(${s!.sql})` : `length(${text(s!, call)})`} AS INTEGER)`,
    type: INT,
  })),
  custom("octet_length", [1, 1], ([s], call) => ({
    sql: `CAST(octet_length(${binaryOf(s!, call)}) AS INTEGER)`,
    type: INT,
  })),
  custom("bit_length", [1, 1], ([s], call) => ({
    sql: `CAST(octet_length(${binaryOf(s!, call)}) * 8 AS INTEGER)`,
    type: INT,
  })),
  custom("substring substr", [2, 3], substring),
  scalar(
    "substring_index",
    [STRING, STRING, INT],
    STRING,
    (s, d, n) => `sp_substring_index(${s}, ${d}, ${n})`,
  ),
  custom("left", [2, 2], ([s, n], call) => {
    const count = `sp_count(${call.coerce(n!, INT).sql})`;
    return s!.type.kind === "binary"
      ? { sql: `unhex(left(hex(${s!.sql}), 2 * ${count}))`, type: BINARY }
      : { sql: `left(${text(s!, call)}, ${count})`, type: STRING };
  }),
  scalar("right", [STRING, INT], STRING, (s, n) => `right(${s}, sp_count(${n}))`),
  custom("split", [2, 3], split),
  scalar("split_part", [STRING, STRING, INT], STRING, (s, d, n) => `sp_split_part(${s}, ${d}, ${n})`),
  custom("regexp_extract", [2, 3], regexpExtract(false)),
  custom("regexp_extract_all", [2, 3], regexpExtract(true)),
  custom("regexp_replace", [3, 4], ([s, pattern, replacement, position], call) => {
    const script = scriptRegex(call.coerce(pattern!, STRING));
    if (script && !position)
      return {
        sql: `js_regexp_replace(${text(s!, call)}, ${script}, ${text(replacement!, call)})`,
        type: STRING,
      };
    const regex = javaRegex(call.coerce(pattern!, STRING), call);
    const source = text(s!, call);
    const by = javaReplacement(call.coerce(replacement!, STRING));
    const from = position ? constantInt(position, call, "position") : 1;
    if (from === null || from === undefined || from < 1)
      return unsupported(call, "regexp_replace from this position");
    const tail = from === 1 ? source : `substring(${source}, ${from})`;
    const replaced = `regexp_replace(${tail}, ${regex}, ${by}, 'g')`;
    return { sql: from === 1 ? replaced : `(left(${source}, ${from - 1}) || ${replaced})`, type: STRING };
  }),
  custom("regexp_like regexp rlike", [2, 2], ([s, p], call) => ({
    sql: matches(text(s!, call), call.coerce(p!, STRING), call),
    type: BOOLEAN,
  })),
  custom("regexp_count", [2, 2], ([s, p], call) => ({
    sql: `CAST(len(regexp_extract_all(${text(s!, call)}, ${javaRegex(call.coerce(p!, STRING), call)}, 0)) AS INTEGER)`,
    type: INT,
  })),
  custom("regexp_substr", [2, 2], ([s, p], call) => ({
    sql: `nullif(regexp_extract(${text(s!, call)}, ${javaRegex(call.coerce(p!, STRING), call)}, 0), '')`,
    type: STRING,
  })),
  custom("regexp_instr", [2, 3], ([s, p, group], call) => {
    if (group && literalNumber(group) !== 0) return unsupported(call, "regexp_instr with a group");
    return {
      sql: `sp_regexp_instr(${text(s!, call)}, ${javaRegex(call.coerce(p!, STRING), call)})`,
      type: INT,
    };
  }),
  scalar("instr", [STRING, STRING], INT, (s, sub) => `CAST(instr(${s}, ${sub}) AS INTEGER)`),
  scalar(
    "locate position",
    [STRING, STRING, INT],
    INT,
    (sub, s, from) => `sp_locate(${sub}, ${s}, ${from ?? "1"})`,
    2,
  ),
  scalar(
    "charindex",
    [STRING, STRING, INT],
    INT,
    (sub, s, from) => `sp_locate(${sub}, ${s}, ${from ?? "1"})`,
    2,
  ),
  padded("lpad"),
  padded("rpad"),
  trims("trim", "trim", false),
  trims("ltrim", "ltrim", false),
  trims("rtrim", "rtrim", false),
  trims("btrim", "trim", true),
  scalar("replace", [STRING, STRING, STRING], STRING, (s, a, b) => `replace(${s}, ${a}, ${b ?? "''"})`, 2),
  scalar("translate", [STRING, STRING, STRING], STRING, (s, a, b) => `translate(${s}, ${a}, ${b})`),
  custom("reverse", [1, 1], ([s], call) =>
    s!.type.kind === "array"
      ? { sql: `list_reverse(${s!.sql})`, type: s!.type }
      : { sql: `reverse(${text(s!, call)})`, type: STRING },
  ),
  scalar("repeat", [STRING, INT], STRING, (s, n) => `repeat(${s}, sp_count(${n}))`),
  scalar("space", [INT], STRING, (n) => `repeat(' ', sp_count(${n}))`),
  custom("overlay", [3, 4], ([s, r, p, l], call) => {
    const length = l ? call.coerce(l, INT).sql : "-1";
    return {
      sql: `sp_overlay(${text(s!, call)}, ${text(r!, call)}, ${call.coerce(p!, INT).sql}, ${length})`,
      type: STRING,
    };
  }),
  custom("format_number", [2, 2], formatNumber),
  custom("format_string printf", [1, 255], formatString),
  scalar("soundex", [STRING], STRING, (s) => `js_soundex(${s})`),
  scalar(
    "levenshtein",
    [STRING, STRING, INT],
    INT,
    (a, b, most) =>
      most === undefined ? `js_levenshtein(${a}, ${b})` : `sp_levenshtein_within(${a}, ${b}, ${most})`,
    2,
  ),
  scalar("ascii", [STRING], INT, (s) => `ascii(${s})`),
  scalar("char chr", [BIGINT], STRING, (n) => `sp_chr(${n})`),
  custom("base64", [1, 1], ([x], call) => ({ sql: `to_base64(${binaryOf(x!, call)})`, type: STRING })),
  scalar("unbase64", [STRING], BINARY, (s) => `from_base64(${s})`),
  custom("hex", [1, 1], ([x], call) => {
    if (x!.type.kind === "string" || x!.type.kind === "binary")
      return { sql: `hex(${binaryOf(x!, call)})`, type: STRING };
    return { sql: `hex(${call.coerce(x!, BIGINT).sql})`, type: STRING };
  }),
  scalar("unhex", [STRING], BINARY, (s) => `sp_unhex(${s})`),
  digest("md5", (b) => `md5(${b})`),
  digest("sha sha1", (b) => `sha1(${b})`),
  custom("encode", [2, 2], ([s, set], call) => ({
    sql: utf8(set!) ? `encode(${text(s!, call)})` : `js_encode(${text(s!, call)}, ${text(set!, call)})`,
    type: BINARY,
  })),
  test("startswith", "starts_with", (a, b) => `starts_with(${a}, ${b})`),
  test("endswith", "ends_with", (a, b) => `ends_with(${a}, ${b})`),
  test("contains", "contains", (a, b) => `regexp_matches(${a}, '^(..)*' || ${b})`),
  { ...masked, parameters: MASK_PARAMETERS },
  scalar("url_encode", [STRING], STRING, (s) => `sp_url_encode(${s})`),
  scalar("url_decode", [STRING], STRING, (s) => `js_url_decode(${s})`),
  scalar("try_url_decode", [STRING], STRING, (s) => `js_try_url_decode(${s})`),
  custom("parse_url", [2, 3], parseUrl(false)),
  custom("try_parse_url", [2, 3], parseUrl(true)),
  scalar("find_in_set", [STRING, STRING], INT, (s, list) => `sp_find_in_set(${s}, ${list})`),
  scalar(
    "elt",
    [INT, STRING, STRING, STRING, STRING, STRING, STRING, STRING],
    STRING,
    (n, ...rest) => `sp_elt([${rest.join(", ")}], ${n})`,
    2,
  ),
  scalar("luhn_check", [STRING], BOOLEAN, (s) => `sp_luhn(${s})`),
  custom("crc32", [1, 1], ([x], call) => ({ sql: `sp_crc32(${binaryOf(x!, call)})`, type: BIGINT })),
  custom("to_number", [2, 2], (args, call) => toNumber(args, call, false)),
  custom("try_to_number", [2, 2], (args, call) => toNumber(args, call, true)),
  custom("to_char to_varchar", [2, 2], toChar),
  custom("to_binary", [1, 2], (args, call) => toBinary(args, call, false)),
  custom("try_to_binary", [1, 2], (args, call) => toBinary(args, call, true)),
  custom("is_valid_utf8", [1, 1], ([s], call) =>
    s!.type.kind === "binary"
      ? { sql: `(js_valid_utf8(${s!.sql}) = 1)`, type: BOOLEAN }
      : { sql: `CASE WHEN (${text(s!, call)}) IS NOT NULL THEN true END`, type: BOOLEAN },
  ),
  ...["make_valid_utf8", "validate_utf8", "try_validate_utf8"].map((name) =>
    custom(name, [1, 1], ([s], call) =>
      s!.type.kind === "binary"
        ? unsupported(call, `${name} of a binary value`)
        : { sql: text(s!, call), type: STRING },
    ),
  ),
  custom("collate", [2, 2], ([s, name], call) => {
    const collation = String(constant(name, call, "collation"));
    if (collation.toUpperCase() !== "UTF8_BINARY") return unsupported(call, `the collation ${collation}`);
    return { sql: text(s!, call), type: STRING };
  }),
  custom("collation", [1, 1], ([s], call) => ({
    sql: `CASE WHEN (${text(s!, call)}) IS NULL THEN 'SYSTEM.BUILTIN.UTF8_BINARY' ELSE 'SYSTEM.BUILTIN.UTF8_BINARY' END`,
    type: STRING,
  })),
  custom("sentences", [1, 3], ([s, language], call) => ({
    sql: `CAST(CAST(js_sentences(${text(s!, call)}, ${language ? text(language, call) : "'en'"}) AS JSON) AS VARCHAR[][])`,
    type: arrayOf(arrayOf(STRING)),
  })),
];
