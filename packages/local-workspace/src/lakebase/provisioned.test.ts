import type { WorkspaceClient } from "@databricks/sdk-experimental";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databricksDialect } from "../default-dialect.ts";
import { caller } from "../testing/client.ts";
import { all, openOfficialClient } from "../testing/official-client.ts";
import { servedCaller } from "../testing/served-caller.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";
import { postgresClients } from "./testing.ts";

const ME = "me@lakehand.local";
const API = "/api/2.0/database";

let opened: Awaited<ReturnType<typeof openOfficialClient>>;
let client: WorkspaceClient;
let warehouse: string;
const clients = postgresClients(ME);
const http = (method: string, path: string, body?: object) =>
  servedCaller(opened.workspace).http(method, path, body);
const connect = (
  { read_write_dns: host = "", port = 5432 }: { read_write_dns?: string; port?: number },
  options: pg.ClientConfig,
) => clients.connect({ host, port, ...options });
const tokenFor = async (...instance_names: string[]) =>
  (await client.database.generateDatabaseCredential({ instance_names, request_id: "1" })).token!;
const instance = (name: string) => client.database.getDatabaseInstance({ name });

beforeAll(async () => {
  opened = await openOfficialClient();
  client = opened.client;
  warehouse = (await all(client.warehouses.list({})))[0]!.id!;
  for (const name of ["one", "two"]) {
    const waiter = await client.database.createDatabaseInstance({
      database_instance: { name, capacity: "CU_1" },
    });
    expect(await waiter.wait()).toMatchObject({ name, state: "AVAILABLE" });
  }
}, 180_000);
afterAll(async () => {
  await clients.close();
  await opened?.close();
});

describe("instances", () => {
  test("are created, found, listed and told by their uid", async () => {
    const one = await instance("one");
    expect(one).toMatchObject({
      name: "one",
      creator: ME,
      state: "AVAILABLE",
      capacity: "CU_1",
      effective_stopped: false,
      pg_version: "PG_VERSION_18",
      effective_retention_window_in_days: 7,
    });
    expect((await all(client.database.listDatabaseInstances({}))).map(({ name }) => name)).toEqual([
      "one",
      "two",
    ]);
    expect((await all(client.database.listDatabaseInstances({ page_size: 1 }))).length).toBe(2);
    expect(await client.database.findDatabaseInstanceByUid({ uid: one.uid! })).toMatchObject({ name: "one" });
    await expect(client.database.findDatabaseInstanceByUid({ uid: "none" })).rejects.toThrow(/not found/);
    await expect(instance("three")).rejects.toThrow(/three/);
  });

  test("refuse what is not offered, by name", async () => {
    const create = (fields: object) =>
      http("POST", `${API}/instances`, { name: "x", capacity: "CU_1", ...fields });
    expect(await create({ name: "one" })).toMatchObject({
      status: 409,
      body: { error_code: "ALREADY_EXISTS" },
    });
    expect(await create({ name: "bad name" })).toMatchObject({ status: 400 });
    expect(await create({ capacity: "CU_3" })).toMatchObject({ status: 400 });
    expect(await create({ parent_instance_ref: { name: "one" } })).toMatchObject({
      status: 501,
      body: { message: expect.stringContaining("point-in-time") },
    });
    expect(await create({ node_count: 2 })).toMatchObject({ status: 501 });
    expect(await create({ enable_readable_secondaries: true })).toMatchObject({ status: 501 });
  });
});

