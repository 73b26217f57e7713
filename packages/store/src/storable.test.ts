import { expect, test } from "vitest";
import { storableJson, storableText } from "./storable.ts";

test("ordinary text and values pass as they are", () => {
  const value = { a: ["x", 1, null, { b: "😀 \\u0000 \n" }] };
  expect(storableJson(value)).toBe(JSON.stringify(value));
  expect(storableText("Größe 😀")).toBe("Größe 😀");
});

test("NUL and half pairs become the replacement character, in keys too", () => {
  expect(storableText("a\0b\ud83d")).toBe("a\uFFFDb\uFFFD");
  expect(JSON.parse(storableJson({ "k\0": ["\udc00x", "😀"] }))).toEqual({ "k\uFFFD": ["\uFFFDx", "😀"] });
});
