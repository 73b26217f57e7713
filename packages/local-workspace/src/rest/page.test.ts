import { expect, test } from "vitest";
import { ApiError } from "./api-error.ts";
import { pageOf } from "./page.ts";

const key = (item: string) => item;

test("pages join to the whole", () => {
  const items = ["a", "b", "c", "d", "e"];
  const seen: string[] = [];
  let token: string | undefined;
  do {
    const page = pageOf(items, key, 2, token);
    seen.push(...page.items);
    token = page.nextPageToken;
  } while (token);
  expect(seen).toEqual(items);
});

test("what is added or removed between two pages shifts nothing", () => {
  const first = pageOf(["b", "c", "d"], key, 2, undefined);
  expect(first.items).toEqual(["b", "c"]);
  expect(pageOf(["a", "d", "e"], key, 2, first.nextPageToken).items).toEqual(["d", "e"]);
});

test("a foreign token is refused", () => {
  expect(() => pageOf(["a"], key, 1, "zzz")).toThrow(ApiError);
});
