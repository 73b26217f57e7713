import type { Drawing, Size } from "../charts/drawing.ts";
import { formatNumber } from "../charts/number-format.ts";
import { xyChart } from "../charts/xy-chart.ts";
import { type Html, html } from "../pages/html.ts";
import { counterWidget } from "./counter-widget.ts";
import { WidgetError } from "./dataset-sql.ts";
import type { Widget, WidgetSpec } from "./definition.ts";
import { encoding, requiredEncoding } from "./encoding.ts";
import { binWidth } from "./field-expression.ts";
import {
  boxWidget,
  type Draw,
  forecastWidget,
  funnelWidget,
  heatmapWidget,
  pieWidget,
  waterfallWidget,
} from "./other-charts.ts";
import { pivotFields, pivotWidget } from "./pivot-widget.ts";
import type { Rows } from "./rows.ts";
import { MOST_TABLE_ROWS, tableWidget } from "./table-widget.ts";
import type { WidgetData } from "./widget-data.ts";
import { fieldsOf } from "./widget-query.ts";
import { xyWidget } from "./xy-widget.ts";

export interface WidgetBody {
  body: Html;
  notes: string[];
}

const XY = new Set(["bar", "line", "area", "scatter", "combo", "histogram"]);
const MOST_POINTS = 2000;
/** Width of a drawing on a telephone. */
const NARROW = 330;

/** What stands in a widget's card. Throws WidgetError, or the error of its query. */
export async function widgetBody(widget: Widget, data: WidgetData, size: Size): Promise<WidgetBody> {
  const spec = widget.spec!;
  const { widgetType } = spec;
  if (widgetType === "counter") {
    const period = encoding(spec.encodings, "period");
    if (!period) return { body: counterWidget(spec, await data.rows(widget), undefined), notes: [] };
    const only = fieldsOf(data.query(widget).query)
      .map(({ name }) => name)
      .filter((name) => name !== period.fieldName);
    const [whole, periods] = await Promise.all([data.rows(widget, { only }), data.rows(widget)]);
    return { body: counterWidget(spec, whole, periods), notes: [] };
  }
  if (widgetType === "table") return tableWidget(spec, await data.rows(widget, { limit: MOST_TABLE_ROWS }));
  if (widgetType === "pivot") return pivot(widget, spec, data);
  const { query } = data.query(widget);
  const sorted = !query.disaggregated && query.orders.length === 0;
  if (widgetType === "box") {
    const y = requiredEncoding(spec.encodings, "y", "box plot");
    const rows = await data.boxes(widget, encoding(spec.encodings, "x")?.fieldName, y.fieldName);
    return chart(spec, rows, size, boxWidget(spec, rows));
  }
  if (!XY.has(widgetType) && !(widgetType in OTHERS))
    throw new WidgetError(`The widget type '${widgetType}' is not part of the local workspace.`);
  const { rows, all } =
    widgetType === "scatter"
      ? await data.sample(widget, MOST_POINTS)
      : { rows: await data.rows(widget), all: 0 };
  if (rows.count === 0) return { body: html`<p class="empty">No rows</p>`, notes: [] };
  const other = OTHERS[widgetType];
  if (other) return chart(spec, rows, size, other(spec, rows, sorted));
  const x = encoding(spec.encodings, "x");
  const expression = query.fields.find(({ name }) => name === x?.fieldName)?.expression ?? "";
  const { notes, ...plan } = xyWidget(spec, rows, {
    sorted,
    binWidth: widgetType === "histogram" ? binWidth(expression) : undefined,
  });
  if (all > rows.count)
    notes.push(`${formatNumber(rows.count)} of ${formatNumber(all)} points are drawn, picked evenly.`);
  const tall =
    plan.horizontal && plan.x.kind === "category" ? Math.min(640, plan.x.values.length * 24 + 50) : 0;
  return chart(
    spec,
    rows,
    size,
    (each, label) =>
      xyChart({
        ...plan,
        ...each,
        height: each.width === NARROW ? Math.max(each.height, tall) : each.height,
        label,
      }),
    notes,
  );
}

