import { unsupported } from "./define.ts";
import { quoteString } from "./duck-type.ts";
import type { Call } from "./spec.ts";

/** One run of the same pattern letter, or literal text. */
type Token = { letter: string; count: number } | { text: string };

/** Reads a pattern of Java's DateTimeFormatter. */
function tokens(pattern: string, call: Call): Token[] {
  const out: Token[] = [];
  for (let i = 0; i < pattern.length; ) {
    const c = pattern[i]!;
    if (c === "'") {
      let text = "";
      let j = i + 1;
      for (; j < pattern.length; j++) {
        if (pattern[j] !== "'") text += pattern[j];
        else if (pattern[j + 1] === "'") {
          text += "'";
          j++;
        } else break;
      }
      if (j >= pattern.length) return badPattern(pattern, call);
      out.push({ text: text === "" ? "'" : text });
      i = j + 1;
    } else if (/[A-Za-z]/.test(c)) {
      let j = i;
      while (pattern[j] === c) j++;
      out.push({ letter: c, count: j - i });
      i = j;
    } else if ("[]{}#".includes(c)) {
      return unsupported(call, `'${c}' in the datetime pattern '${pattern}'`);
    } else {
      out.push({ text: c });
      i++;
    }
  }
  return out;
}

function badPattern(pattern: string, call: Call): never {
  return call.fail(
    "INVALID_DATETIME_PATTERN.WITH_SUGGESTION",
    "22007",
    `Unrecognized datetime pattern: '${pattern}'.`,
  );
}

const formats: Record<string, string> = {
  yy: "%y",
  yyyy: "%Y",
  M: "%-m",
  MM: "%m",
  MMM: "%b",
  MMMM: "%B",
  L: "%-m",
  LL: "%m",
  LLL: "%b",
  LLLL: "%B",
  d: "%-d",
  dd: "%d",
  D: "%-j",
  DDD: "%j",
  H: "%-H",
  HH: "%H",
  h: "%-I",
  hh: "%I",
  m: "%-M",
  mm: "%M",
  s: "%-S",
  ss: "%S",
  SSS: "%g",
  SSSSSS: "%f",
  a: "%p",
  E: "%a",
  EE: "%a",
  EEE: "%a",
  EEEE: "%A",
};

/** DuckDB SQL that shows a TIMESTAMP (session wall clock) by a Java pattern. */
export function formatByPattern(time: string, pattern: string, call: Call, moment?: string): string {
  const parts: string[] = [];
  let format = "";
  const flush = (): void => {
    if (format) parts.push(`strftime(${time}, ${quoteString(format)})`);
    format = "";
  };
  for (const token of tokens(pattern, call)) {
    if ("text" in token) {
      format += token.text.replaceAll("%", "%%");
      continue;
    }
    const known = formats[token.letter.repeat(token.count)];
    if (known) {
      format += known;
      continue;
    }
    flush();
    parts.push(piece(time, token, pattern, call, moment));
  }
  flush();
  return parts.length ? `(${parts.join(" || ")})` : `CASE WHEN (${time}) IS NOT NULL THEN '' END`;
}

function piece(
  time: string,
  { letter, count }: { letter: string; count: number },
  pattern: string,
  call: Call,
  moment: string | undefined,
): string {
  if (letter === "y" && (count === 1 || count === 3))
    return `lpad(CAST(year(${time}) AS VARCHAR), CAST(greatest(${count}, length(CAST(year(${time}) AS VARCHAR))) AS INTEGER), '0')`;
  if (letter === "F" && count === 1) return `CAST((day(${time}) - 1) % 7 + 1 AS VARCHAR)`;
  const quarter = `CAST(quarter(${time}) AS VARCHAR)`;
  if ((letter === "Q" || letter === "q") && count === 1) return quarter;
  if ((letter === "Q" || letter === "q") && count === 2) return `('0' || ${quarter})`;
  if ((letter === "Q" || letter === "q") && count === 3) return `('Q' || ${quarter})`;
  if (letter === "S" && count <= 9) return `left(strftime(${time}, '%f') || '000', ${count})`;
  if ((letter === "k" || letter === "K") && count <= 2) {
    const hour =
      letter === "k" ? `CASE WHEN hour(${time}) = 0 THEN 24 ELSE hour(${time}) END` : `hour(${time}) % 12`;
    return count === 1 ? `CAST(${hour} AS VARCHAR)` : `lpad(CAST(${hour} AS VARCHAR), 2, '0')`;
  }
  if (letter === "G" && count <= 3)
    return `CASE WHEN year(${time}) > 0 THEN 'AD' WHEN year(${time}) <= 0 THEN 'BC' END`;
  return zonePiece(time, letter, count, call, moment) ?? refuse(letter, count, pattern, call);
}

