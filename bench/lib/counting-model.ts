import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface ModelRequest {
  /** performance.now() when the request's last byte arrived. */
  at: number;
  bytes: number;
  tools: number;
  text: string;
}

export interface CountingModel {
  url: string;
  requests: ModelRequest[];
  /** The next conversation request (one that is not a side request) that holds `text`. */
  next(text: string): Promise<ModelRequest>;
  close(): Promise<void>;
}

const frame = (event: string, data: object) =>
  `event: ${event}\ndata: ${JSON.stringify({ type: event, ...data })}\n\n`;

/** A Messages API server that answers "ok" at once and notes when each request came and how large it was. */
export async function startCountingModel(): Promise<CountingModel> {
  const requests: ModelRequest[] = [];
  const waiting: { text: string; resolve(request: ModelRequest): void }[] = [];
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const at = performance.now();
      const text = Buffer.concat(parts).toString("utf8");
      if (request.method !== "POST" || !request.url?.startsWith("/v1/messages")) {
        response.writeHead(200, { "content-type": "application/json" }).end('{"data":[]}');
        return;
      }
      if (request.url.includes("count_tokens")) {
        response.writeHead(200, { "content-type": "application/json" }).end('{"input_tokens":10}');
        return;
      }
      const body = JSON.parse(text) as { stream?: boolean; tools?: unknown[]; model?: string };
      const seen: ModelRequest = { at, bytes: text.length, tools: body.tools?.length ?? 0, text };
      requests.push(seen);
      for (const wait of waiting.filter((w) => text.includes(w.text))) {
        waiting.splice(waiting.indexOf(wait), 1);
        wait.resolve(seen);
      }
      const usage = { input_tokens: 10, output_tokens: 1 };
      const message = {
        id: `msg_${requests.length}`,
        type: "message",
        role: "assistant",
        model: body.model ?? "m",
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage,
      };
      if (!body.stream) {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(
          JSON.stringify({ ...message, content: [{ type: "text", text: "ok" }], stop_reason: "end_turn" }),
        );
        return;
      }
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(frame("message_start", { message }));
      response.write(frame("content_block_start", { index: 0, content_block: { type: "text", text: "" } }));
      response.write(frame("content_block_delta", { index: 0, delta: { type: "text_delta", text: "ok" } }));
      response.write(frame("content_block_stop", { index: 0 }));
      response.write(
        frame("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage }),
      );
      response.end(frame("message_stop", {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    next: (text) => new Promise((resolve) => waiting.push({ text, resolve })),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
