import { Hono } from "hono";
import { notImplemented } from "../rest/api-error.ts";

const INSTEAD: Record<string, string> = {
  queries: "use /api/2.0/sql/queries",
  alerts: "use /api/2.0/alerts",
  dashboards: "use /api/2.0/lakeview/dashboards",
  widgets: "use /api/2.0/lakeview/dashboards",
  visualizations: "use /api/2.0/lakeview/dashboards",
  data_sources: "use /api/2.0/sql/warehouses",
  permissions: "use /api/2.0/permissions",
};

/** The old API of Databricks SQL, which Databricks has retired in favour of the others. Mount at `/api/2.0/preview/sql`. */
export function legacyRoutes(): Hono {
  const app = new Hono({ strict: false });
  for (const [kind, instead] of Object.entries(INSTEAD)) {
    const refuse = () => {
      throw notImplemented(`The legacy API /api/2.0/preview/sql/${kind} (${instead})`);
    };
    app.on(["GET", "POST"], `/${kind}`, refuse);
    app.on(["GET", "POST", "DELETE"], `/${kind}/:id`, refuse);
    app.on(["GET", "POST", "PUT"], `/${kind}/:id/:more`, refuse);
  }
  return app;
}
