import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../testing/workspace-desk.ts";

const API = "/api/2.0/lakeview/dashboards";
const HOME = "/Users/me@lakehand.local";
let desk: Desk;
const call: Desk["call"] = (...request) => desk.call(...request);

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(async () => {
  await desk.close();
});

const definition = (title: string) =>
  JSON.stringify({
    datasets: [{ name: "d", displayName: title, query: "SELECT 1 AS a" }],
    pages: [{ name: "p", displayName: "Page", layout: [] }],
  });
const create = async (name: string, more: object = {}) =>
  (await call("POST", API, { display_name: name, serialized_dashboard: definition(name), ...more })).body;

test("a dashboard is made, read, changed under its etag, put into the trash", async () => {
  const made = await create("Sales");
  expect(made).toMatchObject({
    display_name: "Sales",
    path: `${HOME}/Sales.lvdash.json`,
    parent_path: HOME,
    lifecycle_state: "ACTIVE",
    etag: "1",
    serialized_dashboard: definition("Sales"),
  });
  const one = `${API}/${made.dashboard_id}`;
  expect((await call("GET", one)).body).toEqual(made);
  const changed = await call("PATCH", `${one}?dataset_catalog=main&dataset_schema=default`, {
    display_name: "Sales 2",
    serialized_dashboard: definition("other"),
    etag: "1",
  });
  expect(changed.body).toMatchObject({ etag: "2", path: `${HOME}/Sales 2.lvdash.json` });
  const stale = await call("PATCH", one, { display_name: "Sales 3", etag: "1" });
  expect([stale.status, stale.body.error_code]).toEqual([409, "ABORTED"]);
  expect((await call("GET", `/api/2.0/workspace/get-status?path=${HOME}/Sales.lvdash.json`)).status).toBe(
    404,
  );
  expect((await call("DELETE", one)).body).toEqual({});
  expect((await call("GET", one)).body).toMatchObject({ lifecycle_state: "TRASHED" });
  expect((await call("PATCH", one, { display_name: "x" })).status).toBe(404);
  expect((await call("DELETE", one)).status).toBe(404);
  const listed = (await call("GET", API)).body.dashboards;
  expect(listed.map((each: { dashboard_id: string }) => each.dashboard_id)).not.toContain(made.dashboard_id);
  const all = (await call("GET", `${API}?show_trashed=true`)).body.dashboards;
  expect(all.map((each: { dashboard_id: string }) => each.dashboard_id)).toContain(made.dashboard_id);
});

test("lists come in pages and without the definition", async () => {
  for (const name of ["L1", "L2", "L3"]) await create(name);
  const seen: string[] = [];
  let token = "";
  do {
    const { body } = await call("GET", `${API}?page_size=2&view=DASHBOARD_VIEW_BASIC&page_token=${token}`);
    for (const each of body.dashboards) {
      seen.push(each.display_name);
      expect(each).not.toHaveProperty("serialized_dashboard");
    }
    token = body.next_page_token ?? "";
  } while (token !== "");
  expect(seen.filter((name) => /^L\d$/.test(name))).toEqual(["L1", "L2", "L3"]);
  expect(new Set(seen).size).toBe(seen.length);
  expect((await call("GET", `${API}?page_token=nonsense`)).status).toBe(400);
});

test("what is published stays until it is published anew, and can be gone back to", async () => {
  const { dashboard_id: id } = await create("Published");
  const published = `${API}/${id}/published`;
  expect((await call("GET", published)).status).toBe(404);
  expect((await call("DELETE", published)).status).toBe(404);
  expect((await call("POST", `${API}/${id}/revert`)).status).toBe(400);
  const [{ id: warehouse }] = (await call("GET", "/api/2.0/sql/warehouses")).body.warehouses;
  const made = await call("POST", published, { embed_credentials: true, warehouse_id: warehouse });
  expect(made.body).toMatchObject({
    display_name: "Published",
    embed_credentials: true,
    warehouse_id: warehouse,
  });
  await call("PATCH", `${API}/${id}`, { serialized_dashboard: definition("draft") });
  expect((await call("GET", published)).body).toEqual(made.body);
  const back = await call("POST", `${API}/${id}/revert`, {});
  expect(back.body.serialized_dashboard).toBe(definition("Published"));
  expect((await call("POST", `${API}/${id}/revert`, { etag: "1" })).status).toBe(409);
  expect((await call("DELETE", published)).body).toEqual({});
  expect((await call("GET", published)).status).toBe(404);
});

test("a dashboard is an object of the workspace tree: found, exported, imported, overwritten, deleted there", async () => {
  const made = await create("Tree");
  const path = `${HOME}/Tree.lvdash.json`;
  const status = (await call("GET", `/api/2.0/workspace/get-status?path=${path}`)).body;
  expect(status).toMatchObject({ object_type: "DASHBOARD", resource_id: made.dashboard_id });
  const exported = (await call("GET", `/api/2.0/workspace/export?path=${path}&format=AUTO`)).body;
  expect(Buffer.from(exported.content, "base64").toString()).toBe(definition("Tree"));
  const content = Buffer.from(definition("imported")).toString("base64");
  await call("POST", "/api/2.0/workspace/import", { path, format: "AUTO", content, overwrite: true });
  expect((await call("GET", `${API}/${made.dashboard_id}`)).body).toMatchObject({
    serialized_dashboard: definition("imported"),
    etag: "2",
  });
  const fresh = `${HOME}/Fresh.lvdash.json`;
  await call("POST", "/api/2.0/workspace/import", { path: fresh, format: "AUTO", content });
  const { resource_id } = (await call("GET", `/api/2.0/workspace/get-status?path=${fresh}`)).body;
  expect((await call("GET", `${API}/${resource_id}`)).body.display_name).toBe("Fresh");
  await call("POST", "/api/2.0/workspace/delete", { path: fresh });
  expect((await call("GET", `${API}/${resource_id}`)).body.lifecycle_state).toBe("TRASHED");
  const broken = await call("POST", "/api/2.0/workspace/import", {
    path: `${HOME}/Broken.lvdash.json`,
    format: "AUTO",
    content: Buffer.from("[").toString("base64"),
  });
  expect([broken.status, broken.body.message]).toEqual([400, expect.stringContaining("not a dashboard")]);
});

