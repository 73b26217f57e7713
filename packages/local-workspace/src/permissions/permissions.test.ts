import { afterAll, beforeAll, expect, test } from "vitest";
import { openDesk } from "../testing/workspace-desk.ts";

const P = "/api/2.0/permissions";
let desk: Awaited<ReturnType<typeof openDesk>>;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

const status = (path: string) =>
  desk.ok("GET", `/api/2.0/workspace/get-status?path=${encodeURIComponent(path)}`);
const grant = (method: string, path: string, ...access_control_list: object[]) =>
  desk.call(method, `${P}/${path}`, { access_control_list });
const ada = { user_name: "ada@example.com" };

test("a notebook's permissions are kept, labelled and inherited from its folders", async () => {
  await desk.ok("POST", "/api/2.0/workspace/import", {
    path: "/Shared/n",
    format: "SOURCE",
    language: "PYTHON",
    content: Buffer.from("print(1)").toString("base64"),
  });
  const [notebook, folder] = [await status("/Shared/n"), await status("/Shared")];
  await grant("PUT", `directories/${folder.object_id}`, { group_name: "users", permission_level: "CAN_RUN" });
  const given = await grant("PUT", `notebooks/${notebook.object_id}`, {
    ...ada,
    permission_level: "CAN_READ",
  });
  expect(given.headers.get("x-local-workspace-note")).toBe("stored, not enforced");
  await grant("PATCH", `notebooks/${notebook.object_id}`, { ...ada, permission_level: "CAN_EDIT" });
  await desk.restart();
  expect(await desk.ok("GET", `${P}/notebooks/${notebook.object_id}`)).toEqual({
    object_id: `/notebooks/${notebook.object_id}`,
    object_type: "notebook",
    access_control_list: [
      {
        user_name: "me@lakehand.local",
        all_permissions: [{ permission_level: "CAN_MANAGE", inherited: false }],
      },
      { ...ada, all_permissions: [{ permission_level: "CAN_EDIT", inherited: false }] },
      {
        group_name: "users",
        all_permissions: [
          {
            permission_level: "CAN_RUN",
            inherited: true,
            inherited_from_object: [`/directories/${folder.object_id}`],
          },
        ],
      },
    ],
  });
  await grant("PUT", `notebooks/${notebook.object_id}`);
  const { access_control_list } = await desk.ok("GET", `${P}/notebooks/${notebook.object_id}`);
  expect(access_control_list).toHaveLength(2);
  expect((await desk.call("GET", `${P}/files/${notebook.object_id}`)).status).toBe(404);
  expect((await desk.call("GET", `${P}/directories/${notebook.object_id}`)).status).toBe(404);
});

test("files, clusters and authorization have levels of their own", async () => {
  await desk.ok("POST", "/api/2.0/workspace-files/import-file/Shared/a.csv", "a\n");
  const file = `files/${(await status("/Shared/a.csv")).object_id}`;
  for (const [path, levels, level] of [
    [file, 4, "CAN_READ"],
    ["clusters/local-cluster", 3, "CAN_RESTART"],
    ["authorization/tokens", 1, "CAN_USE"],
    ["authorization/passwords", 1, "CAN_USE"],
  ] as const) {
    expect((await desk.ok("GET", `${P}/${path}/permissionLevels`)).permission_levels).toHaveLength(levels);
    for (const method of ["PUT", "PATCH"])
      expect((await grant(method, path, { ...ada, permission_level: level })).status).toBe(200);
    const { access_control_list } = await desk.ok("GET", `${P}/${path}`);
    expect(access_control_list).toContainEqual({
      ...ada,
      all_permissions: [{ permission_level: level, inherited: false }],
    });
  }
  const { object_id } = await status("/Shared");
  expect(
    (await desk.ok("GET", `${P}/directories/${object_id}/permissionLevels`)).permission_levels,
  ).toHaveLength(4);
  await grant("PATCH", `directories/${object_id}`, { ...ada, permission_level: "CAN_READ" });
});

test.each([
  ["clusters/none", {}, 404],
  ["authorization/magic", {}, 404],
  ["clusters/local-cluster", { ...ada, permission_level: "CAN_FLY" }, 400],
  ["clusters/local-cluster", { permission_level: "CAN_RESTART" }, 400],
  ["clusters/local-cluster", { ...ada, group_name: "g", permission_level: "CAN_RESTART" }, 400],
  ["spaceships/1", { ...ada, permission_level: "CAN_READ" }, 501],
])("%s with %j answers %i", async (path, entry, expected) => {
  expect((await grant("PUT", path, entry)).status).toBe(expected);
  if (expected === 501)
    for (const [method, rest] of [
      ["GET", ""],
      ["PATCH", ""],
      ["GET", "/permissionLevels"],
    ])
      expect(
        (await desk.call(method!, `${P}/${path}${rest}`, method === "GET" ? undefined : {})).status,
      ).toBe(501);
});

