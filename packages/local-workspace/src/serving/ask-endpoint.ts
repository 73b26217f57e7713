import type { WorkspaceModel } from "../models.ts";
import { badRequest, notFound } from "../rest/api-error.ts";
import { type EndpointStore, taskOf } from "./endpoint-store.ts";
import { type Message, messageSchema } from "./message-shapes.ts";
import { callModel, modelFailure, noModel } from "./messages-api.ts";

export interface AskParts {
  endpoints: EndpointStore;
  model(): WorkspaceModel | undefined;
}

/** Sends one prompt to a chat endpoint and gives the text of its answer. Throws ApiError, also when there is no such endpoint. */
export async function askEndpoint(
  { endpoints, model: modelNow }: AskParts,
  endpoint: string,
  prompt: string,
  signal?: AbortSignal,
): Promise<string> {
  const found = endpoints.get(endpoint);
  if (!found) throw notFound(`Endpoint with name '${endpoint}' does not exist.`);
  if (taskOf(found) !== "llm/v1/chat")
    throw badRequest(`Endpoint '${endpoint}' makes embeddings; it does not answer prompts.`);
  const model = modelNow();
  if (!model) throw noModel();
  const body = { model: model.id, max_tokens: 4096, messages: [{ role: "user", content: prompt }] };
  const answer = await wholeMessage(model, body, signal);
  return answer.content.map((block) => (block.type === "text" ? String(block.text) : "")).join("");
}

/** One answer in full. Throws ApiError. */
export async function wholeMessage(
  model: WorkspaceModel,
  body: unknown,
  signal?: AbortSignal,
): Promise<Message> {
  const answer = await callModel(model, "/v1/messages", { body, signal });
  if (!answer.ok) throw await modelFailure(model, answer);
  const message = messageSchema.safeParse(await answer.json().catch(() => undefined));
  if (message.success) return message.data;
  throw await modelFailure(model, new Response("its answer is not one of the Messages API", { status: 502 }));
}
