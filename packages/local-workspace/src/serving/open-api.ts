import { type EndpointRecord, taskOf } from "./endpoint-store.ts";

const text = { type: "string" };

const CHAT = {
  type: "object",
  required: ["messages"],
  properties: {
    messages: {
      type: "array",
      items: {
        type: "object",
        required: ["role"],
        properties: {
          role: { type: "string", enum: ["system", "user", "assistant", "tool"] },
          content: text,
        },
      },
    },
    max_tokens: { type: "integer" },
    temperature: { type: "number", minimum: 0, maximum: 1 },
    stop: { type: "array", items: text },
    stream: { type: "boolean" },
    tools: { type: "array", items: { type: "object" } },
  },
};
const EMBEDDINGS = {
  type: "object",
  required: ["input"],
  properties: { input: { oneOf: [text, { type: "array", items: text }] } },
};

/** What an endpoint takes, in OpenAPI 3.1. */
export function openApiOf(endpoint: EndpointRecord, address: string) {
  const schema = taskOf(endpoint) === "llm/v1/chat" ? CHAT : EMBEDDINGS;
  return {
    openapi: "3.1.0",
    info: { title: endpoint.name, version: String(endpoint.version) },
    servers: [{ url: `${address}/serving-endpoints/${endpoint.name}` }],
    paths: {
      "/invocations": {
        post: {
          operationId: "query",
          requestBody: { required: true, content: { "application/json": { schema } } },
          responses: {
            "200": {
              description: "The answer",
              content: { "application/json": { schema: { type: "object" } } },
            },
          },
        },
      },
    },
  };
}
