import { afterAll, beforeAll, expect, test } from "vitest";
import { databricksDialect } from "../default-dialect.ts";
import { caller } from "../testing/client.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";
import { html } from "./html.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let workspace: WorkspaceApp;
let call: ReturnType<typeof caller>;

beforeAll(async () => {
  temporary = await temporaryDir();
  workspace = await openWorkspace({ dir: temporary.dir }, databricksDialect);
  await workspace.ready();
  call = caller(workspace);
});
afterAll(async () => {
  await workspace.close();
  await temporary.remove();
});
const anonymous = { authorization: "" };

test("the first page shows tables with their counts and what statements ran as", async () => {
  const [{ id }] = (await call("GET", "/api/2.0/sql/warehouses")).body.warehouses;
  await call("POST", "/api/2.0/sql/statements", {
    statement: "SELECT '<b>' AS x",
    warehouse_id: id,
  });
  const page = await call("GET", "/", undefined, anonymous);
  expect(page.status).toBe(200);
  expect(page.text).toContain("samples.nyctaxi.trips");
  expect(page.text).toContain("120,000");
  expect(page.text).toContain("&lt;b&gt;");
  expect(page.text).not.toContain("<b>");
  expect(page.text).not.toContain(workspace.token);
  expect(page.headers.get("content-security-policy")).toMatch(/default-src 'none'/);
});

test("a table's page shows its columns and first rows", async () => {
  const page = await call("GET", "/explore/data/samples/bakehouse/sales_franchises", undefined, anonymous);
  expect(page.text).toContain("Main supplier");
  expect(page.text).toContain("Kraków");
  expect(page.text).toContain("First 36 rows");
});

test("catalogs, schemas and single statements have pages; a dead link says so", async () => {
  expect((await call("GET", "/explore/data/samples", undefined, anonymous)).text).toContain("bakehouse");
  expect((await call("GET", "/explore/data/samples/tpch", undefined, anonymous)).text).toContain(
    "samples.tpch.orders",
  );
  const [{ query_id }] = (await call("GET", "/api/2.0/sql/history/queries")).body.res;
  expect((await call("GET", `/sql/history?queryId=${query_id}`, undefined, anonymous)).text).toContain(
    "Ran as",
  );
  const dead = await call("GET", "/sql/dashboards", undefined, { ...anonymous, accept: "text/html,*/*" });
  expect(dead.status).toBe(404);
  expect(dead.headers.get("content-type")).toMatch(/text\/html/);
});

test("no page is open when other machines can reach the server", async () => {
  const other = await temporaryDir();
  const open = await openWorkspace(
    { dir: other.dir, host: "0.0.0.0", withoutSamples: true },
    databricksDialect,
  );
  const ask = caller(open);
  expect((await ask("GET", "/", undefined, anonymous)).status).toBe(404);
  expect((await ask("GET", "/explore/data/main", undefined, anonymous)).status).toBe(404);
  expect((await ask("GET", "/api/2.0/sql/warehouses")).status).toBe(200);
  await open.close();
  await other.remove();
});

test("values are escaped in text and attributes", () => {
  expect(html`<a href="${'"><script>'}">${"&"}</a>`.text).toBe(
    '<a href="&quot;&gt;&lt;script&gt;">&amp;</a>',
  );
});

test("a run's page shows its graph, a task's page what it printed, and nothing of it is believed", async () => {
  const { body } = await call("POST", "/api/2.2/jobs/create", {
    name: "<i>job</i>",
    schedule: { quartz_cron_expression: "0 0 3 * * ?", timezone_id: "UTC", pause_status: "PAUSED" },
    tasks: [
      { task_key: "first", condition_task: { left: "<b>", op: "LESS_THAN", right: "1" } },
      {
        task_key: "second",
        depends_on: [{ task_key: "first", outcome: "true" }],
        condition_task: { left: "1", op: "EQUAL_TO", right: "1" },
      },
    ],
  });
  const started = await call("POST", "/api/2.2/jobs/run-now", { job_id: body.job_id });
  let run = started.body;
  do {
    await new Promise((resolve) => setTimeout(resolve, 20));
    run = (await call("GET", `/api/2.2/jobs/runs/get?run_id=${started.body.run_id}`)).body;
  } while (run.state.life_cycle_state !== "TERMINATED");
  const base = `/jobs/${body.job_id}`;
  const list = await call("GET", "/jobs", undefined, anonymous);
  expect(list.text).toContain("&lt;i&gt;job&lt;/i&gt;");
  expect(list.text).toContain("0 0 3 * * ? UTC (paused)");
  expect((await call("GET", base, undefined, anonymous)).text).toContain(`${base}/runs/${run.run_id}`);
  const page = await call("GET", `${base}/runs/${run.run_id}`, undefined, anonymous);
  expect(page.text).toContain("UPSTREAM_FAILED");
  expect(page.text).toMatch(/<svg [\s\S]*first[\s\S]*<\/svg>/);
  const task = await call("GET", `${base}/runs/${run.tasks[0].run_id}`, undefined, anonymous);
  expect(task.text).toContain("&#39;&lt;b&gt;&#39; is none");
  expect(task.text).not.toContain("<b>&");
  for (const path of ["/jobs/7", "/jobs/x", `/jobs/7/runs/${run.run_id}`, `${base}/runs/7`, `${base}/runs/x`])
    expect((await call("GET", path, undefined, anonymous)).status, path).toBe(404);
});
