import { Hono } from "hono";
import { z } from "zod";
import { invalidParameter, notFound } from "../rest/api-error.ts";
import { jsonBody } from "../rest/parse.ts";
import type { CatalogBinding } from "./catalog-bindings.ts";
import { fromPostgres, noSuch, unsupported } from "./errors.ts";
import { instanceOf } from "./instance-routes.ts";
import type { Lakebase } from "./lakebase.ts";
import { DEFAULT_DATABASE } from "./roles.ts";
import type { SyncRecord } from "./sync-record.ts";
import { syncRequest, syncSpec, syncStatus } from "./sync-shapes.ts";

const catalogSchema = z
  .object({
    name: z.string().min(1),
    database_instance_name: z.string().min(1),
    database_name: z.string().min(1).max(63),
    create_database_if_not_exists: z.boolean().default(false),
  })
  .loose();
const syncedTableSchema = z
  .object({
    name: z.string(),
    database_instance_name: z.string().optional(),
    logical_database_name: z.string().optional(),
    spec: syncSpec,
  })
  .loose();

/** Catalogs and synced tables of Provisioned instances. Mount at `/api/2.0/database`. */
export function tableRoutes({ lakebase }: { lakebase: Lakebase }): Hono {
  const app = new Hono({ strict: false });
  const { tables } = lakebase;
  const bindingOf = (name: string) => {
    const found = tables.binding(name);
    if (found?.api !== "provisioned") throw noSuch("Database catalog", name);
    return found;
  };
  const syncOf = (name: string) => {
    const found = tables.sync(name);
    if (found?.api !== "provisioned") throw noSuch("Synced table", name);
    return found;
  };
  const catalogShape = (binding: CatalogBinding) => ({
    name: binding.name,
    uid: binding.uid,
    database_instance_name: lakebase.nameOf(binding.server),
    database_name: binding.database,
  });
  const tableShape = (record: SyncRecord) => ({
    name: record.name,
    database_instance_name: lakebase.nameOf(record.server),
    effective_database_instance_name: lakebase.nameOf(record.server),
    logical_database_name: record.database,
    effective_logical_database_name: record.database,
    spec: record.asked,
    data_synchronization_status: syncStatus(record),
    unity_catalog_provisioning_state: record.failure && !record.lastSync ? "FAILED" : "ACTIVE",
  });

  app.post("/catalogs", async (c) => {
    const body = await jsonBody(c, catalogSchema);
    const { uid } = instanceOf(lakebase, body.database_instance_name);
    const request = {
      name: body.name,
      api: "provisioned" as const,
      server: uid,
      database: body.database_name,
    };
    return c.json(
      catalogShape(await tables.bind(request, body.create_database_if_not_exists).catch(fromPostgres)),
    );
  });
  app.get("/catalogs/:name", (c) => c.json(catalogShape(bindingOf(c.req.param("name")))));
  app.delete("/catalogs/:name", (c) => {
    tables.unbind(bindingOf(c.req.param("name")).name);
    return c.json({});
  });
  app.patch("/catalogs/:name", () => {
    throw unsupported("A database catalog cannot be changed; Databricks does not offer it yet either.");
  });
  app.get("/instances/:instance/catalogs", (c) => {
    const { uid } = instanceOf(lakebase, c.req.param("instance"));
    const found = tables.bindings().filter(({ server }) => server === uid);
    return c.json({ database_catalogs: found.map(catalogShape) });
  });

  app.post("/synced_tables", async (c) => {
    const body = await jsonBody(c, syncedTableSchema);
    const [catalog = ""] = body.name.split(".");
    const binding = tables.binding(catalog);
    const instance = body.database_instance_name;
    if (binding && instance !== undefined && instanceOf(lakebase, instance).uid !== binding.server)
      throw invalidParameter(`The catalog ${catalog} belongs to another database instance than ${instance}.`);
    if (
      binding &&
      body.logical_database_name !== undefined &&
      body.logical_database_name !== binding.database
    )
      throw invalidParameter(`The catalog ${catalog} is the database ${binding.database}.`);
    if (!binding && instance === undefined)
      throw invalidParameter(
        `'database_instance_name': is needed, since ${catalog} is not the catalog of a database.`,
      );
    const server = binding?.server ?? instanceOf(lakebase, instance ?? "").uid;
    const database = binding?.database ?? body.logical_database_name ?? DEFAULT_DATABASE;
    const request = syncRequest("provisioned", body.name, server, database, body.spec);
    return c.json(tableShape(await tables.create(request).catch(fromPostgres)));
  });
  app.get("/synced_tables/:name", (c) => c.json(tableShape(syncOf(c.req.param("name")))));
  app.delete("/synced_tables/:name", async (c) => {
    await tables.delete(syncOf(c.req.param("name"))).catch(fromPostgres);
    return c.json({});
  });
  app.patch("/synced_tables/:name", () => {
    throw unsupported("A synced table cannot be changed; Databricks does not offer it yet either.");
  });
  // On Databricks a sync is started by its pipeline; there is none here, so the table itself is asked.
  app.post("/synced_tables/:name/refresh", async (c) =>
    c.json(tableShape(await tables.refresh(syncOf(c.req.param("name"))).catch(fromPostgres))),
  );
  app.get("/instances/:instance/synced_tables", (c) => {
    const { uid } = instanceOf(lakebase, c.req.param("instance"));
    return c.json({
      synced_tables: tables
        .syncs()
        .filter(({ server }) => server === uid)
        .map(tableShape),
    });
  });

  app.post("/tables", () => {
    throw unsupported(
      "Tables of PostgreSQL cannot be registered in Unity Catalog here, since SQL cannot read them. Connect to the database itself.",
    );
  });
  for (const method of ["get", "delete"] as const)
    app[method]("/tables/:name", (c) => {
      throw notFound(`There is no database table '${c.req.param("name")}': none can be registered here.`);
    });
  return app;
}
