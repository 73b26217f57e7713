import { type Html, html } from "../pages/html.ts";
import { at } from "./drawing.ts";
import { formatNumber, PLAIN, tickFormat } from "./number-format.ts";
import { linear, niceTicks, type Scale, type Ticks } from "./scale.ts";
import type { StackedSeries } from "./stack.ts";
import { fitText, textWidth } from "./text-width.ts";
import { timeTicks } from "./time-ticks.ts";
import type { ValueAxis, XyChart } from "./xy-types.ts";

const FONT = 12;
const TITLE = 18;

export interface Axes {
  html: Html;
  plot: { left: number; right: number; top: number; bottom: number };
  horizontal: boolean;
  /** The middle of a value's place on the axis of categories, times or numbers; undefined for one that is not on it. */
  x: (value: number | string) => number | undefined;
  y: Scale;
  right: Scale;
  /** Room for the bars of one place. */
  band: number;
}

type Full = Omit<XyChart, "series"> & { series: StackedSeries[] };

/** Lays out and draws the axes, the grid and their labels. */
export function layOutAxes(chart: Full): Axes {
  const horizontal = chart.horizontal === true && chart.x.kind === "category";
  const value = valueTicks(
    chart,
    chart.y,
    chart.series.filter((each) => !each.right),
    chart.layout,
    horizontal ? chart.width / 90 : chart.height / 55,
  );
  const rights = chart.series.filter((each) => each.right);
  const second =
    rights.length > 0 ? valueTicks(chart, chart.right ?? {}, rights, "group", chart.height / 55) : undefined;
  return horizontal ? horizontalAxes(chart, value) : verticalAxes(chart, value, second);
}

interface Values {
  ticks: Ticks;
  labels: string[];
  width: number;
}

function valueTicks(
  _chart: Full,
  axis: ValueAxis,
  series: StackedSeries[],
  layout: XyChart["layout"],
  count: number,
): Values {
  const filled = series.some(({ mark }) => mark === "bar" || mark === "area");
  const all: number[] = [];
  for (const { points } of series)
    for (const { y, y0 } of points) {
      if (y !== null) all.push(y);
      if (y !== null && y0 !== undefined) all.push(y0);
    }
  let low = all.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  let high = all.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  // Bars and areas stand for amounts and begin at zero; a line may leave it out only when it is far away.
  if (filled || (low >= 0 && low < high * 0.6)) low = Math.min(low, 0);
  if (filled || high < 0) high = Math.max(high, 0);
  const share = layout === "stack-100" && filled;
  if (share) [low, high] = [Math.min(low, 0) < -0.001 ? -1 : 0, 1];
  const ticks = niceTicks(axis.min ?? low, axis.max ?? high, Math.max(2, Math.min(count, 7)));
  const format = share ? { kind: "percent" as const } : (axis.format ?? PLAIN);
  const most = Math.max(...ticks.domain.map(Math.abs));
  const labels = ticks.values.map((each) => formatNumber(each, tickFormat(format, ticks.step, most)));
  return { ticks, labels, width: Math.max(...labels.map((each) => textWidth(each, FONT))) };
}

