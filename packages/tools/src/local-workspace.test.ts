import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SqlResult } from "@lakehand/protocol";
import { beforeAll, describe, expect, it } from "vitest";
import type { WorkspaceClient } from "./index.ts";
import { createTestContext, type TestContext } from "./testing/index.ts";
import { localDesk } from "./testing/local-desk.ts";
import type { ToolOutput } from "./types.ts";

const desk = localDesk({ defaults: { catalog: "main", schema: "default" } });
const { newContext, call } = desk;
let client: WorkspaceClient;

beforeAll(async () => {
  await mkdir(join(desk.project(), "app/sub"), { recursive: true });
  client = newContext().workspace;
});

async function ok(name: string, input: object, context?: TestContext): Promise<ToolOutput> {
  const output = await call(name, input, context);
  expect(output.isError, output.text).toBeUndefined();
  return output;
}

const lastResult = (context: TestContext): SqlResult | undefined =>
  context.details.filter((d) => d.kind === "sql_result").at(-1);

describe("the tools on the local workspace", () => {
  it("know the user and the warehouses", async () => {
    expect((await ok("current_user", {})).structured).toMatchObject({
      username: expect.stringContaining("@"),
      workspace_url: desk.local().url,
    });
    const { structured } = await ok("list_warehouses", {});
    expect(structured).toMatchObject({ warehouses: [{ state: "RUNNING" }] });
    const best = (await ok("get_best_warehouse", {})).structured;
    expect((structured as { warehouses: { id: string }[] }).warehouses[0]?.id).toBe(best?.warehouse_id);
  });

  it("say what to do about a wrong token", async () => {
    const output = await call(
      "execute_sql",
      { sql_query: "SELECT 1" },
      createTestContext({ url: desk.local().url, token: "wrong" }),
    );
    expect(output.isError).toBe(true);
    expect(output.text).toContain("DATABRICKS_TOKEN");
  });

  it("upload a file and a folder to the workspace, notebooks among them", async () => {
    const project = desk.project();
    await writeFile(join(project, "app/job.py"), "print('grüezi')\n");
    await writeFile(join(project, "app/sub/nb.sql"), "-- Databricks notebook source\nSELECT 1\n");
    const home = String((await ok("current_user", {})).structured?.home_path);
    await ok("upload_folder", { local_folder: "app", workspace_folder: `${home}/app` });
    expect(await client.workspaceFiles.status(`${home}/app/job.py`)).toMatchObject({ object_type: "FILE" });
    expect(await client.workspaceFiles.status(`${home}/app/sub/nb`)).toMatchObject({
      object_type: "NOTEBOOK",
      language: "SQL",
    });
    await writeFile(join(project, "app/job.py"), "print('zwei')\n");
    await ok("upload_file", { local_path: "app/job.py", workspace_path: `${home}/app/` });
    const { body } = await client.workspaceFiles.export(`${home}/app/job.py`);
    expect(await new Response(body).text()).toBe("print('zwei')\n");
    const refused = await call("upload_file", {
      local_path: "app/job.py",
      workspace_path: `${home}/app/`,
      overwrite: false,
    });
    expect(refused).toMatchObject({ isError: true, structured: { success: false } });
  });

  it("run SQL and keep its types and rows", async () => {
    const context = newContext();
    const output = await ok(
      "execute_sql",
      { sql_query: "SELECT 1 AS a, 'x|y' AS b, CAST(1.50 AS DECIMAL(10,2)) AS c, NULL AS d" },
      context,
    );
    expect(output.text).toContain("| 1 | x\\|y | 1.50 |  |");
    expect(lastResult(context)).toMatchObject({
      status: "succeeded",
      columns: [
        { name: "a", type: "int" },
        { name: "b", type: "string" },
        { name: "c", type: "decimal(10,2)" },
        { name: "d" },
      ],
      preview: [["1", "x|y", "1.50", null]],
    });
  });

  it("name an unknown table, a wrong column and bad syntax by their codes", async () => {
    for (const [sql_query, code] of [
      ["SELECT * FROM main.default.no_such_table", "TABLE_OR_VIEW_NOT_FOUND"],
      ["SELECT nope FROM (SELECT 1 AS a)", "UNRESOLVED_COLUMN"],
      ["SELEC 1", "PARSE_SYNTAX_ERROR"],
    ] as const) {
      const output = await call("execute_sql", { sql_query });
      expect(output.isError).toBe(true);
      expect(output.text).toContain(code);
    }
  });

  it("run a script in the order that it means", async () => {
    const script = `
      CREATE SCHEMA IF NOT EXISTS main.multi; USE main.multi;
      DROP TABLE IF EXISTS bronze;
      CREATE TABLE bronze AS SELECT id, id % 3 AS k FROM range(100); -- a; comment
      CREATE TABLE other AS SELECT 1 AS x;
      INSERT INTO bronze VALUES (1000, 7);
      CREATE TABLE silver AS SELECT k, count(*) AS n FROM bronze GROUP BY k;
      SELECT * FROM silver ORDER BY k;
      DROP TABLE bronze;
      SELECT count(*) AS n FROM silver`;
    const context = newContext();
    const output = await ok("execute_sql_multi", { sql_content: script }, context);
    const { results, execution_summary } = output.structured as {
      results: Record<string, { status: string; sample_results: unknown }>;
      execution_summary: { groups: { query_indices: number[] }[] };
    };
    expect(Object.values(results).map(({ status }) => status)).toEqual(
      Array.from({ length: 10 }, () => "success"),
    );
    expect(results["7"]?.sample_results).toEqual([
      { k: "0", n: "34" },
      { k: "1", n: "33" },
      { k: "2", n: "33" },
      { k: "7", n: "1" },
    ]);
    expect(results["9"]?.sample_results).toEqual([{ n: "4" }]);
    expect(execution_summary.groups.length).toBeLessThan(10);
  });

  it("wait with the reader of a view for what the view reads", async () => {
    await ok("execute_sql_multi", {
      sql_content:
        "CREATE OR REPLACE TABLE main.default.base AS SELECT 1 AS x; CREATE OR REPLACE VIEW main.default.over AS SELECT * FROM main.default.base",
    });
    const output = await ok("execute_sql_multi", {
      sql_content: "INSERT INTO base VALUES (2); SELECT count(*) AS n FROM over",
    });
    expect(output.structured).toMatchObject({
      results: { "1": { sample_results: [{ n: "2" }] } },
      execution_summary: { total_groups: 2 },
    });
  });

  it("show 50 of a result of 1.5 million rows, keep 100 000, and count all", async () => {
    const context = newContext();
    const output = await ok(
      "execute_sql",
      { sql_query: "SELECT id, repeat('x', 30) AS p FROM range(1500000)" },
      context,
    );
    expect(output.text).toContain("(first 50 of 1,500,000 rows)");
    expect(output.text.length).toBeLessThan(20_500);
    expect(lastResult(context)).toMatchObject({ total_rows: 1_500_000, kept_rows: 100_000 });
    const rows = context.kept.get("result-1")?.rows ?? [];
    expect(new Set(rows.map(([id]) => id)).size).toBe(100_000);
  }, 120_000);

  it("cancel a running statement in the workspace on Stop", async () => {
    const context = newContext();
    const running = call(
      "execute_sql",
      {
        sql_query:
          "SELECT count(*) FROM range(1000000) a CROSS JOIN range(1000000) b WHERE a.id * b.id % 7 = 3",
      },
      context,
    );
    await expect.poll(() => lastResult(context)?.statement_id, { timeout: 10_000 }).toBeDefined();
    context.stop();
    await expect(running).rejects.toMatchObject({ code: "CANCELLED" });
    const id = lastResult(context)?.statement_id ?? "";
    await expect
      .poll(async () => (await client.statements.get(id)).status.state, { timeout: 5_000 })
      .toBe("CANCELED");
  });

  it("describe a table with its statistics", async () => {
    await ok("execute_sql", {
      sql_query:
        "CREATE OR REPLACE TABLE main.default.trips AS SELECT id, id * 1.5 AS fare, concat('city ', id % 4) AS city, DATE'2026-01-01' AS day, IF(id % 10 = 0, NULL, id) AS maybe FROM range(1000)",
    });
    const output = await ok("get_table_details", {
      catalog: "main",
      schema: "default",
      table_names: ["trips"],
      table_stat_level: "DETAILED",
    });
    const [table] = (
      output.structured as {
        tables: {
          total_rows: number;
          ddl: string;
          error?: string;
          sample_data: unknown[];
          column_details: Record<string, Record<string, unknown>>;
        }[];
      }
    ).tables;
    expect(table?.error).toBeUndefined();
    expect(table).toMatchObject({ total_rows: 1000, ddl: expect.stringContaining("CREATE TABLE") });
    expect(table?.sample_data).toHaveLength(10);
    expect(table?.column_details.city).toMatchObject({
      value_counts: { "city 0": 250, "city 1": 250, "city 2": 250, "city 3": 250 },
    });
    expect(table?.column_details.maybe).toMatchObject({ null_count: 100, min: 1, max: 999 });
    const histogram = table?.column_details.id?.histogram as { count: number }[];
    expect(histogram.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
  });

  it("put a file into a volume and a folder beside it, byte for byte", async () => {
    const csv = `name,age\n${"Ada,36\n".repeat(20_000)}`;
    await writeFile(join(desk.project(), "people 1+2.csv"), csv);
    await ok("execute_sql", { sql_query: "CREATE VOLUME IF NOT EXISTS main.default.landing" });
    const volume = "/Volumes/main/default/landing";
    await ok("upload_file", { local_path: "people 1+2.csv", workspace_path: `${volume}/in/` });
    await ok("upload_folder", { local_folder: "app", workspace_folder: `${volume}/app` });
    expect(await client.files.info(`${volume}/in/people 1+2.csv`)).toMatchObject({ size: csv.length });
    const { body } = await client.files.download(`${volume}/in/people 1+2.csv`);
    expect(await new Response(body).text()).toBe(csv);
    const names = (await client.files.list(`${volume}/app`)).items.map(({ name }) => name).toSorted();
    expect(names).toEqual(["job.py", "sub"]);
  });
});
