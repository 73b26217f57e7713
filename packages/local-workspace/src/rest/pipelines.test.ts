import { afterAll, beforeAll, expect, test } from "vitest";
import { all, openOfficialClient } from "../testing/official-client.ts";

let opened: Awaited<ReturnType<typeof openOfficialClient>>;
let workspace: typeof opened.workspace;
let client: typeof opened.client;

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(workspace.url + path, {
    method,
    headers: { authorization: `Bearer ${workspace.token}` },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const answer = (await response.json().catch(() => ({}))) as { error_code?: string; message?: string };
  return { status: response.status, body: answer };
}
const source = (path: string, text: string, more: object = { format: "RAW" }) =>
  call("POST", "/api/2.0/workspace/import", {
    path,
    overwrite: true,
    content: Buffer.from(text).toString("base64"),
    ...more,
  });
const ended = (id: string, update: string) =>
  expect
    .poll(
      async () => (await client.pipelines.getUpdate({ pipeline_id: id, update_id: update })).update?.state,
      { timeout: 30_000 },
    )
    .toMatch(/COMPLETED|FAILED|CANCELED/);

let pipeline: string;
beforeAll(async () => {
  opened = await openOfficialClient();
  ({ workspace, client } = opened);
  await source(
    "/Shared/nb",
    "-- Databricks notebook source\nCREATE MATERIALIZED VIEW trips AS SELECT count(*) AS n FROM samples.nyctaxi.trips\n\n-- COMMAND ----------\n-- MAGIC %md words\n\n-- COMMAND ----------\nCREATE VIEW plain AS SELECT n + 1 AS more FROM LIVE.trips;",
    { format: "SOURCE", language: "SQL" },
  );
  const made = await client.pipelines.create({
    name: "first",
    catalog: "main",
    target: "made",
    libraries: [{ notebook: { path: "/Shared/nb" } }],
    configuration: { a: "b" },
    serverless: true,
    development: true,
    clusters: [{ label: "default", num_workers: 1 }],
  });
  pipeline = made.pipeline_id!;
}, 60_000);
afterAll(() => opened?.close());

test("the official client makes, runs, edits and deletes a pipeline", async () => {
  expect(await client.pipelines.get({ pipeline_id: pipeline })).toMatchObject({
    name: "first",
    state: "IDLE",
    spec: { catalog: "main", target: "made", configuration: { a: "b" }, clusters: [{ num_workers: 1 }] },
  });
  const { update_id } = await client.pipelines.startUpdate({ pipeline_id: pipeline, full_refresh: true });
  await ended(pipeline, update_id!);
  const events = await all(
    client.pipelines.listPipelineEvents({
      pipeline_id: pipeline,
      max_results: 3,
      order_by: ["timestamp asc"],
    }),
  );
  const steps = events
    .filter((event) => event.event_type === "update_progress")
    .map((event) => event.message?.replace(/.* is (\w+).*/, "$1"));
  expect(steps).toEqual([
    "CREATED",
    "WAITING_FOR_RESOURCES",
    "INITIALIZING",
    "RESETTING",
    "RUNNING",
    "COMPLETED",
  ]);
  expect(events.map((event) => event.timestamp)).toEqual(events.map((event) => event.timestamp).sort());
  expect(await client.pipelines.get({ pipeline_id: pipeline })).toMatchObject({
    state: "IDLE",
    health: "HEALTHY",
    latest_updates: [{ update_id, state: "COMPLETED" }],
  });
  expect(await client.pipelines.listUpdates({ pipeline_id: pipeline })).toMatchObject({
    updates: [{ update_id, full_refresh: true, cause: "API_CALL" }],
  });
  expect(await client.tables.get({ full_name: "main.made.trips" })).toMatchObject({
    table_type: "MATERIALIZED_VIEW",
    pipeline_id: pipeline,
  });
  expect((await client.tables.get({ full_name: "main.made.plain" })).table_type).toBe("VIEW");
  await (await client.pipelines.stop({ pipeline_id: pipeline })).wait();

  await client.pipelines.update({
    pipeline_id: pipeline,
    name: "renamed",
    catalog: "main",
    schema: "made",
    libraries: [{ file: { path: "/Shared/gone.sql" } }],
  });
  const failing = await client.pipelines.startUpdate({ pipeline_id: pipeline });
  await ended(pipeline, failing.update_id!);
  expect(await client.pipelines.get({ pipeline_id: pipeline })).toMatchObject({
    name: "renamed",
    state: "FAILED",
    health: "UNHEALTHY",
  });
  const errors = await all(
    client.pipelines.listPipelineEvents({ pipeline_id: pipeline, filter: "level='ERROR'" }),
  );
  expect(errors.map((event) => event.message).join()).toContain("NOTEBOOK_NOT_FOUND");
  await (await client.pipelines.stop({ pipeline_id: pipeline })).wait();

  const second = await client.pipelines.create({ name: "second", libraries: [] });
  expect(
    (await all(client.pipelines.listPipelines({ filter: "name LIKE '%eco%'" }))).map((each) => each.name),
  ).toEqual(["second"]);
  expect(
    (await all(client.pipelines.listPipelines({ max_results: 1, order_by: ["name desc"] }))).map(
      (each) => each.name,
    ),
  ).toEqual(["second", "renamed"]);
  await client.pipelines.delete({ pipeline_id: second.pipeline_id! });
});

test("permissions are kept", async () => {
  const { access_control_list } = await client.pipelines.setPermissions({
    pipeline_id: pipeline,
    access_control_list: [{ group_name: "users", permission_level: "CAN_RUN" }],
  });
  expect(access_control_list).toMatchObject([
    { user_name: "me@lakehand.local", all_permissions: [{ permission_level: "IS_OWNER" }] },
    { group_name: "users", all_permissions: [{ permission_level: "CAN_RUN" }] },
  ]);
  expect((await client.pipelines.getPermissions({ pipeline_id: pipeline })).access_control_list).toHaveLength(
    2,
  );
  expect(
    (await client.pipelines.getPermissionLevels({ pipeline_id: pipeline })).permission_levels,
  ).toHaveLength(4);
});

test("pages show the datasets and what happened", async () => {
  const text = async (path: string) =>
    (await fetch(workspace.url + path, { headers: { accept: "text/html" } })).text();
  expect(await text("/pipelines")).toContain("renamed");
  const shown = await text(`/pipelines/${pipeline}`);
  expect(shown).toContain("main.made.trips");
  expect(shown).toContain("NOTEBOOK_NOT_FOUND");
  expect(await text("/pipelines/none")).toContain("There is no pipeline");
});

test("malformed requests get a named refusal", async () => {
  const p = "/api/2.0/pipelines";
  const libraries = [{ file: { path: "/Shared/a.sql" } }];
  const good = { name: "x", libraries };
  const unknown = "00000000-0000-4000-8000-000000000000";
  const cases: [method: string, path: string, body: unknown, status: number][] = [
    ["POST", p, "{", 400],
    ["POST", p, "[]", 400],
    ["POST", p, {}, 400],
    ["POST", p, { name: "" }, 400],
    ["POST", p, { name: 5 }, 400],
    ["POST", p, { ...good, name: "x".repeat(2000) }, 400],
    ["POST", p, { ...good, name: "renamed" }, 409],
    ["POST", p, { ...good, catalog: "nowhere" }, 400],
    ["POST", p, { ...good, catalog: "samples" }, 400],
    ["POST", p, { ...good, catalog: 3 }, 400],
    ["POST", p, { ...good, schema: "" }, 400],
    ["POST", p, { ...good, schema: "a", target: "b" }, 400],
    ["POST", p, { ...good, libraries: "all" }, 400],
    ["POST", p, { ...good, libraries: [{}] }, 400],
    ["POST", p, { ...good, libraries: [{ file: { path: "relative.sql" } }] }, 400],
    ["POST", p, { ...good, libraries: [{ file: {} }] }, 400],
    ["POST", p, { ...good, libraries: [{ notebook: { path: "/a" }, file: { path: "/b" } }] }, 400],
    ["POST", p, { ...good, libraries: [{ jar: "a.jar" }] }, 501],
    ["POST", p, { ...good, continuous: true }, 501],
    ["POST", p, { ...good, continuous: "yes" }, 400],
    ["POST", p, { ...good, ingestion_definition: {} }, 501],
    ["POST", p, { ...good, configuration: { a: 1 } }, 400],
    ["POST", p, { ...good, configuration: [] }, 400],
    ["GET", `${p}?max_results=many`, undefined, 400],
    ["GET", `${p}?max_results=-1`, undefined, 400],
    ["GET", `${p}?max_results=101`, undefined, 400],
    ["GET", `${p}?page_token=nonsense`, undefined, 400],
    ["GET", `${p}?filter=name`, undefined, 400],
    ["GET", `${p}?order_by=size`, undefined, 400],
    ["GET", `${p}/${unknown}`, undefined, 404],
    ["GET", `${p}/..%2F..%2Fetc`, undefined, 404],
    ["PUT", `${p}/${unknown}`, good, 404],
    ["PUT", `${p}/${pipeline}`, {}, 400],
    ["PUT", `${p}/${pipeline}`, { ...good, expected_last_modified: 1 }, 409],
    ["DELETE", `${p}/${unknown}`, undefined, 404],
    ["POST", `${p}/${unknown}/updates`, {}, 404],
    ["POST", `${p}/${pipeline}/updates`, { full_refresh: "yes" }, 400],
    ["POST", `${p}/${pipeline}/updates`, { refresh_selection: "a" }, 400],
    ["POST", `${p}/${pipeline}/updates`, { refresh_selection: [1] }, 400],
    ["POST", `${p}/${pipeline}/updates`, { full_refresh: true, refresh_selection: ["a"] }, 400],
    ["POST", `${p}/${pipeline}/updates`, { cause: "BOREDOM" }, 400],
    ["POST", `${p}/${pipeline}/updates`, "nope", 400],
    ["GET", `${p}/${unknown}/updates`, undefined, 404],
    ["GET", `${p}/${pipeline}/updates?until_update_id=x`, undefined, 400],
    ["GET", `${p}/${pipeline}/updates?page_token=x`, undefined, 400],
    ["GET", `${p}/${pipeline}/updates/${unknown}`, undefined, 404],
    ["POST", `${p}/${unknown}/stop`, undefined, 404],
    ["GET", `${p}/${unknown}/events`, undefined, 404],
    ["GET", `${p}/${pipeline}/events?filter=level`, undefined, 400],
    ["GET", `${p}/${pipeline}/events?filter=${encodeURIComponent("timestamp > 'soon'")}`, undefined, 400],
    ["GET", `${p}/${pipeline}/events?filter=${encodeURIComponent("color = 'red'")}`, undefined, 400],
    ["GET", `${p}/${pipeline}/events?order_by=level`, undefined, 400],
    ["GET", `${p}/${pipeline}/events?max_results=1001`, undefined, 400],
    ["POST", `${p}/${pipeline}/clone`, {}, 501],
    ["PATCH", `${p}/${pipeline}`, {}, 404],
    ["PUT", `/api/2.0/permissions/pipelines/${unknown}`, {}, 404],
    [
      "PUT",
      `/api/2.0/permissions/pipelines/${pipeline}`,
      { access_control_list: [{ permission_level: "CAN_RUN" }] },
      400,
    ],
    [
      "PUT",
      `/api/2.0/permissions/pipelines/${pipeline}`,
      { access_control_list: [{ user_name: "a", permission_level: "ALL" }] },
      400,
    ],
  ];
  expect(cases.length).toBeGreaterThan(40);
  for (const [method, path, body, status] of cases) {
    const answer = await call(method, path, body);
    expect(answer.status, `${method} ${path} ${JSON.stringify(body)}: ${JSON.stringify(answer.body)}`).toBe(
      status,
    );
    expect(answer.body.error_code, path).toMatch(/^[A-Z_]+$/);
    expect(answer.body.message?.length).toBeGreaterThan(10);
  }
});

test("deleting a pipeline drops the tables that it made", async () => {
  await client.pipelines.delete({ pipeline_id: pipeline });
  await expect(client.pipelines.get({ pipeline_id: pipeline })).rejects.toThrow(/not found/);
  await expect(client.tables.get({ full_name: "main.made.trips" })).rejects.toThrow();
});
