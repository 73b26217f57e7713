import { afterAll, beforeAll, expect, test } from "vitest";
import { plainDialect } from "../testing/plain-dialect.ts";
import { type Desk, openDesk } from "../testing/workspace-desk.ts";

const SLOW = "/* n bigint */ SELECT count(*)::VARCHAR FROM range(100000000000) WHERE range % 7 = 1";
let desk: Desk;
const call: Desk["call"] = (...request) => desk.call(...request);
const run = async (statement: string, extra: object = {}) =>
  (await call("POST", "/api/2.0/sql/statements/", { statement, warehouse_id: desk.warehouse, ...extra }))
    .body;

beforeAll(async () => {
  desk = await openDesk({ dialect: plainDialect });
});
afterAll(async () => {
  await desk.close();
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
  const slow = run(SLOW, {
    wait_timeout: "50s",
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  process.kill(desk.workspace().enginePid()!, "SIGKILL");
  const failed = await slow;
  expect(failed.status).toMatchObject({ state: "FAILED", error: { error_code: "INTERNAL_ERROR" } });
  expect((await run('/* a int */ SELECT a::VARCHAR FROM uc_main."default".t')).result.data_array).toEqual([
    ["1"],
  ]);
});

test("a definition that was committed just before a crash is known after it", async () => {
  await call("POST", "/api/2.1/unity-catalog/catalogs", { name: "late" });
  const before = desk.workspace().enginePid()!;
  process.kill(before, "SIGKILL");
  await expect.poll(() => desk.workspace().enginePid(), { timeout: 10_000 }).not.toBe(before);
  expect((await call("GET", "/api/2.1/unity-catalog/schemas/late.default")).status).toBe(200);
  expect((await run("@create_table late.default.t (a int) AS SELECT 1 AS a")).status.state).toBe("SUCCEEDED");
});

test("cancel stops a running statement", async () => {
  const started = await run(SLOW, { wait_timeout: "0s" });
  expect(started.status.state).toMatch(/PENDING|RUNNING/);
  await call("POST", `/api/2.0/sql/statements/${started.statement_id}/cancel`);
  await expect
    .poll(
      async () => (await call("GET", `/api/2.0/sql/statements/${started.statement_id}`)).body.status.state,
      {
        timeout: 10_000,
      },
    )
    .toBe("CANCELED");
});

test("on_wait_timeout CANCEL ends a statement that takes too long", async () => {
  const answer = await run(SLOW, { wait_timeout: "5s", on_wait_timeout: "CANCEL" });
  expect(answer.status).toEqual({ state: "CANCELED" });
});

test("row_limit and byte_limit cut the result and say so", async () => {
  const rows = await run("/* n bigint */ SELECT range::VARCHAR FROM range(5000)", { row_limit: 3000 });
  expect(rows.manifest).toMatchObject({ truncated: true, total_row_count: 3000 });
  expect(rows.result.data_array).toHaveLength(3000);
  const exact = await run("/* n bigint */ SELECT range::VARCHAR FROM range(3000)", { row_limit: 3000 });
  expect(exact.manifest.truncated).toBe(false);
  const bytes = await run("/* s string */ SELECT repeat('x', 100) FROM range(5000)", { byte_limit: 10_000 });
  expect(bytes.manifest.truncated).toBe(true);
  expect(bytes.manifest.total_byte_count).toBeLessThanOrEqual(10_000);
  expect(bytes.manifest.total_row_count).toBeGreaterThan(90);
});

test("a result over the inline limit fails and names the way out", async () => {
  const sql = "/* s string */ SELECT repeat('x', 1000) FROM range(30000)";
  const failed = await run(sql);
  expect(failed.status.state).toBe("FAILED");
  expect(failed.status.error.message).toMatch(/EXTERNAL_LINKS/);
  const linked = await run(sql, { disposition: "EXTERNAL_LINKS" });
  expect(linked.manifest.total_row_count).toBe(30_000);
  expect(linked.manifest.total_byte_count).toBeGreaterThan(30_000_000);
});

test("CSV by link: a header in the first chunk, quoted where needed, null apart from texts", async () => {
  const answer = await run("/* a string, b string */ SELECT 'x, \"y\"', NULL UNION ALL SELECT '', 'z'", {
    disposition: "EXTERNAL_LINKS",
    format: "CSV",
  });
  const link = new URL(answer.result.external_links[0].external_link);
  const file = await call("GET", link.pathname + link.search, undefined, { authorization: "" });
  expect(file.text).toBe('a,b\r\n"x, ""y""",null\r\n"",z\r\n');
});

test("an empty result has columns and no chunk", async () => {
  const answer = await run("/* a int */ SELECT '1' WHERE false");
  expect(answer.manifest).toMatchObject({ total_chunk_count: 0, total_row_count: 0, truncated: false });
  expect(answer.result.data_array).toEqual([]);
  expect(
    (await call("GET", `/api/2.0/sql/statements/${answer.statement_id}/result/chunks/0`)).body.data_array,
  ).toEqual([]);
});

test("texts that look like JSON, quotes, line ends and other scripts arrive unchanged", async () => {
  const value = "[1,\"a\"]\n\\ 'ä' \u{1F600} \t";
  const answer = await run(`/* a string */ SELECT '${value.replaceAll("'", "''")}'`);
  expect(answer.result.data_array).toEqual([[value]]);
});

test("many slow statements do not keep a quick one waiting", async () => {
  const slow = await Promise.all(Array.from({ length: 8 }, () => run(SLOW, { wait_timeout: "0s" })));
  const started = performance.now();
  const quick = await Promise.all([1, 2, 3, 4].map((n) => run(`/* a int */ SELECT '${n}'`)));
  expect(quick.map((answer) => answer.result.data_array[0][0])).toEqual(["1", "2", "3", "4"]);
  expect(performance.now() - started).toBeLessThan(25_000);
  for (const { statement_id } of slow) {
    expect((await call("GET", `/api/2.0/sql/statements/${statement_id}`)).body.status.state).toBe("RUNNING");
    await call("POST", `/api/2.0/sql/statements/${statement_id}/cancel`);
  }
});

test("rows come in the order the query gives them", async () => {
  const answer = await run(
    "/* n bigint */ SELECT n::VARCHAR FROM (SELECT (range * 7919) % 200003 AS n FROM range(200003) ORDER BY n DESC) AS r",
    {
      disposition: "EXTERNAL_LINKS",
    },
  );
  const rows: string[][] = [];
  for (let index = 0; index < answer.manifest.total_chunk_count; index++) {
    const chunk = await call("GET", `/api/2.0/sql/statements/${answer.statement_id}/result/chunks/${index}`);
    const link = new URL(chunk.body.external_links[0].external_link);
    rows.push(...(await call("GET", link.pathname + link.search)).body);
  }
  expect(rows.map(Number)).toEqual(Array.from({ length: 200_003 }, (_, index) => 200_002 - index));
});

test("a failed definition leaves neither table nor record", async () => {
  const failed = await run("@create_table main.default.broken (a int) AS SELECT error('no') AS a");
  expect(failed.status.state).toBe("FAILED");
  expect((await call("GET", "/api/2.1/unity-catalog/tables/main.default.broken")).status).toBe(404);
  expect((await run('/* a int */ SELECT a::VARCHAR FROM uc_main."default".broken')).status.state).toBe(
    "FAILED",
  );
});
