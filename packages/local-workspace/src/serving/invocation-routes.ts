import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import type { WorkspaceModel } from "../models.ts";
import { ApiError, badRequest, notFound, notImplemented } from "../rest/api-error.ts";
import { bearerGuard } from "../rest/guard.ts";
import { check, jsonBody } from "../rest/parse.ts";
import { anthropicRoutes } from "./anthropic-routes.ts";
import { wholeMessage } from "./ask-endpoint.ts";
import { chatRequest, toMessagesRequest, wantsJson } from "./chat-request.ts";
import { toChatCompletion } from "./chat-response.ts";
import { toChatChunks } from "./chat-stream.ts";
import { embed, embeddingRequest } from "./embeddings.ts";
import { type EndpointRecord, type EndpointStore, taskOf } from "./endpoint-store.ts";
import { callModel, modelFailure, noModel } from "./messages-api.ts";
import type { ServedRequests } from "./served-requests.ts";
import { serverEvents } from "./sse.ts";

export interface InvocationParts {
  endpoints: EndpointStore;
  requests: ServedRequests;
  identity: { tokens: { accepts(token: string): boolean } };
  model(): WorkspaceModel | undefined;
}

const body = z.record(z.string(), z.unknown());

/** What serving endpoints answer, in the OpenAI and the Anthropic shape. Mount at `/serving-endpoints`. */
export function invocationRoutes(parts: InvocationParts): Hono {
  const app = new Hono({ strict: false });
  const { endpoints } = parts;
  app.use(bearerGuard((token) => parts.identity.tokens.accepts(token)));
  app.use(
    bodyLimit({
      maxSize: 32 * 1024 * 1024,
      onError: () => {
        throw new ApiError(
          413,
          "REQUEST_TOO_LARGE",
          "A request to a serving endpoint may have at most 32 MiB.",
        );
      },
    }),
  );
  const find = (name: unknown): EndpointRecord => {
    if (typeof name !== "string" || name === "")
      throw badRequest("The request needs the name of an endpoint as its 'model'.");
    const found = endpoints.get(name);
    if (!found) throw notFound(`Endpoint with name '${name}' does not exist.`);
    return found;
  };

  const chat = async (c: Context, endpoint: EndpointRecord, given: Record<string, unknown>) => {
    if (taskOf(endpoint) !== "llm/v1/chat")
      throw badRequest(`Endpoint '${endpoint.name}' makes embeddings: send it an 'input'.`);
    const request = check(given, chatRequest, "The request body");
    const model = parts.model();
    if (!model) throw noModel();
    const message = toMessagesRequest(request, model.id);
    const json = wantsJson(request);
    const { signal } = c.req.raw;
    if (!request.stream) return c.json(toChatCompletion(await wholeMessage(model, message, signal), json));
    const answer = await callModel(model, "/v1/messages", { body: message, signal });
    if (!answer.ok || !answer.body) throw await modelFailure(model, answer);
    const chunks = toChatChunks(serverEvents(answer.body), {
      json,
      includeUsage: request.stream_options?.include_usage === true,
    });
    return new Response(eventStream(chunks), {
      headers: { "content-type": "text/event-stream", "cache-control": "no-cache" },
    });
  };
  const embeddings = (c: Context, endpoint: EndpointRecord, given: Record<string, unknown>) => {
    if (taskOf(endpoint) !== "llm/v1/embeddings")
      throw badRequest(`Endpoint '${endpoint.name}' does not make embeddings.`);
    return c.json(embed(check(given, embeddingRequest, "The request body")));
  };
  /** Keeps what was answered, also when it is an error. */
  const counted = async (name: string, what: string, work: () => Promise<Response> | Response) => {
    const at = Date.now();
    const done = (status: number) =>
      parts.requests.add(name, { at, status, milliseconds: Date.now() - at, what });
    try {
      const answer = await work();
      done(answer.status);
      return answer;
    } catch (error) {
      done(error instanceof ApiError ? error.status : 500);
      throw error;
    }
  };

  app.post("/:name/invocations", async (c) => {
    const endpoint = find(c.req.param("name"));
    return counted(endpoint.name, "invocations", async () => {
      const given = await jsonBody(c, body);
      if (taskOf(endpoint) === "llm/v1/embeddings") return embeddings(c, endpoint, given);
      if (given.messages === undefined)
        throw badRequest(
          `Endpoint '${endpoint.name}' is of the task llm/v1/chat: the request needs 'messages'.`,
        );
      return chat(c, endpoint, given);
    });
  });
  app.post("/chat/completions", async (c) => {
    const given = await jsonBody(c, body);
    const endpoint = find(given.model);
    return counted(endpoint.name, "chat/completions", () => chat(c, endpoint, given));
  });
  app.post("/embeddings", async (c) => {
    const given = await jsonBody(c, body);
    const endpoint = find(given.model);
    return counted(endpoint.name, "embeddings", async () => embeddings(c, endpoint, given));
  });
  app.post("/responses", () => {
    throw notImplemented("The Responses API: use /serving-endpoints/chat/completions. It");
  });
  app.post("/completions", () => {
    throw notImplemented("The completions API: use /serving-endpoints/chat/completions. It");
  });
  app.route("/anthropic", anthropicRoutes({ ...parts, find, counted }));
  return app;
}

/** Events that each hold one text. Asks for the next only when the client takes it. */
function eventStream(chunks: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await chunks.next().catch((error: Error) => ({
        done: false as const,
        value: JSON.stringify({
          error_code: "INTERNAL_ERROR",
          message: error.message,
          error: { message: error.message },
        }),
      }));
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(`data: ${next.value}\n\n`));
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}
