import { describe, expect, it } from "vitest";
import { hintFor } from "./error-hint.ts";
import { findSql, looksLikeSql } from "./find-sql.ts";
import { formatTable, parseResultTable } from "./result-table.ts";
import { splitStatements } from "./split-statements.ts";

describe("splitStatements", () => {
  it("leaves strings, quoted names and comments whole", () => {
    const sql = "SELECT ';' AS `a;b`; -- one; two\nSELECT \"x;y\" /* ; */;;\n-- only a comment\n";
    expect(splitStatements(sql)).toEqual(["SELECT ';' AS `a;b`", '-- one; two\nSELECT "x;y" /* ; */']);
  });
});

describe("findSql", () => {
  it.each([
    "SELECT 1",
    "select a, b from t",
    "with x as (select 1) select * from x",
    "show tables in samples.tpch",
    "DESCRIBE TABLE samples.nyctaxi.trips",
    "create table main.a.b as select 1 as x",
    "CREATE SCHEMA main.practice",
    "insert into t values (1)",
    "-- note\nDROP TABLE IF EXISTS main.a.b",
    "explain select 1",
    "select count(*) from t",
    "update t set a = 1 where b = 2",
    "use catalog main",
    "values (1), (2)",
  ])("sees SQL in %j", (text) => expect(findSql(text)).toBe(text));

  it.each([
    "show me the tables",
    "what tables are there?",
    "describe trips",
    "create a table of customers",
    "select the five best customers",
    "update me on the numbers",
    "with a chart, revenue by month",
    "use the samples",
    "delete everything",
    "run the report",
  ])("sees no SQL in %j", (text) => expect(findSql(text)).toBeUndefined());

  it("takes fenced blocks and what follows run:", () => {
    expect(findSql("please try\n```sql\nSELECT 1;\n```\nand\n```sql\nSELECT 2\n```")).toBe(
      "SELECT 1;;\nSELECT 2",
    );
    expect(findSql("run: SELECT 1")).toBe("SELECT 1");
    expect(findSql("Run this query: `SELECT 1`")).toBe("SELECT 1");
    expect(findSql("run: selct 1")).toBe("selct 1");
    expect(findSql("```python\nprint(1)\n```")).toBeUndefined();
  });

  it("is not fooled by a verb alone", () => expect(looksLikeSql("select")).toBe(false));
});

describe("parseResultTable", () => {
  it("reads cells, nulls, escapes and the true number of rows", () => {
    const table = parseResultTable(
      "Data below.\n\n| a | b |\n| --- | --- |\n| x\\|y |  |\n| c\\\\d | 2 |\n\n(first 2 of 1,204,331 rows)\nThe person sees all.",
    );
    expect(table).toEqual({
      columns: ["a", "b"],
      rows: [
        ["x|y", ""],
        ["c\\d", "2"],
      ],
      totalRows: 1_204_331,
    });
  });

  it("counts shown rows when no line says how many", () => {
    expect(parseResultTable("| a |\n| --- |\n| 1 |")?.totalRows).toBe(1);
    expect(parseResultTable("(no results)\nColumns: a int")).toBeUndefined();
  });

  it("puts columns of numbers at the right, and no others", () => {
    const rows = [
      ["1,204", "-3.5", "x1", ""],
      ["", "2", "7", ""],
    ];
    expect(formatTable({ columns: ["a", "b", "c", "d"], rows }).split("\n")[1]).toBe(
      "| ---: | ---: | --- | --- |",
    );
  });

  it("reads back what it writes", () => {
    const table = { columns: ["a"], rows: [["1|2"], ["3"]] };
    expect(parseResultTable(formatTable(table))?.rows).toEqual(table.rows);
  });
});

describe("hintFor", () => {
  it("knows what to do about common errors and is silent about others", () => {
    expect(hintFor("[TABLE_OR_VIEW_NOT_FOUND] The table x cannot be found.")).toContain(
      "what tables are there",
    );
    expect(hintFor("[UNRESOLVED_COLUMN.WITH_SUGGESTION] …")).toContain("describe");
    expect(hintFor("[INSUFFICIENT_PERMISSIONS] The catalog 'samples' is read-only.")).toContain("Copy");
    expect(hintFor("something odd")).toBeUndefined();
  });
});
