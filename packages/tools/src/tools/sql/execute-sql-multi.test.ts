import { afterEach, describe, expect, it } from "vitest";
import { runTool } from "../../run-tool.ts";
import {
  createTestContext,
  type FakeAnswer,
  type FakeOutcome,
  type FakeStatement,
  type FakeStatements,
  type SeenRequest,
  startFakeStatements,
  type TestContext,
} from "../../testing/index.ts";
import type { ToolOutput } from "../../types.ts";
import { executeSqlMulti } from "./execute-sql-multi.ts";

interface Group {
  group_number: number;
  query_indices: number[];
  is_parallel: boolean;
  status: string;
}
interface Multi {
  results: Record<string, Record<string, unknown>>;
  execution_summary: {
    total_queries: number;
    total_groups: number;
    stopped_after_group: number | null;
    groups: Group[];
  };
}

let server: FakeStatements;
afterEach(() => server.close());

async function start(
  outcome: (statement: FakeStatement) => FakeOutcome | undefined = () => ({}),
  other?: (request: SeenRequest) => FakeAnswer | undefined,
): Promise<TestContext> {
  server = await startFakeStatements(outcome, other);
  return createTestContext({
    url: server.url,
    defaults: { warehouseId: "wh-1", catalog: "main", schema: "default" },
  });
}

async function run(
  context: TestContext,
  sql_content: string,
  more: object = {},
): Promise<ToolOutput & { data: Multi }> {
  const output = await runTool(executeSqlMulti, { sql_content, ...more }, context);
  return { ...output, data: output.structured as unknown as Multi };
}

const sent = (): string[] => server.statements.map(({ request }) => request.statement);

