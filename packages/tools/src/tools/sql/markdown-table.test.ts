import { describe, expect, it } from "vitest";
import { markdownTable } from "./markdown-table.ts";

const columns = (...names: string[]): { name: string; type: string }[] =>
  names.map((name) => ({ name, type: "string" }));

describe("markdownTable", () => {
  it("says so when there are no rows", () => {
    expect(markdownTable(columns("a"), []).text).toBe("(no results)");
  });

  it("has a header, a separator, the rows and their number", () => {
    expect(markdownTable(columns("a", "b"), [["1", "x"]]).text).toBe(
      "| a | b |\n| --- | --- |\n| 1 | x |\n\n(1 row)",
    );
    expect(markdownTable(columns("a"), [["1"], ["2"], ["3"]]).text).toMatch(/\(3 rows\)$/);
  });

  it("leaves null empty, escapes | and keeps a cell on its line", () => {
    expect(markdownTable(columns("a", "b", "c"), [[null, "a|b", "x\ny\r\nz"]]).text).toContain(
      "|  | a\\|b | x y z |",
    );
  });

  it("names each column once and needs far fewer characters than JSON", () => {
    const names = ["customer_name", "order_total", "country_code", "created_at"];
    const rows = Array.from({ length: 50 }, (_, i) => [`name ${i}`, String(i * 10), "CH", "2026-01-01"]);
    const { text } = markdownTable(columns(...names), rows);
    for (const name of names) expect(text.split(name)).toHaveLength(2);
    const json = JSON.stringify(
      rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]]))),
    );
    expect(text.length).toBeLessThan(json.length * 0.7);
  });

  it("shows the first rows of a large result with the true total", () => {
    const rows = Array.from({ length: 60 }, (_, i) => [String(i)]);
    const { text, shownRows } = markdownTable(columns("n"), rows, 1_204_331);
    expect(shownRows).toBe(50);
    expect(text).toMatch(/\(first 50 of 1,204,331 rows\)$/);
  });

  it("stays within its limit for wide, long and many cells", () => {
    const wide = columns(...Array.from({ length: 3_000 }, (_, i) => `a_rather_long_column_name_${i}`));
    const { text } = markdownTable(wide, [wide.map(() => "v")]);
    expect(text.length).toBeLessThan(22_000);
    expect(text).toMatch(/\(first \d+ of 3000 columns\)$/);
    const long = markdownTable(
      columns("a"),
      Array.from({ length: 50 }, () => ["x".repeat(100_000)]),
    );
    expect(long.text.length).toBeLessThan(30_000);
    expect(long.text).toContain("…(+99500 characters)");
    const both = markdownTable(
      columns("a", "b", "c"),
      Array.from({ length: 50 }, () => ["x".repeat(500), "y".repeat(500), "z".repeat(500)]),
    );
    expect(both.text.length).toBeLessThan(21_000);
    expect(both.text).toContain(`(first ${both.shownRows} of 50 rows)`);
  });
});
