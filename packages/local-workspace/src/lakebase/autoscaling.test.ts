import { createLakebasePool } from "@databricks/lakebase";
import { WorkspaceClient } from "@databricks/sdk-experimental";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databricksDialect } from "../default-dialect.ts";
import { caller } from "../testing/client.ts";
import { openOfficialClient } from "../testing/official-client.ts";
import { servedCaller } from "../testing/served-caller.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { openWorkspace } from "../workspace.ts";
import { postgresClients } from "./testing.ts";

const ME = "me@lakehand.local";
const API = "/api/2.0/postgres";
const PROD = "projects/shop/branches/production";

let opened: Awaited<ReturnType<typeof openOfficialClient>>;
const clients = postgresClients(ME);
const http = (method: string, path: string, body?: object) =>
  servedCaller(opened.workspace).http(method, `${API}/${path}`, body);
const ok = (method: string, path: string, body?: object) =>
  servedCaller(opened.workspace).ok(method, `${API}/${path}`, body);
const refused = (status: number, words: RegExp) => ({
  status,
  body: { message: expect.stringMatching(words) },
});

async function connect(branch: string, options: pg.ClientConfig = {}) {
  const endpoint = `${branch}/endpoints/primary`;
  const { status } = await ok("GET", endpoint);
  const { token } = await ok("POST", "credentials", { endpoint });
  const { host, port } = status.hosts;
  return clients.connect({ host, port, password: token, ...options });
}

beforeAll(async () => {
  opened = await openOfficialClient();
  await ok("POST", "projects?project_id=shop", { spec: { display_name: "Shop", pg_version: 17 } });
}, 180_000);
afterAll(async () => {
  await clients.close();
  await opened?.close();
});

describe("projects", () => {
  test("come with a branch, an endpoint and an operation that has ended", async () => {
    const made = await ok("POST", "projects?project_id=other", {});
    expect(made).toMatchObject({
      done: true,
      metadata: { "@type": "type.googleapis.com/databricks.postgres.v1.ProjectOperationMetadata" },
      response: { name: "projects/other", status: { display_name: "other", owner: ME, pg_version: 18 } },
    });
    expect(await ok("GET", made.name)).toEqual(made);
    expect((await ok("GET", "projects")).projects.map(({ name }: { name: string }) => name)).toEqual([
      "projects/other",
      "projects/shop",
    ]);
    const first = await ok("GET", "projects?page_size=1");
    expect(first.projects).toHaveLength(1);
    expect((await ok("GET", `projects?page_token=${first.next_page_token}`)).projects).toHaveLength(1);
    expect(await ok("GET", "projects/other")).toMatchObject({ name: "projects/other" });
    expect((await ok("GET", "projects/shop/branches")).branches).toMatchObject([
      { name: PROD, status: { default: true, current_state: "READY" } },
    ]);
    expect((await ok("GET", `${PROD}/endpoints`)).endpoints).toMatchObject([
      { name: `${PROD}/endpoints/primary`, status: { endpoint_type: "ENDPOINT_TYPE_READ_WRITE" } },
    ]);
  });

  test("are changed by mask, and deleted with what is in them", async () => {
    const changed = await ok("PATCH", "projects/other?update_mask=spec.display_name", {
      spec: { display_name: "New", enable_pg_native_login: true },
    });
    expect(changed.response.status).toMatchObject({ display_name: "New", enable_pg_native_login: false });
    expect(await http("PATCH", "projects/other?update_mask=spec.color", { spec: {} })).toMatchObject(
      refused(400, /Unknown field path in update_mask: 'spec.color'/),
    );
    const { name } = await ok("DELETE", "projects/other");
    expect(await ok("GET", name)).toMatchObject({
      done: true,
      response: { "@type": expect.stringContaining("Empty") },
    });
    for (const path of ["projects/other", "projects/other/branches", "projects/other/branches/production"])
      expect(await http("GET", path)).toMatchObject({ status: 404, body: { error_code: "NOT_FOUND" } });
  });

  test("names and settings are checked", async () => {
    expect(await http("POST", "projects", {})).toMatchObject(refused(400, /'project_id' is required/));
    expect(await http("POST", "projects?project_id=Bad_Name", {})).toMatchObject(refused(400, /lowercase/));
    expect(await http("POST", "projects?project_id=shop", {})).toMatchObject({ status: 409 });
    const size = (settings: object) =>
      http("POST", "projects?project_id=x", { spec: { default_endpoint_settings: settings } });
    expect(await size({ autoscaling_limit_min_cu: 4, autoscaling_limit_max_cu: 2 })).toMatchObject({
      status: 400,
    });
    expect(await size({ suspend_timeout_duration: "1s" })).toMatchObject(refused(400, /between/));
    expect(await size({ suspend_timeout_duration: "soon" })).toMatchObject({ status: 400 });
    expect(await http("GET", `${PROD}/operations/none`)).toMatchObject({ status: 404 });
  });
});

