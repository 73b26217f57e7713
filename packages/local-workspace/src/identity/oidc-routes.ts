import { Hono } from "hono";
import { ApiError, notImplemented } from "../rest/api-error.ts";
import type { ClientSecrets } from "./client-secrets.ts";
import type { Directory } from "./directory.ts";
import { ORG_ID } from "./org-id.ts";
import type { Tokens } from "./tokens.ts";

export interface OidcParts {
  tokens: Tokens;
  secrets: ClientSecrets;
  directory: Directory;
}

/** Discovery and the token endpoint of OAuth client credentials. These need no bearer token. */
export function oidcRoutes(parts: OidcParts): Hono {
  const app = new Hono({ strict: false });
  app.get("/.well-known/databricks-config", (c) => {
    const { origin } = new URL(c.req.url);
    return c.json({ oidc_endpoint: `${origin}/oidc`, workspace_id: ORG_ID, cloud: "LOCAL" });
  });
  for (const name of ["oauth-authorization-server", "openid-configuration"])
    app.get(`/oidc/.well-known/${name}`, (c) => {
      const { origin } = new URL(c.req.url);
      return c.json({
        issuer: `${origin}/oidc`,
        authorization_endpoint: `${origin}/oidc/v1/authorize`,
        token_endpoint: `${origin}/oidc/v1/token`,
        grant_types_supported: ["client_credentials"],
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
        scopes_supported: ["all-apis"],
      });
    });
  app.get("/oidc/v1/authorize", () => {
    throw notImplemented("Logging in as a person in the browser (use the workspace's token)");
  });
  app.post("/oidc/v1/token", async (c) => {
    c.header("cache-control", "no-store");
    const form = new URLSearchParams(await c.req.text());
    if (form.get("grant_type") !== "client_credentials") {
      return c.json(
        { error: "unsupported_grant_type", error_description: "Only client_credentials is offered." },
        400,
      );
    }
    const owner = clientOf(parts, c.req.header("authorization"), form);
    if (owner === undefined)
      return c.json({ error: "invalid_client", error_description: "The client secret is not valid." }, 401);
    const issued = parts.tokens.issue(owner);
    return c.json({
      access_token: issued.token,
      token_type: "Bearer",
      expires_in: issued.seconds,
      scope: "all-apis",
    });
  });
  return app;
}

/**
 * Whom the credentials stand for: an active service principal by its application id and secret, or the user, when the
 * secret is the workspace's own token, whatever the client calls itself.
 */
function clientOf(
  { tokens, secrets, directory }: OidcParts,
  authorization: string | undefined,
  form: URLSearchParams,
): string | undefined {
  const { id, secret } = credentials(authorization, form);
  if (tokens.isOwn(secret)) return directory.me;
  const principal = directory
    .list("ServicePrincipal")
    .find(({ fields }) => fields.applicationId === id && fields.active !== false);
  return principal && secrets.accepts(principal.id, secret) ? principal.id : undefined;
}

function credentials(
  authorization: string | undefined,
  form: URLSearchParams,
): { id: string; secret: string } {
  const basic = authorization && /^Basic\s+(\S+)$/i.exec(authorization)?.[1];
  if (!basic) return { id: form.get("client_id") ?? "", secret: form.get("client_secret") ?? "" };
  const text = Buffer.from(basic, "base64").toString("utf8");
  const at = text.indexOf(":");
  try {
    return { id: decodeURIComponent(text.slice(0, at)), secret: decodeURIComponent(text.slice(at + 1)) };
  } catch {
    throw new ApiError(400, "MALFORMED_REQUEST", "The Authorization header cannot be read.");
  }
}
