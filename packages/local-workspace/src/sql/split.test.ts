import { expect, it } from "vitest";
import { splitStatements } from "./split.ts";

const texts = (sql: string): string[] => splitStatements(sql).map((s) => s.text);

it("divides at semicolons outside strings, names and comments", () => {
  expect(texts("select ';' as a; -- ; \nselect `;`;;/* ; */ select 1")).toEqual([
    "select ';' as a",
    "select `;`",
    "select 1",
  ]);
});

it("says where each statement starts", () => {
  expect(splitStatements("  a; b").map((s) => s.offset)).toEqual([2, 5]);
});

it("keeps a BEGIN … END block whole, whatever is nested in it", () => {
  const block = "BEGIN DECLARE x INT; IF x > 1 THEN SELECT CASE WHEN true THEN 1 END; END IF; END";
  expect(texts(`${block}; SELECT 2`)).toEqual([block, "SELECT 2"]);
  expect(texts("SELECT begin FROM t; SELECT 2")).toEqual(["SELECT begin FROM t", "SELECT 2"]);
});
