import { type Box, boxPlot } from "../charts/box-plot.ts";
import type { Drawing, Size } from "../charts/drawing.ts";
import { funnel } from "../charts/funnel.ts";
import { heatmap } from "../charts/heatmap.ts";
import { pieChart } from "../charts/pie-chart.ts";
import { timeText } from "../charts/time-ticks.ts";
import { xyChart } from "../charts/xy-chart.ts";
import type { Series } from "../charts/xy-types.ts";
import { orderCategories } from "./categories.ts";
import type { WidgetSpec } from "./definition.ts";
import {
  axisTitle,
  colorMappings,
  type Encoding,
  encoding,
  nameOfField,
  numberFormat,
  requiredEncoding,
} from "./encoding.ts";
import type { Rows } from "./rows.ts";

export type Draw = (size: Size, label: string) => Drawing;

const word = (rows: Rows, row: number, field: Encoding): string => {
  const time = rows.kind(field) === "time" ? rows.time(row, field) : null;
  return time === null ? (rows.text(row, field) ?? "(none)") : timeText(time);
};
const each = <T>(rows: Rows, read: (row: number) => T | undefined): T[] =>
  Array.from({ length: rows.count }, (_, row) => read(row)).filter(
    (value): value is T & {} => value !== undefined,
  );
const format = (field: Encoding) => {
  const own = numberFormat(field);
  return own ? { format: own } : {};
};

export function pieWidget({ encodings }: WidgetSpec, rows: Rows): Draw {
  const angle = requiredEncoding(encodings, "angle", "pie chart");
  const color = requiredEncoding(encodings, "color", "pie chart");
  const totals = new Map<string, number>();
  for (let row = 0; row < rows.count; row++) {
    const name = word(rows, row, color);
    totals.set(name, (totals.get(name) ?? 0) + (rows.number(row, angle) ?? 0));
  }
  const pinned = colorMappings(color);
  const slices = [...totals]
    .sort((a, b) => b[1] - a[1])
    .map(([name, value]) => ({ name, value, ...(pinned.has(name) ? { color: pinned.get(name)! } : {}) }));
  return (size, label) => pieChart({ ...size, label, slices, ...format(angle) });
}

export function heatmapWidget({ encodings }: WidgetSpec, rows: Rows, sorted: boolean): Draw {
  const [x, y, color] = ["x", "y", "color"].map((name) => requiredEncoding(encodings, name, "heatmap")) as [
    Encoding,
    Encoding,
    Encoding,
  ];
  const cells = each(rows, (row) => {
    const value = rows.number(row, color);
    return value === null ? undefined : { column: word(rows, row, x), row: word(rows, row, y), value };
  });
  const amounts = (key: "column" | "row") => {
    const found = new Map<string, number>();
    for (const cell of cells) found.set(cell[key], (found.get(cell[key]) ?? 0) + cell.value);
    return found;
  };
  const [columns, names] = [amounts("column"), amounts("row")];
  const title = (field: Encoding) =>
    field.axis?.hideTitle ? undefined : (field.axis?.title ?? field.displayName);
  const [xTitle, yTitle] = [title(x), title(y)];
  return (size, label) =>
    heatmap({
      ...size,
      label,
      cells,
      columns: orderCategories(columns.keys(), x, columns, sorted),
      rows: orderCategories(names.keys(), y, names, sorted),
      ...format(color),
      ...(xTitle ? { xTitle } : {}),
      ...(yTitle ? { yTitle } : {}),
    });
}

export function funnelWidget({ encodings }: WidgetSpec, rows: Rows, sorted: boolean): Draw {
  const x = requiredEncoding(encodings, "x", "funnel");
  const y = requiredEncoding(encodings, "y", "funnel");
  const [name, value] = rows.kind(x) === "number" && rows.kind(y) !== "number" ? [y, x] : [x, y];
  const stages = each(rows, (row) => ({ name: word(rows, row, name), value: rows.number(row, value) ?? 0 }));
  const amounts = new Map(stages.map((stage) => [stage.name, stage.value]));
  // Stages in order of their size, unless the query or the scale has an order of its own.
  const order = name.scale?.sort ? orderCategories(amounts.keys(), name, amounts, false) : undefined;
  const shown = order
    ? order.map((stage) => ({ name: stage, value: amounts.get(stage)! }))
    : sorted
      ? stages.sort((a, b) => b.value - a.value)
      : stages;
  return (size, label) => funnel({ ...size, label, stages: shown, ...format(value) });
}

