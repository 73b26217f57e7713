import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";

/** A request of the agent as the model endpoint received it. */
export interface SeenRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: MessagesBody;
  bytes: number;
  /** Milliseconds on the clock of `performance.now()`. */
  at: number;
}

export interface MessagesBody {
  model: string;
  stream?: boolean;
  thinking?: { type: string; display?: string };
  system?: unknown;
  tools?: { name: string; defer_loading?: boolean }[];
  messages: { role: string; content: string | Record<string, unknown>[] }[];
}

export type Block =
  | { type: "text"; text: string; paceMs?: number }
  | { type: "thinking"; thinking: string }
  | { type: "tool_use"; id: string; name: string; input: Record<string, unknown> };

/** What to answer: blocks, an HTTP error, or a stream that breaks off after some blocks. */
export type Answer =
  | Block[]
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | { cut: Block[] };

export interface ScriptedModel {
  url: string;
  requests: SeenRequest[];
  close(): Promise<void>;
}

/** A Messages API endpoint whose answers the test decides, request by request (counted from 1). */
export async function startScriptedModel(
  script: (body: MessagesBody, count: number) => Answer | Promise<Answer>,
): Promise<ScriptedModel> {
  const requests: SeenRequest[] = [];
  let count = 0;
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    if (req.method !== "POST" || !/^\/v1\/messages(\?|$)/.test(req.url ?? "")) {
      res.writeHead(404, { "content-type": "application/json" }).end('{"type":"error","error":{}}');
      return;
    }
    const body = JSON.parse(raw.toString()) as MessagesBody;
    requests.push({
      path: req.url ?? "",
      headers: req.headers,
      body,
      bytes: raw.length,
      at: performance.now(),
    });
    await answer(res, await script(body, ++count), body.model, count);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(res: ServerResponse, what: Answer, model: string, count: number): Promise<void> {
  if ("status" in what) {
    res.writeHead(what.status, { "content-type": "application/json", ...what.headers });
    res.end(
      JSON.stringify(what.body ?? { type: "error", error: { type: "api_error", message: "scripted" } }),
    );
    return;
  }
  const blocks = Array.isArray(what) ? what : what.cut;
  const send = (type: string, data: object) =>
    res.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  res.writeHead(200, { "content-type": "text/event-stream" });
  const usage = {
    input_tokens: 100,
    output_tokens: 1,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 0,
  };
  send("message_start", {
    message: {
      id: `msg_${count}`,
      type: "message",
      role: "assistant",
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage,
    },
  });
  for (const [index, block] of blocks.entries()) await sendBlock(send, block, index, res);
  if (!Array.isArray(what)) {
    // What was written must be on its way before the connection breaks.
    await new Promise((resolve) => setTimeout(resolve, 100));
    res.destroy();
    return;
  }
  const stop_reason = blocks.some((block) => block.type === "tool_use") ? "tool_use" : "end_turn";
  send("message_delta", { delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 20 } });
  send("message_stop", {});
  res.end();
}

async function sendBlock(
  send: (type: string, data: object) => void,
  block: Block,
  index: number,
  res: ServerResponse,
): Promise<void> {
  const delta = (data: object) => send("content_block_delta", { index, delta: data });
  if (block.type === "text") {
    send("content_block_start", { index, content_block: { type: "text", text: "" } });
    for (const word of block.text.match(/\S+\s*/g) ?? []) {
      if (res.destroyed) return;
      delta({ type: "text_delta", text: word });
      if (block.paceMs) await new Promise((resolve) => setTimeout(resolve, block.paceMs));
    }
  } else if (block.type === "thinking") {
    send("content_block_start", { index, content_block: { type: "thinking", thinking: "", signature: "" } });
    delta({ type: "thinking_delta", thinking: block.thinking });
    delta({ type: "signature_delta", signature: "c2ln" });
  } else {
    send("content_block_start", {
      index,
      content_block: { type: "tool_use", id: block.id, name: block.name, input: {} },
    });
    delta({ type: "input_json_delta", partial_json: JSON.stringify(block.input) });
  }
  send("content_block_stop", { index });
}

/** Everything the last message says, as one string. */
export function lastMessage(body: MessagesBody): string {
  return JSON.stringify(body.messages.findLast((message) => message.role === "user")?.content ?? "");
}
