import { Hono } from "hono";
import type { ModelTarget } from "../types.ts";
import { errorResponse, forward } from "./forward.ts";
import { RETRY, type RetryPolicy } from "./retry.ts";
import type { GatewaySessions } from "./sessions.ts";

export interface GatewayAppOptions {
  sessions: GatewaySessions;
  target: () => ModelTarget;
  retry?: RetryPolicy;
}

/** The Messages API as the agent sees it: our token in, the chosen provider behind. */
export function gatewayApp({ sessions, target, retry = RETRY }: GatewayAppOptions): Hono {
  const app = new Hono();
  const handle = async (request: Request, quiet: boolean): Promise<Response> => {
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
    });
  };
  app.post("/v1/messages", (c) => handle(c.req.raw, false));
  app.post("/v1/messages/count_tokens", (c) => handle(c.req.raw, true));
  app.get("/v1/models", (c) => handle(c.req.raw, true));
  app.get("/v1/models/:id", (c) => handle(c.req.raw, true));
  app.notFound(() => errorResponse(404, "not_found_error", "The gateway does not serve this path."));
  app.onError(() => errorResponse(499, "api_error", "The request was given up."));
  return app;
}
