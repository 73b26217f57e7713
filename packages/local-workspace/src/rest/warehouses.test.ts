import { afterAll, beforeAll, expect, test } from "vitest";
import { openOfficialClient } from "../testing/official-client.ts";
import { plainDialect } from "../testing/plain-dialect.ts";
import { type Desk, openDesk } from "../testing/workspace-desk.ts";

const base = "/api/2.0/sql/warehouses";
const SLOW = "/* n bigint */ SELECT count(*)::VARCHAR FROM range(100000000000) WHERE range % 7 = 1";
let desk: Desk;
const call: Desk["call"] = (...request) => desk.call(...request);
const create = async (name: string, more: object = {}) =>
  (await call("POST", base, { name, ...more })).body.id as string;
const stateOf = async (id: string) => (await call("GET", `${base}/${id}`)).body.state;

beforeAll(async () => {
  desk = await openDesk({ dialect: plainDialect });
});
afterAll(async () => {
  await desk.close();
});

test("a warehouse says what was wished of it, and where drivers would connect", async () => {
  const id = await create("Full", {
    cluster_size: "Medium",
    auto_stop_mins: 0,
    min_num_clusters: 2,
    max_num_clusters: 3,
    enable_photon: true,
    warehouse_type: "PRO",
    spot_instance_policy: "RELIABILITY_OPTIMIZED",
    channel: { name: "CHANNEL_NAME_PREVIEW" },
    tags: { custom_tags: [{ key: "team", value: "data" }] },
  });
  expect((await call("GET", `${base}/${id}`)).body).toMatchObject({
    id,
    name: "Full",
    cluster_size: "Medium",
    auto_stop_mins: 0,
    min_num_clusters: 2,
    max_num_clusters: 3,
    enable_photon: true,
    spot_instance_policy: "RELIABILITY_OPTIMIZED",
    channel: { name: "CHANNEL_NAME_PREVIEW" },
    tags: { custom_tags: [{ key: "team", value: "data" }] },
    state: "RUNNING",
    num_active_sessions: 0,
    health: { status: "HEALTHY" },
    odbc_params: { hostname: "127.0.0.1", port: 8010, protocol: "http", path: `/sql/1.0/warehouses/${id}` },
    jdbc_url: expect.stringContaining(`httpPath=/sql/1.0/warehouses/${id}`),
  });
  expect((await call("POST", `${base}/${id}/edit`, { min_num_clusters: 5 })).status).toBe(200);
  expect((await call("GET", `${base}/${id}`)).body).toMatchObject({
    min_num_clusters: 5,
    max_num_clusters: 5,
  });
  const less = await call("POST", `${base}/${id}/edit`, { max_num_clusters: 2 });
  expect([less.status, less.body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
});

test("the list comes in pages", async () => {
  for (const name of ["p1", "p2", "p3"]) await create(name);
  const names: string[] = [];
  let token = "";
  do {
    const { body } = await call(
      "GET",
      `${base}?page_size=2&skip_cannot_use=true${token && `&page_token=${token}`}`,
    );
    expect(body.warehouses.length).toBeLessThanOrEqual(2);
    names.push(...body.warehouses.map((each: { name: string }) => each.name));
    token = body.next_page_token ?? "";
  } while (token);
  expect(names.toSorted()).toEqual(expect.arrayContaining(["Local Warehouse", "p1", "p2", "p3"]));
  expect(new Set(names).size).toBe(names.length);
});

test("stop ends what runs on it, the next statement starts it", async () => {
  const id = await create("Stopped");
  const slow = (
    await call("POST", "/api/2.0/sql/statements", { statement: SLOW, warehouse_id: id, wait_timeout: "0s" })
  ).body;
  expect((await call("GET", `${base}/${id}`)).body.num_active_sessions).toBe(1);
  await call("POST", `${base}/${id}/stop`);
  expect(await stateOf(id)).toMatch(/STOPP/);
  await expect.poll(() => stateOf(id), { timeout: 10_000 }).toBe("STOPPED");
  const ended = await call("GET", `/api/2.0/sql/statements/${slow.statement_id}`);
  expect(ended.body.status.state).toBe("CANCELED");
  const next = await call("POST", "/api/2.0/sql/statements", {
    statement: "/* a int */ SELECT '1'",
    warehouse_id: id,
  });
  expect(next.body.status.state).toBe("SUCCEEDED");
  await expect.poll(() => stateOf(id)).toBe("RUNNING");
});

test("permissions are kept and given back under both names, also after a restart", async () => {
  const id = await create("Shared");
  const path = `/api/2.0/permissions/warehouses/${id}`;
  const levels = await call("GET", `${path}/permissionLevels`);
  expect(
    levels.body.permission_levels.map((each: { permission_level: string }) => each.permission_level),
  ).toContain("CAN_USE");
  await call("PUT", path, { access_control_list: [{ group_name: "users", permission_level: "CAN_USE" }] });
  await call("PATCH", path, { access_control_list: [{ user_name: "a@b", permission_level: "CAN_MANAGE" }] });
  const bad = await call("PUT", path, { access_control_list: [{ permission_level: "CAN_USE" }] });
  expect([bad.status, bad.body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  await desk.restart();
  const shown = await call("GET", `/api/2.0/permissions/sql/warehouses/${id}`);
  expect(shown.body).toMatchObject({ object_id: `/sql/warehouses/${id}`, object_type: "warehouses" });
  expect(
    shown.body.access_control_list.map((each: { all_permissions: { permission_level: string }[] }) => [
      Object.values(each)[0],
      each.all_permissions[0]!.permission_level,
    ]),
  ).toEqual([
    ["me@lakehand.local", "IS_OWNER"],
    ["users", "CAN_USE"],
    ["a@b", "CAN_MANAGE"],
  ]);
  expect((await call("GET", "/api/2.0/permissions/warehouses/none")).status).toBe(404);
});

test("the settings of all warehouses can be read; a change is refused by name", async () => {
  expect((await call("GET", "/api/2.0/sql/config/warehouses")).body).toMatchObject({
    enable_serverless_compute: true,
  });
  const changed = await call("PUT", "/api/2.0/sql/config/warehouses", { security_policy: "NONE" });
  expect([changed.status, changed.body.error_code]).toEqual([501, "NOT_IMPLEMENTED"]);
});

test("the official client stops, starts and shares a warehouse", async () => {
  const { client, close } = await openOfficialClient();
  try {
    const made = await client.warehouses.create({ name: "Official", cluster_size: "Small" });
    const { id } = await made.wait();
    expect((await (await client.warehouses.stop({ id: id! })).wait()).state).toBe("STOPPED");
    expect((await (await client.warehouses.start({ id: id! })).wait()).state).toBe("RUNNING");
    await client.warehouses.setPermissions({
      warehouse_id: id!,
      access_control_list: [{ group_name: "users", permission_level: "CAN_USE" }],
    });
    const { access_control_list } = await client.warehouses.getPermissions({ warehouse_id: id! });
    expect(access_control_list).toHaveLength(2);
    expect((await client.warehouses.getWorkspaceWarehouseConfig()).security_policy).toBe(
      "DATA_ACCESS_CONTROL",
    );
    await client.warehouses.delete({ id: id! });
    await expect(client.warehouses.get({ id: id! })).rejects.toThrow(/no SQL warehouse/);
  } finally {
    await close();
  }
}, 60_000);
