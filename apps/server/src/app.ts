import { OpenAPIHono } from "@hono/zod-openapi";
import { LakehandError } from "@lakehand/protocol";
import type { Handler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { AppDeps } from "./deps.ts";
import { docsPage } from "./http/docs-page.ts";
import { answerError, errorResponse, notFound } from "./http/errors.ts";
import { guard, securityHeaders } from "./http/guard.ts";
import { approvalRoutes } from "./routes/approvals.ts";
import { checkpointRoutes } from "./routes/checkpoints.ts";
import { conversationRoutes } from "./routes/conversations.ts";
import { eventRoutes } from "./routes/events.ts";
import { infoRoutes } from "./routes/info.ts";
import { operationRoutes } from "./routes/operations.ts";
import { projectRoutes } from "./routes/projects.ts";
import { queueRoutes } from "./routes/queue.ts";
import { resultRoutes } from "./routes/results.ts";
import { runRoutes } from "./routes/runs.ts";
import { sessionRoutes } from "./routes/session.ts";
import { usageRoutes } from "./routes/usage.ts";
import { workspaceRoutes } from "./routes/workspace.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** The whole HTTP surface as one `fetch(Request)`; `page` serves the built web app. */
export function createApp(deps: AppDeps, page?: Handler) {
  const app = new OpenAPIHono();
  app.use(securityHeaders(), guard({ host: deps.host }));
  app.use("/api/*", (c, next) => {
    // No id or name has one, and PostgreSQL takes none in a text.
    if (c.req.path.includes("\0") || c.req.path.includes("%00"))
      throw notFound("address", "GET /docs lists every address.");
    return next();
  });
  app.use(
    "/api/*",
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => {
        throw new LakehandError({
          code: "BODY_TOO_LARGE",
          message: "The request is larger than 2 MB.",
          next: "Put long material into a file of the project and name it in the message.",
          status: 413,
        });
      },
    }),
  );
  const api = new OpenAPIHono();
  for (const routes of [
    infoRoutes,
    projectRoutes,
    conversationRoutes,
    runRoutes,
    approvalRoutes,
    queueRoutes,
    sessionRoutes,
    eventRoutes,
    checkpointRoutes,
    operationRoutes,
    usageRoutes,
    workspaceRoutes,
    resultRoutes,
  ])
    api.route("/", routes(deps));
  app.route("/api", api);
  app.doc31("/openapi.json", {
    openapi: "3.1.0",
    info: {
      title: "Lakehand",
      version: deps.version,
      description: "A workbench in which a person talks to an agent that builds on Databricks.",
    },
  });
  app.route("/docs", docsPage("/openapi.json"));
  app.all("/api/*", (c) => {
    const allowed = METHODS.filter((method) => api.router.match(method, c.req.path.slice(4))[0].length > 0);
    if (allowed.length > 0) {
      c.header("allow", allowed.join(", "));
      return errorResponse(c, 405, {
        code: "METHOD_NOT_ALLOWED",
        message: `${c.req.method} is not possible at ${c.req.path}.`,
        next: `Use ${allowed.join(" or ")}; GET /docs lists every address.`,
      });
    }
    return errorResponse(c, 404, {
      code: "NO_SUCH_ADDRESS",
      message: `There is nothing at ${c.req.method} ${c.req.path}.`,
      next: "GET /docs lists every address.",
    });
  });
  if (page) app.get("*", page);
  app.notFound((c) =>
    errorResponse(c, 404, {
      code: "NO_SUCH_ADDRESS",
      message: `There is nothing at ${c.req.path}.`,
      next: "Open / for the workbench.",
    }),
  );
  app.onError(answerError((error) => deps.log.error({ err: error }, "a request failed")));
  return app;
}
