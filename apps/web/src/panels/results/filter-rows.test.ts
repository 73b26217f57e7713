import { expect, it } from "vitest";
import { filterOrder } from "./filter-rows.ts";

it("finds text in any cell, whatever its case, in the given order", () => {
  const rows = [
    ["Oslo", null],
    ["Rome", "oslo road"],
    [null, "x"],
  ];
  expect(filterOrder(rows, [2, 1, 0], " OSLO ")).toEqual([1, 0]);
  expect(filterOrder(rows, [2, 1, 0], "")).toEqual([2, 1, 0]);
});
