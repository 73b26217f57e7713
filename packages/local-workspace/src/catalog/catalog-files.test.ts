import { expect, test } from "vitest";
import { safeSegment, volumeFolder } from "./catalog-files.ts";

test("no name leads out of its folder", () => {
  for (const name of ["..", ".", "a/b", "a\\b", "", "\0", "%2e%2e", "a:b", "con", "ü"]) {
    expect(safeSegment(name), name).toMatch(/^[A-Za-z0-9%_!~'()-]+$/);
  }
  expect(volumeFolder("/v", "..", "..", "x")).toBe("/v/%2E%2E/%2E%2E/x");
});

test("names that differ in case share a folder, others do not", () => {
  expect(safeSegment("Sales")).toBe(safeSegment("sALES"));
  expect(safeSegment("a%2Fb")).not.toBe(safeSegment("a/b"));
});
