import { join } from "node:path";
import { Hono } from "hono";
import type { Area, AreaParts } from "../area.ts";
import type { PermissionType } from "../permissions/permission-type.ts";
import { alertRoutes } from "./alert-routes.ts";
import { AlertRunner } from "./alert-runner.ts";
import { alertV2Routes } from "./alert-v2-routes.ts";
import { legacyRoutes } from "./legacy-routes.ts";
import { queryPages } from "./query-pages.ts";
import { queryRoutes, visualizationRoutes } from "./query-routes.ts";
import { alertRecord, alertV2Record, queryRecord } from "./query-schema.ts";
import { TrashStore } from "./trash-store.ts";

const kind = (
  path: string,
  objectType: string,
  store: { get(id: string): unknown },
  owner: string,
): PermissionType => ({
  path,
  objectType,
  levels: {
    CAN_VIEW: `Can view the ${objectType}`,
    CAN_RUN: `Can view and run the ${objectType}`,
    CAN_EDIT: `Can edit the ${objectType}`,
    CAN_MANAGE: `Can manage the ${objectType}`,
    IS_OWNER: `Is the owner of the ${objectType}`,
  },
  find: (id) => {
    store.get(id);
    return { id, owner };
  },
});

/** Saved queries and alerts of Databricks SQL. */
export function queriesArea(parts: AreaParts): Area {
  const file = (name: string) => join(parts.dir, "queries", name);
  const stores = {
    queries: new TrashStore(file("queries.jsonl"), queryRecord, "query"),
    alerts: new TrashStore(file("alerts.jsonl"), alertRecord, "alert"),
    alertsV2: new TrashStore(file("alerts-v2.jsonl"), alertV2Record, "alert"),
  };
  const runner = new AlertRunner({ ...parts, alerts: stores.alertsV2 });
  const routeParts = { ...parts, ...stores };
  return {
    api: [
      ["/api/2.0/sql/queries", queryRoutes(routeParts)],
      ["/api/2.0/sql/visualizations", visualizationRoutes()],
      ["/api/2.0/sql/alerts", alertRoutes(routeParts)],
      ["/api/2.0/alerts", alertV2Routes(routeParts)],
      ["/api/2.0/preview/sql", legacyRoutes()],
    ],
    pages: [
      { prefix: "/sql", app: queryPages(stores), title: "" },
      { prefix: "/sql/queries", app: new Hono(), title: "Queries and alerts" },
    ],
    permissions: [
      kind("queries", "query", stores.queries, parts.user.userName),
      kind("alerts", "alert", stores.alerts, parts.user.userName),
      kind("alertsv2", "alertv2", stores.alertsV2, parts.user.userName),
    ],
    begin: () => runner.begin(),
    close: async () => {
      await runner.close();
      for (const store of Object.values(stores)) store.close();
    },
  };
}