/** What the pattern letters of zones show; nothing when it is not known here. */
function zonePiece(
  time: string,
  letter: string,
  count: number,
  call: Call,
  moment: string | undefined,
): string | undefined {
  const utc = call.timeZone === "UTC";
  const known = (text: string): string => `CASE WHEN (${time}) IS NOT NULL THEN ${quoteString(text)} END`;
  if (letter === "V" && count === 2) return known(call.timeZone);
  if (letter === "z" && count <= 3) {
    if (utc) return known("UTC");
    const names = SHORT_NAMES[call.timeZone];
    if (!names || !moment) return undefined;
    const [standard, summer, hours] = names;
    return `CASE WHEN (${time}) IS NULL THEN NULL WHEN ${minutesEast(time, moment)} = ${hours * 60} THEN '${standard}' ELSE '${summer}' END`;
  }
  const minutes = utc ? `CASE WHEN (${time}) IS NOT NULL THEN 0 END` : moment && minutesEast(time, moment);
  if (minutes === undefined) return undefined;
  if (letter === "X" && count <= 5)
    return `CASE WHEN ${minutes} IS NULL THEN NULL WHEN ${minutes} = 0 THEN 'Z' ELSE ${offsetText(minutes, count)} END`;
  if (letter === "x" && count <= 5) return offsetText(minutes, count);
  if (letter === "Z" && count <= 3) return offsetText(minutes, 2);
  if (letter === "Z" && count === 5)
    return `CASE WHEN ${minutes} IS NULL THEN NULL WHEN ${minutes} = 0 THEN 'Z' ELSE ${offsetText(minutes, 3)} END`;
  if ((letter === "O" && count === 4) || (letter === "Z" && count === 4))
    return `CASE WHEN ${minutes} IS NULL THEN NULL WHEN ${minutes} = 0 THEN 'GMT' ELSE 'GMT' || ${offsetText(minutes, 3)} END`;
  if (letter === "O" && count === 1)
    return `CASE WHEN ${minutes} IS NULL THEN NULL WHEN ${minutes} = 0 THEN 'GMT' ELSE 'GMT' || CASE WHEN ${minutes} < 0 THEN '-' ELSE '+' END || CAST(abs(${minutes}) // 60 AS VARCHAR) || CASE WHEN abs(${minutes}) % 60 = 0 THEN '' ELSE ':' || lpad(CAST(abs(${minutes}) % 60 AS VARCHAR), 2, '0') END END`;
  return undefined;
}

const minutesEast = (time: string, moment: string): string =>
  `((epoch_us(${time}) - epoch_us(${moment})) // 60000000)`;

/** `+05`, `+0530` or `+05:30`, by the number of pattern letters. */
function offsetText(minutes: string, count: number): string {
  const two = (n: string): string => `lpad(CAST(${n} AS VARCHAR), 2, '0')`;
  const sign = `CASE WHEN ${minutes} < 0 THEN '-' WHEN ${minutes} >= 0 THEN '+' END`;
  const [hours, rest] = [two(`abs(${minutes}) // 60`), two(`abs(${minutes}) % 60`)];
  if (count === 1)
    return `(${sign} || ${hours} || CASE WHEN abs(${minutes}) % 60 = 0 THEN '' ELSE ${rest} END)`;
  return `(${sign} || ${hours} || ${count === 2 || count === 4 ? "" : "':' || "}${rest})`;
}

/** Standard and summer name of zones that people use often, and the hours east of UTC of the first. */
const SHORT_NAMES: Record<string, [standard: string, summer: string, hours: number]> = {
  "America/New_York": ["EST", "EDT", -5],
  "America/Chicago": ["CST", "CDT", -6],
  "America/Denver": ["MST", "MDT", -7],
  "America/Los_Angeles": ["PST", "PDT", -8],
  "Europe/Berlin": ["CET", "CEST", 1],
  "Europe/Paris": ["CET", "CEST", 1],
  "Europe/Madrid": ["CET", "CEST", 1],
  "Europe/Rome": ["CET", "CEST", 1],
  "Europe/Amsterdam": ["CET", "CEST", 1],
  "Europe/London": ["GMT", "BST", 0],
  "Asia/Tokyo": ["JST", "JST", 9],
  "Asia/Kolkata": ["IST", "IST", 5.5],
  "Australia/Sydney": ["AEST", "AEDT", 10],
};

function refuse(letter: string, count: number, pattern: string, call: Call): never {
  if ("wWYuecnNA".includes(letter) || !/[GyMLdDQqEahHkKmsSzVXxZOF]/.test(letter)) {
    return call.fail(
      "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION",
      "42K0B",
      `You may get a different result due to the upgrading to Spark >= 3.0: Fail to recognize '${pattern}' pattern in the DateTimeFormatter.`,
    );
  }
  return unsupported(call, `'${letter.repeat(count)}' in the datetime pattern '${pattern}'`);
}

const names = {
  MMM: "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec",
  MMMM: "january|february|march|april|may|june|july|august|september|october|november|december",
};

