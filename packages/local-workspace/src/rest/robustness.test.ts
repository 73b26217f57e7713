import { afterAll, beforeAll, expect, test } from "vitest";
import { databricksDialect } from "../default-dialect.ts";
import { readCorpus } from "../sql/corpus/cases.ts";
import { caller } from "../testing/client.ts";
import { type Endpoint, garbledStatement, malformedRequest } from "../testing/garbled.ts";
import { Random } from "../testing/random.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";

const COUNT = 300;
const AT_ONCE = 6;
let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let workspace: WorkspaceApp;
let call: ReturnType<typeof caller>;
let warehouse: string;
let enginePid: number | undefined;
const logged: string[] = [];

beforeAll(async () => {
  temporary = await temporaryDir();
  const log = (line: string) => logged.push(line);
  workspace = await openWorkspace({ dir: temporary.dir, withoutSamples: true, log }, databricksDialect);
  await workspace.ready();
  call = caller(workspace);
  warehouse = (await call("GET", "/api/2.0/sql/warehouses")).body.warehouses[0].id;
  enginePid = workspace.enginePid();
});
afterAll(async () => {
  await workspace.close();
  await temporary.remove();
});

/** Does them a few at a time; gives what is wrong with each of those that something is wrong with. */
async function each<T>(all: T[], work: (item: T) => Promise<string | undefined>): Promise<string[]> {
  const wrong: string[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < all.length) {
        const item = all[next++]!;
        const problem = await work(item);
        if (problem) wrong.push(`${problem}: ${JSON.stringify(item).slice(0, 400)}`);
      }
    }),
  );
  return wrong;
}

async function stillWell() {
  const { body } = await call("POST", "/api/2.0/sql/statements", {
    statement: "SELECT 6 * 7 AS answer",
    warehouse_id: warehouse,
  });
  expect(body.result?.data_array).toEqual([["42"]]);
  // The very engine that was there before: it has not died on the way.
  expect(workspace.enginePid()).toBe(enginePid);
}

test(`${COUNT} garbled statements: each a right answer or an error with its class and state, none hangs`, async () => {
  const corpus = readCorpus().flatMap(({ cases }) => cases.flatMap(({ statements }) => statements));
  const random = new Random(20261124);
  const statements = Array.from({ length: COUNT }, () => garbledStatement(corpus, random));
  const outcomes = { SUCCEEDED: 0, FAILED: 0 };
  const wrong = await each(statements, async (statement) => {
    const { status, body } = await call("POST", "/api/2.0/sql/statements", {
      statement,
      warehouse_id: warehouse,
      wait_timeout: "50s",
      on_wait_timeout: "CANCEL",
      row_limit: 100,
    });
    if (status === 400 && statement.trim() === "") return undefined;
    if (status !== 200) return `HTTP ${status} ${body?.message}`;
    const { state, error, sql_state } = body.status;
    if (state !== "SUCCEEDED" && state !== "FAILED") return state;
    outcomes[state as keyof typeof outcomes]++;
    if (state === "SUCCEEDED") return undefined;
    if (error.error_code !== "BAD_REQUEST") return `${error.error_code} ${error.message}`;
    if (!/^\[[A-Z][A-Z0-9_.]+\] /.test(error.message) || !/^[0-9A-Z]{5}$/.test(sql_state))
      return `unnamed ${sql_state} ${error.message}`;
    return undefined;
  });
  expect(wrong).toEqual([]);
  expect(outcomes.FAILED).toBeGreaterThan(COUNT / 3);
  await stillWell();
}, 300_000);

test(`${COUNT} malformed requests: each answered with an error that has a name, none hangs`, async () => {
  const random = new Random(4711);
  const requests = Array.from({ length: COUNT }, () => malformedRequest(endpoints(warehouse), random));
  const statuses = new Map<number, number>();
  const wrong = await each(requests, async ({ method, path, body }) => {
    const { status, body: answer, text } = await call(method, path, method === "GET" ? undefined : body);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status < 400) return undefined;
    // A table's storage_location is a path on purpose; an error's is not.
    if (text.includes(temporary.dir)) return "tells a path of this machine";
    if (status >= 500 && status !== 501) return `HTTP ${status} ${text.slice(0, 200)}`;
    const named = typeof answer?.error_code === "string" && String(answer.message).length > 5;
    return named ? undefined : `HTTP ${status} without a name: ${text.slice(0, 200)}`;
  });
  expect(wrong).toEqual([]);
  expect((statuses.get(400) ?? 0) + (statuses.get(404) ?? 0)).toBeGreaterThan(COUNT / 2);
  // What the server could not handle would have been logged with its stack.
  expect(logged.filter((line) => line.includes("    at "))).toEqual([]);
  await stillWell();
}, 300_000);

