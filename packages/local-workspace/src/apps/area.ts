import { join } from "node:path";
import type { Area, AreaParts } from "../area.ts";
import { lakebaseArea } from "../lakebase/area.ts";
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
