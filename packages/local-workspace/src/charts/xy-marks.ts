import { type Html, html } from "../pages/html.ts";
import type { Axes } from "./axes.ts";
import { at, tip } from "./drawing.ts";
import { formatNumber } from "./number-format.ts";
import type { StackedSeries } from "./stack.ts";
import { textWidth } from "./text-width.ts";
import { timeText } from "./time-ticks.ts";
import type { Point, XyChart } from "./xy-types.ts";

type Full = Omit<XyChart, "series"> & { series: StackedSeries[] };
type Marks = Html[];

const scaleOf = (series: StackedSeries, axes: Axes) => (series.right ? axes.right : axes.y);
const amount = (point: Point & { share?: number }) => point.share ?? (point.y ?? 0) - (point.y0 ?? 0);

function say(chart: Full, series: StackedSeries, point: Point & { share?: number }): string {
  const where =
    chart.x.kind === "time"
      ? timeText(Number(point.x))
      : chart.x.kind === "number" && chart.x.binWidth !== undefined
        ? `${formatNumber(Number(point.x), chart.x.format)} to ${formatNumber(Number(point.x) + chart.x.binWidth, chart.x.format)}`
        : chart.x.kind === "number"
          ? formatNumber(Number(point.x), chart.x.format)
          : point.x;
  return `${where}: ${series.name} ${written(chart, series, point)}`;
}

function written(chart: Full, series: StackedSeries, point: Point & { share?: number }): string {
  if (point.label !== undefined) return point.label;
  if (chart.layout === "stack-100" && point.share !== undefined)
    return formatNumber(point.share, { kind: "percent" });
  const value = point.share ?? (point.y0 === undefined ? point.y! : amount(point));
  return formatNumber(value, (series.right ? chart.right : chart.y)?.format);
}

export function drawBars(chart: Full, axes: Axes): Marks {
  const bars = chart.series.filter(({ mark }) => mark === "bar");
  const side = chart.layout === "group" ? Math.max(bars.length, 1) : 1;
  const thick = axes.band / side;
  return bars.flatMap((series, index) => {
    const scale = scaleOf(series, axes);
    const ends = axes.horizontal ? [axes.plot.left, axes.plot.right] : [axes.plot.top, axes.plot.bottom];
    const zero = Math.max(ends[0]!, Math.min(ends[1]!, scale(0)));
    return series.points.flatMap((point) => {
      const middle = axes.x(point.x);
      if (point.y === null || middle === undefined) return [];
      const start = point.y0 === undefined ? zero : scale(point.y0);
      const end = scale(point.y);
      const from = middle - axes.band / 2 + (side > 1 ? index * thick : 0);
      const [low, length] = [
        Math.min(start, end),
        Math.max(Math.abs(end - start), point.y === (point.y0 ?? 0) ? 0 : 0.75),
      ];
      const breadth = Math.max(thick - (side > 1 ? 1.5 : 0), 0.75);
      const box = axes.horizontal
        ? { x: low, y: from, width: length, height: breadth }
        : { x: from, y: low, width: breadth, height: length };
      const round = Math.min(2.5, box.width / 2, box.height / 2);
      const rect = html`<rect class="mark" x="${at(box.x)}" y="${at(box.y)}" width="${at(box.width)}" height="${at(box.height)}" rx="${at(round)}" fill="${point.color ?? series.color}">${tip(say(chart, series, point))}</rect>`;
      return chart.labels ? [rect, barLabel(chart, axes, series, point, box, breadth)] : [rect];
    });
  });
}

function barLabel(
  chart: Full,
  axes: Axes,
  series: StackedSeries,
  point: Point,
  box: { x: number; y: number; width: number; height: number },
  breadth: number,
): Html {
  const format = (series.right ? chart.right : chart.y)?.format;
  const full = written(chart, series, point);
  const value = amount(point);
  const text =
    Math.abs(value) >= 10_000 && chart.layout !== "stack-100"
      ? formatNumber(value, {
          ...(format ?? { kind: "plain" }),
          compact: true,
          places: { exact: false, count: 1 },
        })
      : full;
  const inside =
    (chart.layout ?? "stack") !== "group" && chart.series.filter(({ mark }) => mark === "bar").length > 1;
  if (axes.horizontal) {
    if (inside)
      return textWidth(text, 11) > box.width - 4
        ? html``
        : html`<text x="${at(box.x + box.width / 2)}" y="${at(box.y + breadth / 2 + 4)}" text-anchor="middle" style="fill: var(--on); font-size: 11px">${text}</text>`;
    if (breadth < 7) return html``;
    return html`<text class="value" x="${at(box.x + box.width + 5)}" y="${at(box.y + breadth / 2 + 3.5)}" style="font-size: ${breadth < 11 ? 10 : 11}px">${text}</text>`;
  }
  if (textWidth(text, 11) > breadth + 10) return html``;
  if (inside)
    return box.height < 15
      ? html``
      : html`<text x="${at(box.x + breadth / 2)}" y="${at(box.y + box.height / 2 + 4)}" text-anchor="middle" style="fill: var(--on); font-size: 11px">${text}</text>`;
  return html`<text class="value" x="${at(box.x + breadth / 2)}" y="${at(box.y - 4)}" text-anchor="middle" style="font-size: 11px">${text}</text>`;
}

