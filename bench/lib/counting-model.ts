import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { answerWhole, emptyMessage, ending, frame, readCall } from "./messages-api.ts";

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

/** A Messages API server that answers "ok" at once and notes when each request came and how large it was. */
export async function startCountingModel(): Promise<CountingModel> {
  const requests: ModelRequest[] = [];
  const waiting: { text: string; resolve(request: ModelRequest): void }[] = [];
  const server: Server = createServer(async (request, response) => {
    const call = await readCall(request, response);
    const at = performance.now();
    if (!call) return;
    const { text } = call;
    requests.push({ at, bytes: text.length, tools: call.tools.length, text });
    for (const wait of waiting.filter((w) => text.includes(w.text))) {
      waiting.splice(waiting.indexOf(wait), 1);
      wait.resolve({ at, bytes: text.length, tools: call.tools.length, text });
    }
    const message = emptyMessage(`msg_${requests.length}`, call.model);
    if (!call.stream) return answerWhole(response, message);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(frame("message_start", { message }));
    response.write(frame("content_block_start", { index: 0, content_block: { type: "text", text: "" } }));
    response.write(frame("content_block_delta", { index: 0, delta: { type: "text_delta", text: "ok" } }));
    response.write(frame("content_block_stop", { index: 0 }));
    response.end(ending("end_turn"));
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
