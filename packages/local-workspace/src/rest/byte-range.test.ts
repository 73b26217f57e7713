import { expect, test } from "vitest";
import { byteRange } from "./byte-range.ts";

test.each([
  [undefined, 10, undefined],
  ["bytes=0-3", 10, { start: 0, end: 3 }],
  ["bytes=4-", 10, { start: 4, end: 9 }],
  ["bytes=-3", 10, { start: 7, end: 9 }],
  ["bytes=-30", 10, { start: 0, end: 9 }],
  ["bytes=5-99", 10, { start: 5, end: 9 }],
  ["bytes=10-", 10, "unsatisfiable"],
  ["bytes=5-4", 10, "unsatisfiable"],
  ["bytes=-0", 10, "unsatisfiable"],
  ["bytes=0-1,4-5", 10, undefined],
  ["lines=1-2", 10, undefined],
  ["bytes=-", 10, undefined],
])("%s of %d bytes is %o", (header, size, range) => {
  expect(byteRange(header, size)).toEqual(range);
});
