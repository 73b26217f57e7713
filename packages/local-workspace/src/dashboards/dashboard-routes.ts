import { Hono } from "hono";
import { z } from "zod";
import { objectPath } from "../objects/object-path.ts";
import type { ObjectStore } from "../objects/object-store.ts";
import { ApiError, invalidParameter, notFound, notImplemented } from "../rest/api-error.ts";
import { pageOf } from "../rest/page.ts";
import { booleanText, countText, jsonBody, queryParams } from "../rest/parse.ts";
import type { Warehouses } from "../warehouses.ts";
import { type Dashboard, type DashboardChange, type DashboardStore, pathOf } from "./dashboard-store.ts";
import { DefinitionError, parseDefinition } from "./parse-definition.ts";

export interface DashboardRouteParts {
  dashboards: DashboardStore;
  objects: ObjectStore;
  warehouses: Warehouses;
  user: { userName: string };
}

const MAX_SERIALIZED = 10 * 1024 * 1024;
const EMPTY = JSON.stringify({ pages: [{ name: "page_1", displayName: "Untitled page" }] });

const nameSchema = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(200)
  .refine(
    (name) => !/[/\p{Cc}]/u.test(name),
    "must not hold a slash or control characters: it is a file name",
  );
const bodySchema = z.looseObject({
  display_name: nameSchema.optional(),
  parent_path: z.string().optional(),
  serialized_dashboard: z.string().optional(),
  warehouse_id: z.string().optional(),
  etag: z.string().optional(),
  dataset_catalog: z.string().optional(),
  dataset_schema: z.string().optional(),
});
const datasetQuery = z.looseObject({
  dataset_catalog: z.string().optional(),
  dataset_schema: z.string().optional(),
});
const listQuery = z.looseObject({
  page_size: countText(1000).default(100),
  page_token: z.string().optional(),
  show_trashed: booleanText.default(false),
  view: z.enum(["DASHBOARD_VIEW_BASIC"]).optional(),
});

/** AI/BI dashboards. Mount at `/api/2.0/lakeview/dashboards`. */
export function dashboardRoutes({ dashboards, objects, warehouses, user }: DashboardRouteParts): Hono {
  const app = new Hono({ strict: false });

  const folder = (raw: string): string => {
    const path = objectPath(raw);
    if (objects.get(path)?.type !== "DIRECTORY")
      throw notFound(`Path (${path}) doesn't exist: make the folder first, then a dashboard in it.`);
    return path;
  };
  const warehouse = (id: string | undefined) => {
    if (id !== undefined && id !== "" && !warehouses.get(id))
      throw invalidParameter(`'warehouse_id': there is no SQL warehouse ${id}`);
    return id || undefined;
  };
  const free = (path: string) => {
    if (objects.get(path))
      throw new ApiError(400, "RESOURCE_ALREADY_EXISTS", `Path (${path}) already exists.`);
  };
  const changeOf = (
    body: z.infer<typeof bodySchema>,
    query: z.infer<typeof datasetQuery>,
  ): DashboardChange => {
    const change = {
      displayName: body.display_name,
      parentPath: body.parent_path === undefined ? undefined : folder(body.parent_path),
      serialized: body.serialized_dashboard === undefined ? undefined : checked(body.serialized_dashboard),
      warehouseId: warehouse(body.warehouse_id),
      datasetCatalog: query.dataset_catalog ?? body.dataset_catalog,
      datasetSchema: query.dataset_schema ?? body.dataset_schema,
    };
    return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  };

  app.post("/", async (c) => {
    const body = await jsonBody(c, bodySchema);
    const change = changeOf(body, queryParams(c, datasetQuery));
    if (change.displayName === undefined) throw invalidParameter("'display_name': is required");
    const wanted = {
      ...change,
      displayName: change.displayName,
      parentPath: change.parentPath ?? folder(`/Users/${user.userName}`),
      serialized: change.serialized ?? EMPTY,
    };
    free(pathOf(wanted));
    return c.json(show(await dashboards.create(wanted)));
  });

  app.get("/", async (c) => {
    const query = queryParams(c, listQuery);
    const all = (await dashboards.list())
      .filter(({ state }) => query.show_trashed || state === "ACTIVE")
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const { items, nextPageToken } = pageOf(all, keyOf, query.page_size || 100, query.page_token);
    return c.json({
      dashboards: items.map(summary),
      ...(nextPageToken === undefined ? {} : { next_page_token: nextPageToken }),
    });
  });

  app.post("/migrate", () => {
    throw notImplemented("Migrating a legacy dashboard (there are no legacy dashboards here to migrate)");
  });

  app.get("/:id", async (c) =>
    c.json(show(found(await dashboards.get(c.req.param("id")), c.req.param("id")))),
  );

  app.patch("/:id", async (c) => {
    const id = c.req.param("id");
    const body = await jsonBody(c, bodySchema);
    const change = changeOf(body, queryParams(c, datasetQuery));
    const updated = await dashboards.update(id, change, (now) => {
      const before = active(now, id);
      sameVersion(before, body.etag);
      const path = pathOf({ ...before, ...change });
      if (path !== pathOf(before)) free(path);
    });
    return c.json(show(updated));
  });

  app.delete("/:id", async (c) => {
    const id = c.req.param("id");
    active(await dashboards.get(id), id);
    await dashboards.trash(id);
    return c.json({});
  });

  app.post("/:id/published", async (c) => {
    const id = c.req.param("id");
    const body = await jsonBody(
      c,
      z.looseObject({ embed_credentials: z.boolean().default(false), warehouse_id: z.string().optional() }),
    );
    active(await dashboards.get(id), id);
    const published = await dashboards.publish(id, {
      embedCredentials: body.embed_credentials,
      warehouseId: warehouse(body.warehouse_id),
    });
    return c.json(showPublished(published));
  });

  app.get("/:id/published", async (c) => {
    const id = c.req.param("id");
    return c.json(showPublished(active(await dashboards.get(id), id)));
  });

  app.delete("/:id/published", async (c) => {
    const id = c.req.param("id");
    showPublished(active(await dashboards.get(id), id));
    await dashboards.unpublish(id);
    return c.json({});
  });

  app.get("/:id/published/tokeninfo", () => {
    throw notImplemented("Embedding a dashboard for viewers from outside");
  });

  app.post("/:id/revert", async (c) => {
    const id = c.req.param("id");
    const { etag } = await jsonBody(c, z.looseObject({ etag: z.string().optional() }));
    const now = active(await dashboards.get(id), id);
    if (!now.published)
      throw invalidParameter(`The dashboard ${id} is not published: there is nothing to go back to.`);
    const reverted = await dashboards.update(id, { serialized: now.published.serialized }, (current) =>
      sameVersion(active(current, id), etag),
    );
    return c.json(show(reverted));
  });
  return app;
}

