import type { ToolBlock } from "@lakehand/protocol";
import { describe, expect, it } from "vitest";
import { humanToolName, shortToolName, toolFamily } from "./tool-names.ts";
import { sqlTitle, toolTitle } from "./tool-title.ts";

const tool = (name: string, input: Record<string, unknown> = {}): ToolBlock => ({
  kind: "tool",
  id: "t",
  name,
  input,
  status: "done",
  startedAt: "",
  details: [],
});

describe("sqlTitle", () => {
  it.each([
    ["SELECT * FROM samples.nyctaxi.trips", "Query samples.nyctaxi.trips"],
    ["-- why\n/* more */ WITH a AS (SELECT 1) SELECT * FROM a", "Query"],
    ["CREATE OR REPLACE TABLE `main`.`my sales`.t AS SELECT 1", "Create table main.my sales.t"],
    ["CREATE SCHEMA IF NOT EXISTS main.practice", "Create schema main.practice"],
    ["describe table extended samples.tpch.orders", "Inspect samples.tpch.orders"],
    ["SHOW CATALOGS", "Inspect"],
    ["INSERT INTO main.a.b VALUES (1)", "Insert rows main.a.b"],
    ["DROP VIEW IF EXISTS main.a.v", "Drop main.a.v"],
    ["optimize x", "Optimize"],
    ["analyze x", "Run SQL"],
    ["truncate table main.a.b", "Empty table main.a.b"],
    ["", "Run SQL"],
  ])("%s", (sql, title) => expect(sqlTitle(sql)).toBe(title));
});

describe("toolTitle", () => {
  it("names what a call is about", () => {
    expect(toolTitle(tool("Write", { file_path: "/p/src/a.py" }))).toBe("Write a.py");
    expect(toolTitle(tool("mcp__databricks__get_table_details", { catalog: "main", schema: "x" }))).toBe(
      "Look at the tables of main.x",
    );
    expect(toolTitle(tool("mcp__databricks__create_or_update_genie"))).toBe("Create or update genie");
  });
});

describe("tool names", () => {
  it("loses the server in front", () => {
    expect(shortToolName("mcp__databricks__execute_sql")).toBe("execute_sql");
    expect(shortToolName("mcp__my_server__do__it")).toBe("do__it");
    expect(toolFamily("mcp__databricks__execute_sql_multi")).toBe("sql");
    expect(toolFamily("toString")).toBe("other");
    expect(humanToolName("NotebookEdit")).toBe("Notebook edit");
  });
});
