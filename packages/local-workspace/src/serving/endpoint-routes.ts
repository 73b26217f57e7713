import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import type { WorkspaceModel } from "../models.ts";
import { ApiError, badRequest, notFound, notImplemented } from "../rest/api-error.ts";
import { jsonBody } from "../rest/parse.ts";
import {
  checkConfig,
  configBody,
  endpointName,
  gatewaySchema,
  rateLimit,
  tagSchema,
} from "./endpoint-settings.ts";
import { endpointDetail, endpointSummary } from "./endpoint-shapes.ts";
import type { EndpointRecord, EndpointStore } from "./endpoint-store.ts";
import { openApiOf } from "./open-api.ts";
import type { ServedRequests } from "./served-requests.ts";

export interface EndpointRouteParts {
  endpoints: EndpointStore;
  requests: ServedRequests;
  user: { userName: string };
  model(): WorkspaceModel | undefined;
  address(): string;
}

/** Serving endpoints as objects; what they answer is elsewhere. Mount at `/api/2.0/serving-endpoints`. */
export function endpointRoutes(parts: EndpointRouteParts): Hono {
  const app = new Hono({ strict: false });
  const { endpoints, requests, user } = parts;
  const shape = () => ({ model: parts.model(), userName: user.userName });
  const detail = (record: EndpointRecord) => endpointDetail(record, shape(), parts.address());
  const find = (name: string): EndpointRecord => {
    const found = endpoints.get(name);
    if (!found) throw notFound(`Endpoint with name '${name}' does not exist.`);
    return found;
  };
  const own = (name: string): EndpointRecord => {
    const found = find(name);
    if (endpoints.isBuiltIn(name))
      throw new ApiError(
        403,
        "PERMISSION_DENIED",
        `Endpoint '${name}' belongs to the workspace and cannot be changed.`,
      );
    return found;
  };
  const served = (name: string, entity: string) => {
    const found = find(name);
    if (!found.entities.some((each) => each.name === entity))
      throw notFound(`Endpoint '${name}' has no served entity '${entity}'.`);
    return found;
  };

  app.post("/pt", () => {
    throw notImplemented("Provisioned throughput, which needs model-serving compute,");
  });
  app.put("/pt/:name/config", () => {
    throw notImplemented("Provisioned throughput, which needs model-serving compute,");
  });

  app.post("/", async (c) => {
    const body = await jsonBody(
      c,
      z
        .object({
          name: endpointName,
          config: configBody.optional(),
          description: z.string().optional(),
          tags: z.array(tagSchema).default([]),
          rate_limits: z.array(rateLimit).optional(),
          ai_gateway: gatewaySchema.optional(),
          email_notifications: z.record(z.string(), z.unknown()).optional(),
          route_optimized: z.boolean().optional(),
          budget_policy_id: z.string().optional(),
        })
        .loose(),
    );
    if (endpoints.get(body.name))
      throw new ApiError(400, "RESOURCE_ALREADY_EXISTS", `Endpoint with name '${body.name}' already exists.`);
    if (body.route_optimized) throw notImplemented("Route optimization (route_optimized)");
    const { entities, routes } = checkConfig(body.config ?? {});
    const now = Date.now();
    const record = endpoints.put({
      id: randomUUID().replaceAll("-", ""),
      name: body.name,
      creator: user.userName,
      createdAt: now,
      updatedAt: now,
      version: 1,
      entities,
      routes,
      tags: body.tags,
      ...(body.description === undefined ? {} : { description: body.description }),
      ...(body.rate_limits ? { rateLimits: body.rate_limits } : {}),
      ...(body.ai_gateway ? { gateway: body.ai_gateway } : {}),
      ...(body.email_notifications ? { notifications: body.email_notifications } : {}),
      ...(body.budget_policy_id ? { budgetPolicy: body.budget_policy_id } : {}),
    });
    return c.json(detail(record));
  });
  app.get("/", (c) => c.json({ endpoints: endpoints.list().map((each) => endpointSummary(each, shape())) }));
  app.get("/:name", (c) => c.json(detail(find(c.req.param("name")))));
  app.delete("/:name", (c) => {
    const { name } = own(c.req.param("name"));
    endpoints.delete(name);
    requests.forget(name);
    return c.json({});
  });

  app.put("/:name/config", async (c) => {
    const record = own(c.req.param("name"));
    const { entities, routes } = checkConfig(await jsonBody(c, configBody));
    return c.json(
      detail(
        endpoints.put({ ...record, entities, routes, version: record.version + 1, updatedAt: Date.now() }),
      ),
    );
  });
  app.patch("/:name/tags", async (c) => {
    const record = own(c.req.param("name"));
    const body = await jsonBody(
      c,
      z
        .object({ add_tags: z.array(tagSchema).default([]), delete_tags: z.array(z.string()).default([]) })
        .loose(),
    );
    const tags = new Map(record.tags.map((tag) => [tag.key, tag]));
    for (const tag of body.add_tags) tags.set(tag.key, tag);
    for (const key of body.delete_tags) {
      if (!tags.delete(key)) throw badRequest(`Endpoint '${record.name}' has no tag '${key}'.`);
    }
    const saved = endpoints.put({ ...record, tags: [...tags.values()], updatedAt: Date.now() });
    return c.json({ tags: saved.tags });
  });
  app.put("/:name/rate-limits", async (c) => {
    const record = own(c.req.param("name"));
    const { rate_limits } = await jsonBody(
      c,
      z.object({ rate_limits: z.array(rateLimit).default([]) }).loose(),
    );
    endpoints.put({ ...record, rateLimits: rate_limits, updatedAt: Date.now() });
    return c.json({ rate_limits });
  });
  app.put("/:name/ai-gateway", async (c) => {
    const record = own(c.req.param("name"));
    const gateway = await jsonBody(c, gatewaySchema);
    const on = ["guardrails", "inference_table_config"].find((key) => gateway[key] !== undefined);
    if (on) throw notImplemented(`AI Gateway's ${on}: nothing here would look at the words that pass, so it`);
    endpoints.put({ ...record, gateway, updatedAt: Date.now() });
    return c.json(gateway);
  });
  app.patch("/:name/notifications", async (c) => {
    const record = own(c.req.param("name"));
    const { email_notifications } = await jsonBody(
      c,
      z.object({ email_notifications: z.record(z.string(), z.unknown()).default({}) }).loose(),
    );
    endpoints.put({ ...record, notifications: email_notifications, updatedAt: Date.now() });
    return c.json({ name: record.name, email_notifications });
  });

  app.get("/:name/openapi", (c) => c.json(openApiOf(find(c.req.param("name")), parts.address())));
  app.get("/:name/metrics", (c) => {
    const { name } = find(c.req.param("name"));
    const { all, client, server, milliseconds } = requests.counts(name);
    const label = `{endpoint_name="${name}"}`;
    const lines = [
      ["request_count_total", "Requests answered since this process began.", all],
      ["request_4xx_count_total", "Requests answered with a status of 400 to 499.", client],
      ["request_5xx_count_total", "Requests answered with a status of 500 to 599.", server],
      ["request_latency_ms_sum", "Milliseconds that all requests took together.", milliseconds],
    ].map(
      ([metric, help, value]) =>
        `# HELP ${metric} ${help}\n# TYPE ${metric} counter\n${metric}${label} ${value}\n`,
    );
    return c.text(lines.join(""));
  });
  app.get("/:name/served-models/:entity/build-logs", (c) => {
    served(c.req.param("name"), c.req.param("entity"));
    throw notImplemented("A build log: nothing is built for a foundation model, and a container image");
  });
  app.get("/:name/served-models/:entity/logs", (c) => {
    const { name } = served(c.req.param("name"), c.req.param("entity"));
    const lines = requests
      .last(name)
      .map(
        ({ at, status, milliseconds, what }) =>
          `${new Date(at).toISOString()} ${status} ${Math.round(milliseconds)} ms ${what}\n`,
      );
    return c.json({ logs: lines.join("") });
  });
  return app;
}
