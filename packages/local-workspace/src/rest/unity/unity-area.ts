import { join } from "node:path";
import { Hono } from "hono";
import type { Area, AreaParts } from "../../area.ts";
import { ORG_ID } from "../../identity/org-id.ts";
import { SecurableStore } from "../../securables/securable-store.ts";
import { CatalogAccess } from "./catalog-access.ts";
import { catalogRoutes } from "./catalog-routes.ts";
import { constraintRoutes } from "./constraint-routes.ts";
import { functionRoutes } from "./function-routes.ts";
import { grantRoutes } from "./grant-routes.ts";
import { metastoreRoutes } from "./metastore-routes.ts";
import {
  lineageRoutes,
  onlineTableRoutes,
  qualityMonitorRoutes,
  refusedRoutes,
  temporaryCredentialRoutes,
} from "./refused-routes.ts";
import { schemaRoutes } from "./schema-routes.ts";
import { sharingRoutes } from "./sharing-routes.ts";
import { storageRoutes } from "./storage-routes.ts";
import { tableRoutes, tableSummaryRoutes } from "./table-routes.ts";
import { allowedValues, tagPolicyRoutes } from "./tag-policy-routes.ts";
import { tagRoutes } from "./tag-routes.ts";
import { volumeRoutes } from "./volume-routes.ts";

/** Unity Catalog 2.1 and what belongs to it. Names are compared without case. */
export function unityArea({ dir, catalog, writer, engine, dialect, user, log }: AreaParts): Area {
  const store = new SecurableStore(join(dir, "unity"), user.userName, (key) =>
    log(`a record of Unity Catalog cannot be read and is left out: ${key}`),
  );
  catalog.governedValues = allowedValues(store);
  const access = new CatalogAccess({ catalog, writer, user });
  const app = new Hono({ strict: false });
  app.route("/catalogs", catalogRoutes(access));
  app.route("/schemas", schemaRoutes(access));
  app.route("/tables", tableRoutes({ access, dialect, read: engine.read, user }));
  app.route("/table-summaries", tableSummaryRoutes(access));
  app.route("/volumes", volumeRoutes(access));
  app.route("/functions", functionRoutes(access));
  app.route("/constraints", constraintRoutes(access));
  app.route("/entity-tag-assignments", tagRoutes(access));
  app.route("/", grantRoutes({ access, store }));
  app.route("/", metastoreRoutes({ user, workspaceId: Number(ORG_ID) }));
  app.route("/", storageRoutes(store));
  app.route("/", sharingRoutes({ access, store }));
  app.route("/", refusedRoutes(access));
  return {
    api: [
      ["/api/2.1/unity-catalog", app],
      ["/api/2.1/tag-policies", tagPolicyRoutes(store)],
      ["/api/2.0/online-tables", onlineTableRoutes()],
      ["/api/2.0/quality-monitors", qualityMonitorRoutes()],
      ["/api/2.0/unity-catalog", temporaryCredentialRoutes()],
      ["/api/2.0/lineage-tracking", lineageRoutes()],
    ],
    close: () => store.close(),
  };
}
