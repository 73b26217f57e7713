import { type Html, html } from "../pages/html.ts";

const WIDTH = 340;
const HEIGHT = 120;
const EDGE = 8;
const MOST_POINTS = 400;

export interface ChartPoint {
  step: number;
  value: number;
}

/** A small line chart of one metric, drawn in the page's own colour; its text tells the same as its line. */
export function lineChart(name: string, all: ChartPoint[]): Html {
  const points = all.filter(({ value }) => Number.isFinite(value)).sort((a, b) => a.step - b.step);
  const last = points.at(-1);
  if (!last) return html`<figure><figcaption><b>${name}</b>: no finite value</figcaption></figure>`;
  const shown = thin(points);
  const values = points.map(({ value }) => value);
  const [low, high] = [min(values), max(values)];
  const [from, to] = [points[0]!.step, last.step];
  const x = (step: number) => EDGE + (to === from ? 0.5 : (step - from) / (to - from)) * (WIDTH - 2 * EDGE);
  const y = (value: number) =>
    HEIGHT - EDGE - (high === low ? 0.5 : (value - low) / (high - low)) * (HEIGHT - 2 * EDGE);
  const line = shown.map(({ step, value }) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  const end = shown.at(-1)!;
  return html`<figure><figcaption><b>${name}</b>: ${number(last.value)}</figcaption>
<svg role="img" aria-label="${name} over its steps" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}"><rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" fill="none" stroke="currentColor" opacity="0.2"/>
<polyline points="${line}" fill="none" stroke="#2272b4" stroke-width="1.8" stroke-linejoin="round"/><circle cx="${x(end.step).toFixed(1)}" cy="${y(end.value).toFixed(1)}" r="3" fill="#2272b4"/></svg>
<div class="muted">${points.length} ${points.length === 1 ? "point" : "points"}, ${number(low)} to ${number(high)}${from === to ? "" : html`, steps ${from} to ${to}`}</div></figure>`;
}

function thin<T>(points: T[]): T[] {
  if (points.length <= MOST_POINTS) return points;
  return Array.from(
    { length: MOST_POINTS },
    (_, index) => points[Math.round((index * (points.length - 1)) / (MOST_POINTS - 1))]!,
  );
}

const min = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
const max = (values: number[]) => values.reduce((a, b) => Math.max(a, b));
const number = (value: number) =>
  Number.isInteger(value) ? String(value) : value.toPrecision(5).replace(/\.?0+($|e)/, "$1");
