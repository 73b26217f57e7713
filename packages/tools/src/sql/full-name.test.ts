import { describe, expect, it } from "vitest";
import { nameParts } from "./full-name.ts";
import { quoteString } from "./quote.ts";
import { tokenize } from "./tokenize.ts";

describe("a dotted name", () => {
  it.each([
    ["a", ["a"]],
    ["a.b.c", ["a", "b", "c"]],
    ["`a.b`.c", ["a.b", "c"]],
    ["my-catalog. s .`t``x`", ["my-catalog", "s", "t`x"]],
    ["t; DROP TABLE x", ["t; DROP TABLE x"]],
  ])("%s is read", (text, parts) => {
    expect(nameParts(text)).toEqual(parts);
  });

  it.each(["", " ", ".", "a.", ".a", "a..b", "`a", "a`b", "``", 5, undefined, null, {}])(
    "%j is none",
    (text) => {
      expect(nameParts(text)).toBeUndefined();
    },
  );
});

describe("a text as a SQL string", () => {
  it.each(["", "it's", "\\", "\\'", "a'; DROP TABLE t; --", "two\nlines", "''", "\\\\' x"])(
    "%j stays one string",
    (text) => {
      const sql = quoteString(text);
      expect(tokenize(sql)).toMatchObject([{ kind: "string", text: sql }]);
    },
  );
});