function verticalAxes(chart: Full, value: Values, second: Values | undefined): Axes {
  const left = Math.ceil(value.width + 10 + (chart.y.title ? TITLE : 0));
  const right = chart.width - Math.ceil(second ? second.width + 10 + (chart.right?.title ? TITLE : 0) : 14);
  const names = chart.x.kind === "category" ? categoryLabels(chart.x.values, right - left) : undefined;
  const bottom = chart.height - (names?.height ?? 22) - (chart.x.title ? TITLE : 0);
  const plot = { left, right, top: 10, bottom };
  const y = linear(value.ticks.domain, [plot.bottom, plot.top]);
  const rightScale = second ? linear(second.ticks.domain, [plot.bottom, plot.top]) : y;
  const place =
    chart.x.kind === "category" ? bands(chart.x.values, left, right) : continuous(chart, left, right);
  const grid = value.ticks.values.map((tick, index) => {
    const line = at(y(tick));
    const zero = tick === 0 ? "var(--axis)" : "var(--grid)";
    return html`<line x1="${left}" x2="${right}" y1="${line}" y2="${line}" stroke="${zero}"/><text x="${left - 8}" y="${line + 4}" text-anchor="end">${value.labels[index]}</text>`;
  });
  const others = (second?.ticks.values ?? []).map(
    (tick, index) =>
      html`<text x="${right + 8}" y="${at(rightScale(tick)) + 4}">${second!.labels[index]}</text>`,
  );
  const ticks = names
    ? names.draw(place.x, bottom)
    : place.ticks.map(
        ({ value: tick, label }) =>
          html`<text x="${at(keepInside(place.scale(tick), label, chart.width))}" y="${bottom + 17}" text-anchor="middle">${label}</text>`,
      );
  const middle = at((plot.top + bottom) / 2);
  const titles = [
    chart.y.title
      ? html`<text class="title" transform="translate(11 ${middle}) rotate(-90)" text-anchor="middle">${fitText(chart.y.title, bottom - plot.top, FONT)}</text>`
      : "",
    chart.right?.title && second
      ? html`<text class="title" transform="translate(${chart.width - 4} ${middle}) rotate(-90)" text-anchor="middle">${fitText(chart.right.title, bottom - plot.top, FONT)}</text>`
      : "",
    chart.x.title
      ? html`<text class="title" x="${at((left + right) / 2)}" y="${chart.height - 4}" text-anchor="middle">${fitText(chart.x.title, right - left, FONT)}</text>`
      : "",
  ];
  return {
    html: html`${grid}${others}${ticks}${titles}`,
    plot,
    horizontal: false,
    x: place.x,
    y,
    right: rightScale,
    band: place.band,
  };
}

function horizontalAxes(chart: Full, value: Values): Axes {
  const names = chart.x.kind === "category" ? chart.x.values : [];
  const widest = Math.max(0, ...names.map((name) => textWidth(name, FONT)));
  const left = Math.ceil(Math.min(widest, chart.width * 0.34) + 10 + (chart.x.title ? TITLE : 0));
  const bottom = chart.height - 22 - (chart.y.title ? TITLE : 0);
  const plot = { left, right: chart.width - (chart.labels ? 52 : 18), top: 6, bottom };
  const y = linear(value.ticks.domain, [plot.left, plot.right]);
  const place = bands(names, plot.top, bottom);
  const small = place.step < 15 && place.step >= 10;
  const every = small ? 1 : Math.max(1, Math.ceil(15 / Math.max(place.step, 1)));
  const grid = value.ticks.values.map((tick, index) => {
    const line = at(y(tick));
    return html`<line x1="${line}" x2="${line}" y1="${plot.top}" y2="${bottom}" stroke="${tick === 0 ? "var(--axis)" : "var(--grid)"}"/><text x="${at(keepInside(line, value.labels[index]!, chart.width))}" y="${bottom + 17}" text-anchor="middle">${value.labels[index]}</text>`;
  });
  const labels = names.map((name, index) =>
    index % every === 0
      ? html`<text x="${left - 8}" y="${at(place.x(name)!) + 4}" text-anchor="end" class="value"${small ? html` style="font-size: 10.5px"` : ""}>${fitText(name, left - 10 - (chart.x.title ? TITLE : 0), FONT)}</text>`
      : "",
  );
  const titles = [
    chart.y.title
      ? html`<text class="title" x="${at((left + plot.right) / 2)}" y="${chart.height - 4}" text-anchor="middle">${chart.y.title}</text>`
      : "",
    chart.x.title
      ? html`<text class="title" transform="translate(11 ${at((plot.top + bottom) / 2)}) rotate(-90)" text-anchor="middle">${chart.x.title}</text>`
      : "",
  ];
  return {
    html: html`${grid}${labels}${titles}`,
    plot,
    horizontal: true,
    x: place.x,
    y,
    right: y,
    band: place.band,
  };
}

/** A label's middle, moved so that it does not leave the drawing. */
function keepInside(middle: number, label: string, width: number): number {
  const half = textWidth(label, FONT) / 2;
  return Math.max(half, Math.min(width - half, middle));
}

