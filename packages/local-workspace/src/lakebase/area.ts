import { join } from "node:path";
import { Hono } from "hono";
import type { Area, AreaParts } from "../area.ts";
import { ApiError } from "../rest/api-error.ts";
import { branchObjectRoutes } from "./branch-object-routes.ts";
import { instanceRoleRoutes } from "./instance-role-routes.ts";
import { instanceRoutes } from "./instance-routes.ts";
import { Lakebase } from "./lakebase.ts";
import { lakebasePages } from "./pages.ts";
import { postgresTableRoutes } from "./postgres-table-routes.ts";
import { projectRoutes } from "./project-routes.ts";
import { tableRoutes } from "./table-routes.ts";

/** Lakebase, Provisioned and Autoscaling, on PostgreSQL servers of this machine. */
export function lakebaseArea(parts: AreaParts): Area & { lakebase: Lakebase } {
  const { user, identity, catalog, statements, log } = parts;
  const lakebase = new Lakebase({ dir: join(parts.dir, "lakebase"), user, catalog, statements, log });
  const ready = new Hono({ strict: false }).use(async (_, next) => {
    await lakebase.ready.catch((error: Error) => {
      throw new ApiError(503, "TEMPORARILY_UNAVAILABLE", `Lakebase could not be opened: ${error.message}`);
    });
    await next();
  });
  const provisioned = new Hono({ strict: false })
    .route("/", ready)
    .route("/", instanceRoutes({ lakebase, user, identity }))
    .route("/", instanceRoleRoutes({ lakebase, user }))
    .route("/", tableRoutes({ lakebase }));
  const autoscaling = new Hono({ strict: false })
    .route("/", ready)
    .route("/", projectRoutes({ lakebase, user, identity }))
    .route("/", branchObjectRoutes({ lakebase, user }))
    .route("/", postgresTableRoutes({ lakebase }));
  return {
    lakebase,
    api: [
      ["/api/2.0/database", provisioned],
      ["/api/2.0/postgres", autoscaling],
    ],
    pages: [{ prefix: "/lakebase", app: lakebasePages(lakebase), title: "Lakebase" }],
    close: () => lakebase.close(),
  };
}
