import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogWriter } from "../catalog/catalog-writer.ts";
import { identifier } from "../engine/sql-text.ts";
import type { CatalogChange } from "../sql/types.ts";
import { asSqlErrorInfo } from "../statements/sql-failure.ts";
import { ApiError, notImplemented } from "./api-error.ts";
import { pageOf, pageQuery } from "./page.ts";
import { booleanText, jsonBody, queryParams } from "./parse.ts";
import { METASTORE_ID, showCatalog, showSchema, showTable, showVolume } from "./unity-shapes.ts";

const objectName = z
  .string()
  .min(1, "must not be empty")
  .max(255)
  .regex(/^[^./\s\p{Cc}]+$/u, "must not hold a dot, a slash, white space or control characters");
const text = z.string().max(65_536);
const forceQuery = z.object({ force: booleanText.default(false) });
const patchBody = z.object({ comment: text.optional() }).loose();

export interface UnityRouteParts {
  catalog: Catalog;
  writer: CatalogWriter;
  user: { userName: string };
}

/** Unity Catalog 2.1: catalogs, schemas, tables and volumes. Names are compared without case. */
export function unityRoutes({ catalog, writer, user }: UnityRouteParts): Hono {
  const app = new Hono({ strict: false });

  /** Makes the changes as one definition; a refusal becomes an HTTP error. */
  const define = async (changes: CatalogChange[], engine: string[] = []) => {
    try {
      await writer.define(changes, engine, user.userName);
    } catch (error) {
      throw asApiError(error);
    }
  };
  const comment = async (c: Context, on: "catalog" | "schema" | "table" | "volume", path: string[]) => {
    const body = await jsonBody(c, patchBody);
    const unknown = Object.keys(body).filter((key) => !["comment", "name", "full_name"].includes(key));
    if (unknown.length > 0) throw notImplemented(`Changing ${unknown.join(", ")} of a ${on}`);
    if (body.comment !== undefined)
      await define([{ op: "set_comment", on, path, comment: body.comment || null }]);
  };
  const findCatalog = (name: string) => catalog.entry(name) ?? missing("CATALOG", name);
  const findSchema = (fullName: string) => {
    const [first, second] = split(fullName, 2);
    const entry = findCatalog(first!);
    const schema = catalog.schemaEntry(first!, second!) ?? missing("SCHEMA", fullName);
    return { catalogName: entry.record.name, schema };
  };
  const findTable = (fullName: string) => {
    const parts = split(fullName, 3);
    findSchema(`${parts[0]}.${parts[1]}`);
    return catalog.tableRecord(parts[0]!, parts[1]!, parts[2]!) ?? missing("TABLE", fullName);
  };
  const findVolume = (fullName: string) => {
    const parts = split(fullName, 3);
    const { catalogName, schema } = findSchema(`${parts[0]}.${parts[1]}`);
    const record = catalog.volumeRecord(parts[0]!, parts[1]!, parts[2]!) ?? missing("VOLUME", fullName);
    return { catalogName, schemaName: schema.record.name, record };
  };

  app.get("/catalogs", (c) => {
    const query = queryParams(c, z.object(pageQuery).loose());
    const items = sorted([...catalog.entries.values()], (entry) => entry.record.name);
    return c.json(paged("catalogs", items, (entry) => entry.record.name, showCatalog, query, 1000));
  });
  app.post("/catalogs", async (c) => {
    const body = await jsonBody(c, z.object({ name: objectName, comment: text.optional() }));
    await define([{ op: "create_catalog", name: body.name, ...given(body.comment), ifNotExists: false }]);
    return c.json(showCatalog(findCatalog(body.name)));
  });
  app.get("/catalogs/:name", (c) => c.json(showCatalog(findCatalog(c.req.param("name")))));
  app.patch("/catalogs/:name", async (c) => {
    const entry = findCatalog(c.req.param("name"));
    await comment(c, "catalog", [entry.record.name]);
    return c.json(showCatalog(findCatalog(entry.record.name)));
  });
  app.delete("/catalogs/:name", async (c) => {
    const { force } = queryParams(c, forceQuery.loose());
    const { record } = findCatalog(c.req.param("name"));
    await define([{ op: "drop_catalog", name: record.name, ifExists: false, cascade: force }]);
    return c.json({});
  });

  app.get("/schemas", (c) => {
    const query = queryParams(c, z.object({ catalog_name: z.string().min(1), ...pageQuery }).loose());
    const entry = findCatalog(query.catalog_name);
    const items = sorted([...entry.schemas.values()], (schema) => schema.record.name);
    const show = (schema: (typeof items)[number]) => showSchema(entry.record.name, schema.record);
    return c.json(paged("schemas", items, (schema) => schema.record.name, show, query, 1000));
  });
  app.post("/schemas", async (c) => {
    const body = await jsonBody(
      c,
      z.object({ name: objectName, catalog_name: z.string().min(1), comment: text.optional() }),
    );
    const { record } = findCatalog(body.catalog_name);
    const { name } = body;
    await define([
      { op: "create_schema", catalog: record.name, name, ...given(body.comment), ifNotExists: false },
    ]);
    return c.json(showSchema(record.name, findSchema(`${record.name}.${name}`).schema.record));
  });
  app.get("/schemas/:full", (c) => {
    const { catalogName, schema } = findSchema(c.req.param("full"));
    return c.json(showSchema(catalogName, schema.record));
  });
  app.patch("/schemas/:full", async (c) => {
    const { catalogName, schema } = findSchema(c.req.param("full"));
    await comment(c, "schema", [catalogName, schema.record.name]);
    return c.json(showSchema(catalogName, findSchema(c.req.param("full")).schema.record));
  });
  app.delete("/schemas/:full", async (c) => {
    const { force } = queryParams(c, forceQuery.loose());
    const { catalogName, schema } = findSchema(c.req.param("full"));
    const { name } = schema.record;
    await define([{ op: "drop_schema", catalog: catalogName, name, ifExists: false, cascade: force }]);
    return c.json({});
  });

  app.get("/tables", (c) => {
    const query = queryParams(
      c,
      z
        .object({
          catalog_name: z.string().min(1),
          schema_name: z.string().min(1),
          omit_columns: booleanText.default(false),
          ...pageQuery,
        })
        .loose(),
    );
    const { schema } = findSchema(`${query.catalog_name}.${query.schema_name}`);
    const items = sorted([...schema.tables.values()], (table) => table.name);
    const show = (table: (typeof items)[number]) => showTable(table, !query.omit_columns);
    return c.json(paged("tables", items, (table) => table.name, show, query, 50));
  });
  app.post("/tables", () => {
    throw notImplemented("Creating a table over REST (CREATE TABLE in SQL does it), which");
  });
  app.get("/tables/:full", (c) => c.json(showTable(findTable(c.req.param("full")), true)));
  app.get("/tables/:full/exists", (c) => {
    try {
      findTable(c.req.param("full"));
      return c.json({ table_exists: true });
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return c.json({ table_exists: false });
      throw error;
    }
  });
  app.patch("/tables/:full", async (c) => {
    const table = findTable(c.req.param("full"));
    await comment(c, "table", [table.catalog, table.schema, table.name]);
    return c.json({});
  });
  app.delete("/tables/:full", async (c) => {
    const { catalog: catalogName, schema, name, kind } = findTable(c.req.param("full"));
    const target = [catalog.places.engineName(catalogName), schema.toLowerCase(), name.toLowerCase()];
    const drop = `DROP ${kind === "view" ? "VIEW" : "TABLE"} IF EXISTS ${target.map(identifier).join(".")}`;
    await define([{ op: "drop_table", catalog: catalogName, schema, name }], [drop]);
    return c.json({});
  });
  app.get("/table-summaries", (c) => {
    const query = queryParams(c, z.object({ catalog_name: z.string().min(1), ...pageQuery }).loose());
    const entry = findCatalog(query.catalog_name);
    const all = [...entry.schemas.values()].flatMap((schema) => [...schema.tables.values()]);
    const fullName = (table: (typeof all)[number]) => `${table.catalog}.${table.schema}.${table.name}`;
    const show = (table: (typeof all)[number]) => ({
      full_name: fullName(table),
      table_type: table.kind === "view" ? "VIEW" : "MANAGED",
    });
    return c.json(paged("tables", sorted(all, fullName), fullName, show, query, 10_000));
  });

  app.get("/volumes", (c) => {
    const query = queryParams(
      c,
      z.object({ catalog_name: z.string().min(1), schema_name: z.string().min(1), ...pageQuery }).loose(),
    );
    const { catalogName, schema } = findSchema(`${query.catalog_name}.${query.schema_name}`);
    const items = sorted([...schema.volumes.values()], (volume) => volume.name);
    const show = (volume: (typeof items)[number]) => showVolume(catalogName, schema.record.name, volume);
    return c.json(paged("volumes", items, (volume) => volume.name, show, query, 10_000));
  });
  app.post("/volumes", async (c) => {
    const body = await jsonBody(
      c,
      z.object({
        name: objectName,
        catalog_name: z.string().min(1),
        schema_name: z.string().min(1),
        volume_type: z.enum(["MANAGED", "EXTERNAL"]).default("MANAGED"),
        comment: text.optional(),
      }),
    );
    if (body.volume_type === "EXTERNAL") throw notImplemented("An external volume");
    const { catalogName, schema } = findSchema(`${body.catalog_name}.${body.schema_name}`);
    const where = { catalog: catalogName, schema: schema.record.name, name: body.name };
    await define([{ op: "create_volume", ...where, ...given(body.comment), ifNotExists: false }]);
    const found = findVolume(`${catalogName}.${schema.record.name}.${body.name}`);
    return c.json(showVolume(catalogName, schema.record.name, found.record));
  });
  app.get("/volumes/:full", (c) => {
    const { catalogName, schemaName, record } = findVolume(c.req.param("full"));
    return c.json(showVolume(catalogName, schemaName, record));
  });
  app.patch("/volumes/:full", async (c) => {
    const { catalogName, schemaName, record } = findVolume(c.req.param("full"));
    await comment(c, "volume", [catalogName, schemaName, record.name]);
    return c.json(showVolume(catalogName, schemaName, findVolume(c.req.param("full")).record));
  });
  app.delete("/volumes/:full", async (c) => {
    const { catalogName, schemaName, record } = findVolume(c.req.param("full"));
    await define([
      { op: "drop_volume", catalog: catalogName, schema: schemaName, name: record.name, ifExists: false },
    ]);
    return c.json({});
  });

  // CREATE FUNCTION is refused, so there are none: an honest empty list rather than a refusal to look.
  app.get("/functions", (c) => {
    const query = queryParams(c, z.object({ catalog_name: z.string(), schema_name: z.string() }).loose());
    findSchema(`${query.catalog_name}.${query.schema_name}`);
    return c.json({ functions: [] });
  });
  app.post("/functions", () => {
    throw notImplemented("Creating a function");
  });
  app.get("/functions/:full", (c) => {
    const name = split(c.req.param("full"), 3).join(".");
    return missing("FUNCTION", name);
  });

  app.get("/metastore_summary", (c) =>
    c.json({
      metastore_id: METASTORE_ID,
      name: "local",
      cloud: "local",
      region: "local",
      owner: user.userName,
    }),
  );
  return app;
}

