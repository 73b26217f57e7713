import pg from "pg";
import { z } from "zod";
import { OWNER } from "./cluster.ts";

/** The role that may do nearly everything in a Lakebase server; people are its members, nobody logs in as it. */
export const SUPERUSER = "databricks_superuser";
export const DEFAULT_DATABASE = "databricks_postgres";

const quoted = pg.escapeIdentifier;

/** What a role may do besides what it is granted, as requests name it. */
export const roleAttributes = z.object({
  bypassrls: z.boolean().default(false),
  createdb: z.boolean().default(false),
  createrole: z.boolean().default(false),
});
export type RoleAttributes = z.infer<typeof roleAttributes>;

/** The attributes alone of what also has others. */
export const attributesOf = ({ bypassrls, createdb, createrole }: RoleAttributes): RoleAttributes => ({
  bypassrls,
  createdb,
  createrole,
});

export interface PostgresRole extends RoleAttributes {
  name: string;
  login: boolean;
  superuserMember: boolean;
}

/** What a fresh server holds: the superuser role, its creator's role, and the default database. */
export async function provision(client: pg.Client, creator: string): Promise<void> {
  await client.query(`create role ${SUPERUSER} nologin createdb createrole bypassrls`);
  await client.query(
    `grant pg_read_all_data, pg_write_all_data, pg_monitor, pg_signal_backend to ${SUPERUSER}`,
  );
  await createRole(
    client,
    creator,
    { createdb: true, createrole: true, bypassrls: true },
    { login: true, member: true },
  );
  await client.query(`create database ${DEFAULT_DATABASE} owner ${quoted(creator)}`);
  await client.query(`revoke connect on database postgres, template1 from public`);
}

export async function createRole(
  client: pg.Client,
  name: string,
  attributes: RoleAttributes,
  { login, member }: { login: boolean; member: boolean },
): Promise<void> {
  await client.query(`create role ${quoted(name)} ${login ? "login" : "nologin"} ${flags(attributes)}`);
  if (member) await client.query(`grant ${SUPERUSER} to ${quoted(name)} with admin option`);
  // Who runs the server may grant it and set its password, without being it.
  else await client.query(`grant ${quoted(name)} to ${SUPERUSER} with admin true, inherit false, set false`);
}

export async function alterRole(
  client: pg.Client,
  name: string,
  attributes: RoleAttributes,
  member: boolean,
): Promise<void> {
  await client.query(`alter role ${quoted(name)} ${flags(attributes)}`);
  // Neither may be a member of the other.
  if (member) await client.query(`revoke ${quoted(name)} from ${SUPERUSER}`);
  await client.query(
    member
      ? `grant ${SUPERUSER} to ${quoted(name)} with admin option`
      : `revoke ${SUPERUSER} from ${quoted(name)}`,
  );
}

const flags = (attributes: RoleAttributes) =>
  (["createdb", "createrole", "bypassrls"] as const)
    .map((flag) => (attributes[flag] ? flag : `no${flag}`))
    .join(" ");

/** Roles of people, programs and groups; PostgreSQL's own are left out. */
export async function listRoles(client: pg.Client): Promise<PostgresRole[]> {
  const { rows } = await client.query<PostgresRole>(
    `select rolname as name, rolcanlogin as login, rolcreatedb as createdb, rolcreaterole as createrole,
       rolbypassrls as bypassrls,
       exists(select 1 from pg_auth_members m where m.member = r.oid and m.roleid = to_regrole('${SUPERUSER}')) as "superuserMember"
     from pg_roles r where rolname !~ '^pg_' and rolname <> $1 order by rolname`,
    [OWNER],
  );
  return rows;
}

export async function findRole(client: pg.Client, name: string): Promise<PostgresRole | undefined> {
  return (await listRoles(client)).find((role) => role.name === name);
}

/** In every database: what it owns goes to `heir` (or is dropped with it), its grants are taken back; then the role. */
export async function dropRole(
  inDatabase: <T>(database: string, work: (client: pg.Client) => Promise<T>) => Promise<T>,
  name: string,
  heir: string | undefined,
): Promise<void> {
  for (const { name: database } of await inDatabase("postgres", listDatabases))
    await inDatabase(database, async (client) => {
      if (heir !== undefined) await client.query(`reassign owned by ${quoted(name)} to ${quoted(heir)}`);
      // Without an heir what it owns stays in the way, and PostgreSQL says what that is.
      if (heir !== undefined) await client.query(`drop owned by ${quoted(name)}`);
      else await revokeGrants(client, name);
    });
  await inDatabase("postgres", (client) => client.query(`drop role ${quoted(name)}`));
}

async function revokeGrants(client: pg.Client, name: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>("select current_database() as name");
  await client.query(`revoke all on database ${quoted(rows[0]?.name ?? "")} from ${quoted(name)}`);
}

export interface PostgresDatabase {
  name: string;
  owner: string;
}

export async function listDatabases(client: pg.Client): Promise<PostgresDatabase[]> {
  const { rows } = await client.query<PostgresDatabase>(
    `select datname as name, pg_get_userbyid(datdba) as owner from pg_database
     where not datistemplate and datname <> 'postgres' order by datname`,
  );
  return rows;
}

export async function createDatabase(client: pg.Client, name: string, owner: string): Promise<void> {
  await client.query(`create database ${quoted(name)} owner ${quoted(owner)}`);
}

export async function giveDatabase(client: pg.Client, name: string, owner: string): Promise<void> {
  await client.query(`alter database ${quoted(name)} owner to ${quoted(owner)}`);
}

/** What `CAN_CONNECT_AND_CREATE` gives an app: it may connect, make schemas, and use them. */
export async function allowApp(client: pg.Client, database: string, role: string): Promise<void> {
  if (!(await findRole(client, role)))
    await createRole(
      client,
      role,
      { createdb: false, createrole: false, bypassrls: false },
      { login: true, member: false },
    );
  await client.query(`grant connect, create, temporary on database ${quoted(database)} to ${quoted(role)}`);
}
