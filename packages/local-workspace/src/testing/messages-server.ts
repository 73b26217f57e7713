import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { WorkspaceModel } from "../models.ts";

export interface SentRequest {
  url: string;
  headers: Record<string, string | string[] | undefined>;
  // biome-ignore lint/suspicious/noExplicitAny: tests read requests of any shape.
  body: any;
}

export interface ScriptedAnswer {
  status?: number;
  /** A whole answer, sent as JSON. */
  json?: unknown;
  /** Events of a stream, each with its `type`. */
  events?: ({ type: string } & Record<string, unknown>)[];
  /** Ends the connection after the events, in the middle of the answer. */
  breakOff?: boolean;
  headers?: Record<string, string>;
  /** Answers only when this has resolved. */
  hold?: Promise<void>;
}

/** A server of the Messages API on loopback that answers as `answer` says and keeps what it was sent. */
export async function messagesServer(answer: (request: SentRequest) => ScriptedAnswer) {
  const sent: SentRequest[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    const seen = {
      url: request.url ?? "",
      headers: request.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
    sent.push(seen);
    const { status = 200, json, events, breakOff, headers, hold } = answer(seen);
    await hold;
    if (!events) {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      return response.end(JSON.stringify(json));
    }
    response.writeHead(status, { "content-type": "text/event-stream" });
    for (const event of events) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    // Ended below HTTP: what was written arrives, the end of the body does not.
    if (breakOff) return response.socket?.end();
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const model: WorkspaceModel = {
    id: "loopback-model",
    label: "Loopback model",
    baseUrl: `http://127.0.0.1:${port}`,
    headers: async () => ({ "x-api-key": "loopback-key" }),
  };
  return {
    model,
    sent,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A whole answer of the Messages API. */
export const textMessage = (text: string, more: Record<string, unknown> = {}) => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "loopback-model",
  content: [{ type: "text", text }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 7, output_tokens: 3 },
  ...more,
});
