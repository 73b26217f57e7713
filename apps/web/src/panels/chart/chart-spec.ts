import type { ResultColumn } from "@lakehand/protocol";
import { isNumeric, isTemporal } from "../results/type-family.ts";
import type { ChartChoice } from "./chart-choice.ts";
import type { Point } from "./chart-data.ts";

const words = { sum: "Sum of", mean: "Average of", min: "Least", max: "Greatest" } as const;

/** Name of the value axis. */
export function yTitle(columns: readonly ResultColumn[], choice: ChartChoice): string {
  const name = columns[choice.y]?.name ?? "";
  if (choice.aggregate === "count") return "Rows";
  return choice.aggregate === "none" ? name : `${words[choice.aggregate]} ${name}`;
}

export function chartTitle(columns: readonly ResultColumn[], choice: ChartChoice): string {
  const series = choice.series === undefined ? "" : ` for each ${columns[choice.series]?.name}`;
  return `${yTitle(columns, choice)} by ${columns[choice.x]?.name}${series}`;
}

/** A Vega-Lite specification with its data inside. */
export function vegaLiteSpec(
  columns: readonly ResultColumn[],
  points: readonly Point[],
  choice: ChartChoice,
): Record<string, unknown> {
  const x = columns[choice.x];
  const temporal = isTemporal(x?.type ?? "");
  const numeric = isNumeric(x?.type ?? "");
  const calendarLike = numeric && choice.mark !== "point" && points.every((p) => isWhole(p.x));
  const yName = yTitle(columns, choice);
  const xEncoding = {
    field: "x",
    title: x?.name,
    type: temporal ? "temporal" : numeric ? (choice.mark === "bar" ? "ordinal" : "quantitative") : "nominal",
    // Categories stay in the order of the query.
    ...(temporal || numeric ? {} : { sort: null }),
    ...(temporal ? { scale: { type: "utc" } } : {}),
    ...(numeric && choice.mark !== "bar"
      ? {
          scale: { zero: false, nice: false },
          ...(calendarLike ? { axis: { format: "d", tickMinStep: 1 } } : {}),
        }
      : {}),
  };
  const series = choice.series === undefined ? undefined : columns[choice.series]?.name;
  return {
    description: chartTitle(columns, choice),
    height: 300,
    data: { values: points },
    mark: {
      type: choice.mark,
      tooltip: true,
      ...(choice.mark === "line" && points.length <= 60 ? { point: true } : {}),
      ...(choice.mark === "point" ? { filled: true, opacity: 0.6 } : {}),
      ...(choice.mark === "area" ? { opacity: 0.7 } : {}),
    },
    encoding: {
      x: xEncoding,
      y: {
        field: "y",
        title: yName,
        type: "quantitative",
        ...(choice.mark === "point" ? { scale: { zero: false } } : {}),
      },
      ...(series === undefined ? {} : { color: { field: "s", type: "nominal", title: series } }),
      tooltip: [
        { field: "x", title: x?.name, type: temporal ? "temporal" : numeric ? "quantitative" : "nominal" },
        { field: "y", title: yName, type: "quantitative" },
        ...(series === undefined ? [] : [{ field: "s", title: series, type: "nominal" }]),
      ],
    },
  };
}

const isWhole = (x: number | string) => Number.isInteger(x);
