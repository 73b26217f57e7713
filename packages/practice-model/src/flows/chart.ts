import type { ChartKind } from "../question/question.ts";
import type { ResultTable } from "../sql/result-table.ts";

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
  const values = table.rows
    .slice(0, MOST_BARS)
    .map((row) => ({ [options.x]: row[x] ?? "", [options.y]: Number(row[y]) }))
    .filter((value) => Number.isFinite(value[options.y]));
  if (values.length < 2) return undefined;
  const kind = options.kind === "auto" ? (options.temporal ? "line" : "bar") : options.kind;
  const dates =
    options.temporal && values.every((value) => /^\d{4}-\d\d-\d\d/.test(String(value[options.x])));
  const category = { field: field(options.x), title: words(options.x) };
  const amount = { field: field(options.y), type: "quantitative", title: words(options.y) };
  const encoding =
    kind === "arc"
      ? { theta: amount, color: { ...category, type: "nominal" } }
      : dates
        ? { x: { ...category, type: "temporal" }, y: amount }
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
  return ["```vega-lite", JSON.stringify(spec), "```"].join("\n");
}

/** Vega-Lite reads dots and brackets in a field's name as a path. */
function field(name: string): string {
  return name.replace(/[.[\]]/g, "\\$&");
}

function words(name: string): string {
  return name.replaceAll("_", " ");
}
