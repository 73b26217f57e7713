import { describe, expect, it } from "vitest";
import { lineDiff } from "../../lib/line-diff.ts";
import { numbered, parts, sideBySide } from "./hunks.ts";

const lines = (n: number, change: Record<number, string> = {}) =>
  Array.from({ length: n }, (_, i) => change[i + 1] ?? `line ${i + 1}`).join("\n");

describe("parts", () => {
  it("shows changes with three lines around them and folds the rest", () => {
    const all = numbered(lineDiff(lines(30), lines(30, { 15: "changed" })));
    const found = parts(all);
    expect(found.map((p) => [p.kind, p.lines.length])).toEqual([
      ["fold", 11],
      ["lines", 8],
      ["fold", 12],
    ]);
    expect(found[1]?.lines[0]).toMatchObject({ before: 12, after: 12 });
    expect(found.flatMap((p) => p.lines)).toEqual(all);
  });

  it("does not fold one or two lines, and joins what is shown", () => {
    const all = numbered(lineDiff(lines(12), lines(12, { 2: "x", 11: "y" })));
    expect(parts(all).map((p) => p.kind)).toEqual(["lines"]);
  });

  it("numbers each side on its own", () => {
    expect(numbered(lineDiff("a\nb", "a\nx\ny\nb")).map((l) => [l.before, l.after])).toEqual([
      [1, 1],
      [undefined, 2],
      [undefined, 3],
      [2, 4],
    ]);
  });
});

it("puts what was taken out beside what came in its place", () => {
  const pairs = sideBySide(numbered(lineDiff("a\nb\nc\nd", "a\nx\nd")));
  expect(pairs.map((p) => [p.left?.text, p.right?.text])).toEqual([
    ["a", "a"],
    ["b", "x"],
    ["c", undefined],
    ["d", "d"],
  ]);
});