/** `rows` are those of `boxQuery`. */
export function boxWidget({ encodings }: WidgetSpec, rows: Rows): Draw {
  const y = requiredEncoding(encodings, "y", "box plot");
  const x = encoding(encodings, "x");
  const field = (fieldName: string): Encoding => ({ fieldName });
  const boxes = each(rows, (row): Box => {
    const number = (name: string) => rows.number(row, field(name)) ?? 0;
    return {
      name: rows.text(row, field("x")) ?? "(none)",
      low: number("low"),
      q1: number("q1"),
      median: number("q2"),
      q3: number("q3"),
      high: number("high"),
      count: number("n"),
      outliers: number("beyond"),
    };
  });
  const byName = new Map(boxes.map((box) => [box.name, box]));
  const medians = new Map(boxes.map((box) => [box.name, box.median]));
  const order = orderCategories(byName.keys(), x ?? field("x"), medians, true).map(
    (name) => byName.get(name)!,
  );
  const [xTitle, yTitle] = [
    x && !x.axis?.hideTitle ? (x.axis?.title ?? x.displayName) : undefined,
    axisTitle(y),
  ];
  return (size, label) =>
    boxPlot({
      ...size,
      label,
      boxes: order,
      ...format(y),
      ...(xTitle ? { xTitle } : {}),
      ...(yTitle ? { yTitle } : {}),
    });
}

export function waterfallWidget({ encodings }: WidgetSpec, rows: Rows): Draw {
  const x = requiredEncoding(encodings, "x", "waterfall");
  const y = requiredEncoding(encodings, "y", "waterfall");
  let level = 0;
  const points = each(rows, (row) => {
    const change = rows.number(row, y) ?? 0;
    const point = {
      x: word(rows, row, x),
      y0: level,
      y: level + change,
      color: change < 0 ? "var(--c5)" : "var(--c2)",
    };
    level += change;
    return point;
  });
  const title = axisTitle(y);
  return (size, label) =>
    xyChart({
      ...size,
      label,
      x: { kind: "category", values: points.map((point) => point.x) },
      y: { ...(title ? { title } : {}), ...format(y) },
      series: [{ name: nameOfField(y), mark: "bar", points }],
      layout: "overlay",
    });
}

/** A line, its continuation, and the band in which that may lie. */
export function forecastWidget({ encodings }: WidgetSpec, rows: Rows): Draw {
  const x = requiredEncoding(encodings, "x", "forecast line");
  const y = (encodings.y ?? {}) as Record<string, unknown>;
  const [original, prediction] = [
    requiredEncoding(y, "original", "forecast line"),
    requiredEncoding(y, "prediction", "forecast line"),
  ];
  const [upper, lower] = [encoding(y, "predictionUpper"), encoding(y, "predictionLower")];
  const line = (field: Encoding) =>
    each(rows, (row) => {
      const [at, value] = [rows.time(row, x), rows.number(row, field)];
      return at === null || value === null ? undefined : { x: at, y: value };
    });
  const band =
    upper && lower
      ? each(rows, (row) => {
          const [at, high, low] = [rows.time(row, x), rows.number(row, upper), rows.number(row, lower)];
          return at === null || high === null || low === null ? undefined : { x: at, y: high, y0: low };
        })
      : [];
  const series: Series[] = [
    { name: nameOfField(original), mark: "line", points: line(original) },
    { name: nameOfField(prediction), mark: "line", dashed: true, points: line(prediction) },
    ...(band.length > 0 ? [{ name: "Range of the forecast", mark: "area" as const, points: band }] : []),
  ];
  return (size, label) => xyChart({ ...size, label, x: { kind: "time" }, y: format(original), series });
}
