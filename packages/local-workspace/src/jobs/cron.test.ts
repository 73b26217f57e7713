import { expect, test } from "vitest";
import { nextFire } from "./cron.ts";

const next = (quartz_cron_expression: string, timezone_id: string, after: string, pick = 1) => {
  let at = Date.parse(after);
  for (let i = 0; i < pick; i++) at = nextFire({ quartz_cron_expression, timezone_id }, at) ?? Number.NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};

test.each([
  ["0 0 9 * * ?", "UTC", "2026-03-01T08:00:00Z", "2026-03-01T09:00:00.000Z"],
  ["0 30 8 * * ?", "Europe/Zurich", "2026-07-01T00:00:00Z", "2026-07-01T06:30:00.000Z"],
  ["0 0/15 * * * ?", "UTC", "2026-03-01T08:16:00Z", "2026-03-01T08:30:00.000Z"],
  ["0 5/20 10 * * ?", "UTC", "2026-03-01T10:06:00Z", "2026-03-01T10:25:00.000Z"],
  // Quartz: 1 is Sunday, so 2 is Monday. The first of March 2026 is a Sunday.
  ["0 0 0 ? * 2", "UTC", "2026-03-01T12:00:00Z", "2026-03-02T00:00:00.000Z"],
  ["0 0 0 ? * MON-FRI", "UTC", "2026-03-06T12:00:00Z", "2026-03-09T00:00:00.000Z"],
  ["0 0 0 ? * 1", "UTC", "2026-03-02T00:00:00Z", "2026-03-08T00:00:00.000Z"],
  ["0 0 0 ? * L", "UTC", "2026-03-01T00:00:00Z", "2026-03-07T00:00:00.000Z"],
  ["0 0 0 ? * 6L", "UTC", "2026-03-01T00:00:00Z", "2026-03-27T00:00:00.000Z"],
  ["0 0 0 ? * 6#2", "UTC", "2026-03-01T00:00:00Z", "2026-03-13T00:00:00.000Z"],
  ["0 0 0 L * ?", "UTC", "2026-02-10T00:00:00Z", "2026-02-28T00:00:00.000Z"],
  ["0 0 0 15W * ?", "UTC", "2026-08-01T00:00:00Z", "2026-08-14T00:00:00.000Z"],
  ["0 0 12 1 JAN ? 2027", "UTC", "2026-03-01T00:00:00Z", "2027-01-01T12:00:00.000Z"],
  ["0 0 12 1 JAN ? 2020", "UTC", "2026-03-01T00:00:00Z", undefined],
])("%s in %s after %s is %s", (expression, zone, after, expected) => {
  expect(next(expression, zone, after)).toBe(expected);
});

test.each([
  "",
  "* * * * *",
  "0 0 9 * * *",
  "0 0 9 ? * ?",
  "0 61 9 * * ?",
  "0 0 9 32 * ?",
  "0 ? 9 * * ?",
  "0 0 9 * FOO ?",
  "0 0 9 ? * 9",
  "a b c d e ?",
])("'%s' is refused", (expression) => {
  expect(() => next(expression, "UTC", "2026-03-01T00:00:00Z")).toThrow(/quartz_cron_expression/);
});

test("a time zone that is none is refused", () => {
  expect(() => next("0 0 9 * * ?", "Mars/Base", "2026-03-01T00:00:00Z")).toThrow(/timezone_id/);
});
