import { afterAll, beforeAll, expect, test } from "vitest";
import { all, openOfficialClient } from "../testing/official-client.ts";
import { type Desk, openDesk } from "../testing/workspace-desk.ts";

const queries = "/api/2.0/sql/queries";
const alerts = "/api/2.0/sql/alerts";
const alertsV2 = "/api/2.0/alerts";
let desk: Desk;
const call: Desk["call"] = (...request) => desk.call(...request);
const watch = (query_text: string, more: object = {}) => ({
  display_name: "Too many",
  query_text,
  warehouse_id: desk.warehouse,
  evaluation: {
    source: { name: "n", aggregation: "MAX" },
    comparison_operator: "GREATER_THAN",
    threshold: { value: { double_value: 10 } },
    notification: { notify_on_ok: true, subscriptions: [{ user_email: "me@lakehand.local" }] },
  },
  schedule: { quartz_cron_schedule: "* * * * * ?", timezone_id: "UTC" },
  ...more,
});

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(async () => {
  await desk.close();
});

test("a query is kept, changed by its mask, listed, trashed, and outlives the workspace", async () => {
  const made = await call("POST", queries, {
    query: {
      display_name: "Sales",
      query_text: "SELECT 1",
      warehouse_id: desk.warehouse,
      parameters: [{ name: "day", text_value: { value: "monday" } }],
      tags: ["a"],
    },
  });
  expect(made.body).toMatchObject({
    display_name: "Sales",
    owner_user_name: "me@lakehand.local",
    lifecycle_state: "ACTIVE",
    parameters: [{ name: "day", text_value: { value: "monday" } }],
  });
  const { id } = made.body;
  const changed = await call("PATCH", `${queries}/${id}`, {
    query: { query_text: "SELECT 2", description: "left out" },
    update_mask: "query_text",
  });
  expect(changed.body).toMatchObject({ query_text: "SELECT 2", display_name: "Sales" });
  expect(changed.body.description).toBeUndefined();
  const taken = await call("POST", queries, { query: { display_name: "Sales" } });
  expect([taken.status, taken.body.error_code]).toEqual([409, "ALREADY_EXISTS"]);
  const second = await call("POST", queries, {
    query: { display_name: "Sales" },
    auto_resolve_display_name: true,
  });
  expect(second.body.display_name).toBe("Sales (1)");
  expect((await call("GET", `${queries}/${id}/visualizations`)).body).toEqual({ results: [] });
  await call("PUT", `/api/2.0/permissions/queries/${id}`, {
    access_control_list: [{ group_name: "users", permission_level: "CAN_RUN" }],
  });

  await desk.restart();
  expect((await call("GET", `${queries}/${id}`)).body.query_text).toBe("SELECT 2");
  const granted = await call("GET", `/api/2.0/permissions/queries/${id}`);
  expect(JSON.stringify(granted.body)).toContain("CAN_RUN");
  const names = [];
  let token = "";
  do {
    const { body } = await call("GET", `${queries}?page_size=1${token && `&page_token=${token}`}`);
    names.push(...body.results.map((each: { display_name: string }) => each.display_name));
    token = body.next_page_token ?? "";
  } while (token);
  expect(names.toSorted()).toEqual(["Sales", "Sales (1)"]);
  expect((await call("DELETE", `${queries}/${second.body.id}`)).body).toEqual({});
  expect((await call("GET", queries)).body.results).toHaveLength(1);
  expect((await call("GET", `${queries}/${second.body.id}`)).body.lifecycle_state).toBe("TRASHED");
  expect((await call("GET", `/sql/editor/${id}`)).text).toContain("SELECT 2");
  expect((await call("GET", "/sql/queries")).text).toContain("Sales");
});

test("an alert on a query is kept; nothing evaluates it", async () => {
  const query_id = (await call("POST", queries, { query: { display_name: "Watched" } })).body.id;
  const condition = {
    op: "GREATER_THAN",
    operand: { column: { name: "n" } },
    threshold: { value: { double_value: 1 } },
  };
  const alert = { display_name: "Old", query_id, condition, seconds_to_retrigger: 60 };
  const { body } = await call("POST", alerts, { alert });
  expect(body).toMatchObject({ ...alert, state: "UNKNOWN", lifecycle_state: "ACTIVE" });
  const changed = await call("PATCH", `${alerts}/${body.id}`, {
    alert: { display_name: "Older" },
    update_mask: "display_name",
  });
  expect(changed.body).toMatchObject({ display_name: "Older", condition });
  expect((await call("GET", `${alerts}/${body.id}`)).body.display_name).toBe("Older");
  expect((await call("GET", alerts)).body.results).toHaveLength(1);
  const orphan = await call("POST", alerts, { alert: { ...alert, query_id: "none" } });
  expect([orphan.status, orphan.body.error_code]).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  expect((await call("DELETE", `${alerts}/${body.id}`)).status).toBe(200);
  expect((await call("GET", alerts)).body.results).toEqual([]);
});

