import { Hono } from "hono";
import { z } from "zod";
import { ApiError, invalidParameter, notFound } from "../rest/api-error.ts";
import { jsonBody, queryParams } from "../rest/parse.ts";
import type { Directory } from "./directory.ts";
import type { PersonalToken, Tokens } from "./tokens.ts";

const MOST = 600;
const comment = z.string().max(1024).default("");
const lifetime = z
  .number()
  .int()
  .min(1)
  .max(2 ** 40)
  .optional();

export interface TokenParts {
  tokens: Tokens;
  directory: Directory;
}

const publicInfo = (token: PersonalToken) => ({
  token_id: token.id,
  creation_time: token.createdAt,
  expiry_time: token.expiresAt ?? -1,
  comment: token.comment,
});
const noToken = (id: string) => notFound(`Token with ID ${id} does not exist.`);

function refuseMany(tokens: Tokens, owner: string) {
  if (tokens.list().filter((each) => each.owner === owner).length >= MOST)
    throw new ApiError(400, "QUOTA_EXCEEDED", `There may be at most ${MOST} tokens; delete some first.`);
}

/** Personal access tokens. Mount at `/api/2.0/token`. */
export function tokenRoutes({ tokens, directory }: TokenParts): Hono {
  const app = new Hono({ strict: false });
  app.post("/create", async (c) => {
    const body = await jsonBody(c, z.object({ comment, lifetime_seconds: lifetime }).loose());
    refuseMany(tokens, directory.me);
    const { value, record } = tokens.create(directory.me, body.comment, body.lifetime_seconds);
    return c.json({ token_value: value, token_info: publicInfo(record) });
  });
  app.get("/list", (c) => {
    const own = tokens.list().filter(({ owner }) => owner === directory.me);
    return c.json({ token_infos: own.map(publicInfo) });
  });
  app.post("/delete", async (c) => {
    const { token_id: id } = await jsonBody(c, z.object({ token_id: z.string().min(1) }).loose());
    if (tokens.get(id)?.owner !== directory.me || !tokens.revoke(id)) throw noToken(id);
    return c.json({});
  });
  return app;
}

/** Tokens of everybody, and for service principals. Mount at `/api/2.0/token-management`. */
export function tokenManagementRoutes({ tokens, directory }: TokenParts): Hono {
  const app = new Hono({ strict: false });
  const show = (token: PersonalToken) => {
    const { userName, applicationId } = directory.find(token.owner)?.fields ?? {};
    return {
      ...publicInfo(token),
      owner_id: Number(token.owner),
      created_by_id: Number(token.owner),
      created_by_username: userName ?? applicationId,
      workspace_id: 1,
    };
  };
  const find = (id: string) => {
    const token = tokens.get(id);
    if (!token) throw noToken(id);
    return token;
  };
  app.get("/tokens", (c) => {
    const query = queryParams(
      c,
      z.object({ created_by_id: z.string().optional(), created_by_username: z.string().optional() }).loose(),
    );
    const shown = tokens
      .list()
      .map(show)
      .filter(
        (each) =>
          (query.created_by_id === undefined || String(each.created_by_id) === query.created_by_id) &&
          (query.created_by_username === undefined || each.created_by_username === query.created_by_username),
      );
    return c.json({ token_infos: shown });
  });
  app.get("/tokens/:id", (c) => c.json({ token_info: show(find(c.req.param("id"))) }));
  app.delete("/tokens/:id", (c) => {
    tokens.revoke(find(c.req.param("id")).id);
    return c.json({});
  });
  app.post("/on-behalf-of/tokens", async (c) => {
    const body = await jsonBody(
      c,
      z.object({ application_id: z.string().min(1), comment, lifetime_seconds: lifetime }).loose(),
    );
    const principal = directory
      .list("ServicePrincipal")
      .find(({ fields }) => fields.applicationId === body.application_id);
    if (!principal)
      throw notFound(`There is no service principal with applicationId ${body.application_id}.`);
    if (principal.fields.active === false) throw invalidParameter("The service principal is not active.");
    refuseMany(tokens, principal.id);
    const { value, record } = tokens.create(principal.id, body.comment, body.lifetime_seconds);
    return c.json({ token_value: value, token_info: show(record) });
  });
  return app;
}
