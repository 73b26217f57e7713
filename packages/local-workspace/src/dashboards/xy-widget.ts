import { seriesColor } from "../charts/palette.ts";
import { timeText } from "../charts/time-ticks.ts";
import type { Point, Series, XAxis, XyChart } from "../charts/xy-types.ts";
import { orderCategories } from "./categories.ts";
import { WidgetError } from "./dataset-sql.ts";
import type { WidgetSpec } from "./definition.ts";
import {
  axisTitle,
  colorMappings,
  type Encoding,
  encoding,
  encodingList,
  nameOfField,
  numberFormat,
  readColor,
  readList,
} from "./encoding.ts";
import { parseTime, type Rows } from "./rows.ts";

export type XyPlan = Omit<XyChart, "width" | "height" | "label"> & { notes: string[] };

const MOST_SERIES = 20;
const MOST_CATEGORIES = 300;
const NOTHING = "(none)";

interface Measure {
  field: Encoding;
  mark: Series["mark"];
  right?: boolean;
}

/** Bars, lines, areas, points and their combination, out of a widget's encodings. */
export function xyWidget(
  spec: WidgetSpec,
  rows: Rows,
  { sorted, binWidth }: { sorted: boolean; binWidth?: number | undefined },
): XyPlan {
  const { encodings, widgetType } = spec;
  const mark = (spec.mark ?? {}) as { layout?: unknown; colors?: unknown[] };
  const { dimension, measures, horizontal } = axesOf(spec, rows);
  if (measures.length === 0)
    throw new WidgetError(`A ${widgetType} chart needs a quantitative field on its other axis.`);
  const color = encoding(encodings, "color");
  const byColor = color !== undefined && !measures.some(({ field }) => field.fieldName === color.fieldName);
  const size = encoding(encodings, "size");
  const kind = axisKind(dimension, rows, widgetType, horizontal);
  const notes: string[] = [];

  const amounts = new Map<string, number>();
  const series = new Map<string, Series & { key: string }>();
  const pinned = colorMappings(color);
  const order = byColor ? orderCategories(values(rows, color), color, new Map(), true) : [];
  const shown = new Set(order.slice(0, MOST_SERIES));
  if (order.length > MOST_SERIES) notes.push(`Only ${MOST_SERIES} of ${order.length} series are drawn.`);
  const colors = (Array.isArray(mark.colors) ? mark.colors : []).map(readColor);
  const top = size ? maximum(rows, size) : 0;
  const seriesOf = (measure: Measure, group: string | undefined) => {
    const key = `${measure.field.fieldName}\n${group ?? ""}`;
    const known = series.get(key);
    if (known) return known;
    const name =
      group === undefined
        ? nameOfField(measure.field)
        : measures.length > 1
          ? `${group}, ${nameOfField(measure.field)}`
          : group;
    const made: Series & { key: string } = {
      key,
      name,
      mark: measure.mark,
      points: [],
      ...(measure.right ? { right: true } : {}),
    };
    series.set(key, made);
    return made;
  };
  // In the order of the legend, whatever the rows begin with.
  for (const measure of measures) for (const group of byColor ? shown : [undefined]) seriesOf(measure, group);
  for (let row = 0; row < rows.count; row++) {
    const x = place(rows, row, dimension, kind);
    if (x === undefined) continue;
    const group = byColor ? (rows.text(row, color) ?? NOTHING) : undefined;
    if (group !== undefined && !shown.has(group)) continue;
    for (const measure of measures) {
      const y = rows.number(row, measure.field);
      const point: Point = { x, y };
      if (size) point.size = top > 0 ? Math.max(0, rows.number(row, size) ?? 0) / top : 0;
      seriesOf(measure, group).points.push(point);
      if (kind === "category") amounts.set(String(x), (amounts.get(String(x)) ?? 0) + (y ?? 0));
    }
  }
  const all = [...series.values()].map(({ key: _, ...each }, index) => ({
    ...each,
    color: (byColor ? pinned.get(each.name) : undefined) ?? colors[index] ?? seriesColor(index),
  }));
  let names = kind === "category" ? orderCategories(amounts.keys(), dimension, amounts, sorted) : [];
  if (names.length > MOST_CATEGORIES) {
    notes.push(`Only ${MOST_CATEGORIES} of ${names.length} values are drawn.`);
    names = names.slice(0, MOST_CATEGORIES);
  }
  const title = dimension.axis?.hideTitle ? undefined : (dimension.axis?.title ?? dimension.displayName);
  const left = measures.find(({ right }) => !right) ?? measures[0]!;
  const right = measures.find((each) => each.right);
  const lefts = measures.filter((each) => !each.right);
  const axis: XAxis =
    kind === "category"
      ? { kind, values: names, ...(title ? { title } : {}) }
      : kind === "number"
        ? {
            kind,
            ...optional("title", axisTitle(dimension)),
            ...optional("format", numberFormat(dimension)),
            ...optional("binWidth", binWidth),
          }
        : { kind, ...(title ? { title } : {}) };
  return {
    x: axis,
    y: {
      ...optional("title", lefts.length > 1 ? left.field.axis?.title : axisTitle(left.field)),
      ...optional("format", numberFormat(left.field)),
      ...domain(left.field),
    },
    ...(right
      ? {
          right: {
            ...optional("title", axisTitle(right.field)),
            ...optional("format", numberFormat(right.field)),
          },
        }
      : {}),
    series: all,
    layout: layoutOf(widgetType, mark.layout),
    horizontal,
    labels: (encodings.label as { show?: unknown } | undefined)?.show === true,
    annotations: annotationsOf(spec, kind),
    notes,
  };
}

