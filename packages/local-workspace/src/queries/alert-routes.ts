import { Hono } from "hono";
import { z } from "zod";
import { pageOf } from "../rest/page.ts";
import { jsonBody, queryParams } from "../rest/parse.ts";
import { masked } from "./field-mask.ts";
import { listQuery } from "./query-routes.ts";
import { type AlertFields, type AlertRecord, alertFields, type QueryRecord } from "./query-schema.ts";
import type { TrashStore } from "./trash-store.ts";

const body = z.object({
  alert: alertFields.default({}),
  auto_resolve_display_name: z.boolean().default(false),
});
const createBody = body.extend({
  alert: alertFields.required({ display_name: true, query_id: true, condition: true }),
});
const updateBody = body.extend({ update_mask: z.string().optional() });
const { parent_path: _, ...changeable } = alertFields.shape;
const CHANGEABLE = Object.keys(changeable);

export interface AlertRouteParts {
  alerts: TrashStore<AlertRecord>;
  queries: TrashStore<QueryRecord>;
  user: { userName: string };
}

/**
 * The older alerts, which watch a saved query. Their schedule is not part of this API, so nothing evaluates them: they are
 * kept and their state stays UNKNOWN. Mount at `/api/2.0/sql/alerts`.
 */
export function alertRoutes({ alerts, queries, user }: AlertRouteParts): Hono {
  const app = new Hono({ strict: false });
  app.post("/", async (c) => {
    const given = await jsonBody(c, createBody);
    queries.get(given.alert.query_id);
    const fields: AlertFields = {
      owner_user_name: user.userName,
      parent_path: `/Workspace/Users/${user.userName}`,
      ...given.alert,
      display_name: alerts.nameFor(given.alert.display_name, given.auto_resolve_display_name),
    };
    return c.json(show(alerts.create({ fields })));
  });
  app.get("/", (c) => {
    const { page_size, page_token } = queryParams(c, listQuery);
    const page = pageOf(alerts.list(), ({ id }) => id, page_size || 20, page_token);
    return c.json({
      results: page.items.map(show),
      ...(page.nextPageToken ? { next_page_token: page.nextPageToken } : {}),
    });
  });
  app.get("/:id", (c) => c.json(show(alerts.get(c.req.param("id")))));
  app.patch("/:id", async (c) => {
    const record = alerts.get(c.req.param("id"));
    const given = await jsonBody(c, updateBody);
    const mask = given.update_mask ?? c.req.query("update_mask") ?? "";
    const change = masked(given.alert, mask, CHANGEABLE);
    if (change.query_id !== undefined) queries.get(change.query_id);
    if (change.display_name !== undefined)
      change.display_name = alerts.nameFor(change.display_name, given.auto_resolve_display_name, record.id);
    return c.json(show(alerts.update(record, { fields: { ...record.fields, ...change } })));
  });
  app.delete("/:id", (c) => {
    alerts.trash(c.req.param("id"));
    return c.json({});
  });
  return app;
}

function show({ id, fields, createdAt, updatedAt, trashedAt }: AlertRecord) {
  return {
    id,
    ...fields,
    state: "UNKNOWN",
    create_time: createdAt,
    update_time: updatedAt,
    lifecycle_state: trashedAt === undefined ? "ACTIVE" : "TRASHED",
  };
}
