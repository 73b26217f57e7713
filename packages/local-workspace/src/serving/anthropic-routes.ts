import { type Context, Hono } from "hono";
import { z } from "zod";
import type { WorkspaceModel } from "../models.ts";
import { badRequest, notFound } from "../rest/api-error.ts";
import { jsonBody } from "../rest/parse.ts";
import { type EndpointRecord, type EndpointStore, modelOf, taskOf } from "./endpoint-store.ts";
import { callModel, noModel } from "./messages-api.ts";

export interface AnthropicRouteParts {
  endpoints: EndpointStore;
  model(): WorkspaceModel | undefined;
  find(name: unknown): EndpointRecord;
  counted(name: string, what: string, work: () => Promise<Response>): Promise<Response>;
}

const body = z.record(z.string(), z.unknown());
/** Headers of an answer that the model's server has for whoever asked. */
const PASSED = ["content-type", "request-id", "retry-after"];

/**
 * The Messages API at an endpoint's name: the request goes on to the model's server with the name exchanged, and the
 * answer comes back untouched, errors and streams too. Mount at `/serving-endpoints/anthropic`.
 */
export function anthropicRoutes({ endpoints, model: modelNow, find, counted }: AnthropicRouteParts): Hono {
  const app = new Hono({ strict: false });

  const pass = async (c: Context, path: string) => {
    const given = await jsonBody(c, body);
    const endpoint = find(given.model);
    return counted(endpoint.name, `anthropic${path}`, async () => {
      if (taskOf(endpoint) !== "llm/v1/chat")
        throw badRequest(`Endpoint '${endpoint.name}' makes embeddings.`);
      const model = modelNow();
      if (!model) throw noModel();
      const query = new URL(c.req.url).search;
      const answer = await callModel(model, `${path}${query}`, {
        body: { ...given, model: model.id },
        headers: versionHeaders(c),
        signal: c.req.raw.signal,
      });
      const headers = new Headers();
      for (const name of PASSED) {
        const value = answer.headers.get(name);
        if (value !== null) headers.set(name, value);
      }
      return new Response(answer.body, { status: answer.status, headers });
    });
  };

  app.post("/v1/messages", (c) => pass(c, "/v1/messages"));
  app.post("/v1/messages/count_tokens", (c) => pass(c, "/v1/messages/count_tokens"));
  const listed = (endpoint: EndpointRecord) => ({
    type: "model",
    id: endpoint.name,
    display_name: modelOf(endpoint).displayName,
    created_at: new Date(endpoint.createdAt).toISOString(),
  });
  app.get("/v1/models", (c) => {
    const data = endpoints
      .list()
      .filter((endpoint) => taskOf(endpoint) === "llm/v1/chat")
      .map(listed);
    return c.json({ data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null });
  });
  app.get("/v1/models/:id", (c) => {
    const found = endpoints.get(c.req.param("id"));
    if (!found || taskOf(found) !== "llm/v1/chat")
      throw notFound(`There is no model '${c.req.param("id")}'.`);
    return c.json(listed(found));
  });
  return app;
}

function versionHeaders(c: Context): Record<string, string> {
  const version = c.req.header("anthropic-version");
  const beta =
    c.req.header("x-databricks-disable-beta-headers") === "true" ? undefined : c.req.header("anthropic-beta");
  return {
    ...(version ? { "anthropic-version": version } : {}),
    ...(beta ? { "anthropic-beta": beta } : {}),
  };
}
