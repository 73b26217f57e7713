import { Hono } from "hono";
import { z } from "zod";
import { PERMISSIONS, type SecretScope, type SecretStore } from "../secrets/secret-store.ts";
import { ApiError, badRequest, invalidParameter, notFound } from "./api-error.ts";
import { jsonBody, queryParams } from "./parse.ts";

const MAX_VALUE = 128 * 1024;
const MAX_SECRETS = 1000;

const name = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w.@-]+$/, "may hold letters, digits, dashes, underscores, @ and periods");
const scopeQuery = z.object({ scope: name }).loose();
const keyQuery = z.object({ scope: name, key: name }).loose();
const aclQuery = z.object({ scope: name, principal: z.string().min(1) }).loose();

export interface SecretRouteParts {
  secrets: SecretStore;
  user: { userName: string };
}

/** Secret scopes, secrets and their access lists. Mount at `/api/2.0/secrets`. */
export function secretRoutes({ secrets, user }: SecretRouteParts): Hono {
  const app = new Hono({ strict: false });
  const scopeOf = (scope: string): SecretScope => {
    const found = secrets.scope(scope);
    if (!found) throw notFound(`Scope ${scope} does not exist!`);
    return found;
  };

  app.post("/scopes/create", async (c) => {
    const body = await jsonBody(
      c,
      z
        .object({
          scope: name,
          initial_manage_principal: z.string().optional(),
          scope_backend_type: z.enum(["DATABRICKS", "AZURE_KEYVAULT"]).default("DATABRICKS"),
        })
        .loose(),
    );
    if (body.scope_backend_type !== "DATABRICKS")
      throw badRequest("The local workspace keeps secrets itself: scope_backend_type must be DATABRICKS.");
    if (secrets.scope(body.scope))
      throw new ApiError(400, "RESOURCE_ALREADY_EXISTS", `Scope ${body.scope} already exists!`);
    const principal = body.initial_manage_principal ?? user.userName;
    secrets.putScope({ name: body.scope, acls: { [principal]: "MANAGE" } });
    return c.json({});
  });
  app.get("/scopes/list", (c) =>
    c.json({
      scopes: secrets.scopes().map((scope) => ({ name: scope.name, backend_type: "DATABRICKS" })),
    }),
  );
  app.post("/scopes/delete", async (c) => {
    const { scope } = await jsonBody(c, scopeQuery);
    scopeOf(scope);
    secrets.deleteScope(scope);
    return c.json({});
  });

  app.post("/put", async (c) => {
    const body = await jsonBody(
      c,
      z
        .object({
          scope: name,
          key: name,
          string_value: z.string().optional(),
          bytes_value: z.base64().optional(),
        })
        .loose(),
    );
    scopeOf(body.scope);
    if ((body.string_value === undefined) === (body.bytes_value === undefined))
      throw invalidParameter("Give exactly one of 'string_value' and 'bytes_value'.");
    const value =
      body.string_value === undefined
        ? Buffer.from(body.bytes_value ?? "", "base64")
        : Buffer.from(body.string_value, "utf8");
    if (value.length > MAX_VALUE) throw invalidParameter(`A secret may have at most ${MAX_VALUE} bytes.`);
    const known = secrets.list(body.scope);
    if (known.length >= MAX_SECRETS && !known.some(({ key }) => key === body.key))
      throw new ApiError(400, "RESOURCE_LIMIT_EXCEEDED", `A scope may have at most ${MAX_SECRETS} secrets.`);
    secrets.put(body.scope, body.key, value);
    return c.json({});
  });
  app.get("/get", (c) => {
    const { scope, key } = queryParams(c, keyQuery);
    scopeOf(scope);
    const value = secrets.get(scope, key);
    if (!value) throw noSecret(scope, key);
    return c.json({ key, value: value.toString("base64") });
  });
  app.get("/list", (c) => {
    const { scope } = queryParams(c, scopeQuery);
    scopeOf(scope);
    return c.json({
      secrets: secrets.list(scope).map(({ key, updatedAt }) => ({ key, last_updated_timestamp: updatedAt })),
    });
  });
  app.post("/delete", async (c) => {
    const { scope, key } = await jsonBody(c, keyQuery);
    scopeOf(scope);
    if (!secrets.delete(scope, key)) throw noSecret(scope, key);
    return c.json({});
  });

  app.post("/acls/put", async (c) => {
    const { scope, principal, permission } = await jsonBody(
      c,
      aclQuery.extend({ permission: z.enum(PERMISSIONS) }),
    );
    const found = scopeOf(scope);
    secrets.putScope({ ...found, acls: { ...found.acls, [principal]: permission } });
    return c.json({});
  });
  app.get("/acls/get", (c) => {
    const { scope, principal } = queryParams(c, aclQuery);
    const permission = scopeOf(scope).acls[principal];
    if (!permission) throw noAcl(scope, principal);
    return c.json({ principal, permission });
  });
  app.get("/acls/list", (c) => {
    const { acls } = scopeOf(queryParams(c, scopeQuery).scope);
    return c.json({
      items: Object.entries(acls).map(([principal, permission]) => ({ principal, permission })),
    });
  });
  app.post("/acls/delete", async (c) => {
    const { scope, principal } = await jsonBody(c, aclQuery);
    const found = scopeOf(scope);
    if (!found.acls[principal]) throw noAcl(scope, principal);
    const { [principal]: _gone, ...acls } = found.acls;
    secrets.putScope({ ...found, acls });
    return c.json({});
  });
  return app;
}

const noSecret = (scope: string, key: string) =>
  notFound(`Secret does not exist with scope: ${scope} and key: ${key}`);
const noAcl = (scope: string, principal: string) =>
  notFound(`There is no access entry for ${principal} in the scope ${scope}.`);
