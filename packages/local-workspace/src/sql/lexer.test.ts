import { expect, it } from "vitest";
import { DialectError } from "./dialect-error.ts";
import { tokenize } from "./lexer.ts";

const values = (sql: string): string[] =>
  tokenize(sql)
    .slice(0, -1)
    .map((t) => t.value);

it("reads strings with escapes, doubled quotes, raw prefix and either quote", () => {
  expect(values(String.raw`'it''s' "a""b" 'a\tb' r'\d' 'A' '\%'`)).toEqual([
    "it's",
    'a"b',
    "a\tb",
    "\\d",
    "A",
    "\\%",
  ]);
});

it("keeps names in backticks whole, with doubled backticks as one", () => {
  const [token] = tokenize("`a ``b`` c`");
  expect(token).toMatchObject({ kind: "name", value: "a `b` c" });
});

it("leaves out comments, nested ones and hints too", () => {
  expect(values("a -- b\n/* c /* d */ e */ f /*+ BROADCAST(t) */ g")).toEqual(["a", "f", "g"]);
  expect(() => tokenize("/* open")).toThrow(DialectError);
});

it("tells numbers from names and from fields", () => {
  expect(values("1.5D .5 1e3 12L t.a 5BD")).toEqual(["1.5D", ".5", "1e3", "12L", "t", ".", "a", "5BD"]);
  expect(tokenize("1a")[0]).toMatchObject({ kind: "word", value: "1a" });
});

it("takes the longest operator", () => {
  expect(values("a<=>b|>c::d->e")).toEqual(["a", "<=>", "b", "|>", "c", "::", "d", "->", "e"]);
});
