import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { ModelTarget } from "../types.ts";
import { errorResponse, forward } from "./forward.ts";
import { RETRY, type RetryPolicy } from "./retry.ts";
import type { GatewaySessions } from "./sessions.ts";

export interface GatewayAppOptions {
  sessions: GatewaySessions;
  target: () => ModelTarget;
  retry?: RetryPolicy;
  maxBodyBytes?: number;
}

/** The Messages API as the agent sees it: our token in, the chosen provider behind. */
export function gatewayApp({
  sessions,
  target,
  retry = RETRY,
  maxBodyBytes = 64 * 1024 * 1024,
}: GatewayAppOptions): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const handle = async (c: Context<{ Bindings: HttpBindings }>, quiet: boolean): Promise<Response> => {
    const request = c.req.raw;
    const session = sessions.find(request.headers);
    if (!session) return errorResponse(401, "authentication_error", "The session token is not known.");
    const url = new URL(request.url);
    const body = request.method === "POST" ? await request.text() : undefined;
    return forward({
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: request.headers,
      body,
      signal: request.signal,
      target: target(),
      session,
      policy: retry,
      quiet,
      breakOff: () => void c.env.outgoing.destroy(),
    });
  };
  // Read whole here, and a program in the sandbox can send what it likes; providers take half of this.
  app.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: () => errorResponse(413, "request_too_large", "The request is too large."),
    }),
  );
  app.post("/v1/messages", (c) => handle(c, false));
  app.post("/v1/messages/count_tokens", (c) => handle(c, true));
  app.get("/v1/models", (c) => handle(c, true));
  app.get("/v1/models/:id", (c) => handle(c, true));
  app.notFound(() => errorResponse(404, "not_found_error", "The gateway does not serve this path."));
  app.onError(() => errorResponse(499, "api_error", "The request was given up."));
  return app;
}
