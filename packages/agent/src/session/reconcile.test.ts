import { describe, expect, it } from "vitest";
import { reconcile } from "./reconcile.ts";

const entry = (uuid: string) => ({ type: "user", uuid });
const [a, b, c, x] = ["a", "b", "c", "x"].map(entry) as [object, object, object, object] as [
  ReturnType<typeof entry>,
  ReturnType<typeof entry>,
  ReturnType<typeof entry>,
  ReturnType<typeof entry>,
];
const plain = { type: "last-prompt" };

describe("file and store of one transcript", () => {
  it.each([
    ["the same", [a, b], [a, b], { take: "file", missing: [] }],
    ["the file ahead", [a, b, plain, c], [a], { take: "file", missing: [b, plain, c] }],
    ["the file ahead by an entry without id", [a, plain], [a], { take: "file", missing: [plain] }],
    ["the same with an entry without id", [a, plain], [a, plain], { take: "file", missing: [] }],
    ["the store without one in the middle", [a, b, c], [a, c], { take: "file", rewrite: true }],
    ["the store ahead", [a], [a, b], { take: "store" }],
    ["both gone on", [a, x], [a, b], { take: "store" }],
    ["no file", [], [a], { take: "store" }],
  ])("%s", (_what, file, kept, expected) => {
    const result = reconcile(file, kept);
    expect(result).toMatchObject(expected);
    expect(result.entries).toEqual(result.take === "file" ? file : kept);
  });
});
