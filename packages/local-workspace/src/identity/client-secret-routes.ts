import { type Context, Hono } from "hono";
import { z } from "zod";
import { ApiError, invalidParameter, notFound } from "../rest/api-error.ts";
import { jsonBody } from "../rest/parse.ts";
import type { ClientSecret, ClientSecrets } from "./client-secrets.ts";
import type { Directory } from "./directory.ts";

const MOST = 5;
const TWO_YEARS = 63_072_000;

export interface ClientSecretParts {
  secrets: ClientSecrets;
  directory: Directory;
}

/** OAuth secrets of service principals. Mount at `/api/2.0/accounts/servicePrincipals`. */
export function clientSecretRoutes({ secrets, directory }: ClientSecretParts): Hono {
  const app = new Hono({ strict: false });
  const principal = (c: Context): string => {
    const id = c.req.param("id") ?? "";
    if (!directory.get("ServicePrincipal", id)) throw notFound(`There is no service principal ${id}.`);
    return id;
  };
  const show = ({ id, hash, createdAt, expiresAt }: ClientSecret) => ({
    id,
    secret_hash: hash,
    status: expiresAt > Date.now() ? "ACTIVE" : "EXPIRED",
    create_time: new Date(createdAt).toISOString(),
    update_time: new Date(createdAt).toISOString(),
    expire_time: new Date(expiresAt).toISOString(),
  });
  app.post("/:id/credentials/secrets", async (c) => {
    const id = principal(c);
    const { lifetime } = await jsonBody(
      c,
      z.object({ lifetime: z.string().default(`${TWO_YEARS}s`) }).loose(),
    );
    const seconds = Number(/^(\d{1,9})s$/.exec(lifetime)?.[1] ?? 0);
    if (seconds < 1 || seconds > TWO_YEARS)
      throw invalidParameter(`'lifetime': must be seconds from 1s to ${TWO_YEARS}s`);
    if (secrets.of(id).length >= MOST)
      throw new ApiError(400, "QUOTA_EXCEEDED", `A service principal may have at most ${MOST} secrets.`);
    const { value, record } = secrets.create(id, seconds);
    return c.json({ ...show(record), secret: value });
  });
  app.get("/:id/credentials/secrets", (c) => c.json({ secrets: secrets.of(principal(c)).map(show) }));
  app.delete("/:id/credentials/secrets/:secret", (c) => {
    const { secret } = c.req.param();
    if (!secrets.delete(principal(c), secret)) throw notFound(`There is no secret ${secret}.`);
    return c.json({});
  });
  return app;
}
