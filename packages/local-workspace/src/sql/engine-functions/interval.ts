import { type EngineFunction, failure } from "./define.ts";

const MICROS: Record<string, bigint> = {
  DAY: 86_400_000_000n,
  HOUR: 3_600_000_000n,
  MINUTE: 60_000_000n,
  SECOND: 1_000_000n,
};
const MOST: Record<string, bigint> = { HOUR: 23n, MINUTE: 59n, SECOND: 59n, MONTH: 11n };
const ORDER = ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"];

/** Months or microseconds of an interval's text; undefined when it does not have the form of its fields. */
export function intervalAmount(text: string, fields: string): bigint | undefined {
  const [from = "", to = from] = fields.split(" TO ");
  const units = ORDER.slice(ORDER.indexOf(from), ORDER.indexOf(to) + 1);
  const literal = new RegExp(
    `^\\s*interval\\s+([+-])?'(.*)'\\s+${fields.replaceAll(" ", "\\s+")}\\s*$`,
    "i",
  ).exec(text);
  const body = units
    .map((unit, i) => {
      const before = i === 0 ? "" : unit === "MONTH" ? "-" : unit === "HOUR" ? "[ T]" : ":";
      return `${before}(\\d+)${unit === "SECOND" ? "(?:\\.(\\d{1,9}))?" : ""}`;
    })
    .join("");
  const m = new RegExp(`^\\s*([+-])?${body}\\s*$`).exec(literal ? (literal[2] as string) : text);
  if (!m) return undefined;
  let total = 0n;
  for (const [i, unit] of units.entries()) {
    const n = BigInt(m[i + 2] as string);
    if (i > 0 && n > (MOST[unit] as bigint)) return undefined;
    if (unit === "YEAR") total += n * 12n;
    else total += unit === "MONTH" ? n : n * (MICROS[unit] as bigint);
  }
  const fraction = to === "SECOND" ? m[units.length + 2] : undefined;
  if (fraction) total += BigInt(fraction.slice(0, 6).padEnd(6, "0"));
  const negative = (m[1] === "-") !== (literal?.[1] === "-");
  return negative ? -total : total;
}

export const intervals: EngineFunction[] = [
  {
    name: "js_interval",
    parameters: ["text", "text"],
    returns: "long",
    run: ([text, fields]) => {
      const amount = intervalAmount(text as string, fields as string);
      if (amount !== undefined) return amount;
      throw failure(
        "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING_WITH_NOTICE",
        "22006",
        `Error parsing '${text as string}' to interval. Please ensure that the value provided is in a valid format for defining an interval. Interval string does not match the format of \`INTERVAL ${fields as string}\`.`,
      );
    },
  },
  {
    name: "js_try_interval",
    parameters: ["text", "text"],
    returns: "long",
    run: ([text, fields]) => intervalAmount(text as string, fields as string) ?? null,
  },
];
