import { describe, expect, it } from "vitest";
import { countChanges, lineDiff } from "./line-diff.ts";

const marks = (before: string, after: string) =>
  lineDiff(before, after).map((l) => `${{ same: " ", added: "+", removed: "-" }[l.kind]}${l.text}`);

describe("lineDiff", () => {
  it("shows the lines that changed among those that did not", () => {
    expect(marks("a\nb\nc\nd", "a\nx\nc\ny\nd")).toEqual([" a", "-b", "+x", " c", "+y", " d"]);
  });
  it("handles an empty side and equal texts", () => {
    expect(marks("", "a\n")).toEqual(["+a"]);
    expect(marks("a", "")).toEqual(["-a"]);
    expect(countChanges(lineDiff("a\nb", "a\nb"))).toEqual({ added: 0, removed: 0 });
  });
  it("gives both texts back", () => {
    const before = "one\ntwo\nthree\nfour\nfive\ntwo";
    const after = "zero\ntwo\nfour\nthree\ntwo\nsix";
    const lines = lineDiff(before, after);
    expect(
      lines
        .filter((l) => l.kind !== "added")
        .map((l) => l.text)
        .join("\n"),
    ).toBe(before);
    expect(
      lines
        .filter((l) => l.kind !== "removed")
        .map((l) => l.text)
        .join("\n"),
    ).toBe(after);
  });
  it("does not choke on huge texts", () => {
    const big = (tag: string) => Array.from({ length: 3000 }, (_, i) => `${tag}${i}`).join("\n");
    expect(countChanges(lineDiff(big("a"), big("b")))).toEqual({ added: 3000, removed: 3000 });
  });
});
