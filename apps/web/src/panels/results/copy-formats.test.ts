import { describe, expect, it } from "vitest";
import { toJson, toMarkdown, toTsv } from "./copy-formats.ts";

const columns = [
  { name: "n", type: "bigint" },
  { name: "amount", type: "decimal(20,2)" },
  { name: "text", type: "string" },
  { name: "ok", type: "boolean" },
  { name: "n", type: "array<int>" },
];
const rows = [
  ["9007199254740993", "1.10", 'a "b"\tc', "true", "[1,2]"],
  [null, "0.00", "two\nlines | \\", "false", null],
];

describe("copy formats", () => {
  it("quotes what would break a spreadsheet", () => {
    expect(toTsv([[null, 'x"y', "a\tb", "plain"]])).toBe('\t"x""y"\t"a\tb"\tplain');
    expect(toTsv([["1"]], [{ name: "a", type: "int" }])).toBe("a\n1");
  });
  it("escapes what would break a Markdown table", () => {
    expect(toMarkdown(rows.slice(1), columns)).toBe(
      [
        "| n | amount | text | ok | n |",
        "| ---: | ---: | --- | --- | --- |",
        "|  | 0.00 | two<br>lines \\| \\\\ | false |  |",
      ].join("\n"),
    );
  });
  it("writes JSON with exact numbers, nested values and distinct names", () => {
    const text = toJson(rows, columns);
    expect(text).toContain('"n": 9007199254740993, "amount": 1.10');
    expect(JSON.parse(text)).toEqual([
      { n: 9007199254740992, amount: 1.1, text: 'a "b"\tc', ok: true, n_2: [1, 2] },
      { n: null, amount: 0, text: "two\nlines | \\", ok: false, n_2: null },
    ]);
    expect(toJson([], columns)).toBe("[]");
    expect(JSON.parse(toJson([["NaN"]], [{ name: "x", type: "double" }]))).toEqual([{ x: "NaN" }]);
  });
});
