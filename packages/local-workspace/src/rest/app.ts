import { Hono } from "hono";
import { ApiError } from "./api-error.ts";
import { bearerGuard, hostGuard } from "./guard.ts";
import { oidcRoutes, scimRoutes, Tokens } from "./identity-routes.ts";
import { resultRoutes, type StatementRouteParts, statementRoutes } from "./statement-routes.ts";
import { warehouseRoutes } from "./warehouse-routes.ts";

export interface AppParts extends StatementRouteParts {
  token: string;
  /** Address the server is bound to, allowed as Host beside the loopback names. */
  host?: string;
  user: { userName: string; displayName: string };
  log(line: string): void;
}

/** The whole REST surface as a fetch handler. */
export function buildApp(parts: AppParts): Hono {
  const app = new Hono({ strict: false });
  const tokens = new Tokens(parts.token);
  app.onError((error, c) => {
    if (error instanceof ApiError) {
      return c.json({ error_code: error.errorCode, message: error.message }, error.status as 400);
    }
    parts.log(`${c.req.method} ${c.req.path}: ${error.stack ?? error.message}`);
    return c.json(
      { error_code: "INTERNAL_ERROR", message: "The local workspace failed to handle the request." },
      500,
    );
  });
  app.notFound((c) =>
    c.json(
      {
        error_code: "ENDPOINT_NOT_FOUND",
        message: `The local workspace has no endpoint for ${c.req.method} ${c.req.path}.`,
      },
      404,
    ),
  );
  app.use(hostGuard(parts.host));
  app.route("/", oidcRoutes(tokens));
  app.route("/results", resultRoutes(parts));
  app.use(
    "/api/*",
    bearerGuard((token) => tokens.accepts(token)),
  );
  app.route("/api/2.0/preview/scim/v2", scimRoutes(parts.user));
  app.route("/api/2.0/sql/warehouses", warehouseRoutes(parts));
  app.route("/api/2.0/sql/statements", statementRoutes(parts));
  return app;
}