function missing(kind: string, name: string): never {
  throw new ApiError(
    404,
    `${kind}_DOES_NOT_EXIST`,
    `${kind[0]}${kind.slice(1).toLowerCase()} '${name}' does not exist.`,
  );
}

function split(fullName: string, count: number): string[] {
  const parts = fullName.split(".");
  if (parts.length !== count || parts.some((part) => part === "")) {
    throw new ApiError(
      400,
      "INVALID_PARAMETER_VALUE",
      `'${fullName}' is not a full name of ${count} parts joined by dots.`,
    );
  }
  return parts;
}

const given = (comment: string | undefined) => (comment === undefined ? {} : { comment });

const sorted = <T>(items: T[], key: (item: T) => string) =>
  items.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));

function paged<T>(
  field: string,
  items: T[],
  key: (item: T) => string,
  show: (item: T) => object,
  query: { max_results: number; page_token?: string | undefined },
  largest: number,
) {
  const size = query.max_results === 0 ? largest : Math.min(query.max_results, largest);
  const page = pageOf(items, key, size, query.page_token);
  return {
    [field]: page.items.map(show),
    ...(page.nextPageToken ? { next_page_token: page.nextPageToken } : {}),
  };
}

function asApiError(error: unknown): unknown {
  const info = asSqlErrorInfo(error);
  if (!info) return error;
  const message = info.message.replace(/^\[[^\]]*\] /, "").replace(/ SQLSTATE: \w+$/, "");
  if (/ALREADY_EXISTS/.test(info.errorClass)) return new ApiError(409, info.errorClass, message);
  if (/NOT_FOUND|NO_SUCH|DOES_NOT_EXIST/.test(info.errorClass))
    return new ApiError(404, info.errorClass, message);
  if (info.sqlState === "42501") return new ApiError(403, "PERMISSION_DENIED", message);
  return new ApiError(400, info.errorClass, message);
}