const digits: Record<string, [field: string, regex: string]> = {
  yyyy: ["y", "[0-9]{4}"],
  y: ["y", "[0-9]{1,6}"],
  yy: ["yy", "[0-9]{2}"],
  M: ["mo", "[0-9]{1,2}"],
  MM: ["mo", "[0-9]{2}"],
  L: ["mo", "[0-9]{1,2}"],
  LL: ["mo", "[0-9]{2}"],
  d: ["d", "[0-9]{1,2}"],
  dd: ["d", "[0-9]{2}"],
  H: ["h", "[0-9]{1,2}"],
  HH: ["h", "[0-9]{2}"],
  h: ["h12", "[0-9]{1,2}"],
  hh: ["h12", "[0-9]{2}"],
  m: ["mi", "[0-9]{1,2}"],
  mm: ["mi", "[0-9]{2}"],
  s: ["s", "[0-9]{1,2}"],
  ss: ["s", "[0-9]{2}"],
  a: ["ap", "am|pm"],
  MMM: ["mon", names.MMM],
  MMMM: ["month", names.MMMM],
  DDD: ["doy", "[0-9]{3}"],
  D: ["doy", "[0-9]{1,3}"],
  X: ["z", "Z|[+-][0-9]{2}(?:[0-9]{2})?"],
  XX: ["z", "Z|[+-][0-9]{4}"],
  XXX: ["z", "Z|[+-][0-9]{2}:[0-9]{2}"],
  x: ["z", "[+-][0-9]{2}(?:[0-9]{2})?"],
  xx: ["z", "[+-][0-9]{4}"],
  xxx: ["z", "[+-][0-9]{2}:[0-9]{2}"],
  Z: ["z", "[+-][0-9]{4}"],
};

const escapeRegex = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");

/**
 * How to read text by a Java pattern: `match` tells whether it has the shape, `local` is the TIMESTAMP it names
 * (NULL when no such moment exists), `offset` its distance from UTC in seconds when the pattern has a zone.
 */
export function parseByPattern(
  text: string,
  pattern: string,
  call: Call,
): { match: string; local: string; offset: string | undefined } {
  let regex = "(?i)";
  const groups: string[] = [];
  const list = tokens(pattern, call);
  for (const [i, token] of list.entries()) {
    if ("text" in token) {
      regex += escapeRegex(token.text);
      continue;
    }
    const run = token.letter.repeat(token.count);
    if (token.letter === "E" || token.letter === "Q" || token.letter === "q" || token.letter === "F") {
      return call.fail(
        "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION",
        "42K0B",
        `You may get a different result due to the upgrading to Spark >= 3.0: Fail to recognize '${pattern}' pattern in the DateTimeFormatter.`,
      );
    }
    const next = list[i + 1];
    let known = digits[run];
    if (token.letter === "S" && token.count <= 9) known = ["f", `[0-9]{1,${token.count}}`];
    if (!known || groups.includes(known[0])) return refuse(token.letter, token.count, pattern, call);
    // A number of free length directly before another number is read by lookahead in Java.
    if (
      /\{1,/.test(known[1]) &&
      next &&
      "letter" in next &&
      digits[next.letter.repeat(next.count)]?.[1].startsWith("[0-9]")
    )
      return unsupported(call, `the datetime pattern '${pattern}'`);
    groups.push(known[0]);
    regex += `(${known[1]})`;
  }
  const has = (name: string): boolean => groups.includes(name);
  const full = quoteString(`^${regex}$`.replace("^(?i)", "(?i)^"));
  const group = (name: string): string => `regexp_extract(${text}, ${full}, ${groups.indexOf(name) + 1})`;
  const number = (name: string, missing: string): string =>
    has(name) ? `TRY_CAST(${group(name)} AS INTEGER)` : missing;
  if (groups.length > 9) return unsupported(call, `the datetime pattern '${pattern}'`);
  const year = has("yy") ? `(2000 + ${number("yy", "")})` : number("y", "1970");
  const month = has("mon")
    ? `((instr('${names.MMM.replaceAll("|", "")}', lower(${group("mon")})) + 2) // 3)`
    : has("month")
      ? `list_position(string_split('${names.MMMM}', '|'), lower(${group("month")}))`
      : number("mo", "1");
  const halfDay = has("ap") ? `CASE WHEN lower(${group("ap")}) = 'pm' THEN 12 ELSE 0 END` : "0";
  const hour = has("h12")
    ? `(CASE WHEN ${number("h12", "0")} BETWEEN 1 AND 12 THEN ${number("h12", "0")} % 12 + ${halfDay} END)`
    : number("h", "0");
  const fraction = has("f") ? `CAST(rpad(left(${group("f")}, 6), 6, '0') AS INTEGER) / 1000000.0` : "0";
  const day = has("doy") ? "1" : number("d", "1");
  const base = `make_timestamp(${year}, ${has("doy") ? "1" : month}, ${day}, ${hour}, ${number("mi", "0")}, ${number("s", "0")} + ${fraction})`;
  const local = has("doy")
    ? `CASE WHEN year(TRY(${base}) + to_days(${number("doy", "1")} - 1)) = ${year} AND ${number("doy", "1")} > 0 THEN TRY(${base}) + to_days(${number("doy", "1")} - 1) END`
    : `CASE WHEN ${number("s", "0")} < 60 THEN TRY(${base}) END`;
  return {
    match: `regexp_matches(${text}, ${full})`,
    local,
    offset: has("z") ? `sp_zone_offset(${group("z")})` : undefined,
  };
}
