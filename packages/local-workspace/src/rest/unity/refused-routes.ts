import { Hono } from "hono";
import { ApiError, notImplemented } from "../api-error.ts";
import type { CatalogAccess } from "./catalog-access.ts";

type Refusal = [methods: string[], path: string, why: string];

/** What would need the cloud, or would claim a protection that nothing here gives. */
const REFUSALS: Refusal[] = [
  [
    ["POST"],
    "/policies",
    "A row filter or column mask by policy is not enforced on DuckDB, so that keeping one",
  ],
  [["PATCH", "DELETE"], "/policies/:type/:name/:policy", "Attribute-based access control"],
  [["GET", "PUT"], "/artifact-allowlists/:type", "An allowlist of artifacts"],
  [["PATCH"], "/bindings/:type/:name", "Binding a securable to workspaces (there is one), which"],
  [["PATCH"], "/workspace-bindings/catalogs/:name", "Binding a catalog to workspaces (there is one), which"],
  [["GET"], "/resource-quotas/all-resource-quotas", "A quota of resources"],
  [["GET"], "/resource-quotas/:type/:name/:quota", "A quota of resources"],
  [
    ["POST"],
    "/temporary-service-credentials",
    "A temporary credential of a cloud (there is none behind these tables), which",
  ],
  [["POST", "PUT"], "/tables/:table/monitor", "A quality monitor's profiling (query the table instead)"],
  [["POST"], "/tables/:table/monitor/refreshes", "Refreshing a quality monitor"],
  [["POST"], "/tables/:table/monitor/refreshes/:id/cancel", "Refreshing a quality monitor"],
];

const refuse = (app: Hono, [methods, path, why]: Refusal) =>
  app.on(methods, path, () => {
    throw notImplemented(why);
  });

/** Mount at the root of Unity Catalog. */
export function refusedRoutes(access: CatalogAccess): Hono {
  const app = new Hono({ strict: false });
  for (const refusal of REFUSALS) refuse(app, refusal);
  // Nothing of the kind can be made, so that looking answers truly.
  app.get("/policies/:type/:name", (c) => c.json({ policies: [] }));
  app.get("/policies/:type/:name/:policy", (c) => {
    throw none(`policy '${c.req.param("policy")}' on '${c.req.param("name")}'`);
  });
  for (const path of ["/tables/:table/monitor", "/tables/:table/monitor/refreshes/:id"])
    app.on(["GET", "DELETE"], path, (c) => {
      const { catalog, schema, name } = access.findTable(c.req.param("table") ?? "");
      throw none(`quality monitor on '${catalog}.${schema}.${name}'`);
    });
  app.get("/tables/:table/monitor/refreshes", (c) => {
    access.findTable(c.req.param("table"));
    return c.json({ refreshes: [] });
  });
  const binding = { workspace_id: 1, binding_type: "BINDING_TYPE_READ_WRITE" };
  app.get("/bindings/:type/:name", (c) => {
    if (c.req.param("type") === "catalog") access.findCatalog(c.req.param("name"));
    return c.json({ bindings: [binding] });
  });
  app.get("/workspace-bindings/catalogs/:name", (c) => {
    access.findCatalog(c.req.param("name"));
    return c.json({ workspaces: [binding.workspace_id] });
  });
  return app;
}

const none = (what: string) => new ApiError(404, "RESOURCE_DOES_NOT_EXIST", `There is no ${what}.`);

/** Mount at `/api/2.0/online-tables`. */
export function onlineTableRoutes(): Hono {
  const app = new Hono({ strict: false });
  refuse(app, [["POST"], "/", "An online table (read the table itself, or sync it to a database), which"]);
  app.on(["GET", "DELETE"], "/:name", (c) => {
    throw none(`online table '${c.req.param("name")}'`);
  });
  return app;
}

/** Mount at `/api/2.0/quality-monitors`. */
export function qualityMonitorRoutes(): Hono {
  const app = new Hono({ strict: false });
  app.get("/", (c) => c.json({ quality_monitors: [] }));
  refuse(app, [["POST"], "/", "A quality monitor"]);
  refuse(app, [["PUT"], "/:type/:id", "A quality monitor"]);
  app.on(["GET", "DELETE"], "/:type/:id", (c) => {
    throw none(`quality monitor of the ${c.req.param("type")} '${c.req.param("id")}'`);
  });
  return app;
}

/** Credentials for direct access to storage. Mount at `/api/2.0/unity-catalog`. */
export function temporaryCredentialRoutes(): Hono {
  const app = new Hono({ strict: false });
  for (const path of ["/temporary-table-credentials", "/temporary-path-credentials"])
    refuse(app, [
      ["POST"],
      path,
      "A credential for direct access to storage (tables lie in DuckDB files), which",
    ]);
  return app;
}

/** Lineage kept by other tools. Mount at `/api/2.0/lineage-tracking`. */
export function lineageRoutes(): Hono {
  const app = new Hono({ strict: false });
  const why = "Lineage";
  for (const path of [
    "/external-lineage",
    "/external-metadata",
    "/external-metadata/:name",
    "/table-lineage",
    "/column-lineage",
  ])
    refuse(app, [["GET", "POST", "PATCH", "DELETE"], path, why]);
  return app;
}
