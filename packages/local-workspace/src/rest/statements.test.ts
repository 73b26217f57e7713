import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plainDialect } from "../testing/plain-dialect.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";

let dir: string;
let workspace: WorkspaceApp;
let warehouse: string;

const call = async (method: string, path: string, body?: unknown) => {
  const response = await workspace.fetch(
    new Request(`http://127.0.0.1${path}`, {
      method,
      headers: { authorization: `Bearer ${workspace.token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
};
const run = async (statement: string, extra: object = {}) =>
  (await call("POST", "/api/2.0/sql/statements/", { statement, warehouse_id: warehouse, ...extra })).body;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "lw-"));
  workspace = await openWorkspace({ dir }, plainDialect);
  await workspace.ready();
  warehouse = (await call("GET", "/api/2.0/sql/warehouses")).body.warehouses[0].id;
});
afterAll(async () => {
  await workspace.close();
  await rm(dir, { recursive: true, force: true });
});

test("a query gives its rows as texts and nulls with a typed manifest", async () => {
  const answer = await run("/* a int, b string */ SELECT '1', NULL");
  expect(answer.status).toEqual({ state: "SUCCEEDED" });
  expect(answer.result.data_array).toEqual([["1", null]]);
  expect(answer.manifest.schema.columns).toEqual([
    { name: "a", position: 0, type_text: "INT", type_name: "INT" },
    { name: "b", position: 1, type_text: "STRING", type_name: "STRING" },
  ]);
});

test("a large result comes in chunks that together are all of it", async () => {
  const answer = await run("/* n bigint */ SELECT range::VARCHAR FROM range(120000)");
  expect(answer.manifest.total_row_count).toBe(120_000);
  const rows: string[][] = [...answer.result.data_array];
  let next = answer.result.next_chunk_internal_link as string | undefined;
  while (next) {
    const chunk = (await call("GET", next)).body;
    rows.push(...chunk.data_array);
    next = chunk.next_chunk_internal_link;
  }
  expect(rows.map(Number)).toEqual(Array.from({ length: 120_000 }, (_, index) => index));
});

test("a created table is there after the engine was killed", async () => {
  expect((await run("@create_table main.default.t (a int) AS SELECT 1 AS a")).status.state).toBe("SUCCEEDED");
  const slow = run("/* n bigint */ SELECT count(*)::VARCHAR FROM range(100000000000) WHERE range % 7 = 1", {
    wait_timeout: "50s",
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  process.kill(workspace.enginePid()!, "SIGKILL");
  const failed = await slow;
  expect(failed.status).toMatchObject({ state: "FAILED", error: { error_code: "INTERNAL_ERROR" } });
  expect((await run('/* a int */ SELECT a::VARCHAR FROM uc_main."default".t')).result.data_array).toEqual([
    ["1"],
  ]);
});

test("cancel stops a running statement", async () => {
  const started = await run(
    "/* n bigint */ SELECT count(*)::VARCHAR FROM range(100000000000) WHERE range % 7 = 1",
    { wait_timeout: "0s" },
  );
  expect(started.status.state).toMatch(/PENDING|RUNNING/);
  await call("POST", `/api/2.0/sql/statements/${started.statement_id}/cancel`);
  await expect
    .poll(
      async () => (await call("GET", `/api/2.0/sql/statements/${started.statement_id}`)).body.status.state,
    )
    .toBe("CANCELED");
});