test("schedules and subscriptions are kept under their etag", async () => {
  const { dashboard_id: id } = await create("Scheduled");
  const base = `${API}/${id}/schedules`;
  const cron_schedule = { quartz_cron_expression: "0 0 8 * * ?", timezone_id: "Europe/Berlin" };
  const made = (await call("POST", base, { cron_schedule, display_name: "Mornings" })).body;
  expect(made).toMatchObject({ dashboard_id: id, pause_status: "UNPAUSED", etag: "1", cron_schedule });
  const one = `${base}/${made.schedule_id}`;
  expect((await call("GET", one)).body).toEqual(made);
  expect((await call("GET", base)).body.schedules).toEqual([made]);
  const paused = await call("PUT", one, { cron_schedule, pause_status: "PAUSED", etag: "1" });
  expect(paused.body).toMatchObject({ pause_status: "PAUSED", etag: "2" });
  expect((await call("PUT", one, { cron_schedule, etag: "1" })).status).toBe(409);
  expect(
    (await call("POST", base, { cron_schedule: { ...cron_schedule, timezone_id: "Nowhere" } })).status,
  ).toBe(400);
  const subscribed = await call("POST", `${one}/subscriptions`, {
    subscriber: { user_subscriber: { user_id: 7 } },
  });
  const subscription = `${one}/subscriptions/${subscribed.body.subscription_id}`;
  expect((await call("GET", subscription)).body.subscriber).toEqual({ user_subscriber: { user_id: 7 } });
  expect((await call("GET", `${one}/subscriptions`)).body.subscriptions).toHaveLength(1);
  expect((await call("POST", `${one}/subscriptions`, { subscriber: {} })).status).toBe(400);
  expect((await call("DELETE", subscription)).body).toEqual({});
  expect((await call("GET", subscription)).status).toBe(404);
  expect((await call("DELETE", `${one}?etag=1`)).status).toBe(409);
  expect((await call("DELETE", `${one}?etag=2`)).body).toEqual({});
  expect((await call("GET", one)).status).toBe(404);
});

test.each([
  ["{", /is not JSON/],
  ["[]", /expected object/],
  [{ pages: [{ displayName: "x" }] }, /page number 1: 'name'/],
  [{ datasets: [{ name: "d" }, { name: "d" }] }, /two datasets named 'd'/],
  [{ pages: [{ name: "p" }, { name: "p" }] }, /two pages named 'p'/],
  [
    { pages: [{ name: "p", layout: [{ widget: { name: "w", spec: { widgetType: "bar" } } }] }] },
    /widget 'w' on page 'p': 'position'/,
  ],
  [
    {
      pages: [
        {
          name: "p",
          layout: [{ widget: { name: "w" }, position: { x: 0, y: 0, width: 1, height: 1 } }],
        },
      ],
    },
    /widget 'w' has neither/,
  ],
  [
    {
      pages: [
        {
          name: "p",
          layout: [{ widget: { name: "w", spec: {} }, position: { x: 0, y: 0, width: 1, height: 1 } }],
        },
      ],
    },
    /widget 'w' on page 'p': 'spec.widgetType'/,
  ],
])("a definition that is none is refused and says where: %j", async (value, message) => {
  const serialized_dashboard = typeof value === "string" ? value : JSON.stringify(value);
  const { status, body } = await call("POST", API, { display_name: "Bad", serialized_dashboard });
  expect([status, body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect(body.message).toMatch(message);
});

test("bad requests and what is not served are told apart", async () => {
  expect((await call("POST", API, {})).body.message).toContain("display_name");
  expect((await call("POST", API, { display_name: "a/b" })).status).toBe(400);
  expect((await call("POST", API, { display_name: "x", parent_path: "/nowhere" })).status).toBe(404);
  expect((await call("POST", API, { display_name: "x", warehouse_id: "none" })).status).toBe(400);
  await create("Twice");
  expect((await call("POST", API, { display_name: "Twice" })).body.error_code).toBe(
    "RESOURCE_ALREADY_EXISTS",
  );
  expect((await call("GET", `${API}/nothing`)).body.error_code).toBe("RESOURCE_DOES_NOT_EXIST");
  expect((await call("POST", `${API}/migrate`, { source_dashboard_id: "1" })).status).toBe(501);
  expect((await call("GET", `${API}/1/published/tokeninfo`)).status).toBe(501);
});

test("dashboards, their published version and schedules outlive the workspace", async () => {
  const { dashboard_id: id } = await create("Kept");
  await call("POST", `${API}/${id}/published`, {});
  const cron_schedule = { quartz_cron_expression: "0 0 8 * * ?", timezone_id: "UTC" };
  await call("POST", `${API}/${id}/schedules`, { cron_schedule });
  const before = (await call("GET", `${API}/${id}`)).body;
  await desk.restart();
  expect((await call("GET", `${API}/${id}`)).body).toEqual(before);
  expect((await call("GET", `${API}/${id}/published`)).body.display_name).toBe("Kept");
  expect((await call("GET", `${API}/${id}/schedules`)).body.schedules).toHaveLength(1);
});