/** Runs of points without a gap, from left to right. */
function runs(chart: Full, series: StackedSeries, axes: Axes) {
  const scale = scaleOf(series, axes);
  const found: { x: number; y: number; base: number; point: Point }[][] = [[]];
  const placed = series.points
    .map((point) => ({ point, x: axes.x(point.x) }))
    .filter(({ x }) => x !== undefined);
  if (chart.x.kind !== "category") placed.sort((a, b) => a.x! - b.x!);
  for (const { point, x } of placed) {
    if (point.y === null) found.push([]);
    else found.at(-1)!.push({ x: at(x!), y: at(scale(point.y)), base: at(scale(point.y0 ?? 0)), point });
  }
  return found.filter((run) => run.length > 0);
}

export function drawAreas(chart: Full, axes: Axes): Marks {
  const areas = chart.series.filter(({ mark }) => mark === "area");
  return areas
    .flatMap((series) =>
      runs(chart, series, axes).map((run) => {
        const over = run.map(({ x, y }) => `${x} ${y}`).join("L");
        const under = [...run]
          .reverse()
          .map(({ x, base }) => `${x} ${base}`)
          .join("L");
        const alone = areas.length === 1 || chart.layout === "overlay";
        return html`<path d="M${over}L${under}Z" fill="${series.color}" fill-opacity="${alone ? 0.18 : 0.55}"/><path d="M${over}" fill="none" stroke="${series.color}" stroke-width="2" stroke-linejoin="round"/>`;
      }),
    )
    .concat(areas.flatMap((series) => hoverPoints(chart, series, axes)));
}

export function drawLines(chart: Full, axes: Axes): Marks {
  const lines = chart.series.filter(({ mark }) => mark === "line");
  return lines.flatMap((series) => [
    ...runs(chart, series, axes).map((run) => {
      if (run.length === 1)
        return html`<circle cx="${run[0]!.x}" cy="${run[0]!.y}" r="3" fill="${series.color}"/>`;
      const path = run.map(({ x, y }) => `${x} ${y}`).join("L");
      return html`<path d="M${path}" fill="none" stroke="${series.color}" stroke-width="2.25" stroke-linejoin="round" stroke-linecap="round"${series.dashed ? html` stroke-dasharray="6 4"` : ""}/>`;
    }),
    ...hoverPoints(chart, series, axes),
  ]);
}

/** Places of a line that say their value when pointed at; seen only where there are few. */
function hoverPoints(chart: Full, series: StackedSeries, axes: Axes): Marks {
  const all = runs(chart, series, axes).flat();
  const room = (axes.plot.right - axes.plot.left) / Math.max(all.length, 1);
  if (room < 2) return [];
  const seen = room >= 22 && series.mark === "line";
  return all.map(
    ({ x, y, point }) =>
      html`<circle class="mark" cx="${x}" cy="${y}" r="${seen ? 3 : Math.min(room / 2, 7)}" fill="${seen ? series.color : "transparent"}">${tip(say(chart, series, point))}</circle>`,
  );
}

export function drawPoints(chart: Full, axes: Axes): Marks {
  return chart.series
    .filter(({ mark }) => mark === "point")
    .flatMap((series) => {
      const scale = scaleOf(series, axes);
      const faint = series.points.length > 400 ? 0.4 : 0.65;
      return series.points.flatMap((point) => {
        const x = axes.x(point.x);
        if (x === undefined || point.y === null) return [];
        const radius = point.size === undefined ? 3.2 : 3 + Math.sqrt(point.size) * 13;
        return [
          html`<circle class="mark" cx="${at(x)}" cy="${at(scale(point.y))}" r="${at(radius)}" fill="${point.color ?? series.color}" fill-opacity="${faint}">${tip(say(chart, series, point))}</circle>`,
        ];
      });
    });
}
