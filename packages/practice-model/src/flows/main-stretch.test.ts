import { expect, it } from "vitest";
import { mainStretch } from "./main-stretch.ts";

const points = (...rows: [string, number][]) =>
  rows.map(([day, amount]) => ({ at: Date.parse(day), amount }));
const BULK: [string, number][] = [
  ["2016-01-04", 190],
  ["2016-01-11", 188],
  ["2016-01-18", 190],
  ["2016-01-25", 192],
];

it("leaves out the few points far before or after the rest", () => {
  expect(mainStretch(points(["2008-01-28", 1], ["2008-02-18", 1], ...BULK))).toEqual({ from: 2, to: 6 });
  expect(mainStretch(points(...BULK, ["2031-01-01", 2]))).toEqual({ from: 0, to: 4 });
});

it("keeps far points that weigh something, and near ones that do not", () => {
  expect(mainStretch(points(["2008-01-28", 100], ...BULK))).toEqual({ from: 0, to: 5 });
  expect(mainStretch(points(["2015-12-28", 1], ...BULK))).toEqual({ from: 0, to: 5 });
  expect(mainStretch(points(...BULK))).toEqual({ from: 0, to: 4 });
  expect(mainStretch([])).toEqual({ from: 0, to: 0 });
});