const OTHERS: Record<string, (spec: WidgetSpec, rows: Rows, sorted: boolean) => Draw> = {
  pie: pieWidget,
  heatmap: heatmapWidget,
  funnel: funnelWidget,
  waterfall: waterfallWidget,
  "forecast-line": forecastWidget,
};

async function pivot(widget: Widget, spec: WidgetSpec, data: WidgetData): Promise<WidgetBody> {
  const fields = pivotFields(spec);
  const names = (...lists: { fieldName: string }[][]) => lists.flat().map(({ fieldName }) => fieldName);
  const ask = (wanted: boolean, only: string[]) => (wanted ? data.rows(widget, { only }) : undefined);
  const [cells, perRow, perColumn, all] = await Promise.all([
    data.rows(widget, { only: names(fields.rows, fields.columns, fields.values) }),
    ask(fields.rowTotals && fields.columns.length > 0, names(fields.rows, fields.values)),
    ask(fields.columnTotals && fields.rows.length > 0, names(fields.columns, fields.values)),
    ask(fields.rowTotals && fields.columnTotals, names(fields.values)),
  ]);
  return pivotWidget(fields, { cells, perRow, perColumn, all });
}

/** The drawing twice, for a wide page and a narrow one, with its legend and its rows. */
function chart(spec: WidgetSpec, rows: Rows, size: Size, draw: Draw, notes: string[] = []): WidgetBody {
  const label = `${spec.frame.title ?? "Chart"}: ${spec.widgetType.replaceAll("-", " ")} chart of ${rows.count} rows`;
  const { legend } = draw(size, label);
  const place = (encoding(spec.encodings, "color") as { legend?: { hide?: unknown } } | undefined)?.legend;
  const side = spec.widgetType === "pie";
  const shown = place?.hide === true ? [] : legend;
  const said = [...notes, ...(rows.truncated ? [`Only the first ${rows.count} rows are drawn.`] : [])];
  const room =
    20 * said.length + (shown.length > 0 && !side ? 24 * Math.ceil(legendWidth(shown) / size.width) : 0);
  const wide = draw(
    {
      width: side ? Math.max(140, Math.min(size.width * 0.55, size.height)) : size.width,
      height: Math.max(size.height - room, 110),
    },
    label,
  );
  const narrow = draw({ width: NARROW, height: side ? 220 : 240 }, label);
  return {
    body: html`<div class="plot${side ? " side" : ""}"><div class="wide">${wide.svg}</div><div class="narrow">${narrow.svg}</div>${legendOf(shown)}</div>${dataTable(rows)}`,
    notes: said,
  };
}

const legendWidth = (legend: Drawing["legend"]) =>
  legend.reduce((sum, { label }) => sum + label.length * 6.6 + 32, 0);

const legendOf = (legend: Drawing["legend"]): Html | "" =>
  legend.length === 0
    ? ""
    : html`<ul class="legend">${legend.map(({ label, color }) => html`<li><i style="background: ${color}"></i>${label}</li>`)}</ul>`;

const MOST_DATA_ROWS = 100;

/** The rows that were drawn, for those who cannot see the drawing or want the numbers. */
function dataTable(rows: Rows): Html {
  const shown = Math.min(rows.count, MOST_DATA_ROWS);
  const body = Array.from(
    { length: shown },
    (_, row) => html`<tr>${rows.cells(row).map((value) => html`<td>${value ?? ""}</td>`)}</tr>`,
  );
  return html`<details class="data"><summary>Data</summary><div class="scroll" tabindex="0"><table><thead><tr>${rows.names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${body}</tbody></table></div>${rows.count > shown ? html`<p class="note">The first ${shown} of ${rows.count} rows.</p>` : ""}</details>`;
}
