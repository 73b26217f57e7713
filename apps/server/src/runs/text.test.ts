import { describe, expect, it } from "vitest";
import { csvLine } from "./csv.ts";
import { titleFrom } from "./title.ts";

describe("csvLine", () => {
  it("quotes, tells null from empty, and disarms formulas but not numbers", () => {
    expect(csvLine(["a,b", 'say "x"', null, "", "-1.5", "=cmd()", "-cmd", "line\nbreak"])).toBe(
      `"a,b","say ""x""",,"",-1.5,'=cmd(),'-cmd,"line\nbreak"\r\n`,
    );
  });
});

describe("titleFrom", () => {
  it("keeps a short message", () => expect(titleFrom("  Top 5\n cities ")).toBe("Top 5 cities"));
  it("cuts at a word", () =>
    expect(titleFrom("Build bronze, silver and gold tables from the trips")).toBe(
      "Build bronze, silver and gold tables…",
    ));
  it("cuts a long word", () => expect(titleFrom("x".repeat(60))).toBe(`${"x".repeat(40)}…`));
});