describe("execute_sql_multi", () => {
  it("runs independent statements in one group, and gives each its result", async () => {
    const context = await start(({ request }) => ({
      columns: [{ name: "n", type_text: "int" }],
      chunks: [[[request.statement.slice(-1)]]],
    }));
    const { data, text, isError } = await run(context, "SELECT 1; SELECT 2; -- c ;\nSELECT 3; SELECT 4");
    expect(isError).toBeUndefined();
    expect(data.execution_summary).toMatchObject({
      total_queries: 4,
      total_groups: 1,
      stopped_after_group: null,
    });
    expect(data.execution_summary.groups[0]).toMatchObject({
      query_indices: [1, 2, 3, 4],
      is_parallel: true,
      status: "executed",
    });
    expect(data.results["2"]).toMatchObject({
      query_index: 2,
      status: "success",
      query_preview: "SELECT 3",
      result_rows: 1,
      sample_results: [{ n: "3" }],
      group_number: 1,
      group_size: 4,
      is_parallel: true,
    });
    expect(text).toContain("4 succeeded, 0 failed, 0 skipped");
    expect(
      context.details
        .filter((d) => d.kind === "sql_result" && d.status === "succeeded")
        .map((d) => d.kind === "sql_result" && d.index)
        .toSorted(),
    ).toEqual([0, 1, 2, 3]);
  });

  it("really runs them at once, and no more than max_workers", async () => {
    let running = 0;
    let most = 0;
    const seen = new Set<string>();
    const context = await start((statement) => {
      if (!seen.has(statement.id)) {
        seen.add(statement.id);
        running += 1;
        most = Math.max(most, running);
      }
      if (statement.polls === 4) running -= 1;
      return { polls: 4 };
    });
    await run(context, Array.from({ length: 9 }, (_, i) => `SELECT ${i}`).join(";"), { max_workers: 3 });
    expect(most).toBe(3);
  });

  it("never runs CREATE before the DROP that stands before it", async () => {
    const context = await start();
    const { data } = await run(
      context,
      "DROP TABLE IF EXISTS t; CREATE TABLE t (a INT); INSERT INTO t VALUES (1); SELECT * FROM t",
    );
    expect(sent().map((sql) => sql.split(" ")[0])).toEqual(["DROP", "CREATE", "INSERT", "SELECT"]);
    expect(data.execution_summary.total_groups).toBe(4);
  });

  it("runs three CTAS at once and their reader after them", async () => {
    const context = await start();
    const { data } = await run(
      context,
      "CREATE TABLE a AS SELECT 1 AS id; CREATE TABLE b AS SELECT 2 AS id; CREATE TABLE c AS SELECT 3 AS id; SELECT * FROM a JOIN b USING (id) JOIN c USING (id)",
    );
    expect(data.execution_summary.groups.map(({ query_indices }) => query_indices)).toEqual([[1, 2, 3], [4]]);
  });

  it("after an error skips later groups, but lets the same group finish", async () => {
    const missing = {
      error_code: "BAD_REQUEST",
      message: "[TABLE_OR_VIEW_NOT_FOUND] The table or view `nope` cannot be found.",
    };
    const context = await start(({ request }) =>
      request.statement.includes("nope") ? { error: missing } : { polls: 5 },
    );
    const { data, text, isError } = await run(
      context,
      "CREATE TABLE a AS SELECT * FROM nope; CREATE TABLE b AS SELECT 1 AS x; INSERT INTO a VALUES (1); SELECT * FROM b",
    );
    expect(isError).toBe(true);
    expect(data.results["0"]).toMatchObject({
      status: "error",
      error_category: "MISSING_TABLE",
      error: expect.stringContaining("nope"),
    });
    expect(data.results["1"]).toMatchObject({ status: "success" });
    expect(data.results["2"]).toMatchObject({ status: "skipped" });
    expect(data.results["3"]).toMatchObject({ status: "skipped" });
    expect(data.execution_summary).toMatchObject({
      stopped_after_group: 1,
      groups: [{ status: "executed" }, { status: "skipped" }],
    });
    expect(text).toContain("1 succeeded, 1 failed, 2 skipped");
    expect(sent()).toHaveLength(2);
    expect(context.details.filter((d) => d.kind === "sql_result" && d.status === "skipped")).toHaveLength(2);
  });

  it("runs what follows a USE in the place that it names", async () => {
    const context = await start();
    await run(context, "SELECT 1; USE CATALOG dev; SELECT 2; USE SCHEMA bronze; SELECT 3");
    expect(
      server.statements.map(({ request: { statement, catalog, schema } }) => [statement, catalog, schema]),
    ).toEqual([
      ["SELECT 1", "main", "default"],
      ["USE CATALOG dev", "main", "default"],
      ["SELECT 2", "dev", "default"],
      ["USE SCHEMA bronze", "dev", "default"],
      ["SELECT 3", "dev", "bronze"],
    ]);
  });

  it("asks the workspace whether a name is a view before it reorders around it", async () => {
    const catalog = (table_type: string) => (request: SeenRequest) =>
      request.url.includes("/unity-catalog/tables/main.default.v")
        ? { json: { name: "v", table_type } }
        : undefined;
    const script = "INSERT INTO t VALUES (1); SELECT * FROM v";
    const view = await run(await start(undefined, catalog("VIEW")), script);
    expect(view.data.execution_summary.total_groups).toBe(2);
    await server.close();
    const table = await run(await start(undefined, catalog("MANAGED")), script);
    expect(table.data.execution_summary.total_groups).toBe(1);
    await server.close();
    const forbidden = await run(
      await start(undefined, () => ({
        status: 403,
        json: { error_code: "PERMISSION_DENIED", message: "no" },
      })),
      script,
    );
    expect(forbidden.data.execution_summary.total_groups).toBe(2);
  });

  it("keeps a block whole and strings and comments apart", async () => {
    const context = await start();
    await run(context, "BEGIN INSERT INTO t VALUES (1); DELETE FROM t; END; /* a; b */ SELECT ';' -- c;\n;");
    expect(sent()).toEqual(["BEGIN INSERT INTO t VALUES (1); DELETE FROM t; END", "SELECT ';'"]);
  });

  it("on Stop cancels all that runs and starts nothing more", async () => {
    const context = await start(() => ({ polls: Number.POSITIVE_INFINITY }));
    setTimeout(() => context.stop(), 80);
    await expect(
      run(context, Array.from({ length: 6 }, (_, i) => `SELECT ${i}`).join(";")),
    ).rejects.toMatchObject({ code: "CANCELLED" });
    expect(server.statements).toHaveLength(4);
    expect(server.statements.every(({ cancelled }) => cancelled)).toBe(true);
  });

  it.each([
    ["-- nothing", "no statement"],
    ["SELECT 1; USE IDENTIFIER(:x)", "Statement 2"],
    [Array.from({ length: 201 }, () => "SELECT 1").join(";"), "200"],
  ])("refuses %.40s with a sentence", async (script, words) => {
    const { text, isError } = await run(await start(), script);
    expect(isError).toBe(true);
    expect(text).toContain(words);
    expect(server.statements).toHaveLength(0);
  });

  it("keeps its text bounded for many large results", async () => {
    const context = await start(() => ({
      columns: [{ name: "c", type_text: "string" }],
      chunks: [Array.from({ length: 50 }, () => ["x".repeat(10_000)])],
    }));
    const script = Array.from({ length: 60 }, (_, i) => `SELECT ${i}`).join(";");
    const json = await run(context, script, { output_format: "json" });
    expect(json.text.length).toBeLessThan(45_000);
    expect(JSON.stringify(json.data).length).toBeLessThan(120_000);
    const { text } = await run(context, script);
    expect(text.length).toBeLessThan(45_000);
    expect(text).toContain("Statement 60");
  });
});
