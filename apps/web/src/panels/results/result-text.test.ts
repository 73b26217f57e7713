import type { SqlResult } from "@lakehand/protocol";
import { describe, expect, it } from "vitest";
import { prettyJson } from "./pretty-json.ts";
import { facts, firstWords, rowsFooter } from "./result-text.ts";

const result = (part: Partial<SqlResult>): SqlResult => ({
  kind: "sql_result",
  sql: "SELECT 1",
  status: "succeeded",
  ...part,
});

describe("words for a result", () => {
  it("says what became of it", () => {
    const columns = [{ name: "a", type: "int" }];
    expect(facts(result({ columns, total_rows: 1_204_331, duration_ms: 1200 }))).toBe(
      "1,204,331 rows · 1.2 s",
    );
    expect(facts(result({ columns, total_rows: 0 }))).toBe("no rows");
    expect(facts(result({}))).toBe("done");
    expect(facts(result({ status: "skipped" }))).toBe("not run");
  });
  it("is honest about rows that were not kept", () => {
    expect(rowsFooter(50, 1_204_331)).toBe(
      "50 of 1,204,331 rows kept; run with LIMIT or save to a table for the rest",
    );
    expect(rowsFooter(1, 1)).toBe("1 row");
    expect(rowsFooter(100, 100, 3)).toBe("3 match · 100 rows");
  });
  it("leaves comments and line breaks out of the first words", () => {
    expect(firstWords("-- top\n  -- cities\nSELECT\n  1")).toBe("SELECT 1");
    expect(firstWords(`SELECT ${"x, ".repeat(100_000)}`).length).toBe(300);
  });
});

describe("prettyJson", () => {
  it("lays out objects and keeps every digit", () => {
    expect(prettyJson('{"a":12345678901234567890,"b":[1.10,{}],"c":"x{y"}')).toBe(
      '{\n  "a": 12345678901234567890,\n  "b": [\n    1.10,\n    {}\n  ],\n  "c": "x{y"\n}',
    );
  });
  it("leaves other text alone", () => {
    expect(prettyJson("12")).toBeUndefined();
    expect(prettyJson("{not json")).toBeUndefined();
  });
});
