import { Hono } from "hono";
import { z } from "zod";
import { badRequest, notFound } from "../rest/api-error.ts";
import { booleanText, jsonBody, queryParams } from "../rest/parse.ts";
import { alreadyExists, fromPostgres } from "./errors.ts";
import { instanceOf } from "./instance-routes.ts";
import type { Lakebase } from "./lakebase.ts";
import {
  attributesOf,
  createRole,
  dropRole,
  findRole,
  listRoles,
  type PostgresRole,
  roleAttributes,
} from "./roles.ts";

const IDENTITIES = ["USER", "SERVICE_PRINCIPAL", "GROUP", "PG_ONLY"] as const;
const roleSchema = z
  .object({
    name: z.string().min(1).max(63),
    identity_type: z.enum(IDENTITIES).default("PG_ONLY"),
    membership_role: z.enum(["DATABRICKS_SUPERUSER"]).optional(),
    attributes: roleAttributes.prefault({}),
  })
  .loose();

/** Roles of Provisioned instances: PostgreSQL's own. Mount at `/api/2.0/database`. */
export function instanceRoleRoutes({
  lakebase,
  user,
}: {
  lakebase: Lakebase;
  user: { userName: string };
}): Hono {
  const app = new Hono({ strict: false });
  const serverOf = (name: string) => {
    const record = instanceOf(lakebase, name);
    if (record.stopped) throw badRequest(`The database instance ${name} is stopped. Start it first.`);
    return lakebase.servers.get(record.uid);
  };
  const identityOf = (name: string) =>
    name === user.userName
      ? "USER"
      : /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(name)
        ? "SERVICE_PRINCIPAL"
        : "PG_ONLY";
  const shapeOf = (instance: string, role: PostgresRole) => {
    const attributes = attributesOf(role);
    return {
      name: role.name,
      instance_name: instance,
      identity_type: role.login ? identityOf(role.name) : "GROUP",
      ...(role.superuserMember ? { membership_role: "DATABRICKS_SUPERUSER" } : {}),
      attributes,
      effective_attributes: attributes,
    };
  };

  app.get("/instances/:instance/roles", async (c) => {
    const instance = c.req.param("instance");
    const roles = await serverOf(instance).asOwner("postgres", listRoles).catch(fromPostgres);
    return c.json({ database_instance_roles: roles.map((role) => shapeOf(instance, role)) });
  });
  app.post("/instances/:instance/roles", async (c) => {
    const instance = c.req.param("instance");
    const { name, identity_type, membership_role, attributes } = await jsonBody(c, roleSchema);
    const role = await serverOf(instance)
      .asOwner("postgres", async (client) => {
        if (await findRole(client, name)) throw alreadyExists(`Role '${name}' already exists`);
        const login = identity_type !== "GROUP";
        await createRole(client, name, attributes, { login, member: membership_role !== undefined });
        return findRole(client, name);
      })
      .catch(fromPostgres);
    return c.json(shapeOf(instance, role!));
  });
  app.get("/instances/:instance/roles/:role", async (c) => {
    const { instance, role: name } = c.req.param();
    const role = await serverOf(instance)
      .asOwner("postgres", (client) => findRole(client, name))
      .catch(fromPostgres);
    if (!role) throw notFound(`There is no role '${name}' in ${instance}.`);
    return c.json(shapeOf(instance, role));
  });
  app.delete("/instances/:instance/roles/:role", async (c) => {
    const { instance, role: name } = c.req.param();
    const query = queryParams(
      c,
      z.object({ reassign_owned_to: z.string().optional(), allow_missing: booleanText.optional() }).loose(),
    );
    const server = serverOf(instance);
    if (!(await server.asOwner("postgres", (client) => findRole(client, name)).catch(fromPostgres))) {
      if (query.allow_missing) return c.json({});
      throw notFound(`There is no role '${name}' in ${instance}.`);
    }
    await dropRole((database, work) => server.asOwner(database, work), name, query.reassign_owned_to).catch(
      fromPostgres,
    );
    return c.json({});
  });
  return app;
}
