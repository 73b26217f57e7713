import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import type { ErrorBody } from "@lakehand/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ModelTarget } from "../types.ts";
import { type ModelGateway, type OpenGatewaySession, SOCKET_NAME, startModelGateway } from "./gateway.ts";
import type { ModelRetry } from "./sessions.ts";

interface Seen {
  path: string;
  headers: IncomingMessage["headers"];
  body: Record<string, unknown>;
}

let seen: Seen[];
let respond: (res: ServerResponse, count: number) => void;
let target: ModelTarget;
let gateway: ModelGateway;
let session: OpenGatewaySession;
let retries: ModelRetry[];
let failures: ErrorBody[];
let closeUpstream: () => Promise<void>;

beforeEach(async () => {
  seen = [];
  retries = [];
  failures = [];
  respond = (res) => void res.setHeader("content-type", "application/json").end('{"ok":true}');
  const upstream = createServer(async (req, res) => {
    let text = "";
    for await (const chunk of req) text += chunk;
    seen.push({ path: req.url ?? "", headers: req.headers, body: text ? JSON.parse(text) : {} });
    respond(res, seen.length);
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  closeUpstream = () => {
    upstream.closeAllConnections();
    return new Promise((resolve) => upstream.close(() => resolve()));
  };
  target = {
    kind: "anthropic",
    id: "claude-x",
    label: "x",
    baseUrl: `http://127.0.0.1:${(upstream.address() as { port: number }).port}`,
    headers: async () => ({ "x-api-key": "REAL-KEY" }),
  };
  gateway = await startModelGateway({
    target: () => target,
    retry: { attempts: 3, baseMs: 1, maxDelayMs: 2, maxRetryAfterMs: 1_000 },
  });
  session = await gateway.open({ socket: true });
  session.listener = {
    retry: (retry) => void retries.push(retry),
    failure: (error) => void failures.push(error),
  };
});
afterEach(async () => {
  await gateway.close();
  await closeUpstream();
});

const post = (body: unknown = { model: "m", messages: [] }, init: RequestInit = {}, path = "/v1/messages") =>
  fetch(`${session.baseUrl}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${session.token}`, "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...init,
  });

describe("credentials", () => {
  it("puts the provider's key in the place of the session's token, and the model's id", async () => {
    const response = await post(
      { model: "claude-haiku-side-model", messages: [] },
      {},
      "/v1/messages?beta=true",
    );
    expect(response.status).toBe(200);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ path: "/v1/messages?beta=true", body: { model: "claude-x" } });
    expect(seen[0]?.headers["x-api-key"]).toBe("REAL-KEY");
    expect(JSON.stringify(seen[0]?.headers)).not.toContain(session.token);
    expect(seen[0]?.headers.authorization).toBeUndefined();
  });

  it("takes no request without a session's token, with another, or after the session was closed", async () => {
    for (const headers of [{}, { authorization: "Bearer nope" }, { "x-api-key": "REAL-KEY" }])
      expect((await post({}, { headers: headers as Record<string, string> })).status).toBe(401);
    await session.close();
    expect((await post()).status).toBe(401);
    expect(seen).toHaveLength(0);
  });

  it("serves only the paths of the Messages API", async () => {
    expect((await post({}, {}, "/v1/files")).status).toBe(404);
    expect((await post({}, {}, "/v1/messages/../../admin")).status).toBe(404);
    expect(seen).toHaveLength(0);
  });

  it("does not follow a redirect with the key", async () => {
    respond = (res) => void res.writeHead(307, { location: "http://127.0.0.1:1/steal" }).end();
    expect((await post()).status).toBe(502);
    expect(seen).toHaveLength(1);
  });

  it("is reached through a socket of its own, without network", async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(
        {
          socketPath: join(session.socketDir as string, SOCKET_NAME),
          path: "/v1/models",
          headers: { authorization: `Bearer ${session.token}` },
        },
        (res) => {
          res.resume();
          resolve(res.statusCode);
        },
      );
      request.on("error", reject).end();
    });
    expect(status).toBe(200);
    expect(seen[0]?.path).toBe("/v1/models");
  });
});

describe("streams", () => {
  it("passes each piece on when it comes, and counts usage", async () => {
    let release = () => {};
    respond = (res) => {
      res.writeHead(200, { "content-type": "text/event-stream" });
      res.write(
        'event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":7,"output_tokens":1,"cache_read_input_tokens":3}}}\n\n',
      );
      release = () =>
        void res.end(
          'event: message_delta\ndata: {"type":"message_delta","usage":{"output_tokens":42}}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n',
        );
    };
    const response = await post({ stream: true, messages: [] });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const first = await reader.read();
    expect(new TextDecoder().decode(first.value)).toContain("message_start");
    release();
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read())
      rest += new TextDecoder().decode(part.value);
    expect(rest).toContain("message_stop");
    expect(session.usage).toMatchObject({
      requests: 1,
      input_tokens: 7,
      output_tokens: 42,
      cache_read_input_tokens: 3,
    });
  });

  it("breaks off where the provider does", async () => {
    respond = (res) => {
      res.writeHead(200, { "content-type": "text/event-stream" });
      res.write(": hello\n\n");
      setTimeout(() => res.destroy(), 50);
    };
    const response = await post({ stream: true, messages: [] });
    await expect(response.text()).rejects.toThrow();
    expect(seen).toHaveLength(1);
  });

  it("ends the provider's request when the agent goes away", async () => {
    const gone = new Promise<void>((resolve) => {
      respond = (res) => {
        res.on("close", resolve);
        res.writeHead(200, { "content-type": "text/event-stream" });
        res.write(": hello\n\n");
      };
    });
    const abort = new AbortController();
    const response = await post({ stream: true, messages: [] }, { signal: abort.signal });
    expect(response.status).toBe(200);
    abort.abort();
    await gone;
  });
});

