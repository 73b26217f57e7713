import { type Html, html } from "../pages/html.ts";
import { WidgetError } from "./dataset-sql.ts";
import type { DashboardDefinition, DashboardPage, LayoutItem, Position, Widget } from "./definition.ts";
import { textOf } from "./definition.ts";
import { FORM, filterControl } from "./filter-control.ts";
import { APPLIED, type Filter, GLOBAL, isFilter } from "./filters.ts";
import { markdown } from "./markdown.ts";
import { widgetBody } from "./widget-body.ts";
import type { WidgetData } from "./widget-data.ts";

const PAGE_WIDTH = 1392;
const ROW = 56;
const GAP = 12;
/** What a card has around its body: padding, border and the line under a drawing. */
const FRAME = { width: 34, height: 26, title: 27, subtitle: 18, data: 21 };

export interface PageView {
  definition: DashboardDefinition;
  page: DashboardPage;
  filters: Filter[];
  data: WidgetData;
  /** Where the page is, without its query. */
  address: string;
}

/** One page of a dashboard: tabs, filters, and every widget in its place. A widget that cannot be drawn says why. */
export async function dashboardPage({ definition, page, filters, data, address }: PageView): Promise<Html> {
  const tabs = definition.pages.filter(({ pageType }) => pageType !== GLOBAL);
  const columns = columnsOf(page);
  const layout = closeGaps(page.layout);
  const control = async (filter: Filter) => {
    try {
      return filterControl(filter, await data.choices(filter));
    } catch (error) {
      return failure(error);
    }
  };
  const byName = new Map(filters.map((filter) => [filter.widget.name, filter]));
  const cards = layout.map((item) => card(item, columns, data, byName.get(item.widget.name), control));
  const global = filters.filter(({ widget }) => !page.layout.some((item) => item.widget === widget));
  const bar = await Promise.all(
    global.map(
      async (filter) => html`<div class="control"><b>${filter.title}</b>${await control(filter)}</div>`,
    ),
  );
  const here = `${address}?page=${encodeURIComponent(page.name)}`;
  const form =
    filters.length === 0
      ? ""
      : html`<div class="bar">${bar}<form id="${FORM}" method="get" action="${address}" class="actions"><input type="hidden" name="page" value="${page.name}"><input type="hidden" name="${APPLIED}" value="1"><button>Apply filters</button><a href="${here}">Reset</a></form></div>`;
  const nav =
    tabs.length < 2
      ? ""
      : html`<nav class="tabs" aria-label="Pages">${tabs.map((tab) => html`<a href="${address}?page=${encodeURIComponent(tab.name)}"${tab === page ? html` aria-current="page"` : ""}>${tab.displayName ?? tab.name}</a>`)}</nav>`;
  const body = await Promise.all(cards);
  return html`${nav}${form === "" ? "" : html`<section aria-label="Filters" style="margin-bottom: 14px">${form}</section>`}${
    body.length === 0
      ? html`<p class="empty">This page has no widgets.</p>`
      : html`<main class="grid" style="--columns: ${columns}">${body}</main>`
  }`;
}

async function card(
  { widget, position }: LayoutItem,
  columns: number,
  data: WidgetData,
  filter: Filter | undefined,
  control: (filter: Filter) => Promise<Html>,
): Promise<Html> {
  const place = `grid-column: ${position.x + 1} / span ${Math.min(position.width, columns - position.x)}; grid-row: ${position.y + 1} / span ${position.height}`;
  const text = textOf(widget);
  if (text !== undefined && !widget.spec)
    return html`<div class="card text" style="${place}">${markdown(text)}</div>`;
  if (filter && isFilter(widget))
    return html`<div class="card open control" style="${place}"><b>${filter.title}</b>${await control(filter)}</div>`;
  const frame = widget.spec!.frame;
  const title = frame.showTitle === false ? undefined : frame.title;
  const subtitle = frame.showDescription === true ? frame.description : undefined;
  let inner: Html;
  try {
    const { body, notes } = await widgetBody(widget, data, sizeOf(widget, position, columns));
    inner = html`${body}${notes.map((note) => html`<p class="note">${note}</p>`)}`;
  } catch (error) {
    inner = failure(error);
  }
  return html`<section class="card" style="${place}" aria-label="${title ?? widget.name}">${title ? html`<h2>${title}</h2>` : ""}${subtitle ? html`<p class="sub">${subtitle}</p>` : ""}${inner}</section>`;
}

function failure(error: unknown): Html {
  const message = error instanceof Error ? error.message : String(error);
  return html`<p class="wrong" role="alert"><b>${error instanceof WidgetError ? "This widget cannot be drawn." : "The query failed."}</b>
${message}</p>`;
}

/** Columns of the page's grid: twelve in the newer layout, six in the older one. */
function columnsOf({ layoutVersion, layout }: DashboardPage): number {
  const widest = layout.reduce((most, { position }) => Math.max(most, position.x + position.width), 0);
  return layoutVersion === "GRID_V1" || widest > 6 ? Math.max(12, Math.min(widest, 48)) : 6;
}

/** Takes out rows in which nothing stands. */
function closeGaps(layout: LayoutItem[]): LayoutItem[] {
  const used = new Set<number>();
  for (const { position } of layout)
    for (let row = position.y; row < position.y + Math.min(position.height, 200); row++) used.add(row);
  const rows = new Map([...used].sort((a, b) => a - b).map((row, index) => [row, index]));
  return layout
    .map((item) => ({
      ...item,
      position: {
        ...item.position,
        x: Math.min(item.position.x, 47),
        y: rows.get(item.position.y)!,
        height: Math.min(item.position.height, 200),
      },
    }))
    .sort((a, b) => a.position.y - b.position.y || a.position.x - b.position.x);
}

/** The room that a widget's drawing has on a wide page. */
function sizeOf(widget: Widget, { width, height }: Position, columns: number) {
  const column = (PAGE_WIDTH - (columns - 1) * GAP) / columns;
  const { title, showTitle, showDescription, description } = widget.spec!.frame;
  const titles =
    (title && showTitle !== false ? FRAME.title : 0) + (showDescription && description ? FRAME.subtitle : 0);
  return {
    width: Math.max(140, width * column + (width - 1) * GAP - FRAME.width),
    height: Math.max(90, height * ROW + (height - 1) * GAP - FRAME.height - FRAME.data - titles),
  };
}
