import { Hono } from "hono";
import pg from "pg";
import { z } from "zod";
import { badRequest, invalidParameter } from "../rest/api-error.ts";
import { jsonBody } from "../rest/parse.ts";
import { fromPostgres, noSuch } from "./errors.ts";
import type { Lakebase } from "./lakebase.ts";
import { branchOf } from "./project-routes.ts";
import { branchName } from "./project-shapes.ts";
import type { BranchRecord } from "./projects.ts";
import { checkId, idFor } from "./resource-ids.ts";
import {
  alterRole,
  attributesOf,
  createDatabase,
  createRole,
  dropRole,
  giveDatabase,
  listDatabases,
  listRoles,
  type PostgresDatabase,
  type PostgresRole,
  roleAttributes,
} from "./roles.ts";
import { maskedFields } from "./update-mask.ts";

const roleBody = z
  .object({
    spec: z
      .object({
        postgres_role: z.string().min(1).max(63).optional(),
        identity_type: z.enum(["USER", "SERVICE_PRINCIPAL", "GROUP", "IDENTITY_TYPE_UNSPECIFIED"]).optional(),
        auth_method: z.enum(["LAKEBASE_OAUTH_V1", "PG_PASSWORD_SCRAM_SHA_256", "NO_LOGIN"]).optional(),
        membership_roles: z.array(z.enum(["DATABRICKS_SUPERUSER"])).optional(),
        attributes: roleAttributes.optional(),
      })
      .loose()
      .prefault({}),
  })
  .loose();
const databaseBody = z
  .object({
    spec: z
      .object({ postgres_database: z.string().min(1).max(63).optional(), role: z.string().optional() })
      .loose()
      .prefault({}),
  })
  .loose();
const PLAIN = { bypassrls: false, createdb: false, createrole: false };

