import { Hono } from "hono";
import { z } from "zod";
import { invalidParameter } from "../rest/api-error.ts";
import { jsonBody } from "../rest/parse.ts";
import type { CatalogBinding } from "./catalog-bindings.ts";
import { fromPostgres, noSuch } from "./errors.ts";
import type { Lakebase } from "./lakebase.ts";
import { branchNamed } from "./project-routes.ts";
import { branchName, time } from "./project-shapes.ts";
import { DEFAULT_DATABASE } from "./roles.ts";
import type { SyncRecord } from "./sync-record.ts";
import { syncRequest, syncSpec, syncStatus } from "./sync-shapes.ts";

const catalogBody = z
  .object({
    spec: z
      .object({
        branch: z.string(),
        postgres_database: z.string().min(1).max(63),
        create_database_if_missing: z.boolean().default(false),
      })
      .loose(),
  })
  .loose();
const syncedTableBody = z
  .object({
    spec: syncSpec.extend({ branch: z.string().optional(), postgres_database: z.string().optional() }),
  })
  .loose();

/** Catalogs, synced tables and operations of Autoscaling projects. Mount at `/api/2.0/postgres`. */
export function postgresTableRoutes({ lakebase }: { lakebase: Lakebase }): Hono {
  const app = new Hono({ strict: false });
  const { tables, operations } = lakebase;
  const required = (field: string, value: string | undefined) => {
    if (!value) throw invalidParameter(`Field '${field}' is required, expected non-default value (not "")!`);
    return value;
  };
  const bindingOf = (name: string) => {
    const found = tables.binding(name);
    if (found?.api !== "autoscaling") throw noSuch("Catalog", `catalogs/${name}`);
    return found;
  };
  const syncOf = (name: string) => {
    const found = tables.sync(name);
    if (found?.api !== "autoscaling") throw noSuch("Synced table", `synced_tables/${name}`);
    return found;
  };
  const catalogShape = (binding: CatalogBinding) => ({
    name: `catalogs/${binding.name}`,
    catalog_id: binding.name,
    uid: binding.uid,
    create_time: time(binding.createdAt),
    update_time: time(binding.createdAt),
    status: {
      catalog_id: binding.name,
      branch: lakebase.nameOf(binding.server),
      project: lakebase.nameOf(binding.server).split("/branches/")[0],
      postgres_database: binding.database,
    },
  });
  const tableShape = (record: SyncRecord) => ({
    name: `synced_tables/${record.name}`,
    synced_table_id: record.name,
    uid: record.uid,
    create_time: time(record.createdAt),
    status: {
      ...syncStatus(record),
      branch: lakebase.nameOf(record.server),
      postgres_database: record.database,
      unity_catalog_provisioning_state: record.failure && !record.lastSync ? "FAILED" : "ACTIVE",
    },
  });

  app.post("/catalogs", async (c) => {
    const name = required("catalog_id", c.req.query("catalog_id"));
    const { spec } = await jsonBody(c, catalogBody);
    const { uid } = branchNamed(lakebase, spec.branch);
    const request = { name, api: "autoscaling" as const, server: uid, database: spec.postgres_database };
    const shape = catalogShape(
      await tables.bind(request, spec.create_database_if_missing).catch(fromPostgres),
    );
    return c.json(operations.ended(shape.name, "Catalog", shape));
  });
  app.get("/catalogs/:name", (c) => c.json(catalogShape(bindingOf(c.req.param("name")))));
  app.delete("/catalogs/:name", (c) => {
    const { name } = bindingOf(c.req.param("name"));
    tables.unbind(name);
    return c.json(operations.ended(`catalogs/${name}`, "Catalog"));
  });

  app.post("/synced_tables", async (c) => {
    const name = required("synced_table_id", c.req.query("synced_table_id"));
    const { spec } = await jsonBody(c, syncedTableBody);
    const binding = tables.binding(name.split(".")[0] ?? "");
    if (!binding && !spec.branch)
      throw invalidParameter(
        `'spec.branch': is needed, since ${name.split(".")[0]} is not the catalog of a database.`,
      );
    const branch = spec.branch ? branchNamed(lakebase, spec.branch) : undefined;
    if (binding && branch && branch.uid !== binding.server)
      throw invalidParameter(`The catalog ${binding.name} does not belong to ${branchName(branch)}.`);
    const server = binding?.server ?? branch?.uid ?? "";
    const database = binding?.database ?? spec.postgres_database ?? DEFAULT_DATABASE;
    const request = syncRequest("autoscaling", name, server, database, spec);
    const shape = tableShape(await tables.create(request).catch(fromPostgres));
    return c.json(operations.ended(shape.name, "SyncedTable", shape));
  });
  app.get("/synced_tables/:name", (c) => c.json(tableShape(syncOf(c.req.param("name")))));
  app.delete("/synced_tables/:name", async (c) => {
    const record = syncOf(c.req.param("name"));
    await tables.delete(record).catch(fromPostgres);
    return c.json(operations.ended(`synced_tables/${record.name}`, "SyncedTable"));
  });
  // On Databricks a sync is started by its pipeline; there is none here, so the table itself is asked.
  app.post("/synced_tables/:name/refresh", async (c) =>
    c.json(tableShape(await tables.refresh(syncOf(c.req.param("name"))).catch(fromPostgres))),
  );

  const branch = "/projects/:project/branches/:branch";
  for (const owner of [
    "/projects/:project",
    branch,
    `${branch}/endpoints/:endpoint`,
    `${branch}/roles/:role`,
    `${branch}/databases/:database`,
    "/catalogs/:name",
    "/synced_tables/:name",
  ])
    app.get(`${owner}/operations/:operation`, (c) => {
      const name = c.req.path.replace(/^\/api\/2\.0\/postgres\//, "").replace(/\/$/, "");
      const found = operations.get(decodeURIComponent(name));
      if (!found) throw noSuch("Operation", name);
      return c.json(found);
    });
  return app;
}
