import { join } from "node:path";
import type { Area, AreaParts } from "../area.ts";
import { lakebaseArea } from "../lakebase/area.ts";
import { keptType } from "../permissions/kept-type.ts";
import { notFound } from "../rest/api-error.ts";
import { appPages } from "./app-pages.ts";
import { appRoutes, appSettingsRoutes } from "./app-routes.ts";
import { AppService } from "./app-service.ts";
import { AppResources } from "./resources.ts";

/** Databricks Apps as processes of this machine, and Lakebase, which they are given databases of. */
export function appsAndLakebaseArea(parts: AreaParts): Area {
  const database = lakebaseArea(parts);
  const { lakebase } = database;
  const resources = new AppResources({ ...parts, lakebase });
  const apps = new AppService({ ...parts, dir: join(parts.dir, "apps"), resources });
  return {
    api: [...database.api, ["/api/2.0/apps", appRoutes(apps)], ["/api/2.0", appSettingsRoutes()]],
    pages: [...(database.pages ?? []), { prefix: "/apps", app: appPages(apps), title: "Apps" }],
    permissions: [
      keptType("apps", "app", ["CAN_USE", "CAN_MANAGE"], (name) => ({ owner: apps.get(name).creator })),
      keptType("database-instances", "database-instance", ["CAN_USE", "CAN_MANAGE"], (name) => {
        const instance = lakebase.instances.get(name);
        if (!instance) throw notFound(`Database instance ${name} is not found.`);
        return { owner: instance.creator };
      }),
    ],
    begin: async () => {
      await lakebase.ready;
      await apps.begin();
    },
    close: async () => {
      await apps.close();
      await database.close?.();
    },
  };
}
