import { Hono } from "hono";
import { z } from "zod";
import { notImplemented } from "../rest/api-error.ts";
import { pageOf } from "../rest/page.ts";
import { countText, jsonBody, queryParams } from "../rest/parse.ts";
import { masked } from "./field-mask.ts";
import { type QueryFields, type QueryRecord, queryFields } from "./query-schema.ts";
import type { TrashStore } from "./trash-store.ts";

export const listQuery = z.object({
  page_size: countText(1000).default(20),
  page_token: z.string().optional(),
});
const createBody = z.object({
  query: queryFields.default({}),
  auto_resolve_display_name: z.boolean().default(false),
});
const updateBody = createBody.extend({ update_mask: z.string().optional() });
const { parent_path: _, ...changeable } = queryFields.shape;
const CHANGEABLE = Object.keys(changeable);

export interface QueryRouteParts {
  queries: TrashStore<QueryRecord>;
  user: { userName: string };
}

/** Saved queries: kept and given back. Mount at `/api/2.0/sql/queries`. */
export function queryRoutes({ queries, user }: QueryRouteParts): Hono {
  const app = new Hono({ strict: false });
  app.post("/", async (c) => {
    const body = await jsonBody(c, createBody);
    const name = queries.nameFor(body.query.display_name ?? "New Query", body.auto_resolve_display_name);
    const fields: QueryFields = {
      owner_user_name: user.userName,
      run_as_mode: "OWNER",
      parent_path: `/Workspace/Users/${user.userName}`,
      query_text: "",
      ...body.query,
      display_name: name,
    };
    return c.json(show(queries.create({ fields, lastModifier: user.userName })));
  });
  app.get("/", (c) => {
    const { page_size, page_token } = queryParams(c, listQuery);
    const page = pageOf(queries.list(), ({ id }) => id, page_size || 20, page_token);
    return c.json({
      results: page.items.map(show),
      ...(page.nextPageToken ? { next_page_token: page.nextPageToken } : {}),
    });
  });
  app.get("/:id", (c) => c.json(show(queries.get(c.req.param("id")))));
  app.patch("/:id", async (c) => {
    const record = queries.get(c.req.param("id"));
    const body = await jsonBody(c, updateBody);
    const mask = body.update_mask ?? c.req.query("update_mask") ?? "";
    const change = masked(body.query, mask, CHANGEABLE);
    if (change.display_name !== undefined)
      change.display_name = queries.nameFor(change.display_name, body.auto_resolve_display_name, record.id);
    const fields = { ...record.fields, ...change };
    return c.json(show(queries.update(record, { fields, lastModifier: user.userName })));
  });
  app.delete("/:id", (c) => {
    queries.trash(c.req.param("id"));
    return c.json({});
  });
  app.get("/:id/visualizations", (c) => {
    queries.get(c.req.param("id"));
    // None can be made here, so that every query has none.
    return c.json({ results: [] });
  });
  return app;
}

/** Charts of saved queries. Mount at `/api/2.0/sql/visualizations`. */
export function visualizationRoutes(): Hono {
  const app = new Hono({ strict: false });
  const refuse = () => {
    throw notImplemented(
      "A visualization of a saved query (make a dashboard with /api/2.0/lakeview/dashboards instead)",
    );
  };
  app.post("/", refuse);
  app.patch("/:id", refuse);
  app.delete("/:id", refuse);
  return app;
}

function show({ id, fields, createdAt, updatedAt, trashedAt, lastModifier }: QueryRecord) {
  return {
    id,
    ...fields,
    create_time: createdAt,
    update_time: updatedAt,
    last_modifier_user_name: lastModifier,
    lifecycle_state: trashedAt === undefined ? "ACTIVE" : "TRASHED",
  };
}
