import { Hono } from "hono";
import { html, page } from "../pages/html.ts";
import { notFound } from "../rest/api-error.ts";
import type { QueryParts } from "../statements/read-only-query.ts";
import type { Warehouses } from "../warehouses.ts";
import { dashboardPage } from "./dashboard-page.ts";
import { found } from "./dashboard-routes.ts";
import { type Dashboard, type DashboardStore, pathOf } from "./dashboard-store.ts";
import type { DashboardDefinition } from "./definition.ts";
import { filtersOf, GLOBAL } from "./filters.ts";
import { PageQueries } from "./page-queries.ts";
import { DASHBOARD_STYLE } from "./page-style.ts";
import { DefinitionError, parseDefinition } from "./parse-definition.ts";
import type { ScheduleStore } from "./schedule-store.ts";
import { WidgetData } from "./widget-data.ts";

export interface DashboardPageParts extends QueryParts {
  dashboards: DashboardStore;
  schedules: ScheduleStore;
  warehouses: Warehouses;
  ready(): Promise<void>;
}

const OPTIONS = { style: DASHBOARD_STYLE, forms: true };
const time = (at: number) => `${new Date(at).toISOString().replace("T", " ").slice(0, 16)} UTC`;

/** Dashboards as pages, run on the local warehouse when they are opened. Mount at `/dashboardsv3`. */
export function dashboardPages(parts: DashboardPageParts): Hono {
  const app = new Hono({ strict: false });
  const { dashboards, schedules, warehouses } = parts;

  app.get("/", async () => {
    const all = (await dashboards.list())
      .filter(({ state }) => state === "ACTIVE")
      .sort((a, b) => b.updatedAt - a.updatedAt);
    const rows = all.map(
      (
        each,
      ) => html`<tr><td><a href="/dashboardsv3/${each.id}">${each.displayName}</a></td><td class="muted">${pathOf(each)}</td>
<td>${each.published ? html`<a href="/dashboardsv3/${each.id}/published">published</a>` : "draft"}</td><td class="muted">${time(each.updatedAt)}</td></tr>`,
    );
    return page(
      "Dashboards",
      html`<header><div><h1>Dashboards</h1></div></header>
${all.length === 0 ? html`<p>There are none yet: <code>POST /api/2.0/lakeview/dashboards</code> makes one.</p>` : html`<div class="list"><table><tr><th>Dashboard</th><th>Path</th><th>State</th><th>Changed</th></tr>${rows}</table></div>`}`,
      200,
      OPTIONS,
    );
  });

  app.get("/:id", async (c) => {
    const id = c.req.param("id");
    const dashboard = found(await dashboards.get(id), id);
    return show(dashboard, dashboard, `/dashboardsv3/${id}`, new URL(c.req.url).searchParams);
  });

  app.get("/:id/published", async (c) => {
    const id = c.req.param("id");
    const dashboard = found(await dashboards.get(id), id);
    if (!dashboard.published || dashboard.state === "TRASHED")
      throw notFound(`The dashboard ${id} is not published.`);
    return show(
      dashboard,
      dashboard.published,
      `/dashboardsv3/${id}/published`,
      new URL(c.req.url).searchParams,
    );
  });

  async function show(
    dashboard: Dashboard,
    version: { displayName: string; serialized: string; warehouseId?: string | undefined; at?: number },
    address: string,
    chosen: URLSearchParams,
  ): Promise<Response> {
    await parts.ready();
    const { displayName } = version;
    const scheduled = schedules.schedules(dashboard.id).length;
    const about = [
      dashboard.state === "TRASHED"
        ? "In the trash"
        : version.at === undefined
          ? "Draft"
          : `Published ${time(version.at)}`,
      pathOf(dashboard),
      ...(scheduled > 0
        ? [`${scheduled} schedule${scheduled > 1 ? "s" : ""} kept, none is run and nothing is sent`]
        : []),
    ];
    const frame = (body: Parameters<typeof page>[1]) =>
      page(
        displayName,
        html`<p class="crumbs"><a href="/dashboardsv3">Dashboards</a></p>
<header><div><h1>${displayName}</h1><p class="about">${about.join(" · ")}</p></div></header>${body}`,
        200,
        OPTIONS,
      );
    let definition: DashboardDefinition;
    try {
      definition = parseDefinition(version.serialized);
    } catch (error) {
      if (!(error instanceof DefinitionError)) throw error;
      return frame(
        html`<p class="wrong" role="alert"><b>This dashboard cannot be read.</b> Its definition ${error.message}</p>`,
      );
    }
    const pages = definition.pages.filter(({ pageType }) => pageType !== GLOBAL);
    const wanted = chosen.get("page");
    const current = pages.find(({ name }) => name === wanted) ?? pages[0];
    if (!current) return frame(html`<p class="empty">This dashboard has no pages.</p>`);
    const now = Date.now();
    const filters = filtersOf(definition, current, chosen, now);
    const warehouseId =
      [version.warehouseId, dashboard.warehouseId].find((id) => id && warehouses.get(id)) ??
      warehouses.list()[0]?.id ??
      "";
    const queries = new PageQueries(parts, { warehouseId });
    const data = new WidgetData({ definition, place: dashboard, filters, queries, now });
    return frame(await dashboardPage({ definition, page: current, filters, data, address }));
  }
  return app;
}

/** The same under the address that some clients print. Mount at `/sql/dashboardsv3`. */
export function dashboardRedirects(): Hono {
  const app = new Hono({ strict: false });
  app.get("/:id{.*}", (c) => {
    const { pathname, search } = new URL(c.req.url);
    return c.redirect(`${pathname.replace(/^\/sql/, "")}${search}`, 302);
  });
  return app;
}
