import type { EngineFunction } from "./define.ts";

/** Rounded half to even, as Java's DecimalFormat does; `text` is a plain decimal number without a sign. */
function roundHalfEven(text: string, places: number): string {
  const [whole = "0", fraction = ""] = text.split(".");
  if (fraction.length <= places) return `${whole}.${fraction.padEnd(places, "0")}`;
  let units = BigInt(whole + fraction.slice(0, places));
  const rest = fraction.slice(places);
  const half = `5${"0".repeat(rest.length - 1)}`;
  if (rest > half || (rest === half && units % 2n === 1n)) units += 1n;
  const digits = String(units).padStart(places + 1, "0");
  return `${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`;
}

/** A number by a pattern such as `#,##0.00`; undefined when the pattern has more than digits, groups and a point. */
export function formatByNumberPattern(number: string, pattern: string): string | undefined {
  const m = /^([#,]*[0,]*)(?:\.(0*)(#*))?$/.exec(pattern);
  if (!m || pattern === "") return undefined;
  const whole = m[1] as string;
  const least = (whole.match(/0/g) ?? []).length;
  const comma = whole.lastIndexOf(",");
  const group = comma < 0 ? 0 : whole.length - comma - 1;
  if (comma >= 0 && group === 0) return undefined;
  const [fixed, most] = [(m[2] ?? "").length, (m[2] ?? "").length + (m[3] ?? "").length];
  const negative = number.startsWith("-");
  const [int = "", fraction = ""] = roundHalfEven(number.replace("-", ""), most).split(".");
  let digits = int.replace(/^0+/, "").padStart(least, "0");
  let tail = fraction;
  while (tail.length > fixed && tail.endsWith("0")) tail = tail.slice(0, -1);
  if (digits === "" && tail === "") digits = "0";
  const grouped = group ? digits.replace(new RegExp(`\\B(?=(\\d{${group}})+$)`, "g"), ",") : digits;
  return `${negative ? "-" : ""}${grouped}${tail ? `.${tail}` : ""}`;
}

export const numberPatterns: EngineFunction[] = [
  {
    name: "js_number_pattern",
    parameters: ["text", "text"],
    returns: "text",
    run: ([number, pattern]) => formatByNumberPattern(number as string, pattern as string) ?? null,
  },
];
