import { randomBytes, timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import { plan } from "../plan/plan.ts";
import type { PracticeModelOptions } from "../types.ts";
import { type ApiError, errorBody } from "../wire/api-error.ts";
import { encodeFrames, encodeMessage, newMessageId } from "../wire/encode.ts";
import { countTokensRequestSchema, messagesRequestSchema } from "../wire/request.ts";
import { inputTokens, usageOf } from "../wire/usage.ts";
import { Misbehaviour } from "./misbehaviour.ts";
import { streamFrames } from "./stream-frames.ts";

/** The socket's side of a request, when there is one: `app.request()` has none. */
type Env = { Bindings: { outgoing?: { destroy(): unknown } } };

export const PRACTICE_MODEL_ID = "practice-model";

/** The Messages API as a fetch application: `app.request("/v1/messages", …)` needs no socket. */
export function createPracticeModelApp(options: PracticeModelOptions = {}): Hono<Env> {
  const app = new Hono<Env>();
  const pace = options.paceMs ?? 8;
  const misbehaviour = new Misbehaviour(options.faults ?? []);

  const fail = (error: ApiError): Response => {
    const requestId = newRequestId();
    const headers: Record<string, string> = { "content-type": "application/json", "request-id": requestId };
    if (error.retryAfterSeconds !== undefined) headers["retry-after"] = String(error.retryAfterSeconds);
    return new Response(JSON.stringify(errorBody(error, requestId)), { status: error.status, headers });
  };

  app.use("/v1/*", async (c, next) => {
    if (options.token === undefined) return next();
    const given =
      c.req.header("x-api-key") ?? c.req.header("authorization")?.replace(/^Bearer\s+/i, "") ?? "";
    return same(given, options.token)
      ? next()
      : fail({ status: 401, message: "The practice model was called with a wrong token." });
  });

  // The agent runtime looks whether anyone is there before its first request.
  app.on(["GET", "HEAD"], ["/", "/api/hello"], (c) => c.json({ service: PRACTICE_MODEL_ID }));

  app.get("/v1/models", (c) =>
    c.json({ data: [modelInfo()], first_id: PRACTICE_MODEL_ID, last_id: PRACTICE_MODEL_ID, has_more: false }),
  );
  app.get("/v1/models/:id", (c) =>
    c.req.param("id") === PRACTICE_MODEL_ID
      ? c.json(modelInfo())
      : fail({
          status: 404,
          message: `There is no model ${c.req.param("id")} here; the only one is ${PRACTICE_MODEL_ID}.`,
        }),
  );

  app.post("/v1/messages/count_tokens", async (c) => {
    const parsed = countTokensRequestSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return fail(invalid(parsed.error.issues));
    return c.json({ input_tokens: inputTokens(parsed.data) });
  });

  app.post("/v1/messages", async (c) => {
    const parsed = messagesRequestSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return fail(invalid(parsed.error.issues));
    const request = parsed.data;
    const struck = misbehaviour.strike(request);
    if (struck?.status !== undefined)
      return fail({
        status: struck.status,
        message: `The practice model was told to answer ${struck.status}.`,
        ...(struck.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: struck.retryAfterSeconds }),
      });
    const reply = plan(request);
    const encoding = {
      model: request.model,
      usage: usageOf(request, reply),
      messageId: newMessageId(),
      thinking: request.thinking !== undefined && request.thinking.type !== "disabled",
    };
    const headers = { "request-id": newRequestId() };
    if (!request.stream) return c.json(encodeMessage(reply, encoding), 200, headers);
    return new Response(
      streamFrames(encodeFrames(reply, encoding), {
        paceMs: misbehaviour.paceMs(request) ?? pace,
        cut: struck?.cutStream ? () => c.env.outgoing?.destroy() : undefined,
      }),
      {
        headers: {
          ...headers,
          "content-type": "text/event-stream; charset=utf-8",
          "cache-control": "no-cache",
        },
      },
    );
  });

  app.notFound((c) => fail({ status: 404, message: `There is nothing at ${c.req.method} ${c.req.path}.` }));
  app.onError(() => fail({ status: 500, message: "The practice model failed on this request." }));
  return app;
}

function modelInfo(): Record<string, unknown> {
  return {
    type: "model",
    id: PRACTICE_MODEL_ID,
    display_name: "Practice model (not Claude)",
    created_at: "2026-01-01T00:00:00Z",
  };
}

function invalid(issues: readonly { path: PropertyKey[]; message: string }[]): ApiError {
  const [first] = issues;
  const at = first && first.path.length > 0 ? `${first.path.map(String).join(".")}: ` : "";
  return { status: 400, message: `${at}${first?.message ?? "The request body is not valid."}` };
}

function newRequestId(): string {
  return `req_practice_${randomBytes(9).toString("hex")}`;
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