test("an alert is evaluated at the times of its schedule, by what its query gives then", async () => {
  const sql = async (statement: string) =>
    (await call("POST", "/api/2.0/sql/statements", { statement, warehouse_id: desk.warehouse })).body.status;
  await sql("CREATE TABLE main.default.counts (n INT)");
  await sql("INSERT INTO main.default.counts VALUES (3), (NULL)");
  const { id } = (await call("POST", alertsV2, watch("SELECT n FROM main.default.counts"))).body;
  const get = async () => (await call("GET", `${alertsV2}/${id}`)).body;
  const state = async () => (await get()).evaluation.state;
  await expect.poll(state, { timeout: 15_000 }).toBe("OK");
  await sql("INSERT INTO main.default.counts VALUES (11)");
  await expect.poll(state, { timeout: 15_000 }).toBe("TRIGGERED");
  await sql("DROP TABLE main.default.counts");
  await expect.poll(state, { timeout: 15_000 }).toBe("ERROR");
  expect((await call("GET", `/sql/alerts-v2/${id}`)).text).toContain("TABLE_OR_VIEW_NOT_FOUND");
  const paused = await call("PATCH", `${alertsV2}/${id}?update_mask=schedule`, {
    schedule: { quartz_cron_schedule: "* * * * * ?", timezone_id: "UTC", pause_status: "PAUSED" },
  });
  expect(paused.body.schedule.pause_status).toBe("PAUSED");
  const before = await get();
  expect(Date.parse(before.evaluation.last_evaluated_at)).toBeGreaterThan(Date.parse(before.create_time));

  await desk.restart();
  expect((await get()).evaluation.state).toBe("ERROR");
  expect((await call("GET", alertsV2)).body.alerts).toHaveLength(1);
  expect((await call("DELETE", `${alertsV2}/${id}`)).body).toEqual({});
  expect((await call("GET", alertsV2)).body.alerts).toEqual([]);
  expect((await get()).lifecycle_state).toBe("DELETED");
});

test.each([
  ["POST", queries, { query: { display_name: "" } }, 400, "INVALID_PARAMETER_VALUE"],
  ["POST", queries, { query: { run_as_mode: "ADMIN" } }, 400, "INVALID_PARAMETER_VALUE"],
  ["GET", `${queries}/none`, undefined, 404, "RESOURCE_DOES_NOT_EXIST"],
  ["GET", `${queries}?page_token=zz`, undefined, 400, "INVALID_PARAMETER_VALUE"],
  ["POST", alerts, { alert: { display_name: "x" } }, 400, "INVALID_PARAMETER_VALUE"],
  ["POST", alertsV2, {}, 400, "INVALID_PARAMETER_VALUE"],
  ["PATCH", `${alertsV2}/none`, {}, 404, "RESOURCE_DOES_NOT_EXIST"],
  ["POST", "/api/2.0/sql/visualizations", {}, 501, "NOT_IMPLEMENTED"],
  ["PATCH", "/api/2.0/sql/visualizations/1", {}, 501, "NOT_IMPLEMENTED"],
  ["DELETE", "/api/2.0/sql/visualizations/1", undefined, 501, "NOT_IMPLEMENTED"],
  ["GET", "/api/2.0/preview/sql/queries", undefined, 501, "NOT_IMPLEMENTED"],
  ["GET", "/api/2.0/preview/sql/data_sources", undefined, 501, "NOT_IMPLEMENTED"],
  ["POST", "/api/2.0/preview/sql/dashboards/1", {}, 501, "NOT_IMPLEMENTED"],
  ["POST", "/api/2.0/preview/sql/queries/trash/1", {}, 501, "NOT_IMPLEMENTED"],
] as const)("%s %s %j → %i %s", async (method, path, body, status, code) => {
  const answer = await call(method, path, body);
  expect([answer.status, answer.body.error_code]).toEqual([status, code]);
  expect(answer.body.message.length).toBeGreaterThan(10);
});

test("an alert needs a schedule that can be read, a warehouse, and runs as its user", async () => {
  const refused = async (more: object) => {
    const { status, body } = await call("POST", alertsV2, watch("SELECT 1 AS n", more));
    return [status, body.error_code];
  };
  const schedule = { quartz_cron_schedule: "every day", timezone_id: "UTC" };
  expect(await refused({ schedule })).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect(await refused({ warehouse_id: "none" })).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  expect(await refused({ run_as: { user_name: "other@x" } })).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect(await refused({ run_as: { service_principal_name: "x" } })).toEqual([501, "NOT_IMPLEMENTED"]);
});

test("the official client keeps queries and alerts", async () => {
  const { client, close } = await openOfficialClient();
  try {
    const id = (await all(client.warehouses.list({})))[0]!.id!;
    const query = await client.queries.create({ query: { display_name: "Q", query_text: "SELECT 1" } });
    expect((await all(client.queries.list({}))).map(({ display_name }) => display_name)).toEqual(["Q"]);
    expect((await client.queries.get({ id: query.id! })).query_text).toBe("SELECT 1");
    const alert = await client.alertsV2.createAlert({
      alert: watch("SELECT 1 AS n", { warehouse_id: id }) as never,
    });
    expect((await client.alertsV2.getAlert({ id: alert.id! })).evaluation.state).toMatch(/UNKNOWN|OK/);
    await client.alertsV2.trashAlert({ id: alert.id! });
    await client.queries.delete({ id: query.id! });
    expect(await all(client.queries.list({}))).toEqual([]);
  } finally {
    await close();
  }
}, 60_000);