describe("failures", () => {
  it.each([429, 529, 500, 503])("tries %i again and tells about it", async (status) => {
    respond = (res, count) =>
      void (count < 3
        ? res.writeHead(status, { "retry-after": "0.01" }).end("{}")
        : res.setHeader("content-type", "application/json").end("{}"));
    expect((await post()).status).toBe(200);
    expect(retries.map((retry) => [retry.attempt, retry.status, retry.delayMs])).toEqual([
      [1, status, 10],
      [2, status, 10],
    ]);
    expect(failures).toEqual([]);
  });

  it("gives up after the last try, and tells the agent not to go on by itself", async () => {
    respond = (res) => void res.writeHead(529).end("{}");
    const response = await post();
    expect(response.status).toBe(529);
    expect(response.headers.get("x-should-retry")).toBe("false");
    expect(seen).toHaveLength(3);
    expect(failures).toMatchObject([{ code: "MODEL_UNAVAILABLE", retryable: true }]);
  });

  it("does not wait longer than is bearable", async () => {
    respond = (res) => void res.writeHead(429, { "retry-after": "3600" }).end("{}");
    expect((await post()).status).toBe(429);
    expect(seen).toHaveLength(1);
    expect(failures[0]?.code).toBe("MODEL_RATE_LIMITED");
  });

  it.each([
    [401, "MODEL_UNAUTHENTICATED", /rejected the key.*bad key/, /ANTHROPIC_API_KEY/],
    [403, "MODEL_FORBIDDEN", /not allow/, /claude-x/],
    [404, "MODEL_NOT_FOUND", /no model claude-x/, /ANTHROPIC_MODEL/],
    [400, "MODEL_REQUEST_REFUSED", /refused/, /Messages API/],
  ])("says what to do about %i", async (status, code, message, next) => {
    respond = (res) =>
      void res
        .writeHead(status, { "content-type": "application/json" })
        .end('{"type":"error","error":{"message":"bad key"}}');
    expect((await post()).status).toBe(status);
    expect(seen).toHaveLength(1);
    expect(failures).toMatchObject([
      { code, message: expect.stringMatching(message), next: expect.stringMatching(next) },
    ]);
  });

  it("knows a conversation that became too long", async () => {
    respond = (res) =>
      void res
        .writeHead(400)
        .end('{"error":{"message":"prompt is too long: 300000 tokens > 200000 maximum"}}');
    await post();
    expect(failures).toMatchObject([{ code: "MODEL_REQUEST_TOO_LARGE", next: "Start a new conversation." }]);
  });

  it("says when the endpoint does not answer at all", async () => {
    target = { ...target, baseUrl: "http://127.0.0.1:1" };
    expect((await post()).status).toBe(502);
    expect(retries).toHaveLength(2);
    expect(failures).toMatchObject([{ code: "MODEL_UNREACHABLE" }]);
    expect(JSON.stringify([retries, failures])).not.toContain("REAL-KEY");
  });

  it("keeps quiet about side requests", async () => {
    respond = (res) => void res.writeHead(404).end("{}");
    expect((await post({}, {}, "/v1/messages/count_tokens")).status).toBe(404);
    expect(failures).toEqual([]);
    expect(session.usage.requests).toBe(0);
  });

  it("refuses a body that is not JSON", async () => {
    expect((await post("{")).status).toBe(400);
    expect(seen).toHaveLength(0);
  });
});

describe("other providers", () => {
  it("get neither beta headers nor turns of the system", async () => {
    target = { ...target, kind: "custom", id: "qwen" };
    await post(
      {
        messages: [
          { role: "user", content: "hello" },
          { role: "system", content: "today is Monday" },
          { role: "assistant", content: "hi" },
          { role: "system", content: [{ type: "text", text: "more" }] },
        ],
        metadata: { user_id: "device" },
        context_management: {},
        thinking: { type: "adaptive" },
        output_config: { effort: "high" },
      },
      {
        headers: {
          authorization: `Bearer ${session.token}`,
          "anthropic-beta": "some-beta",
          "content-type": "application/json",
        },
      },
    );
    expect(seen[0]?.headers["anthropic-beta"]).toBeUndefined();
    expect(seen[0]?.body).toEqual({
      model: "qwen",
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "hello" },
            { type: "text", text: "<system-reminder>\ntoday is Monday\n</system-reminder>" },
          ],
        },
        { role: "assistant", content: "hi" },
        { role: "user", content: [{ type: "text", text: "<system-reminder>\nmore\n</system-reminder>" }] },
      ],
    });
  });
});
