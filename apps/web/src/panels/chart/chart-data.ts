import type { ResultColumn, ResultRow } from "@lakehand/protocol";
import { instantSeconds } from "../results/instant.ts";
import { isNumeric, isTemporal } from "../results/type-family.ts";
import type { Aggregate, ChartChoice } from "./chart-choice.ts";

export const MAX_POINTS = 5000;
const MAX_CATEGORIES = 60;
const MAX_SERIES = 20;
const MAX_TEXT = 40;

/** A mark of the chart: short field names, since column names may hold anything. Times are epoch milliseconds. */
export interface Point {
  x: number | string;
  y: number;
  s?: string;
}

export interface ChartData {
  points: Point[];
  /** Sentences about what is not in the picture. */
  notes: string[];
}

type XValue = number | string;

/** Aggregates over all rows first and thins out last, so that a sum never comes from a sample. */
export function chartData(
  columns: readonly ResultColumn[],
  rows: readonly ResultRow[],
  choice: ChartChoice,
): ChartData {
  const notes: string[] = [];
  const xType = columns[choice.x]?.type ?? "";
  const readX = (text: string | null | undefined): XValue | undefined => {
    if (text === null || text === undefined)
      return isTemporal(xType) || isNumeric(xType) ? undefined : "null";
    if (isTemporal(xType)) return finite(instantSeconds(text) * 1000);
    if (isNumeric(xType)) return finite(Number(text));
    return text;
  };
  let left = 0;
  const read: Point[] = [];
  for (const row of rows) {
    const x = readX(row[choice.x]);
    const y = choice.aggregate === "count" ? 1 : finite(numberOf(row[choice.y]));
    if (x === undefined || y === undefined) left++;
    else read.push(choice.series === undefined ? { x, y } : { x, y, s: row[choice.series] ?? "null" });
  }
  if (left > 0)
    notes.push(`${left.toLocaleString("en")} ${left === 1 ? "row has" : "rows have"} no value to draw.`);
  let points = choice.aggregate === "none" ? read : aggregate(read, choice.aggregate);
  points = keepFirst(points, (p) => p.s, MAX_SERIES, "series", notes);
  if (!isTemporal(xType) && (choice.mark === "bar" || !isNumeric(xType)))
    points = keepFirst(points, (p) => String(p.x), MAX_CATEGORIES, "categories", notes);
  if (points.length > MAX_POINTS) {
    notes.push(
      `${MAX_POINTS.toLocaleString("en")} of ${points.length.toLocaleString("en")} points are drawn, evenly spread.`,
    );
    const step = points.length / MAX_POINTS;
    points = Array.from({ length: MAX_POINTS }, (_, i) => points[Math.floor(i * step)]).filter(
      (p) => p !== undefined,
    );
  }
  const [xLabel, sLabel] = [labeller(), labeller()];
  const labelled = points.map(({ x, y, s }) => ({
    x: typeof x === "string" ? xLabel(x) : x,
    y,
    ...(s === undefined ? {} : { s: sLabel(s) }),
  }));
  return { points: labelled, notes };
}

/** Shortens long values, and keeps ones that begin alike apart. */
function labeller(): (value: string) => string {
  const labels = new Map<string, string>();
  const used = new Set<string>();
  return (value) => {
    const known = labels.get(value);
    if (known !== undefined) return known;
    const cut = value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT - 1)}…` : value;
    let label = cut;
    for (let n = 2; used.has(label); n++) label = `${cut} (${n})`;
    used.add(label);
    labels.set(value, label);
    return label;
  };
}

const finite = (n: number): number | undefined => (Number.isFinite(n) ? n : undefined);
const numberOf = (text: string | null | undefined) => (text?.trim() ? Number(text) : Number.NaN);

function aggregate(points: readonly Point[], how: Exclude<Aggregate, "none">): Point[] {
  const groups = new Map<
    string,
    { x: XValue; s?: string; sum: number; count: number; min: number; max: number }
  >();
  for (const { x, y, s } of points) {
    const key = JSON.stringify([x, s]);
    const group = groups.get(key);
    if (!group) {
      groups.set(key, { x, ...(s === undefined ? {} : { s }), sum: y, count: 1, min: y, max: y });
      continue;
    }
    group.sum += y;
    group.count++;
    group.min = Math.min(group.min, y);
    group.max = Math.max(group.max, y);
  }
  return [...groups.values()].map((g) => ({
    x: g.x,
    y: how === "mean" ? g.sum / g.count : g[how],
    ...(g.s === undefined ? {} : { s: g.s }),
  }));
}

/** Points of the first `most` distinct keys, in the order of the rows: the order the query chose. */
function keepFirst(
  points: readonly Point[],
  keyOf: (point: Point) => string | undefined,
  most: number,
  what: string,
  notes: string[],
): Point[] {
  const keys = new Set<string | undefined>();
  for (const point of points) keys.add(keyOf(point));
  if (keys.size <= most) return [...points];
  const kept = new Set([...keys].slice(0, most));
  notes.push(`The first ${most} of ${keys.size.toLocaleString("en")} ${what} are drawn.`);
  return points.filter((p) => kept.has(keyOf(p)));
}