function checked(serialized: string): string {
  if (Buffer.byteLength(serialized) > MAX_SERIALIZED)
    throw invalidParameter(`'serialized_dashboard': may have at most ${MAX_SERIALIZED} bytes`);
  try {
    parseDefinition(serialized);
  } catch (error) {
    if (error instanceof DefinitionError) throw invalidParameter(`'serialized_dashboard': ${error.message}`);
    throw error;
  }
  return serialized;
}

/** Throws 404 for a dashboard that is not there. */
export function found(dashboard: Dashboard | undefined, id: string): Dashboard {
  if (!dashboard) throw notFound(`There is no dashboard ${id}.`);
  return dashboard;
}

/** The same for one that is in the trash. */
export function active(dashboard: Dashboard | undefined, id: string): Dashboard {
  const known = found(dashboard, id);
  if (known.state === "TRASHED") throw notFound(`The dashboard ${id} is in the trash.`);
  return known;
}

/** Throws 409 when someone else has changed the object since its etag was read. */
export function sameVersion(now: { version: number }, etag: string | undefined): void {
  if (etag !== undefined && etag !== "" && etag !== String(now.version))
    throw new ApiError(
      409,
      "ABORTED",
      `The etag ${etag} is not the latest one: it has been changed since. Get it again and repeat the change.`,
    );
}

const keyOf = ({ createdAt, id }: Dashboard) => `${String(createdAt).padStart(15, "0")}:${id}`;
export const isoTime = (time: number) => new Date(time).toISOString();

const summary = (dashboard: Dashboard) => ({
  dashboard_id: dashboard.id,
  display_name: dashboard.displayName,
  ...(dashboard.warehouseId ? { warehouse_id: dashboard.warehouseId } : {}),
  parent_path: dashboard.parentPath,
  path: pathOf(dashboard),
  etag: String(dashboard.version),
  lifecycle_state: dashboard.state,
  create_time: isoTime(dashboard.createdAt),
  update_time: isoTime(dashboard.updatedAt),
});

const show = (dashboard: Dashboard) => ({
  ...summary(dashboard),
  serialized_dashboard: dashboard.serialized,
});

function showPublished({ id, published }: Dashboard) {
  if (!published) throw notFound(`The dashboard ${id} is not published.`);
  return {
    display_name: published.displayName,
    embed_credentials: published.embedCredentials,
    revision_create_time: isoTime(published.at),
    ...(published.warehouseId ? { warehouse_id: published.warehouseId } : {}),
  };
}
