import { type Html, html } from "../pages/html.ts";
import { at, drawing, type Size } from "./drawing.ts";
import { linear } from "./scale.ts";

/** A small line without axes, for beside a number. Empty for fewer than two points. */
export function sparkline(chart: Size & { label: string; points: { x: number; y: number }[] }): Html | "" {
  const points = [...chart.points].sort((a, b) => a.x - b.x);
  if (points.length < 2) return "";
  const ys = points.map(({ y }) => y);
  const x = linear([points[0]!.x, points.at(-1)!.x], [3, chart.width - 3]);
  const y = linear([Math.min(...ys), Math.max(...ys)], [chart.height - 4, 4]);
  const path = points.map((point) => `${at(x(point.x))} ${at(y(point.y))}`).join("L");
  const last = points.at(-1)!;
  return drawing(chart, chart.label, [
    html`<path d="M${path}L${chart.width - 3} ${chart.height}L3 ${chart.height}Z" fill="var(--c0)" fill-opacity=".12"/>`,
    html`<path d="M${path}" fill="none" stroke="var(--c0)" stroke-width="2" stroke-linejoin="round"/>`,
    html`<circle cx="${at(x(last.x))}" cy="${at(y(last.y))}" r="3" fill="var(--c0)"/>`,
  ]);
}
