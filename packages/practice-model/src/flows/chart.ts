import type { ChartKind } from "../question/question.ts";
import type { ResultTable } from "../sql/result-table.ts";
import { count } from "../words/numbers.ts";
import { mainStretch } from "./main-stretch.ts";

export interface ChartOptions {
  kind: ChartKind;
  /** Column on the axis of categories or time. */
  x: string;
  y: string;
  /** Time runs from left to right; anything else is sorted by size. */
  temporal: boolean;
  title: string;
}

const MOST_BARS = 60;

/** A fenced Vega-Lite block with the real rows inside; undefined when there is nothing to draw. */
export function chartBlock(table: ResultTable, options: ChartOptions): string | undefined {
  const x = table.columns.indexOf(options.x);
  const y = table.columns.indexOf(options.y);
  if (x < 0 || y < 0) return undefined;
  const all = table.rows
    .slice(0, MOST_BARS)
    .map((row) => ({ [options.x]: row[x] ?? "", [options.y]: Number(row[y]) }))
    .filter((value) => Number.isFinite(value[options.y]));
  if (all.length < 2) return undefined;
  const kind = options.kind === "auto" ? (options.temporal ? "line" : "bar") : options.kind;
  const dates = options.temporal && all.every((value) => /^\d{4}-\d\d-\d\d/.test(String(value[options.x])));
  const stretch = dates
    ? mainStretch(all.map((value) => ({ at: dayOf(value[options.x]), amount: Number(value[options.y]) })))
    : { from: 0, to: all.length };
  const values = all.slice(stretch.from, stretch.to);
  const out = all.length - values.length;
  const category = { field: field(options.x), title: words(options.x) };
  const amount = { field: field(options.y), type: "quantitative", title: words(options.y) };
  const encoding =
    kind === "arc"
      ? { theta: amount, color: { ...category, type: "nominal" } }
      : dates && kind !== "bar"
        ? { x: { ...category, type: "temporal", ...timeAxis(options.x, values) }, y: amount }
        : options.temporal || kind === "line" || kind === "area" || kind === "point"
          ? { x: { ...category, type: "ordinal", sort: null }, y: amount }
          : { y: { ...category, type: "nominal", sort: "-x" }, x: amount };
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: options.title,
    data: { values },
    mark: kind === "line" ? { type: "line", point: values.length <= 40 } : { type: kind },
    encoding,
    width: "container",
  };
  const block = ["```vega-lite", JSON.stringify(spec), "```"].join("\n");
  if (out === 0) return block;
  const [first, last] = [values[0]![options.x], values.at(-1)![options.x]];
  return `${block}\n\nThe chart goes from ${first} to ${last}: it leaves out ${count(out, "point")} far away in time, with under 1 % of ${words(options.y)}.`;
}

const dayOf = (value: unknown): number => Date.parse(String(value).slice(0, 10));

/** Vega-Lite reads dots and brackets in a field's name as a path. */
function field(name: string): string {
  return name.replace(/[.[\]]/g, "\\$&");
}

function words(name: string): string {
  return name.replaceAll("_", " ");
}

const LABELS: Record<string, string> = { year: "%Y", quarter: "%b %Y", month: "%b %Y" };
const MOST_LABELLED = 12;

/**
 * Dates are read as UTC, so that no time zone moves a month's first day into the month before.
 * Few points are labelled one by one: marks between them would be dates that no row has.
 */
function timeAxis(column: string, values: readonly Record<string, string | number>[]): object {
  const format = LABELS[column];
  const few = values.length <= MOST_LABELLED;
  const at = values.map((value) => {
    const [year, month, date] = String(value[column]).slice(0, 10).split("-").map(Number);
    return { year, month, date, utc: true };
  });
  return {
    scale: { type: "utc" },
    axis: {
      ...(format ? { format } : few ? { format: "%d %b %Y" } : {}),
      ...(few ? { values: at } : {}),
    },
  };
}