describe("@databricks/lakebase, unchanged", () => {
  test("connects and asks in parallel", async () => {
    const { status, name } = await ok("GET", `${PROD}/endpoints/primary`);
    const { url, token } = opened.workspace;
    const pool = createLakebasePool({
      workspaceClient: new WorkspaceClient({ host: url, token }),
      endpoint: name,
      host: status.hosts.host,
      port: status.hosts.port,
      user: ME,
      database: "databricks_postgres",
      sslMode: "prefer",
    });
    try {
      const all = await Promise.all(
        Array.from({ length: 8 }, (_, n) => pool.query("select $1::int as n", [n])),
      );
      expect(all.map(({ rows }) => rows[0].n)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    } finally {
      await pool.end();
    }
  });

  test("a credential is for one endpoint", async () => {
    expect(await http("POST", "credentials", {})).toMatchObject({ status: 400 });
    expect(await http("POST", "credentials", { endpoint: PROD })).toMatchObject({ status: 400 });
    expect(await http("POST", "credentials", { endpoint: `${PROD}/endpoints/none` })).toMatchObject({
      status: 404,
    });
    expect(
      await http("POST", "credentials", { endpoint: `${PROD}/endpoints/primary`, claims: [{}] }),
    ).toMatchObject({ status: 501 });
  });
});

describe("branches", () => {
  test("are copies, made while the source is written to, and go their own way", async () => {
    const source = await connect(PROD);
    await source.query("create table items as select generate_series(1, 1000) as n");
    await source.query("create role reader");
    const made = await ok("POST", "projects/shop/branches?branch_id=dev", {
      spec: { source_branch: PROD, no_expiry: true },
    });
    expect(made.response).toMatchObject({
      name: "projects/shop/branches/dev",
      status: { default: false, source_branch: PROD },
    });
    expect(await ok("GET", made.name)).toEqual(made);
    const copy = await connect("projects/shop/branches/dev");
    await copy.query("delete from items where n > 10");
    expect((await source.query("select count(*)::int as n from items")).rows).toEqual([{ n: 1000 }]);
    expect((await copy.query("select count(*)::int as n from items")).rows).toEqual([{ n: 10 }]);
    expect(
      (await copy.query("select count(*)::int as n from pg_roles where rolname = 'reader'")).rows,
    ).toEqual([{ n: 1 }]);
    // A token of one branch does not open another.
    const { token } = await ok("POST", "credentials", { endpoint: `${PROD}/endpoints/primary` });
    await expect(connect("projects/shop/branches/dev", { password: token })).rejects.toMatchObject({
      code: "28P01",
    });
  });

  test("are protected, changed and deleted", async () => {
    const dev = "projects/shop/branches/dev";
    expect(
      (await ok("PATCH", `${dev}?update_mask=spec.is_protected`, { spec: { is_protected: true } })).response
        .status,
    ).toMatchObject({ is_protected: true });
    expect(await http("DELETE", dev)).toMatchObject(refused(400, /protected/));
    expect(await http("DELETE", "projects/shop")).toMatchObject(refused(400, /protected/));
    await ok("PATCH", dev, { spec: { is_protected: false, ttl: "3600s" } });
    expect(Date.parse((await ok("GET", dev)).status.expire_time)).toBeGreaterThan(Date.now());
    const kept = await ok("POST", "projects/shop/branches?branch_id=dev&replace_existing=true", {
      spec: { no_expiry: true },
    });
    expect(kept.response.status.expire_time).toBeUndefined();
    await ok("DELETE", dev);
    expect(await http("GET", dev)).toMatchObject({ status: 404 });
    expect(await http("DELETE", PROD)).toMatchObject(refused(400, /root branch/i));
  });

  test("from the past, snapshots and replicas are refused by name", async () => {
    const branch = (spec: object) => http("POST", "projects/shop/branches?branch_id=x", { spec });
    expect(await branch({ source_branch_time: "2024-01-01T00:00:00Z" })).toMatchObject(
      refused(501, /point in time/),
    );
    expect(await branch({ source_branch_lsn: "0/1" })).toMatchObject(refused(501, /point in time/));
    expect(await branch({ source_branch: "projects/shop/branches/none" })).toMatchObject({ status: 404 });
    expect(await branch({ source_branch: "none" })).toMatchObject({ status: 400 });
    expect(await branch({ expire_time: "2000-01-01T00:00:00Z" })).toMatchObject(refused(400, /past/));
    expect(await branch({ ttl: "60s", no_expiry: true })).toMatchObject(refused(400, /one of/));
    expect(await http("POST", "projects/shop/branches?branch_id=production", {})).toMatchObject({
      status: 409,
    });
    for (const method of ["GET", "PATCH"])
      expect(await http(method, `${PROD}/snapshot-schedule`)).toMatchObject(refused(501, /Snapshots/));
  });
});

describe("endpoints", () => {
  const primary = `${PROD}/endpoints/primary`;

  test("are disabled and enabled again", async () => {
    const before = await connect(PROD);
    const changed = await ok("PATCH", `${primary}?update_mask=spec.disabled`, { spec: { disabled: true } });
    expect(changed.response.status).toMatchObject({ disabled: true, current_state: "IDLE" });
    expect(await ok("GET", changed.name)).toEqual(changed);
    await expect(before.query("select 1")).rejects.toThrow();
    await expect(connect(PROD)).rejects.toThrow(/disabled/);
    await ok("PATCH", primary, { spec: { disabled: false, autoscaling_limit_max_cu: 4 } });
    expect((await ok("GET", primary)).status).toMatchObject({
      autoscaling_limit_max_cu: 4,
      current_state: "IDLE",
    });
    await (await connect(PROD)).query("select 1");
    expect((await ok("GET", primary)).status).toMatchObject({ current_state: "ACTIVE" });
  });

  test("one for each branch", async () => {
    const create = (id: string, spec: object, more = "") =>
      http("POST", `${PROD}/endpoints?endpoint_id=${id}${more}`, { spec });
    expect(await create("ro", { endpoint_type: "ENDPOINT_TYPE_READ_ONLY" })).toMatchObject(
      refused(501, /replicas/),
    );
    expect(await create("second", {})).toMatchObject(refused(400, /one read-write endpoint/));
    expect(await create("primary", {})).toMatchObject({ status: 409 });
    expect(
      await create("primary", { suspend_timeout_duration: "120s" }, "&replace_existing=true"),
    ).toMatchObject({
      status: 200,
      body: { response: { status: { suspend_timeout_duration: "120s" } } },
    });
    expect(await create("primary", { group: { min: 2, max: 2 } }, "&replace_existing=true")).toMatchObject({
      status: 501,
    });
    expect(await http("DELETE", primary)).toMatchObject(refused(400, /Cannot delete/));
    expect(await http("GET", `${PROD}/endpoints/none`)).toMatchObject({ status: 404 });
    expect(await http("GET", `${primary}/compute-instances`)).toMatchObject(
      refused(501, /process of this machine/),
    );
  });
});

describe("roles and databases", () => {
  test("roles are PostgreSQL's, with an id of their own", async () => {
    const made = await ok("POST", `${PROD}/roles?role_id=writer-one`, {
      spec: { postgres_role: "Writer", attributes: { createdb: true } },
    });
    expect(made.response).toMatchObject({
      name: `${PROD}/roles/writer-one`,
      status: {
        postgres_role: "Writer",
        auth_method: "PG_PASSWORD_SCRAM_SHA_256",
        attributes: { createdb: true },
      },
    });
    expect(await ok("GET", made.name)).toEqual(made);
    const names = (await ok("GET", `${PROD}/roles`)).roles.map((role: { name: string }) => role.name);
    expect(names).toEqual(
      expect.arrayContaining([`${PROD}/roles/me-lakehand-local`, `${PROD}/roles/writer-one`]),
    );
    expect(await ok("GET", `${PROD}/roles/me-lakehand-local`)).toMatchObject({
      status: { postgres_role: ME, identity_type: "USER", membership_roles: ["DATABRICKS_SUPERUSER"] },
    });
    const changed = await ok(
      "PATCH",
      `${PROD}/roles/writer-one?update_mask=spec.membership_roles,spec.attributes`,
      {
        spec: { membership_roles: ["DATABRICKS_SUPERUSER"], attributes: {} },
      },
    );
    expect(changed.response.status).toMatchObject({
      membership_roles: ["DATABRICKS_SUPERUSER"],
      attributes: { createdb: false },
    });
    const again = { spec: { postgres_role: "Writer" } };
    expect(await http("POST", `${PROD}/roles?role_id=writer-one`, again)).toMatchObject(
      refused(400, /already exists/),
    );
    await ok("POST", `${PROD}/roles?role_id=writer-one&replace_existing=true`, again);
    expect(await http("POST", `${PROD}/roles?role_id=No`, {})).toMatchObject({ status: 400 });
    expect(await http("PATCH", `${PROD}/roles/writer-one`, { spec: { postgres_role: "x" } })).toMatchObject({
      status: 400,
    });
    await ok("DELETE", `${PROD}/roles/writer-one?reassign_owned_to=${PROD}/roles/me-lakehand-local`);
    expect(await http("GET", `${PROD}/roles/writer-one`)).toMatchObject({ status: 404 });
  });

  test("databases too", async () => {
    const role = `${PROD}/roles/me-lakehand-local`;
    expect(await http("POST", `${PROD}/databases?database_id=sales`, {})).toMatchObject(refused(400, /role/));
    const made = await ok("POST", `${PROD}/databases?database_id=sales`, {
      spec: { postgres_database: "Sales", role },
    });
    expect(made.response).toMatchObject({
      name: `${PROD}/databases/sales`,
      status: { postgres_database: "Sales", role },
    });
    expect(await ok("GET", made.name)).toEqual(made);
    await (await connect(PROD, { database: "Sales" })).end();
    expect(
      (await ok("GET", `${PROD}/databases`)).databases.map(
        (each: { database_id: string }) => each.database_id,
      ),
    ).toEqual(["sales", "databricks-postgres"]);
    const spec = { spec: { postgres_database: "sales2", role } };
    expect(
      (await ok("PATCH", `${PROD}/databases/sales?update_mask=spec.postgres_database`, spec)).response.status,
    ).toMatchObject({ database_id: "sales", postgres_database: "sales2" });
    expect(await ok("GET", `${PROD}/databases/sales`)).toMatchObject({
      status: { postgres_database: "sales2" },
    });
    expect(await http("POST", `${PROD}/databases?database_id=sales`, spec)).toMatchObject({ status: 400 });
    await ok("DELETE", `${PROD}/databases/sales`);
    expect(await http("GET", `${PROD}/databases/sales`)).toMatchObject({ status: 404 });
  });
});

describe("catalogs and synced tables", () => {
  test("name a database of a branch and copy into it", async () => {
    const catalog = await ok("POST", "catalogs?catalog_id=shopcat", {
      spec: { branch: PROD, postgres_database: "reports", create_database_if_missing: true },
    });
    expect(catalog.response).toMatchObject({
      name: "catalogs/shopcat",
      status: { branch: PROD, project: "projects/shop", postgres_database: "reports" },
    });
    expect(await ok("GET", catalog.name)).toEqual(catalog);
    expect(
      await http("POST", "catalogs?catalog_id=shopcat", {
        spec: { branch: PROD, postgres_database: "reports" },
      }),
    ).toMatchObject({ status: 409 });
    const spec = {
      source_table_full_name: "samples.bakehouse.sales_franchises",
      primary_key_columns: ["franchiseID"],
      scheduling_policy: "SNAPSHOT",
      create_database_objects_if_missing: true,
    };
    const made = await ok("POST", "synced_tables?synced_table_id=shopcat.bakehouse.franchises", { spec });
    expect(made.response).toMatchObject({
      name: "synced_tables/shopcat.bakehouse.franchises",
      status: { detailed_state: "SYNCED_TABLE_ONLINE_NO_PENDING_UPDATE", branch: PROD },
    });
    expect(await ok("GET", made.name)).toEqual(made);
    const { rows } = await (await connect(PROD, { database: "reports" })).query(
      "select count(*)::int as n from bakehouse.franchises",
    );
    expect(made.response.status.triggered_update_status.triggered_update_progress.synced_row_count).toBe(
      rows[0].n,
    );
    expect(rows[0].n).toBeGreaterThan(10);
    await ok("POST", "synced_tables/shopcat.bakehouse.franchises/refresh");
    expect(await ok("GET", "synced_tables/shopcat.bakehouse.franchises")).toMatchObject({
      uid: made.response.uid,
    });
    expect(
      await http("POST", "synced_tables?synced_table_id=a.b.c", {
        spec: { ...spec, scheduling_policy: "CONTINUOUS", branch: PROD },
      }),
    ).toMatchObject(refused(501, /Continuous/));
    expect(await http("POST", "synced_tables?synced_table_id=a.b.c", { spec })).toMatchObject(
      refused(400, /branch/),
    );
    await ok("DELETE", "synced_tables/shopcat.bakehouse.franchises");
    expect(await http("GET", "synced_tables/shopcat.bakehouse.franchises")).toMatchObject({ status: 404 });
    expect(await ok("GET", "catalogs/shopcat")).toMatchObject({ name: "catalogs/shopcat" });
    await ok("DELETE", "catalogs/shopcat");
    expect(await http("GET", "catalogs/shopcat")).toMatchObject({ status: 404 });
  });
});

test("the page shows what there is and wakes nothing", async () => {
  const page = await (await fetch(`${opened.workspace.url}/lakebase`)).text();
  expect(page).toContain("projects/shop/branches/production");
  expect(page).toContain("5432");
});

test("projects and branches outlive the workspace; a sleeping one wakes when it is used", async () => {
  const { dir, remove } = await temporaryDir();
  const open = () => openWorkspace({ dir, withoutSamples: true }, databricksDialect);
  let workspace = await open();
  const primary = "projects/kept/branches/production/endpoints/primary";
  const get = (path: string) => caller(workspace)("GET", `${API}/${path}`);
  try {
    await workspace.ready();
    expect((await caller(workspace)("POST", `${API}/projects?project_id=kept`, {})).status).toBe(200);
    const before = await get(primary);
    await workspace.close();
    workspace = await open();
    await workspace.ready();
    const after = await get(primary);
    expect(before.body.status.current_state).toBe("ACTIVE");
    expect(after.body).toEqual({ ...before.body, status: { ...before.body.status, current_state: "IDLE" } });
    const { host, port } = after.body.status.hosts;
    const { token } = (await caller(workspace)("POST", `${API}/credentials`, { endpoint: primary })).body;
    const client = new pg.Client({ host, port, user: ME, password: token, database: "databricks_postgres" });
    await client.connect();
    expect((await client.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    await client.end();
    expect((await get(primary)).body.status.current_state).toBe("ACTIVE");
  } finally {
    await workspace.close();
    await remove();
  }
});