function bands(names: string[], from: number, to: number) {
  const step = (to - from) / Math.max(names.length, 1);
  const places = new Map(names.map((name, index) => [name, from + (index + 0.5) * step]));
  return {
    step,
    band: Math.min(step * 0.74, 72),
    x: (value: number | string) => places.get(String(value)),
    ticks: [] as { value: number; label: string }[],
    scale: (value: number) => value,
  };
}

function continuous(chart: Full, left: number, right: number) {
  const places = [...new Set(chart.series.flatMap(({ points }) => points.map(({ x }) => Number(x))))]
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const [low, high] = [places[0] ?? 0, places.at(-1) ?? 1];
  const bars = chart.series.some(({ mark }) => mark === "bar");
  const bins = chart.x.kind === "number" ? chart.x.binWidth : undefined;
  let gap = bins ?? Number.POSITIVE_INFINITY;
  if (bins === undefined)
    for (const [index, place] of places.entries())
      if (index > 0) gap = Math.min(gap, place - places[index - 1]!);
  if (!Number.isFinite(gap)) gap = chart.x.kind === "time" ? 86_400_000 : 1;
  const pad = bars ? gap / 2 : 0;
  const single = low === high && !bars ? gap : 0;
  let domain: [number, number] =
    bins === undefined ? [low - pad - single, high + pad + single] : [low, high + bins];
  const count = Math.max(2, Math.min(8, (right - left) / (chart.x.kind === "time" ? 78 : 64)));
  let ticks: { value: number; label: string }[];
  if (chart.x.kind === "time") ticks = timeTicks(domain[0], domain[1], count);
  else {
    const nice = niceTicks(domain[0], domain[1], count);
    if (!bars) domain = nice.domain;
    const format = tickFormat(
      (chart.x.kind === "number" && chart.x.format) || PLAIN,
      nice.step,
      Math.max(...nice.domain.map(Math.abs)),
    );
    ticks = nice.values
      .filter((value) => value >= domain[0] && value <= domain[1])
      .map((value) => ({ value, label: formatNumber(value, format) }));
  }
  const scale = linear(domain, [left, right]);
  const shift = bins === undefined ? 0 : bins / 2;
  return {
    band: Math.min(
      Math.abs(scale(domain[0] + gap) - left) * (bins === undefined ? 0.78 : 0.94),
      bins === undefined ? 72 : 400,
    ),
    x: (value: number | string) =>
      Number.isFinite(Number(value)) ? scale(Number(value) + shift) : undefined,
    ticks,
    scale,
    step: gap,
  };
}

/** Names under the plot: level where they fit, slanted where they do not, every second one where they are many. */
function categoryLabels(names: string[], width: number) {
  const step = width / Math.max(names.length, 1);
  const widest = Math.max(0, ...names.map((name) => textWidth(name, FONT)));
  // Numbers and days in a row are understood with some of them left out; other names are not.
  const skip = Math.ceil((widest + 6) / step);
  const sequence = skip > 1 && names.every((name) => /^-?[\d.,:-]+$/.test(name));
  const level = sequence || widest <= step - 4 || step >= 64;
  const every = sequence ? skip : level ? 1 : Math.max(1, Math.ceil(16 / step));
  const room = sequence ? widest : level ? step - 4 : 96;
  const height = level ? 22 : Math.min(widest, room) * 0.68 + 18;
  const draw = (x: (name: string) => number | undefined, bottom: number): Html[] =>
    names.flatMap((name, index) => {
      if (index % every !== 0) return [];
      const middle = at(x(name)!);
      const text = fitText(name, room, FONT);
      const more = text === name ? "" : html`<title>${name}</title>`;
      return level
        ? [html`<text x="${middle}" y="${bottom + 17}" text-anchor="middle">${text}${more}</text>`]
        : [
            html`<text transform="translate(${middle + 4} ${bottom + 14}) rotate(-42)" text-anchor="end">${text}${more}</text>`,
          ];
    });
  return { height, draw };
}
