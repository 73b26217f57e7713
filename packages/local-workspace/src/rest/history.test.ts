import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../testing/workspace-desk.ts";

const path = "/api/2.0/sql/history/queries";
let desk: Desk;
const call: Desk["call"] = (...request) => desk.call(...request);
const run: Desk["statement"] = (...request) => desk.statement(...request);
const texts = async (query: string) =>
  (await call("GET", `${path}?${query}`)).body.res.map((each: { query_text: string }) => each.query_text);

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(async () => {
  await desk.close();
});

test("history is filtered, paged, has metrics when asked, and outlives the workspace", async () => {
  const other = (await call("POST", "/api/2.0/sql/warehouses", { name: "Other" })).body.id;
  const first = await run("SELECT 1 AS one", {
    query_tags: [{ key: "team", value: "data" }, { key: "adhoc" }],
  });
  await run("SELECT nothing FROM nowhere");
  const third = await run("CREATE TABLE main.default.h (a INT)");
  await run("SELECT 4", { warehouse_id: other });
  const me = (await call("GET", "/api/2.0/preview/scim/v2/Me")).body.id;

  const check = async () => {
    expect(await texts("max_results=100")).toEqual([
      "SELECT 4",
      "CREATE TABLE main.default.h (a INT)",
      "SELECT nothing FROM nowhere",
      "SELECT 1 AS one",
    ]);
    expect(await texts("filter_by.statuses=FAILED")).toEqual(["SELECT nothing FROM nowhere"]);
    expect(await texts("filter_by.statuses=FAILED&filter_by.statuses=FINISHED")).toHaveLength(4);
    expect(await texts(`filter_by.warehouse_ids=${other}`)).toEqual(["SELECT 4"]);
    expect(await texts(`filter_by.statement_ids=${third.statement_id}`)).toHaveLength(1);
    expect(await texts(`filter_by.user_ids=${me}`)).toHaveLength(4);
    expect(await texts("filter_by.user_ids=12345")).toEqual([]);
    const range = "filter_by.query_start_time_range";
    expect(await texts(`${range}.start_time_ms=${Date.now() - 3_600_000}`)).toHaveLength(4);
    expect(await texts(`${range}.start_time_ms=${Date.now() + 60_000}`)).toEqual([]);
    expect(await texts(`${range}.end_time_ms=1000`)).toEqual([]);
    const ids: string[] = [];
    let token = "";
    do {
      const { body } = await call("GET", `${path}?max_results=3${token && `&page_token=${token}`}`);
      ids.push(...body.res.map((each: { query_id: string }) => each.query_id));
      expect(body.has_next_page).toBe(body.next_page_token !== undefined);
      token = body.next_page_token ?? "";
    } while (token);
    expect(new Set(ids).size).toBe(4);
    const plain = (await call("GET", `${path}?filter_by.statement_ids=${first.statement_id}`)).body.res[0];
    expect(plain).toMatchObject({
      status: "FINISHED",
      statement_type: "SELECT",
      rows_produced: 1,
      is_final: true,
      user_id: Number(me),
      query_tags: [{ key: "team", value: "data" }, { key: "adhoc" }],
    });
    expect(plain.metrics).toBeUndefined();
    const { metrics, duration } = (
      await call("GET", `${path}?include_metrics=true&filter_by.statement_ids=${first.statement_id}`)
    ).body.res[0];
    expect(metrics.rows_produced_count).toBe(1);
    expect(metrics.total_time_ms).toBe(duration);
    expect(metrics.compilation_time_ms + metrics.execution_time_ms).toBe(duration);
  };
  await check();
  // What a crash may leave behind.
  await desk.restart(() => appendFile(join(desk.dir, "query-history.jsonl"), '{"id":"cut sho'));
  await check();
  const page = await call("GET", `/sql/history?queryId=${first.statement_id}`, undefined, {
    accept: "text/html",
  });
  expect(page.text).toContain("SELECT 1 AS one");
  expect(page.text).toContain("Ran as (DuckDB)");
  expect(page.text).toContain("team: data");
  expect((await call("GET", "/sql/history")).text).toContain("CREATE TABLE main.default.h");
  expect((await call("GET", `/api/2.0/sql/statements/${first.statement_id}`)).body.error_code).toBe(
    "NOT_FOUND",
  );
});

test("a running statement is in the history", async () => {
  const slow = await run("SELECT count(*) FROM range(100000000000) WHERE id % 7 = 1", { wait_timeout: "0s" });
  const of = async () =>
    (await call("GET", `${path}?filter_by.statement_ids=${slow.statement_id}`)).body.res[0];
  expect(await of()).toMatchObject({ is_final: false });
  await call("POST", `/api/2.0/sql/statements/${slow.statement_id}/cancel`);
  await expect.poll(async () => (await of()).status, { timeout: 10_000 }).toBe("CANCELED");
});

test.each([
  "filter_by.statuses=DONE",
  "filter_by.user_ids=me",
  "max_results=x",
  "page_token=nope",
  "include_metrics=maybe",
  "filter_by.query_start_time_range.start_time_ms=-1",
  "filter_by.query_start_time_range.start_time_ms=1000",
])("?%s is refused", async (query) => {
  const answer = await call("GET", `${path}?${query}`);
  expect([answer.status, answer.body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
});
