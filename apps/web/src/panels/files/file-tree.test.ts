import { describe, expect, it } from "vitest";
import { buildTree, treeKey, visibleNodes } from "./file-tree.ts";

const file = (path: string) => ({
  path,
  name: path.split("/").at(-1) ?? path,
  size: 1,
  modified: "2026-01-01T00:00:00Z",
});
const tree = buildTree(["report.md", "src/b10.py", "src/b2.py", "src/deep/er/x.sql", "A.txt"].map(file));
const all = () => true;

describe("buildTree", () => {
  it("puts folders first and sorts numbers in names by value", () => {
    expect(visibleNodes(tree, all).map((n) => `${n.level} ${n.path}`)).toEqual([
      "1 src",
      "2 src/deep",
      "3 src/deep/er",
      "4 src/deep/er/x.sql",
      "2 src/b2.py",
      "2 src/b10.py",
      "1 A.txt",
      "1 report.md",
    ]);
  });
  it("leaves out what is in a closed folder", () => {
    expect(visibleNodes(tree, (path) => path !== "src").map((n) => n.path)).toEqual([
      "src",
      "A.txt",
      "report.md",
    ]);
  });
});

describe("treeKey", () => {
  const rows = visibleNodes(tree, all);
  it.each([
    ["ArrowDown", "src", { focus: "src/deep" }],
    ["ArrowUp", "src", undefined],
    ["ArrowRight", "src", { focus: "src/deep" }],
    ["ArrowLeft", "src", { close: "src" }],
    ["ArrowLeft", "src/b2.py", { focus: "src" }],
    ["ArrowRight", "src/b2.py", undefined],
    ["End", "src", { focus: "report.md" }],
    ["Home", "report.md", { focus: "src" }],
  ])("%s on %s", (key, at, wanted) => {
    expect(treeKey(key, rows, at, all)).toEqual(wanted);
  });
  it("opens a closed folder first", () => {
    expect(treeKey("ArrowRight", rows, "src", () => false)).toEqual({ open: "src" });
  });
});
