import { type Html, html } from "../pages/html.ts";
import { type Axes, layOutAxes } from "./axes.ts";
import { type Drawing, drawing } from "./drawing.ts";
import { seriesColor } from "./palette.ts";
import { stack } from "./stack.ts";
import { fitText } from "./text-width.ts";
import { drawAreas, drawBars, drawLines, drawPoints } from "./xy-marks.ts";
import type { XyChart } from "./xy-types.ts";

/** Bars, lines, areas and points over one pair of axes (or with a second one on the right). */
export function xyChart(chart: XyChart): Drawing {
  const series = chart.series.map((each, index) => ({ ...each, color: each.color ?? seriesColor(index) }));
  const stacked = stack(series, chart.layout ?? "stack");
  const full = { ...chart, series: stacked };
  const axes = layOutAxes(full);
  const body = [
    axes.html,
    drawAreas(full, axes),
    drawBars(full, axes),
    drawLines(full, axes),
    drawPoints(full, axes),
    ...(chart.annotations ?? []).map((each) => annotation(each, axes)),
  ];
  return {
    svg: drawing(chart, chart.label, body),
    legend: series.length > 1 ? series.map(({ name, color }) => ({ label: name, color })) : [],
  };
}

function annotation(
  { x, label, color = "var(--ink2)" }: { x: number | string; label: string; color?: string },
  axes: Axes,
): Html | "" {
  const place = axes.x(x);
  const { left, right, top, bottom } = axes.plot;
  if (axes.horizontal || place === undefined || place < left || place > right) return "";
  const late = place > (left + right) / 2;
  return html`<line x1="${place}" x2="${place}" y1="${top}" y2="${bottom}" stroke="${color}" stroke-dasharray="4 3"/>
<text x="${place + (late ? -5 : 5)}" y="${top + 10}" text-anchor="${late ? "end" : "start"}">${fitText(label, 140, 12)}</text>`;
}
