import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import { ApiError, badRequest, notImplemented } from "../rest/api-error.ts";
import { pageOf } from "../rest/page.ts";
import { jsonBody, queryParams } from "../rest/parse.ts";
import { ENDPOINT_TYPES, type SearchEndpoint } from "./records.ts";
import type { SearchStore } from "./search-store.ts";

const PAGE = 100;

/** Vector search endpoints: all are this process, their types differ in the filters that they take. Mount at `/api/2.0/vector-search/endpoints`. */
export function searchEndpointRoutes({
  store,
  user,
}: {
  store: SearchStore;
  user: { userName: string };
}): Hono {
  const app = new Hono({ strict: false });
  const shape = (endpoint: SearchEndpoint) => ({
    id: endpoint.id,
    name: endpoint.name,
    endpoint_type: endpoint.type,
    creator: endpoint.creator,
    creation_timestamp: endpoint.createdAt,
    last_updated_timestamp: endpoint.updatedAt,
    last_updated_user: endpoint.creator,
    endpoint_status: {
      state: "ONLINE",
      message: "Answered by the local workspace itself; its type has no effect on speed or size.",
    },
    num_indexes: store.indexesOf(endpoint.name).length,
    custom_tags: endpoint.tags,
    ...(endpoint.budgetPolicy ? { effective_budget_policy_id: endpoint.budgetPolicy } : {}),
  });

  app.post("/", async (c) => {
    const body = await jsonBody(
      c,
      z
        .object({
          name: z
            .string()
            .max(49)
            .regex(/^[A-Za-z0-9][\w-]*$/, "may hold letters, digits, dashes and underscores"),
          endpoint_type: z.enum(ENDPOINT_TYPES),
          budget_policy_id: z.string().optional(),
        })
        .loose(),
    );
    if (store.endpoints.has(body.name))
      throw new ApiError(
        409,
        "RESOURCE_ALREADY_EXISTS",
        `Vector search endpoint with name ${body.name} already exists.`,
      );
    const now = Date.now();
    const endpoint = store.endpoints.put(body.name, {
      id: randomUUID(),
      name: body.name,
      type: body.endpoint_type,
      creator: user.userName,
      createdAt: now,
      updatedAt: now,
      tags: [],
      ...(body.budget_policy_id ? { budgetPolicy: body.budget_policy_id } : {}),
    });
    return c.json(shape(endpoint));
  });
  app.get("/", (c) => {
    const { page_token } = queryParams(c, z.object({ page_token: z.string().optional() }).loose());
    const all = store.endpoints.list().sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, nextPageToken } = pageOf(all, ({ name }) => name, PAGE, page_token);
    return c.json({
      endpoints: items.map(shape),
      ...(nextPageToken ? { next_page_token: nextPageToken } : {}),
    });
  });
  app.get("/:name", (c) => c.json(shape(store.endpoint(c.req.param("name")))));
  app.delete("/:name", (c) => {
    const { name } = store.endpoint(c.req.param("name"));
    const indexes = store.indexesOf(name);
    if (indexes.length > 0)
      throw badRequest(`Endpoint ${name} still has ${indexes.length} indexes: delete them first.`);
    store.endpoints.delete(name);
    return c.json({});
  });
  app.patch("/:name/tags", async (c) => {
    const endpoint = store.endpoint(c.req.param("name"));
    const { custom_tags } = await jsonBody(
      c,
      z
        .object({ custom_tags: z.array(z.object({ key: z.string().min(1), value: z.string().optional() })) })
        .loose(),
    );
    store.endpoints.put(endpoint.name, { ...endpoint, tags: custom_tags, updatedAt: Date.now() });
    return c.json({ name: endpoint.name, custom_tags });
  });
  app.patch("/:name/budget-policy", async (c) => {
    const endpoint = store.endpoint(c.req.param("name"));
    const { budget_policy_id } = await jsonBody(c, z.object({ budget_policy_id: z.string().min(1) }).loose());
    store.endpoints.put(endpoint.name, {
      ...endpoint,
      budgetPolicy: budget_policy_id,
      updatedAt: Date.now(),
    });
    return c.json({ effective_budget_policy_id: budget_policy_id });
  });
  app.post("/:name/metrics", (c) => {
    store.endpoint(c.req.param("name"));
    throw notImplemented("Metrics of a vector search endpoint, which here is no machine of its own,");
  });
  return app;
}
