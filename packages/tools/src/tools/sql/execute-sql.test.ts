import type { SqlResult } from "@lakehand/protocol";
import { afterEach, describe, expect, it } from "vitest";
import { runTool } from "../../run-tool.ts";
import {
  createTestContext,
  type FakeOutcome,
  type FakeStatement,
  type FakeStatements,
  startFakeStatements,
  type TestContext,
} from "../../testing/index.ts";
import type { ToolContext } from "../../types.ts";
import { executeSql } from "./execute-sql.ts";

let server: FakeStatements;
afterEach(() => server.close());

async function start(
  outcome: FakeOutcome | ((statement: FakeStatement) => FakeOutcome | undefined),
  defaults: ToolContext["defaults"] = { warehouseId: "wh-9" },
): Promise<TestContext> {
  server = await startFakeStatements(typeof outcome === "function" ? outcome : () => outcome);
  return createTestContext({ url: server.url, defaults });
}

const shown = (context: TestContext): SqlResult[] => context.details.filter((d) => d.kind === "sql_result");
const numbers = (from: number, to: number): string[][] =>
  Array.from({ length: to - from }, (_, i) => [String(from + i)]);
const id = [{ name: "id", type_text: "bigint" }];

describe("execute_sql", () => {
  it("gives rows as Markdown, marked as data, and shows the statement from its first moment", async () => {
    const context = await start({ columns: id, chunks: [[["1"]]] });
    const output = await runTool(executeSql, { sql_query: "SELECT 1 AS id;" }, context);
    expect(output.isError).toBeUndefined();
    expect(output.text).toContain("data from the workspace");
    expect(output.text).toMatch(/\| id \|\n\| --- \|\n\| 1 \|\n\n\(1 row\)$/);
    expect(shown(context).map(({ status, statement_id }) => [status, statement_id])).toEqual([
      ["running", "st-0"],
      ["succeeded", "st-0"],
    ]);
    expect(shown(context).at(-1)).toMatchObject({
      total_rows: 1,
      kept_rows: 1,
      preview: [["1"]],
      result_id: "result-1",
    });
    expect(server.statements[0]?.request).toEqual({
      statement: "SELECT 1 AS id",
      warehouse_id: "wh-9",
      wait_timeout: "0s",
      on_wait_timeout: "CONTINUE",
      disposition: "INLINE",
      format: "JSON_ARRAY",
    });
  });

  it("polls fast at first: a quick statement does not wait seconds", async () => {
    const context = await start({ columns: id, chunks: [[["1"]]], polls: 3 });
    const started = performance.now();
    await runTool(executeSql, { sql_query: "SELECT 1" }, context);
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  it("reads all chunks; the model sees 50 rows and the true total, the person all of them", async () => {
    const context = await start({
      columns: id,
      chunks: [numbers(0, 400), numbers(400, 800), numbers(800, 1_000)],
    });
    const output = await runTool(executeSql, { sql_query: "SELECT id FROM t" }, context);
    expect(output.text).toContain("(first 50 of 1,000 rows)");
    expect(output.text).toContain("The person sees all 1,000 rows");
    expect(output.text).not.toContain("| 50 |");
    expect(context.kept.get("result-1")).toMatchObject({ rows: numbers(0, 1_000), totalRows: 1_000 });
    expect(shown(context).at(-1)?.preview).toHaveLength(20);
  });

  it("keeps rows up to its cap and says how many there are", async () => {
    const chunks = Array.from({ length: 30 }, (_, i) => numbers(i * 5_000, (i + 1) * 5_000));
    const context = await start({ columns: id, chunks, totalRows: 1_204_331 });
    const output = await runTool(executeSql, { sql_query: "SELECT id FROM t" }, context);
    expect(output.text).toContain("(first 50 of 1,204,331 rows)");
    expect(output.text).toContain("The person sees the first 100,000 rows");
    expect(shown(context).at(-1)).toMatchObject({ total_rows: 1_204_331, kept_rows: 100_000 });
    expect(server.requests.filter(({ url }) => url.includes("/chunks/"))).toHaveLength(19);
  });

  it("does not call a statement failed because its rows could not be stored", async () => {
    const context = await start({ columns: id, chunks: [numbers(0, 40), numbers(40, 80), numbers(80, 120)] });
    context.results = {
      open: async () => ({
        id: "r",
        write: () => Promise.reject(new Error("disk full")),
        finish: async () => undefined,
      }),
    };
    const output = await runTool(executeSql, { sql_query: "SELECT id FROM t" }, context);
    expect(output.isError).toBeUndefined();
    expect(output.text).toContain("(first 50 of 120 rows)");
    expect(output.text).toContain("could not be stored");
    expect(shown(context).at(-1)).toMatchObject({
      status: "succeeded",
      total_rows: 120,
      kept_rows: 0,
      preview: numbers(0, 20),
    });
    expect(shown(context).at(-1)).not.toHaveProperty("result_id");
  });

  it("stops keeping at 64 Mi characters", async () => {
    const wide = Array.from({ length: 8 }, () => ["x".repeat(1024 * 1024)]);
    const context = await start({
      columns: id,
      chunks: Array.from({ length: 12 }, () => wide),
      totalRows: 96,
    });
    const output = await runTool(executeSql, { sql_query: "SELECT p FROM t" }, context);
    expect(context.kept.get("result-1")?.rows).toHaveLength(64);
    expect(output.text.length).toBeLessThan(30_000);
    expect(JSON.stringify(shown(context).at(-1)).length).toBeLessThan(200_000);
  });

  it("asks again for links when a query's result is too large inline, and sends them no credentials", async () => {
    const tooLarge = {
      error_code: "BAD_REQUEST",
      message: "Inline byte limit exceeded. Use disposition EXTERNAL_LINKS.",
    };
    const context = await start(({ request }) =>
      request.disposition === "INLINE"
        ? { error: tooLarge }
        : { columns: id, chunks: [numbers(0, 30), numbers(30, 60)] },
    );
    const output = await runTool(executeSql, { sql_query: "SELECT id FROM big" }, context);
    expect(output.text).toContain("(first 50 of 60 rows)");
    expect(context.kept.get("result-1")?.rows).toEqual(numbers(0, 60));
    const links = server.requests.filter(({ url }) => url.startsWith("/links/"));
    expect(links).toHaveLength(2);
    for (const { headers } of links) expect(headers.authorization).toBeUndefined();
  });

  it("does not run a statement that changes something a second time", async () => {
    const context = await start({
      error: { error_code: "BAD_REQUEST", message: "Inline byte limit exceeded." },
    });
    const output = await runTool(executeSql, { sql_query: "INSERT INTO t SELECT * FROM u" }, context);
    expect(output.isError).toBe(true);
    expect(server.statements).toHaveLength(1);
  });

  it("gives the error's code, its text, what helps, and the statement", async () => {
    const message = "[TABLE_OR_VIEW_NOT_FOUND] The table or view `x`.`y` cannot be found. SQLSTATE: 42P01";
    const context = await start({ error: { error_code: "BAD_REQUEST", message } });
    const output = await runTool(executeSql, { sql_query: "SELECT * FROM x.y" }, context);
    expect(output).toMatchObject({
      isError: true,
      structured: { error: { code: "TABLE_OR_VIEW_NOT_FOUND", retryable: false } },
    });
    expect(output.text).toMatch(/^\[TABLE_OR_VIEW_NOT_FOUND\]/);
    expect(output.text).toContain("SHOW TABLES");
    expect(output.text).toContain("SELECT * FROM x.y");
    expect(shown(context).at(-1)).toMatchObject({
      status: "failed",
      error: { code: "TABLE_OR_VIEW_NOT_FOUND" },
    });
  });

  it("cancels a statement that outlasts its timeout, and names it", async () => {
    const context = await start({ polls: Number.POSITIVE_INFINITY });
    const output = await runTool(executeSql, { sql_query: "SELECT slow()", timeout: 1 }, context);
    expect(output.isError).toBe(true);
    expect(output.text).toContain("STATEMENT_TIMEOUT");
    expect(output.text).toContain("st-0");
    expect(server.statements[0]?.cancelled).toBe(true);
  });

  it("on Stop cancels the running statement in the workspace before it rejects", async () => {
    const context = await start({ polls: Number.POSITIVE_INFINITY });
    setTimeout(() => context.stop(), 60);
    await expect(runTool(executeSql, { sql_query: "SELECT slow()" }, context)).rejects.toMatchObject({
      code: "CANCELLED",
    });
    expect(server.statements[0]?.cancelled).toBe(true);
    expect(shown(context).at(-1)).toMatchObject({ status: "cancelled", statement_id: "st-0" });
  });

  it("on Stop while the statement is being submitted cancels it as soon as its id is known", async () => {
    server = await startFakeStatements(() => undefined);
    const slow = server;
    const cancels: string[] = [];
    const { startFakeServer } = await import("../../testing/index.ts");
    const front = await startFakeServer((request) => {
      if (request.url.endsWith("/cancel")) cancels.push(request.url);
      return (response) => {
        const json = JSON.stringify({ statement_id: "late", status: { state: "RUNNING" } });
        setTimeout(() => response.writeHead(200, { "content-type": "application/json" }).end(json), 150);
      };
    });
    const context = createTestContext({ url: front.url, defaults: { warehouseId: "w" } });
    setTimeout(() => context.stop(), 30);
    await expect(runTool(executeSql, { sql_query: "SELECT 1" }, context)).rejects.toMatchObject({
      code: "CANCELLED",
    });
    expect(cancels).toEqual(["/api/2.0/sql/statements/late/cancel"]);
    await front.close();
    server = slow;
  });

  it("uses the selection where the call names nothing, and the call's names where it does", async () => {
    const context = await start({}, { warehouseId: "wh-9", catalog: "main", schema: "sales" });
    const run = (input: object): Promise<unknown> =>
      runTool(executeSql, { sql_query: "SELECT 1", ...input }, context);
    await run({ warehouse_id: "", catalog: "", schema: null });
    await run({ warehouse_id: "w2", catalog: "dev", schema: "x" });
    await run({ catalog: "dev" });
    expect(
      server.statements.map(({ request: { warehouse_id, catalog, schema } }) => [
        warehouse_id,
        catalog,
        schema,
      ]),
    ).toEqual([
      ["wh-9", "main", "sales"],
      ["w2", "dev", "x"],
      ["wh-9", "dev", undefined],
    ]);
  });

  it("chooses the best warehouse once when none is selected", async () => {
    const context = await start({}, {});
    for (let i = 0; i < 3; i++) await runTool(executeSql, { sql_query: "SELECT 1" }, context);
    expect(server.statements.map(({ request }) => request.warehouse_id)).toEqual(["wh-1", "wh-1", "wh-1"]);
    expect(server.requests.filter(({ url }) => url.startsWith("/api/2.0/sql/warehouses"))).toHaveLength(1);
    expect(shown(context).at(-1)?.warehouse_name).toBe("Shared endpoint");
  });

  it("passes query tags on, and leaves them out when there are none", async () => {
    const context = await start({});
    await runTool(executeSql, { sql_query: "SELECT 1", query_tags: "team:data, run" }, context);
    await runTool(executeSql, { sql_query: "SELECT 1" }, context);
    expect(server.statements[0]?.request.query_tags).toEqual([
      { key: "team", value: "data" },
      { key: "run" },
    ]);
    expect(server.statements[1]?.request).not.toHaveProperty("query_tags");
  });

  it("says what does not outlive its statement", async () => {
    const context = await start({});
    for (const sql_query of [
      "USE main.sales",
      "SET ansi_mode = true",
      "CREATE OR REPLACE TEMP VIEW v AS SELECT 1",
    ])
      expect((await runTool(executeSql, { sql_query }, context)).text).toMatch(
        /own session|this statement alone/,
      );
  });

  it("writes rows as JSON when asked", async () => {
    const context = await start({ columns: id, chunks: [[["1"], [null]]] });
    const output = await runTool(executeSql, { sql_query: "SELECT 1", output_format: "json" }, context);
    expect(output.text).toContain('[{"id":"1"},\n{"id":null}]');
  });

  it.each([
    [{}, "sql_query"],
    [{ sql_query: 3 }, "sql_query"],
    [{ sql_query: "SELECT 1", timeout: 0 }, "timeout"],
    [{ sql_query: "SELECT 1", output_format: "xml" }, "output_format"],
    [{ sql_query: "-- nothing" }, "empty"],
    [{ sql_query: "SELECT 1; SELECT 2" }, "execute_sql_multi"],
    [null, "sql_query"],
  ])("answers bad input %j with a sentence", async (input, word) => {
    const context = await start({});
    const output = await runTool(executeSql, input, context);
    expect(output.isError).toBe(true);
    expect(output.text).toContain("[INVALID_INPUT]");
    expect(output.text).toContain(word);
    expect(server.statements).toHaveLength(0);
  });

  it("answers a dead workspace with a sentence", async () => {
    const context = await start({});
    await server.close();
    const output = await runTool(executeSql, { sql_query: "SELECT 1" }, context);
    expect(output).toMatchObject({
      isError: true,
      structured: { error: { code: "WORKSPACE_UNREACHABLE", retryable: true } },
    });
    expect(output.text).toContain("cannot be reached");
  });
});
