import type { ResultColumn, ResultRow } from "@lakehand/protocol";
import { isNumeric, isTemporal, typeFamily } from "../results/type-family.ts";

export const marks = ["line", "bar", "area", "point"] as const;
export type Mark = (typeof marks)[number];

export const aggregates = ["none", "sum", "mean", "min", "max", "count"] as const;
export type Aggregate = (typeof aggregates)[number];

/** What a chart shows. Columns are positions, since two may share a name. */
export interface ChartChoice {
  mark: Mark;
  x: number;
  /** Not used when rows are counted. */
  y: number;
  series?: number | undefined;
  aggregate: Aggregate;
}

const MOST_SERIES = 12;

/**
 * The chart that the types suggest: numbers over time as lines, numbers by category as bars, two numbers as
 * points, categories alone counted. Undefined when there is nothing to draw.
 */
export function suggestChart(
  columns: readonly ResultColumn[],
  rows: readonly ResultRow[],
): ChartChoice | undefined {
  const indices = columns.map((_, i) => i);
  const type = (i: number) => columns[i]?.type ?? "";
  const temporal = indices.filter((i) => isTemporal(type(i)));
  const numeric = indices.filter((i) => isNumeric(type(i)));
  const category = indices.filter((i) => ["text", "boolean"].includes(typeFamily(type(i))));
  const measures = numeric.filter((i) => !looksLikeKey(columns[i]?.name ?? ""));
  const y = measures.at(0) ?? numeric.at(0);
  const [time, label] = [temporal[0], category[0]];

  if (time !== undefined && y !== undefined) {
    const series = category.find((i) => fewValues(rows, i));
    return { mark: "line", x: time, y, series, aggregate: repeats(rows, [time, series]) ? "sum" : "none" };
  }
  if (label !== undefined && y !== undefined) {
    const series = category.slice(1).find((i) => fewValues(rows, i));
    return { mark: "bar", x: label, y, series, aggregate: repeats(rows, [label, series]) ? "sum" : "none" };
  }
  const [first, second] = numeric;
  if (first !== undefined && second !== undefined) {
    // A calendar number (year, month, hour) is an axis, not a measurement; so is a key that groups the rows.
    const calendar = numeric.find((i) => calendarName.test(columns[i]?.name ?? ""));
    const axis = calendar ?? (measures.includes(first) || repeats(rows, [first]) ? undefined : first);
    const measure = measures.find((i) => i !== axis) ?? numeric.find((i) => i !== axis);
    if (axis !== undefined && measure !== undefined) {
      const mark = axis === calendar ? "line" : "bar";
      return { mark, x: axis, y: measure, aggregate: repeats(rows, [axis]) ? "sum" : "none" };
    }
    const [a = first, b = second] = measures.length > 1 ? measures : numeric;
    return { mark: "point", x: a, y: b, aggregate: "none" };
  }
  const counted = label ?? time ?? first;
  if (counted === undefined) return undefined;
  return { mark: time === counted ? "line" : "bar", x: counted, y: counted, aggregate: "count" };
}

const calendarName = /(^|_)(year|quarter|month|week|day|hour|minute)s?$/i;
const looksLikeKey = (name: string) => /(^|_)(id|key|zip|code)$/i.test(name) || calendarName.test(name);

function fewValues(rows: readonly ResultRow[], column: number): boolean {
  const seen = new Set<string | null>();
  for (const row of rows) {
    seen.add(row[column] ?? null);
    if (seen.size > MOST_SERIES) return false;
  }
  return seen.size > 1;
}

/** Whether some combination of the columns' values comes more than once. */
function repeats(rows: readonly ResultRow[], columns: readonly (number | undefined)[]): boolean {
  const seen = new Set<string>();
  return rows.some((row) => {
    const key = JSON.stringify(columns.map((c) => (c === undefined ? null : row[c])));
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}
