import { createHash, randomBytes } from "node:crypto";
import { Hono } from "hono";
import { ApiError } from "./api-error.ts";
import { sameSecret } from "./guard.ts";

const TOKEN_SECONDS = 3600;
export const ORG_ID = "1";

/** Bearer tokens: the workspace's own, and short-lived ones given out for it. */
export class Tokens {
  readonly #token: string;
  readonly #issued = new Map<string, number>();

  constructor(token: string) {
    this.#token = token;
  }

  accepts(token: string): boolean {
    if (sameSecret(token, this.#token)) return true;
    return (this.#issued.get(token) ?? 0) > Date.now();
  }

  /** An access token for a client whose secret is the workspace's token. */
  issue(secret: string): { token: string; seconds: number } | undefined {
    if (!sameSecret(secret, this.#token)) return undefined;
    return { token: this.#make(TOKEN_SECONDS), seconds: TOKEN_SECONDS };
  }

  /** A token for code that runs here: it stands for the user for as long as told, and is never the user's own. */
  forCode(seconds: number): string {
    return this.#make(seconds);
  }

  #make(seconds: number): string {
    const now = Date.now();
    for (const [token, until] of this.#issued) if (until <= now) this.#issued.delete(token);
    const token = randomBytes(24).toString("base64url");
    this.#issued.set(token, now + seconds * 1000);
    return token;
  }
}

/** Discovery and the token endpoint of OAuth client credentials. These need no bearer token. */
export function oidcRoutes(tokens: Tokens): Hono {
  const app = new Hono({ strict: false });
  app.get("/.well-known/databricks-config", (c) => {
    const { origin } = new URL(c.req.url);
    return c.json({ oidc_endpoint: `${origin}/oidc`, workspace_id: ORG_ID, cloud: "LOCAL" });
  });
  app.get("/oidc/.well-known/oauth-authorization-server", (c) => {
    const { origin } = new URL(c.req.url);
    return c.json({
      issuer: `${origin}/oidc`,
      authorization_endpoint: `${origin}/oidc/v1/authorize`,
      token_endpoint: `${origin}/oidc/v1/token`,
      grant_types_supported: ["client_credentials"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    });
  });
  app.post("/oidc/v1/token", async (c) => {
    const form = new URLSearchParams(await c.req.text());
    if (form.get("grant_type") !== "client_credentials") {
      return c.json(
        { error: "unsupported_grant_type", error_description: "Only client_credentials is offered." },
        400,
      );
    }
    const issued = tokens.issue(clientSecret(c.req.header("authorization"), form) ?? "");
    if (!issued)
      return c.json({ error: "invalid_client", error_description: "The client secret is not valid." }, 401);
    return c.json({
      access_token: issued.token,
      token_type: "Bearer",
      expires_in: issued.seconds,
      scope: "all-apis",
    });
  });
  return app;
}

function clientSecret(authorization: string | undefined, form: URLSearchParams): string | undefined {
  const basic = authorization && /^Basic\s+(\S+)$/i.exec(authorization)?.[1];
  if (!basic) return form.get("client_secret") ?? undefined;
  const text = Buffer.from(basic, "base64").toString("utf8");
  const secret = text.slice(text.indexOf(":") + 1);
  try {
    return decodeURIComponent(secret);
  } catch {
    throw new ApiError(400, "MALFORMED_REQUEST", "The Authorization header cannot be read.");
  }
}

/** The user's id, the same at each start. */
export const userId = (userName: string) =>
  String(createHash("sha256").update(userName).digest().readUIntBE(0, 6));

export function scimRoutes(user: { userName: string; displayName: string }): Hono {
  const app = new Hono({ strict: false });
  app.get("/Me", (c) => {
    c.header("x-databricks-org-id", ORG_ID);
    return c.json({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      id: userId(user.userName),
      userName: user.userName,
      displayName: user.displayName,
      active: true,
      emails: [{ type: "work", value: user.userName, primary: true }],
      groups: [],
    });
  });
  return app;
}
