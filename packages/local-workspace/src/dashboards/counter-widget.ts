import { formatNumber } from "../charts/number-format.ts";
import { sparkline } from "../charts/sparkline.ts";
import { type Html, html } from "../pages/html.ts";
import { cellText } from "./cell.ts";
import type { WidgetSpec } from "./definition.ts";
import { encoding, nameOfField, numberFormat, requiredEncoding } from "./encoding.ts";
import type { Rows } from "./rows.ts";

/** One number, large; beside it what it is compared with, and the line of its periods. */
export function counterWidget({ encodings }: WidgetSpec, rows: Rows, periods: Rows | undefined): Html {
  const value = requiredEncoding(encodings, "value", "counter");
  const [target, period] = [encoding(encodings, "target"), encoding(encodings, "period")];
  const row = wholeNumber(value.rowNumber) ?? 0;
  if (rows.count <= row) return html`<p class="figure">–</p><p class="muted">No rows</p>`;
  const text = rows.text(row, value);
  const number = rows.kind(value) === "number" ? rows.number(row, value) : null;
  const format = numberFormat(value);
  // Large numbers are shortened where the widget does not say how to write them; the whole one is in the title.
  const plain = number === null ? cellText(text, rows.kind(value), value) : formatNumber(number, format);
  const large = number !== null && !format && Math.abs(number) >= 1_000_000;
  const short = large
    ? formatNumber(number, { kind: "plain", compact: true, places: { exact: false, count: 2 } })
    : plain;
  const template = typeof value.formatTemplate === "string" ? value.formatTemplate : "{{@formatted}}";
  const shown = template.replace(/\{\{\s*(@formatted|@|[^{}]+?)\s*\}\}/g, (_, name: string) =>
    name === "@formatted"
      ? short
      : name === "@"
        ? (text ?? "")
        : ((rows.has(name) ? rows.text(row, { fieldName: name }) : null) ?? ""),
  );
  const other = target && rows.kind(target) === "number" ? rows.number(row, target) : null;
  const line =
    period && periods
      ? sparkline({
          width: 320,
          height: 48,
          label: `${nameOfField(value)} over time`,
          points: Array.from({ length: periods.count }, (_, at) => ({
            x: periods.time(at, period),
            y: periods.number(at, value),
          })).filter((point): point is { x: number; y: number } => point.x !== null && point.y !== null),
        })
      : "";
  return html`<p class="figure" title="${plain}">${shown === "" ? "–" : shown}</p>${target && other !== null && number !== null ? compared(number, other, nameOfField(target), formatNumber(other, numberFormat(target) ?? format)) : ""}${line === "" ? "" : html`<div class="spark">${line}</div>`}`;
}

function compared(value: number, target: number, name: string, text: string): Html {
  const change = target === 0 ? null : (value - target) / Math.abs(target);
  if (change === null) return html`<p class="muted">${name}: ${text}</p>`;
  const up = change >= 0;
  return html`<p class="muted"><span class="${up ? "up" : "down"}">${up ? "▲" : "▼"} ${formatNumber(Math.abs(change), { kind: "percent" })}</span> ${name}: ${text}</p>`;
}

const wholeNumber = (value: unknown) =>
  typeof value === "number" && Number.isInteger(value) && value > 0 ? value - 1 : undefined;