function axesOf(
  spec: WidgetSpec,
  rows: Rows,
): { dimension: Encoding; measures: Measure[]; horizontal: boolean } {
  const { encodings, widgetType } = spec;
  const [xs, ys] = [encodingList(encodings, "x"), encodingList(encodings, "y")];
  const y = (encodings.y ?? {}) as Record<string, unknown>;
  const mark: Series["mark"] =
    widgetType === "line"
      ? "line"
      : widgetType === "area"
        ? "area"
        : widgetType === "scatter"
          ? "point"
          : "bar";
  const dimension = xs[0];
  if (widgetType === "combo") {
    const shared = { scale: y.scale, axis: y.axis } as object;
    const list = (value: unknown, where: string) =>
      readList(value && typeof value === "object" ? { ...shared, ...value } : value, where);
    const primary = list(y.primary, "encodings.y.primary");
    const secondary = [...list(y.secondary, "encodings.y.secondary"), ...encodingList(encodings, "y2")];
    const bars = primary.length > 0 ? primary : ys;
    if (!dimension) throw new WidgetError("A combo chart needs the encoding 'x'.");
    return {
      dimension,
      horizontal: false,
      measures: [
        ...bars.map((field): Measure => ({ field, mark: "bar" })),
        ...secondary.map((field): Measure => ({ field, mark: "line", right: true })),
      ],
    };
  }
  if (!dimension || (ys.length === 0 && widgetType !== "histogram"))
    throw new WidgetError(
      `A ${widgetType} chart needs the encodings 'x' and 'y', each with the name of a field.`,
    );
  const quantity = (field: Encoding) =>
    field.scale?.type ? field.scale.type === "quantitative" : rows.kind(field) === "number";
  if (widgetType === "bar" && quantity(dimension) && ys[0] && !quantity(ys[0]))
    return { dimension: ys[0], measures: xs.map((field) => ({ field, mark })), horizontal: true };
  return { dimension, measures: ys.map((field) => ({ field, mark })), horizontal: false };
}

function axisKind(field: Encoding, rows: Rows, widgetType: string, horizontal: boolean): XAxis["kind"] {
  const kind = rows.kind(field);
  if (horizontal) return "category";
  if (field.scale?.type === "categorical") return "category";
  if (field.scale?.type === "temporal") return "time";
  if (field.scale?.type === "quantitative") return kind === "time" ? "time" : "number";
  if (kind === "time") return "time";
  return kind === "number" &&
    (widgetType === "scatter" || widgetType === "histogram" || widgetType === "line")
    ? "number"
    : "category";
}

function place(rows: Rows, row: number, field: Encoding, kind: XAxis["kind"]): string | number | undefined {
  if (kind === "time") return rows.time(row, field) ?? undefined;
  if (kind === "number") return rows.number(row, field) ?? undefined;
  const text = rows.text(row, field);
  if (text !== null && rows.kind(field) === "time") {
    const time = parseTime(text);
    return time === null ? text : timeText(time);
  }
  return text ?? NOTHING;
}

function values(rows: Rows, field: Encoding): string[] {
  return Array.from({ length: rows.count }, (_, row) => rows.text(row, field) ?? NOTHING);
}

function maximum(rows: Rows, field: Encoding): number {
  let most = 0;
  for (let row = 0; row < rows.count; row++) most = Math.max(most, rows.number(row, field) ?? 0);
  return most;
}

function layoutOf(widgetType: string, asked: unknown): NonNullable<XyChart["layout"]> {
  if (asked === "group" || asked === "stack-100" || asked === "overlay") return asked;
  return widgetType === "combo" ? "group" : "stack";
}

function domain({ scale }: Encoding): { min?: number; max?: number } {
  const end = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : undefined);
  return { ...optional("min", end(scale?.domain?.min)), ...optional("max", end(scale?.domain?.max)) };
}

function annotationsOf(spec: WidgetSpec, kind: XAxis["kind"]): NonNullable<XyChart["annotations"]> {
  if (!Array.isArray(spec.annotations)) return [];
  return spec.annotations.flatMap(
    (each: { type?: unknown; encodings?: Record<string, Record<string, unknown>> }) => {
      const value = each?.encodings?.x?.dataValue;
      if (each?.type !== "vertical-line" || (typeof value !== "string" && typeof value !== "number"))
        return [];
      const x = kind === "time" ? parseTime(String(value)) : kind === "number" ? Number(value) : value;
      if (x === null) return [];
      const color = readColor(each.encodings?.color?.value);
      return [{ x, label: String(each.encodings?.label?.value ?? ""), ...(color ? { color } : {}) }];
    },
  );
}

const optional = <K extends string, V>(key: K, value: V | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
