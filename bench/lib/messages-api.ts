import type { IncomingMessage, ServerResponse } from "node:http";

/* What the benches' model servers share of the Messages API. */

const USAGE = { input_tokens: 10, output_tokens: 1 };

export interface ModelCall {
  stream: boolean;
  model: string;
  tools: unknown[];
  text: string;
}

/** One frame of a streamed answer. */
export const frame = (event: string, data: object): string =>
  `event: ${event}\ndata: ${JSON.stringify({ type: event, ...data })}\n\n`;

/** Frames that end an answer. */
export const ending = (reason: "end_turn" | "tool_use"): string =>
  frame("message_delta", { delta: { stop_reason: reason, stop_sequence: null }, usage: USAGE }) +
  frame("message_stop", {});

export function emptyMessage(id: string, model: string) {
  return {
    id,
    type: "message",
    role: "assistant",
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: USAGE,
  };
}

/** The request's body. Undefined when it is a side request, which is answered here. */
export async function readCall(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<ModelCall | undefined> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString("utf8");
  const url = request.url ?? "";
  if (request.method !== "POST" || !url.startsWith("/v1/messages") || url.includes("count_tokens")) {
    response.writeHead(200, { "content-type": "application/json" }).end('{"data":[],"input_tokens":10}');
    return undefined;
  }
  const body = JSON.parse(text) as { stream?: boolean; tools?: unknown[]; model?: string };
  return { stream: body.stream === true, model: body.model ?? "m", tools: body.tools ?? [], text };
}

/** A whole answer, for side questions that are not streamed. */
export function answerWhole(response: ServerResponse, message: object): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(
    JSON.stringify({ ...message, content: [{ type: "text", text: "ok" }], stop_reason: "end_turn" }),
  );
}
