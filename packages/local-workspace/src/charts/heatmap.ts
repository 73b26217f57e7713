import { html } from "../pages/html.ts";
import { at, type Drawing, drawing, type Size, tip } from "./drawing.ts";
import { formatNumber, type NumberFormat } from "./number-format.ts";
import { fitText, textWidth } from "./text-width.ts";

export interface Heatmap extends Size {
  label: string;
  columns: string[];
  rows: string[];
  cells: { column: string; row: string; value: number }[];
  format?: NumberFormat;
  xTitle?: string;
  yTitle?: string;
}

/** How strong a value's colour is, between 0.08 and 1. */
export const strength = (value: number, low: number, high: number) =>
  0.08 + 0.92 * (high === low ? 1 : (value - low) / (high - low));

/** A grid whose cells are the stronger coloured the greater their value. */
export function heatmap(chart: Heatmap): Drawing {
  const { columns, rows } = chart;
  const widest = Math.max(0, ...rows.map((name) => textWidth(name, 12)));
  const left = Math.min(widest, chart.width * 0.3) + 10 + (chart.yTitle ? 18 : 0);
  const step = (chart.width - left - 2) / Math.max(columns.length, 1);
  const names = Math.max(0, ...columns.map((name) => textWidth(name, 12)));
  const level = names <= step - 2;
  const foot = (level ? 20 : Math.min(names, 90) * 0.68 + 16) + (chart.xTitle ? 18 : 0);
  const tall = (chart.height - foot - 4) / Math.max(rows.length, 1);
  const values = chart.cells.map(({ value }) => value);
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const columnAt = new Map(columns.map((name, index) => [name, index]));
  const rowAt = new Map(rows.map((name, index) => [name, index]));
  const compact = {
    ...(chart.format ?? { kind: "plain" as const }),
    compact: high >= 10_000,
    places: { exact: false, count: 1 },
  };
  const cells = chart.cells.flatMap(({ column, row, value }) => {
    const [c, r] = [columnAt.get(column), rowAt.get(row)];
    if (c === undefined || r === undefined) return [];
    const strong = strength(value, low, high);
    const [x, y] = [left + c * step, 2 + r * tall];
    const text = formatNumber(value, compact);
    const fits = tall >= 16 && textWidth(text, 11) <= step - 4;
    return [
      html`<rect class="mark" x="${at(x + 0.75)}" y="${at(y + 0.75)}" width="${at(Math.max(step - 1.5, 0.5))}" height="${at(Math.max(tall - 1.5, 0.5))}" rx="2" fill="var(--c0)" fill-opacity="${at(strong * 10) / 10}">${tip(`${column}, ${row}: ${formatNumber(value, chart.format)}`)}</rect>`,
      fits
        ? html`<text x="${at(x + step / 2)}" y="${at(y + tall / 2 + 4)}" text-anchor="middle" style="font-size: 11px; pointer-events: none; fill: ${strong > 0.72 ? "var(--on)" : "var(--ink)"}">${text}</text>`
        : "",
    ];
  });
  const everyRow = Math.max(1, Math.ceil(14 / tall));
  const everyColumn = level ? 1 : Math.max(1, Math.ceil(16 / step));
  const bottom = 2 + tall * rows.length;
  const labels = [
    ...rows.map((name, index) =>
      index % everyRow === 0
        ? html`<text x="${at(left - 8)}" y="${at(2 + (index + 0.5) * tall + 4)}" text-anchor="end">${fitText(name, left - 10 - (chart.yTitle ? 18 : 0), 12)}</text>`
        : "",
    ),
    ...columns.map((name, index) => {
      const x = at(left + (index + 0.5) * step);
      if (index % everyColumn !== 0) return "";
      return level
        ? html`<text x="${x}" y="${at(bottom + 16)}" text-anchor="middle">${name}</text>`
        : html`<text transform="translate(${x + 4} ${at(bottom + 13)}) rotate(-42)" text-anchor="end">${fitText(name, 90, 12)}</text>`;
    }),
    chart.xTitle
      ? html`<text class="title" x="${at((left + chart.width) / 2)}" y="${chart.height - 4}" text-anchor="middle">${chart.xTitle}</text>`
      : "",
    chart.yTitle
      ? html`<text class="title" transform="translate(11 ${at(bottom / 2)}) rotate(-90)" text-anchor="middle">${chart.yTitle}</text>`
      : "",
  ];
  return { svg: drawing(chart, chart.label, [...cells, ...labels]), legend: [] };
}