function endpoints(warehouse_id: string): Endpoint[] {
  const get = (path: string, query?: Record<string, string>): Endpoint => ({
    method: "GET",
    path,
    ...(query ? { query } : {}),
  });
  const post = (path: string, body: Record<string, unknown>): Endpoint => ({ method: "POST", path, body });
  const statement = {
    statement: "SELECT :a AS a",
    warehouse_id,
    catalog: "main",
    schema: "default",
    wait_timeout: "5s",
    on_wait_timeout: "CONTINUE",
    disposition: "INLINE",
    format: "JSON_ARRAY",
    row_limit: 10,
    byte_limit: 1000,
    parameters: [{ name: "a", value: "1", type: "INT" }],
    query_tags: [{ key: "k", value: "v" }],
  };
  const alert = {
    display_name: "a",
    query_text: "SELECT 1 AS n",
    warehouse_id,
    evaluation: {
      source: { name: "n", aggregation: "SUM" },
      comparison_operator: "EQUAL",
      threshold: { value: { double_value: 1 } },
    },
    schedule: { quartz_cron_schedule: "0 0 0 1 1 ? 2099", timezone_id: "UTC", pause_status: "PAUSED" },
  };
  const warehouse = {
    name: "w",
    cluster_size: "Small",
    auto_stop_mins: 10,
    min_num_clusters: 1,
    max_num_clusters: 2,
    tags: { custom_tags: [{ key: "a", value: "b" }] },
  };
  return [
    // Half of them are statements: what most clients send.
    ...Array.from({ length: 8 }, () => post("/api/2.0/sql/statements", statement)),
    get("/api/2.0/sql/statements/00000000-0000-4000-8000-000000000000"),
    get("/api/2.0/sql/statements/00000000-0000-4000-8000-000000000000/result/chunks/0"),
    post("/api/2.0/sql/statements/00000000-0000-4000-8000-000000000000/cancel", {}),
    get("/api/2.0/sql/history/queries", {
      max_results: "5",
      include_metrics: "true",
      "filter_by.statuses": "FAILED",
      "filter_by.query_start_time_range.start_time_ms": "1",
    }),
    get("/api/2.0/sql/warehouses", { skip_cannot_use: "true" }),
    post("/api/2.0/sql/warehouses", warehouse),
    post(`/api/2.0/sql/warehouses/${warehouse_id}/edit`, { ...warehouse, name: "Local Warehouse" }),
    {
      method: "PUT",
      path: `/api/2.0/permissions/warehouses/${warehouse_id}`,
      body: { access_control_list: [{ user_name: "u", permission_level: "CAN_USE" }] },
    },
    post("/api/2.0/sql/queries", {
      query: { display_name: "q", query_text: "SELECT 1", tags: ["t"], parameters: [{ name: "p" }] },
    }),
    post("/api/2.0/sql/alerts", { alert: { display_name: "a", query_id: "q", condition: { op: "EQUAL" } } }),
    post("/api/2.0/alerts", alert),
    get("/api/2.0/alerts"),
    { method: "PATCH", path: "/api/2.0/alerts/none", body: alert, query: { update_mask: "schedule" } },
    post("/api/2.1/unity-catalog/catalogs", { name: "c", comment: "x" }),
    post("/api/2.1/unity-catalog/schemas", { name: "s", catalog_name: "main" }),
    get("/api/2.1/unity-catalog/tables", { catalog_name: "main", schema_name: "default" }),
    post("/api/2.0/workspace/import", { path: "/Shared/f", content: "eA==", format: "RAW", overwrite: true }),
    get("/api/2.0/workspace/list", { path: "/Shared" }),
    post("/api/2.2/jobs/create", {
      name: "j",
      tasks: [{ task_key: "t", notebook_task: { notebook_path: "/x" } }],
    }),
    get("/api/2.2/jobs/list", { limit: "5" }),
    post("/api/2.1/clusters/create", {
      cluster_name: "c",
      num_workers: 1,
      spark_version: "x",
      node_type_id: "y",
    }),
    post("/api/2.0/pipelines", {
      name: "p",
      catalog: "main",
      schema: "default",
      libraries: [{ file: { path: "/x.sql" } }],
    }),
    post("/api/2.0/secrets/scopes/create", { scope: "s" }),
    post("/api/2.0/dbfs/put", { path: "/f", contents: "eA==", overwrite: true }),
    get("/api/2.0/fs/directories/Volumes/main/default/v", { page_size: "5" }),
  ];
}
