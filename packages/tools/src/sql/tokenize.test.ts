import { describe, expect, it } from "vitest";
import { tokenize } from "./tokenize.ts";

const texts = (sql: string): string[] => tokenize(sql).map((token) => token.text);

describe("tokenize", () => {
  it.each([
    [`select 'a;b' , "c\\"d"`, ["select", "'a;b'", ",", `"c\\"d"`]],
    [`'it\\'s' x`, [`'it\\'s'`, "x"]],
    [`r'\\' ; R"a\\"`, [`r'\\'`, ";", `R"a\\"`]],
    ["`a``b;`.`c`", ["`a``b;`", ".", "`c`"]],
    ["a -- b ; 'c\n d", ["a", "d"]],
    ["a -- b \\\n still ; a comment\n d", ["a", "d"]],
    ["a /* b /* c; */ d; */ e", ["a", "e"]],
    ["a /* never closed ; b", ["a"]],
    ["a 'never closed ; b", ["a", "'never closed ; b"]],
    ["$$ x; y $$ z", ["$$ x; y $$", "z"]],
    ["$py$ a $$ ; $py$ z", ["$py$ a $$ ; $py$", "z"]],
    ["1.5e-3 .5 10L 3.2BD", ["1.5e-3", ".5", "10L", "3.2BD"]],
    ["s.2024_sales, 1e5, 1abc", ["s", ".", "2024_sales", ",", "1e5", ",", "1abc"]],
    ["a<=>b::int->c|>d", ["a", "<=>", "b", "::", "int", "->", "c", "|>", "d"]],
    ["größe π 表", ["größe", "π", "表"]],
    ["car'x'", ["car", "'x'"]],
    [":p ? {{x}}", [":", "p", "?", "{", "{", "x", "}", "}"]],
    ["", []],
  ])("reads %j", (sql, expected) => {
    expect(texts(sql)).toEqual(expected);
  });

  it("keeps offsets, so that every token is a slice of the script", () => {
    const sql = "SELECT 'ü' AS `x y` -- c\nFROM t1.t2 /* a */ WHERE a>=1.0";
    for (const token of tokenize(sql)) expect(sql.slice(token.start, token.end)).toBe(token.text);
  });

  // In linear time: anything worse would take minutes.
  it("gets through long hostile text", { timeout: 60_000 }, () => {
    for (const part of ["'", "/*", "`", "$a$", "--", "BEGIN ", "\\"])
      expect(tokenize(part.repeat(200_000)).length).toBeGreaterThanOrEqual(0);
  });
});