/** Roles and databases of a branch: PostgreSQL's own. Mount at `/api/2.0/postgres`. */
export function branchObjectRoutes({
  lakebase,
  user,
}: {
  lakebase: Lakebase;
  user: { userName: string };
}): Hono {
  const app = new Hono({ strict: false });
  const { ids, operations } = lakebase;
  const place = "/projects/:project/branches/:branch";

  const all = async <T>(branch: BranchRecord, read: (client: pg.Client) => Promise<T>) =>
    lakebase.servers.get(branch.uid).asOwner("postgres", read).catch(fromPostgres);
  const roleShape = (branch: BranchRecord, role: PostgresRole) => {
    const id = ids.idOf(branch.uid, "roles", role.name);
    const oauth = role.login && (role.name === user.userName || isClientId(role.name));
    return {
      name: `${branchName(branch)}/roles/${id}`,
      role_id: id,
      parent: branchName(branch),
      status: {
        role_id: id,
        postgres_role: role.name,
        identity_type: !oauth
          ? "IDENTITY_TYPE_UNSPECIFIED"
          : isClientId(role.name)
            ? "SERVICE_PRINCIPAL"
            : "USER",
        auth_method: !role.login ? "NO_LOGIN" : oauth ? "LAKEBASE_OAUTH_V1" : "PG_PASSWORD_SCRAM_SHA_256",
        membership_roles: role.superuserMember ? ["DATABRICKS_SUPERUSER"] : [],
        attributes: attributesOf(role),
      },
    };
  };
  const databaseShape = (branch: BranchRecord, database: PostgresDatabase) => {
    const id = ids.idOf(branch.uid, "databases", database.name);
    return {
      name: `${branchName(branch)}/databases/${id}`,
      database_id: id,
      parent: branchName(branch),
      status: {
        database_id: id,
        postgres_database: database.name,
        role: `${branchName(branch)}/roles/${ids.idOf(branch.uid, "roles", database.owner)}`,
      },
    };
  };
  const findRole = async (branch: BranchRecord, id: string): Promise<PostgresRole | undefined> =>
    (await all(branch, listRoles)).find(({ name }) => ids.idOf(branch.uid, "roles", name) === id);
  const roleOf = async (branch: BranchRecord, id: string) => {
    const found = await findRole(branch, id);
    if (!found) throw noSuch("Role", `${branchName(branch)}/roles/${id}`);
    return found;
  };
  const databaseOf = async (branch: BranchRecord, id: string) => {
    const found = (await all(branch, listDatabases)).find(
      ({ name }) => ids.idOf(branch.uid, "databases", name) === id,
    );
    if (!found) throw noSuch("Database", `${branchName(branch)}/databases/${id}`);
    return found;
  };
  /** The role that `projects/…/branches/…/roles/id` means, or a bare id. */
  const ownerOf = async (branch: BranchRecord, role: string | undefined) => {
    if (!role)
      throw invalidParameter(`Field 'database.spec.role' is required, expected non-default value (not "")!`);
    const prefix = `${branchName(branch)}/roles/`;
    if (role.includes("/") && !role.startsWith(prefix))
      throw invalidParameter(`'${role}' is not a role of ${branchName(branch)}.`);
    return (await roleOf(branch, role.slice(role.includes("/") ? prefix.length : 0))).name;
  };

  app.get(`${place}/roles`, async (c) => {
    const { project, branch } = c.req.param();
    const record = branchOf(lakebase, project, branch);
    return c.json({ roles: (await all(record, listRoles)).map((role) => roleShape(record, role)) });
  });
  app.post(`${place}/roles`, async (c) => {
    const { project, branch } = c.req.param();
    const record = branchOf(lakebase, project, branch);
    const { spec } = await jsonBody(c, roleBody);
    const asked = c.req.query("role_id");
    const id = checkId("role_id", asked || (spec.postgres_role && idFor(spec.postgres_role)), 4);
    const name = spec.postgres_role ?? id;
    const replaced = c.req.query("replace_existing") === "true";
    const login = spec.auth_method ? spec.auth_method !== "NO_LOGIN" : spec.identity_type !== "GROUP";
    const member = spec.membership_roles?.includes("DATABRICKS_SUPERUSER") ?? false;
    const roles = await all(record, listRoles);
    const exists = roles.some(
      (role) => role.name === name || ids.idOf(record.uid, "roles", role.name) === id,
    );
    if (exists && !replaced) throw badRequest("role with that name already exists");
    await all(record, (client) =>
      exists
        ? alterRole(client, name, spec.attributes ?? PLAIN, member)
        : createRole(client, name, spec.attributes ?? PLAIN, { login, member }),
    );
    ids.keep(record.uid, "roles", id, name);
    const shape = roleShape(record, await roleOf(record, id));
    return c.json(operations.ended(shape.name, "Role", shape));
  });
  app.get(`${place}/roles/:role`, async (c) => {
    const { project, branch, role } = c.req.param();
    const record = branchOf(lakebase, project, branch);
    return c.json(roleShape(record, await roleOf(record, role)));
  });
  app.patch(`${place}/roles/:role`, async (c) => {
    const { project, branch, role: id } = c.req.param();
    const record = branchOf(lakebase, project, branch);
    const role = await roleOf(record, id);
    const { spec } = await jsonBody(c, roleBody);
    const has = maskedFields(c, [
      "postgres_role",
      "identity_type",
      "auth_method",
      "membership_roles",
      "attributes",
    ]);
    if (has("postgres_role") && spec.postgres_role !== undefined && spec.postgres_role !== role.name)
      throw badRequest("A role keeps its name.");
    const member =
      has("membership_roles") && spec.membership_roles
        ? spec.membership_roles.includes("DATABRICKS_SUPERUSER")
        : role.superuserMember;
    await all(record, (client) =>
      alterRole(client, role.name, (has("attributes") && spec.attributes) || role, member),
    );
    const shape = roleShape(record, await roleOf(record, id));
    return c.json(operations.ended(shape.name, "Role", shape));
  });
  app.delete(`${place}/roles/:role`, async (c) => {
    const { project, branch, role: id } = c.req.param();
    const record = branchOf(lakebase, project, branch);
    const role = await roleOf(record, id);
    const heir = c.req.query("reassign_owned_to");
    const heirName = heir ? await ownerOf(record, heir) : undefined;
    const server = lakebase.servers.get(record.uid);
    await dropRole((database, work) => server.asOwner(database, work), role.name, heirName).catch(
      fromPostgres,
    );
    ids.drop(record.uid, "roles", role.name);
    return c.json(operations.ended(`${branchName(record)}/roles/${id}`, "Role"));
  });

  app.get(`${place}/databases`, async (c) => {
    const { project, branch } = c.req.param();
    const record = branchOf(lakebase, project, branch);
    return c.json({
      databases: (await all(record, listDatabases)).map((each) => databaseShape(record, each)),
    });
  });
  app.post(`${place}/databases`, async (c) => {
    const { project, branch } = c.req.param();
    const record = branchOf(lakebase, project, branch);
    const { spec } = await jsonBody(c, databaseBody);
    const id = checkId(
      "database_id",
      c.req.query("database_id") || (spec.postgres_database && idFor(spec.postgres_database)),
    );
    const name = spec.postgres_database ?? id;
    const owner = await ownerOf(record, spec.role);
    const known = await all(record, listDatabases);
    const exists = known.some(
      (each) => each.name === name || ids.idOf(record.uid, "databases", each.name) === id,
    );
    if (exists && c.req.query("replace_existing") !== "true")
      throw badRequest("database with that name already exists");
    await all(record, (client) =>
      exists ? giveDatabase(client, name, owner) : createDatabase(client, name, owner),
    );
    ids.keep(record.uid, "databases", id, name);
    const shape = databaseShape(record, await databaseOf(record, id));
    return c.json(operations.ended(shape.name, "Database", shape));
  });
  app.get(`${place}/databases/:database`, async (c) => {
    const { project, branch, database } = c.req.param();
    const record = branchOf(lakebase, project, branch);
    return c.json(databaseShape(record, await databaseOf(record, database)));
  });
  app.patch(`${place}/databases/:database`, async (c) => {
    const { project, branch, database: id } = c.req.param();
    const record = branchOf(lakebase, project, branch);
    const database = await databaseOf(record, id);
    const { spec } = await jsonBody(c, databaseBody);
    const has = maskedFields(c, ["postgres_database", "role"]);
    const owner = has("role") && spec.role ? await ownerOf(record, spec.role) : database.owner;
    const name = (has("postgres_database") && spec.postgres_database) || database.name;
    await all(record, async (client) => {
      const quoted = pg.escapeIdentifier;
      if (owner !== database.owner) await giveDatabase(client, database.name, owner);
      if (name !== database.name)
        await client.query(`alter database ${quoted(database.name)} rename to ${quoted(name)}`);
    });
    ids.drop(record.uid, "databases", database.name);
    ids.keep(record.uid, "databases", id, name);
    const shape = databaseShape(record, { name, owner });
    return c.json(operations.ended(shape.name, "Database", shape));
  });
  app.delete(`${place}/databases/:database`, async (c) => {
    const { project, branch, database: id } = c.req.param();
    const record = branchOf(lakebase, project, branch);
    const { name } = await databaseOf(record, id);
    await all(record, (client) => client.query(`drop database ${pg.escapeIdentifier(name)} with (force)`));
    ids.drop(record.uid, "databases", name);
    return c.json(operations.ended(`${branchName(record)}/databases/${id}`, "Database"));
  });
  return app;
}

const isClientId = (name: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);
