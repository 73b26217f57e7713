import { Hono } from "hono";
import { notImplemented } from "../rest/api-error.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Everything above one workspace. Mount at `/api`. */
export function accountRoutes(): Hono {
  const app = new Hono({ strict: false });
  const refuse = (path: string, what: string) =>
    app.on(METHODS, path, () => {
      throw notImplemented(`${what} (there is one workspace and no account above it), which`);
    });
  refuse("/2.0/accounts/:account/:rest{.+}", "The account API");
  refuse("/2.0/account/scim/v2/:rest{.+}", "The account's SCIM API");
  refuse("/2.0/identity/:rest{.+}", "Resolving identities of the account");
  refuse("/2.0/preview/accounts/access-control/:rest{.+}", "Access control of the account");
  return app;
}
