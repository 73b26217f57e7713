import { describe, expect, it } from "vitest";
import { pagesOf, windows } from "./pages.ts";

describe("pagesOf", () => {
  it("names only the pages that the rows in view are on", () => {
    expect(pagesOf(0, 30, 100_000)).toEqual([0]);
    expect(pagesOf(490, 520, 100_000)).toEqual([0, 1]);
    expect(pagesOf(99_990, 100_050, 100_000)).toEqual([199]);
  });
  it("names none without rows", () => {
    expect(pagesOf(0, -1, 10)).toEqual([]);
    expect(pagesOf(0, 10, 0)).toEqual([]);
  });
});

describe("windows", () => {
  it("covers the rows once, in answers no larger than allowed", () => {
    expect(windows(0, 11_999)).toEqual([
      { offset: 0, limit: 5000 },
      { offset: 5000, limit: 5000 },
      { offset: 10_000, limit: 2000 },
    ]);
    expect(windows(7, 7)).toEqual([{ offset: 7, limit: 1 }]);
    expect(windows(0, -1)).toEqual([]);
  });
});