describe("a credential", () => {
  test("is a real password, and any number are good at once", async () => {
    const one = await instance("one");
    const [first, second] = [await tokenFor("one"), await tokenFor("one")];
    expect(second).not.toBe(first);
    for (const password of [first, second]) {
      const connection = await connect(one, { password });
      const { rows } = await connection.query("select current_user as me, current_database() as db");
      expect(rows).toEqual([{ me: ME, db: "databricks_postgres" }]);
    }
  });

  test("works under TLS, which says who the server is", async () => {
    const one = await instance("one");
    const password = await tokenFor("one");
    await expect(connect(one, { password, ssl: { rejectUnauthorized: true } })).rejects.toThrow(
      /self-signed|certificate/,
    );
    const connection = await connect(one, { password, ssl: { rejectUnauthorized: false } });
    expect((await connection.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  });

  test("opens nothing else than it was issued for", async () => {
    const [one, two] = [await instance("one"), await instance("two")];
    const password = await tokenFor("one");
    await expect(connect(two, { password })).rejects.toMatchObject({
      code: "28P01",
      hint: "The token was issued for another database.",
    });
    await expect(connect(one, { password, user: "someone" })).rejects.toMatchObject({ code: "28P01" });
    await expect(connect(one, { password, user: "lakehand" })).rejects.toMatchObject({ code: "28P01" });
    for (const wrong of ["", "x", `${password}x`, opened.workspace.token])
      await expect(connect(one, { password: wrong })).rejects.toMatchObject({ code: "28P01" });
    const both = await tokenFor("one", "two");
    for (const each of [one, two]) await connect(each, { password: both });
    expect(await http("POST", `${API}/credentials`, {})).toMatchObject({ status: 400 });
    expect(await http("POST", `${API}/credentials`, { instance_names: ["none"] })).toMatchObject({
      status: 404,
    });
    expect(
      await http("POST", `${API}/credentials`, {
        instance_names: ["one"],
        claims: [{ permission_set: "READ_ONLY" }],
      }),
    ).toMatchObject({ status: 501 });
  });

  test("instances do not see each other", async () => {
    const [one, two] = [await instance("one"), await instance("two")];
    const here = await connect(one, { password: await tokenFor("one") });
    await here.query("create table secret (n int)");
    await here.query("create database mine");
    await here.query("create role helper");
    const there = await connect(two, { password: await tokenFor("two") });
    const { rows } = await there.query(
      "select (select count(*)::int from pg_database where datname = 'mine') as dbs, (select count(*)::int from pg_roles where rolname = 'helper') as roles, to_regclass('secret') as secret",
    );
    expect(rows).toEqual([{ dbs: 0, roles: 0, secret: null }]);
    // Nor may anybody read the machine's files or run its programs.
    await expect(here.query("select pg_read_file('/etc/passwd')")).rejects.toThrow(/permission denied/);
    await expect(here.query("copy secret from program 'id'")).rejects.toThrow(/permission denied/);
    await expect(here.query("set role lakehand")).rejects.toThrow(/permission denied/);
  });
});

describe("roles", () => {
  test("are PostgreSQL's own", async () => {
    const made = await client.database.createDatabaseInstanceRole({
      instance_name: "one",
      database_instance_role: { name: "reader", identity_type: "PG_ONLY", attributes: { createdb: true } },
    });
    expect(made).toMatchObject({
      name: "reader",
      effective_attributes: { createdb: true, createrole: false },
    });
    const roles = await all(client.database.listDatabaseInstanceRoles({ instance_name: "one" }));
    expect(roles.map(({ name }) => name)).toEqual(
      expect.arrayContaining([ME, "databricks_superuser", "reader"]),
    );
    expect(await client.database.getDatabaseInstanceRole({ instance_name: "one", name: ME })).toMatchObject({
      identity_type: "USER",
      membership_role: "DATABRICKS_SUPERUSER",
    });
    const again = { instance_name: "one", database_instance_role: { name: "reader" } };
    await expect(client.database.createDatabaseInstanceRole(again)).rejects.toThrow(/already exists/);
    const owner = await connect(await instance("one"), { password: await tokenFor("one") });
    await owner.query("grant reader to current_user; grant create on schema public to reader");
    await owner.query("create table kept as select 42 as n; alter table kept owner to reader");
    await expect(
      client.database.deleteDatabaseInstanceRole({ instance_name: "one", name: "reader" }),
    ).rejects.toThrow(/depend/);
    await client.database.deleteDatabaseInstanceRole({
      instance_name: "one",
      name: "reader",
      reassign_owned_to: ME,
    });
    expect((await owner.query("select n from kept")).rows).toEqual([{ n: 42 }]);
    await expect(
      client.database.getDatabaseInstanceRole({ instance_name: "one", name: "reader" }),
    ).rejects.toThrow(/no role/);
    await client.database.deleteDatabaseInstanceRole({
      instance_name: "one",
      name: "reader",
      allow_missing: true,
    });
  });

  test("log in with a password of their own only where that is on", async () => {
    const owner = await connect(await instance("one"), { password: await tokenFor("one") });
    await owner.query("create role plain login password 'words'");
    const login = async (password: string) => connect(await instance("one"), { user: "plain", password });
    await expect(login("words")).rejects.toMatchObject({ code: "28P01" });
    await http("PATCH", `${API}/instances/one?update_mask=enable_pg_native_login`, {
      enable_pg_native_login: true,
    });
    await login("words");
    await expect(login("word")).rejects.toMatchObject({ code: "28P01" });
    await owner.query("alter role plain valid until '2000-01-01'");
    await expect(login("words")).rejects.toMatchObject({ code: "28P01" });
  });
});

describe("catalogs and synced tables", () => {
  const sync = (name: string, spec: object, more: object = {}) =>
    client.database.createSyncedDatabaseTable({
      synced_table: {
        name,
        spec: { primary_key_columns: ["id"], scheduling_policy: "TRIGGERED", ...spec },
        ...more,
      },
    });

  test("a catalog names a database, which can be made with it", async () => {
    const catalog = { name: "pgcat", database_instance_name: "one", database_name: "sales" };
    await expect(client.database.createDatabaseCatalog({ catalog })).rejects.toThrow(/no database 'sales'/);
    const made = await client.database.createDatabaseCatalog({
      catalog: { ...catalog, create_database_if_not_exists: true },
    });
    expect(made).toMatchObject(catalog);
    expect(await client.database.getDatabaseCatalog({ name: "pgcat" })).toMatchObject(catalog);
    expect(await all(client.database.listDatabaseCatalogs({ instance_name: "one" }))).toHaveLength(1);
    expect(await http("PATCH", `${API}/catalogs/pgcat`, {})).toMatchObject({ status: 501 });
    await expect(
      client.database.createDatabaseCatalog({ catalog: { ...catalog, name: "samples" } }),
    ).rejects.toThrow(/already exists/);
    await connect(await instance("one"), { password: await tokenFor("one"), database: "sales" });
  });

  test("a synced table is a real copy with types and a key", async () => {
    for (const statement of [
      "CREATE TABLE main.default.orders (id INT, name STRING, amount DECIMAL(10,2), at TIMESTAMP, day DATE, tags ARRAY<STRING>, raw BINARY, ok BOOLEAN)",
      "INSERT INTO main.default.orders VALUES (1, 'a', 9.50, timestamp'2024-01-02T03:04:05Z', date'2024-01-02', array('x','y'), X'00ff', true), (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
    ])
      await client.statementExecution.executeStatement({
        statement,
        warehouse_id: warehouse,
        wait_timeout: "30s",
      });
    const made = await sync("pgcat.shop.orders", {
      source_table_full_name: "main.default.orders",
      create_database_objects_if_missing: true,
    });
    expect(made).toMatchObject({
      effective_logical_database_name: "sales",
      effective_database_instance_name: "one",
      data_synchronization_status: { detailed_state: "SYNCED_TABLE_ONLINE_NO_PENDING_UPDATE" },
      unity_catalog_provisioning_state: "ACTIVE",
    });
    const db = await connect(await instance("one"), { password: await tokenFor("one"), database: "sales" });
    const { rows } = await db.query("select * from shop.orders order by id");
    expect(rows[0]).toMatchObject({
      id: 1,
      name: "a",
      amount: "9.50",
      at: new Date("2024-01-02T03:04:05Z"),
      tags: ["x", "y"],
      raw: Buffer.from([0, 255]),
      ok: true,
    });
    expect(rows[1]).toMatchObject({ id: 2, name: null, at: null, ok: null });
    await expect(db.query("insert into shop.orders (id) values (1)")).rejects.toThrow(/duplicate key/);

    await client.statementExecution.executeStatement({
      statement: "INSERT INTO main.default.orders (id, name) VALUES (3, 'c')",
      warehouse_id: warehouse,
      wait_timeout: "30s",
    });
    expect((await db.query("select count(*)::int as n from shop.orders")).rows).toEqual([{ n: 2 }]);
    const again = await http("POST", `${API}/synced_tables/pgcat.shop.orders/refresh`);
    expect(
      again.body.data_synchronization_status.triggered_update_status.triggered_update_progress,
    ).toMatchObject({
      synced_row_count: 3,
    });
    expect((await db.query("select count(*)::int as n from shop.orders")).rows).toEqual([{ n: 3 }]);
    expect(await client.database.getSyncedDatabaseTable({ name: "pgcat.shop.orders" })).toMatchObject({
      name: "pgcat.shop.orders",
    });
    expect(await all(client.database.listSyncedDatabaseTables({ instance_name: "one" }))).toHaveLength(1);
    await client.database.deleteSyncedDatabaseTable({ name: "pgcat.shop.orders" });
    await expect(db.query("select 1 from shop.orders")).rejects.toThrow(/does not exist/);
    await expect(client.database.getSyncedDatabaseTable({ name: "pgcat.shop.orders" })).rejects.toThrow(
      /not found/,
    );
  });

  test("in another catalog the database is named; rows of one key come down to the latest", async () => {
    for (const statement of [
      "CREATE TABLE main.default.events (id INT, at INT, what STRING)",
      "INSERT INTO main.default.events VALUES (1, 1, 'old'), (1, 2, 'new'), (2, 1, 'only')",
    ])
      await client.statementExecution.executeStatement({
        statement,
        warehouse_id: warehouse,
        wait_timeout: "30s",
      });
    const target = { database_instance_name: "two", logical_database_name: "databricks_postgres" };
    const source = { source_table_full_name: "main.default.events" };
    await sync("main.public.events", { ...source, timeseries_key: "at" }, target);
    const db = await connect(await instance("two"), { password: await tokenFor("two") });
    expect((await db.query("select id, what from events order by id")).rows).toEqual([
      { id: 1, what: "new" },
      { id: 2, what: "only" },
    ]);
    const failed = await sync("main.public.events2", source, target);
    expect(failed.data_synchronization_status).toMatchObject({
      detailed_state: "SYNCED_TABLE_OFFLINE_FAILED",
      message: expect.stringContaining("duplicate key"),
    });
    await client.database.deleteSyncedDatabaseTable({ name: "main.public.events2" });
  });

  test("what is not offered is refused by name", async () => {
    const source = { source_table_full_name: "main.default.events" };
    await expect(sync("pgcat.a.b", { ...source, scheduling_policy: "CONTINUOUS" })).rejects.toThrow(
      /Continuous/,
    );
    await expect(sync("pgcat.a.b", { ...source, existing_pipeline_id: "1" })).rejects.toThrow(/pipeline/);
    await expect(sync("pgcat.a", source)).rejects.toThrow(/catalog.schema.table/);
    await expect(sync("main.a.b", source)).rejects.toThrow(/database_instance_name/);
    await expect(sync("pgcat.a.b", source, { database_instance_name: "two" })).rejects.toThrow(/another/);
    await expect(sync("pgcat.a.b", { source_table_full_name: "main.default.none" })).rejects.toThrow(/none/);
    await expect(sync("pgcat.a.b", { ...source, primary_key_columns: ["nope"] })).rejects.toThrow(/nope/);
    expect(await http("PATCH", `${API}/synced_tables/pgcat.a.b`, {})).toMatchObject({ status: 501 });
    await expect(client.database.createDatabaseTable({ table: { name: "pgcat.a.b" } })).rejects.toThrow(
      /SQL cannot read/,
    );
    await expect(client.database.getDatabaseTable({ name: "pgcat.a.b" })).rejects.toThrow(
      /none can be registered/,
    );
    await expect(client.database.deleteDatabaseTable({ name: "pgcat.a.b" })).rejects.toThrow(
      /none can be registered/,
    );
    await client.database.deleteDatabaseCatalog({ name: "pgcat" });
    await expect(client.database.getDatabaseCatalog({ name: "pgcat" })).rejects.toThrow(/not found/);
  });
});

describe("stop, start and delete", () => {
  test("a stopped instance lets nobody in and keeps its data", async () => {
    const two = await instance("two");
    const password = await tokenFor("two");
    const before = await connect(two, { password });
    await before.query("create table survives as select 1 as n");
    expect((await http("PATCH", `${API}/instances/two`, { stopped: true })).body).toMatchObject({
      state: "STOPPED",
    });
    await expect(before.query("select 1")).rejects.toThrow();
    await expect(connect(two, { password })).rejects.toThrow(/stopped/);
    await expect(client.database.getDatabaseInstanceRole({ instance_name: "two", name: ME })).rejects.toThrow(
      /stopped/,
    );
    expect((await http("PATCH", `${API}/instances/two`, { stopped: false })).body).toMatchObject({
      state: "AVAILABLE",
    });
    const after = await connect(two, { password });
    expect((await after.query("select n from survives")).rows).toEqual([{ n: 1 }]);
  });

  test("is deleted for good, when that is said", async () => {
    await expect(client.database.deleteDatabaseInstance({ name: "two" })).rejects.toThrow(/purge/);
    await client.database.deleteDatabaseInstance({ name: "two", purge: true });
    await expect(instance("two")).rejects.toThrow(/not found/);
  });
});

test("instances, their address, their data and a token outlive the workspace", async () => {
  const { dir, remove } = await temporaryDir();
  const open = () => openWorkspace({ dir, withoutSamples: true }, databricksDialect);
  let workspace: WorkspaceApp = await open();
  try {
    await workspace.ready();
    const made = await caller(workspace)("POST", `${API}/instances`, { name: "kept", capacity: "CU_2" });
    expect(made.status).toBe(200);
    const issued = await caller(workspace)("POST", `${API}/credentials`, { instance_names: ["kept"] });
    const password = issued.body.token as string;
    const first = await connect(made.body, { password });
    await first.query("create table t as select 7 as n");
    await workspace.close();
    await expect(connect(made.body, { password })).rejects.toThrow(/ECONNREFUSED/);

    workspace = await open();
    await workspace.ready();
    const { body } = await caller(workspace)("GET", `${API}/instances/kept`);
    expect(body).toEqual({ ...made.body, custom_tags: undefined });
    const second = await connect(body, { password });
    expect((await second.query("select n from t")).rows).toEqual([{ n: 7 }]);
  } finally {
    await workspace.close();
    await remove();
  }
});