test("what areas make has permissions too", async () => {
  const { experiment_id } = await desk.ok("POST", "/api/2.0/mlflow/experiments/create", {
    name: "/Shared/kept",
  });
  await desk.ok("POST", "/api/2.0/vector-search/endpoints", { name: "kept", endpoint_type: "STANDARD" });
  await desk.ok("POST", "/api/2.0/apps", { name: "kept" });
  const warehouse = (await desk.ok("GET", "/api/2.0/sql/warehouses")).warehouses[0].id;
  const { space_id } = await desk.ok("POST", "/api/2.0/genie/spaces", {
    title: "kept",
    warehouse_id: warehouse,
    serialized_space: JSON.stringify({
      version: 1,
      data_sources: { tables: [{ identifier: "samples.nyctaxi.trips" }] },
    }),
  });
  const { id } = (await desk.ok("GET", "/api/2.0/serving-endpoints")).endpoints[0];
  await desk.ok("POST", "/api/2.0/database/instances", { name: "kept", capacity: "CU_1" });
  for (const [path, permission_level] of [
    [`experiments/${experiment_id}`, "CAN_EDIT"],
    ["vector-search-endpoints/kept", "CAN_USE"],
    ["apps/kept", "CAN_USE"],
    [`genie/${space_id}`, "CAN_RUN"],
    [`serving-endpoints/${id}`, "CAN_QUERY"],
    ["database-instances/kept", "CAN_USE"],
  ]) {
    expect((await grant("PUT", path!, { ...ada, permission_level })).status, path).toBe(200);
    expect(await desk.ok("GET", `${P}/${path}`), path).toMatchObject({
      access_control_list: expect.arrayContaining([
        { ...ada, all_permissions: [{ permission_level, inherited: false }] },
      ]),
    });
    expect((await grant("PATCH", path!, { ...ada, permission_level: "CAN_MANAGE" })).status, path).toBe(200);
    const { permission_levels } = await desk.ok("GET", `${P}/${path}/permissionLevels`);
    expect(permission_levels.at(-1)).toMatchObject({ permission_level: "CAN_MANAGE" });
    expect((await grant("PATCH", `${path!.split("/")[0]}/nothing`)).status, path).toBe(404);
  }
}, 120_000);

test("every way to name and change them answers", async () => {
  const warehouse = (await desk.ok("GET", "/api/2.0/sql/warehouses")).warehouses[0].id;
  const folder = (await status("/Shared")).object_id;
  const notebook = (await status("/Shared/n")).object_id;
  const dashboard = (await desk.ok("POST", "/api/2.0/lakeview/dashboards", { display_name: "d" }))
    .dashboard_id;
  const query = await desk.ok("POST", "/api/2.0/sql/queries", {
    query: { display_name: "q", query_text: "SELECT 1", warehouse_id: warehouse },
  });
  const condition = {
    op: "GREATER_THAN",
    operand: { column: { name: "1" } },
    threshold: { value: { double_value: 0 } },
  };
  const alert = await desk.ok("POST", "/api/2.0/sql/alerts", {
    alert: { display_name: "a", query_id: query.id, condition },
  });
  const { job_id } = await desk.ok("POST", "/api/2.2/jobs/create", { name: "j" });
  const { pipeline_id } = await desk.ok("POST", "/api/2.0/pipelines", {
    name: "p",
    catalog: "main",
    libraries: [{ file: { path: "/Shared/p.sql" } }],
  });
  const evaluated = await desk.ok("POST", "/api/2.0/alerts", {
    display_name: "v2",
    query_text: "SELECT 1 AS one",
    warehouse_id: warehouse,
    evaluation: {
      comparison_operator: "GREATER_THAN",
      source: { name: "one" },
      threshold: { value: { double_value: 0 } },
    },
    schedule: { quartz_cron_schedule: "0 0 0 1 1 ?", timezone_id: "UTC" },
  });
  for (const [path, permission_level] of [
    [`sql/warehouses/${warehouse}`, "CAN_USE"],
    [`warehouses/${warehouse}`, "CAN_MONITOR"],
    [`directories/${folder}`, "CAN_READ"],
    [`notebooks/${notebook}`, "CAN_READ"],
    [`dashboards/${dashboard}`, "CAN_READ"],
    [`queries/${query.id}`, "CAN_RUN"],
    [`alerts/${alert.id}`, "CAN_RUN"],
    [`jobs/${job_id}`, "CAN_VIEW"],
    [`pipelines/${pipeline_id}`, "CAN_VIEW"],
    [`alertsv2/${evaluated.id}`, "CAN_RUN"],
  ])
    for (const method of ["PUT", "PATCH"]) {
      const given = await grant(method, path!, { ...ada, permission_level });
      expect(given.status, `${method} ${path} ${given.text}`).toBe(200);
      expect((await desk.ok("GET", `${P}/${path}`)).access_control_list.length, path).toBeGreaterThan(0);
      expect((await desk.ok("GET", `${P}/${path}/permissionLevels`)).permission_levels, path).not.toEqual([]);
    }
});
