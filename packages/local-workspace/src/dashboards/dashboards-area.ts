import { join } from "node:path";
import { Hono } from "hono";
import type { Area, AreaParts } from "../area.ts";
import { dashboardPages, dashboardRedirects } from "./dashboard-pages.ts";
import { dashboardRoutes } from "./dashboard-routes.ts";
import { DashboardStore } from "./dashboard-store.ts";
import { scheduleRoutes } from "./schedule-routes.ts";
import { ScheduleStore } from "./schedule-store.ts";

/** AI/BI (Lakeview) dashboards: stored, published and drawn. */
export function dashboardsArea(parts: AreaParts): Area {
  const dir = join(parts.dir, "dashboards");
  const dashboards = new DashboardStore(dir, parts.objects);
  const schedules = new ScheduleStore(dir);
  const api = new Hono({ strict: false });
  api.route("/", dashboardRoutes({ ...parts, dashboards }));
  api.route("/", scheduleRoutes(dashboards, schedules));
  return {
    api: [["/api/2.0/lakeview/dashboards", api]],
    pages: [
      {
        prefix: "/dashboardsv3",
        title: "Dashboards",
        app: dashboardPages({ ...parts, dashboards, schedules }),
      },
      { prefix: "/sql/dashboardsv3", title: "", app: dashboardRedirects() },
    ],
    close: async () => {
      await dashboards.close();
      schedules.close();
    },
  };
}
