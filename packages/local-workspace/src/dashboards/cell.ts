import { z } from "zod";
import { strength } from "../charts/heatmap.ts";
import { formatNumber } from "../charts/number-format.ts";
import { timeText } from "../charts/time-ticks.ts";
import { type Html, html } from "../pages/html.ts";
import { type Encoding, numberFormat, readColor } from "./encoding.ts";
import { safeAddress } from "./markdown.ts";
import { parseTime } from "./rows.ts";

const MOST_TEXT = 400;

const ruleSchema = z.looseObject({
  condition: z.looseObject({
    operand: z.looseObject({ value: z.union([z.string(), z.number()]) }).optional(),
    operator: z.string(),
  }),
  backgroundColor: z.unknown().optional(),
  color: z.unknown().optional(),
});
const cellSchema = z.looseObject({
  cellType: z.string().optional(),
  displayAs: z.string().optional(),
  style: z.looseObject({ rules: z.array(ruleSchema).default([]) }).optional(),
  link: z.looseObject({ templatedURL: z.string().optional() }).optional(),
});

/** A value as a table shows it. */
export function cellText(
  text: string | null,
  kind: "number" | "time" | "text",
  field: Pick<Encoding, "format">,
): string {
  if (text === null) return "";
  if (kind === "number" && text !== "" && Number.isFinite(Number(text))) {
    const own = numberFormat(field);
    // Years and identifiers look wrong with separators; whole numbers keep all of their digits.
    if (!own && /^-?\d+$/.test(text))
      return Math.abs(Number(text)) < 10_000 ? text : formatNumber(Number(text));
    return formatNumber(Number(text), own);
  }
  if (kind === "time") {
    const time = parseTime(text);
    return time === null ? text : timeText(time);
  }
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)} …` : text;
}

/** One cell of a table, with the colours and the link that its column has. `range` are its column's ends. */
export function tableCell(
  text: string | null,
  kind: "number" | "time" | "text",
  field: Encoding,
  range: { low: number; high: number } | undefined,
  other: (name: string) => string | null,
): Html {
  const own = cellSchema.safeParse(field).data;
  const shown = cellText(text, kind, field);
  const value = Number(text);
  let style = "";
  if ((own?.cellType ?? own?.displayAs) === "color-scale" && text !== null && range && Number.isFinite(value))
    style = `background: color-mix(in srgb, var(--c0) ${Math.round(strength(value, range.low, range.high) * 55)}%, transparent)`;
  const rule = own?.style?.rules.find(({ condition }) =>
    holds(text, condition.operator, condition.operand?.value),
  );
  const back = readColor(rule?.backgroundColor);
  if (back) style = `background: color-mix(in srgb, ${back} 38%, transparent)`;
  const front = readColor(rule?.color);
  if (front) style += `${style ? "; " : ""}color: ${front}`;
  const address = own?.link?.templatedURL?.replace(/\{\{\s*(@|[^{}]+?)\s*\}\}/g, (_, name: string) =>
    encodeURIComponent((name === "@" ? text : other(name)) ?? ""),
  );
  const target = address === undefined ? undefined : safeAddress(address);
  const inner = target ? html`<a href="${target}">${shown}</a>` : html`${shown}`;
  const look = style === "" ? "" : html` style="${style}"`;
  return html`<td${kind === "number" ? html` class="number"` : html` class="words"`}${look}>${inner}</td>`;
}

function holds(text: string | null, operator: string, operand: string | number | undefined): boolean {
  if (operator === "is-null" || operator === "IS NULL") return text === null;
  if (text === null || operand === undefined) return false;
  const numbers = text !== "" && Number.isFinite(Number(text)) && Number.isFinite(Number(operand));
  const [a, b] = numbers ? [Number(text), Number(operand)] : [text, String(operand)];
  switch (operator) {
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case "=":
    case "==":
      return a === b;
    case "!=":
    case "<>":
      return a !== b;
    case "contains":
      return text.includes(String(operand));
    default:
      return false;
  }
}
