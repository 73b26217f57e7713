import { describe, expect, it } from "vitest";
import { answerMarkdown } from "../test/sample-run.ts";
import { splitBlocks } from "./split-blocks.ts";

describe("splitBlocks", () => {
  it("cuts at blank lines", () => {
    expect(splitBlocks("# a\n\none\ntwo\n\n\nthree\n")).toEqual(["# a", "one\ntwo", "three"]);
  });
  it("keeps a fence whole, open or closed, whatever is in it", () => {
    expect(splitBlocks("```sql\nselect 1\n\nselect 2\n```\n\nafter")).toEqual([
      "```sql\nselect 1\n\nselect 2\n```",
      "after",
    ]);
    expect(splitBlocks("a\n\n~~~~\n```\n\n~~~")).toEqual(["a", "~~~~\n```\n\n~~~"]);
  });
  it("keeps a loose list whole", () => {
    expect(splitBlocks("1. a\n\n   more\n\n2. b\n\ntext")).toEqual(["1. a\n\n   more\n\n2. b", "text"]);
  });
  it("keeps text with definitions whole", () => {
    expect(splitBlocks("see [x]\n\n[x]: https://a.test")).toHaveLength(1);
  });
  it("changes only the last piece as text grows, but for a definition or a list going on", () => {
    const whole = splitBlocks(answerMarkdown);
    for (let n = 1; n < answerMarkdown.length; n += 7) {
      const part = splitBlocks(answerMarkdown.slice(0, n));
      expect(part.slice(0, -1)).toEqual(whole.slice(0, part.length - 1));
    }
  });
  it("gives nothing for nothing", () => {
    expect(splitBlocks("\n \n")).toEqual([]);
  });
});
