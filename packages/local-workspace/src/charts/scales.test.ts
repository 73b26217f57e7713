import { expect, test } from "vitest";
import { formatNumber, tickFormat } from "./number-format.ts";
import { linear, niceTicks } from "./scale.ts";
import { fitText, textWidth } from "./text-width.ts";
import { timeText, timeTicks } from "./time-ticks.ts";

test.each([
  [0, 97, 5, [0, 20, 40, 60, 80, 100]],
  [-3, 7, 5, [-4, -2, 0, 2, 4, 6, 8]],
  [0.12, 0.31, 4, [0.1, 0.15, 0.2, 0.25, 0.3, 0.35]],
  [5, 5, 5, [0, 1, 2, 3, 4, 5]],
  [0, 0, 4, [0, 0.5, 1]],
])("ticks from %d to %d are round and cover the range", (low, high, count, values) => {
  const ticks = niceTicks(low, high, count);
  expect(ticks.values).toEqual(values);
  expect(ticks.domain[0]).toBeLessThanOrEqual(low);
  expect(ticks.domain[1]).toBeGreaterThanOrEqual(high);
});

test("no data gives an axis all the same", () => {
  expect(niceTicks(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 4).domain).toEqual([0, 1]);
  expect(linear([3, 3], [0, 10])(3)).toBe(5);
});

const day = (text: string) => Date.parse(text);
test("times are marked at whole months, weeks, days and hours", () => {
  const months = timeTicks(day("2023-11-15"), day("2024-03-20"), 6);
  expect(months.map(({ label }) => label)).toEqual(["Dec 2023", "Jan 2024", "Feb", "Mar"]);
  const weeks = timeTicks(day("2024-03-01"), day("2024-03-31"), 5);
  expect(weeks.map(({ value }) => new Date(value).getUTCDay())).toEqual(weeks.map(() => 1));
  const hours = timeTicks(day("2024-03-01T20:00:00Z"), day("2024-03-02T09:00:00Z"), 6);
  expect(hours.map(({ label }) => label)).toEqual(["Mar 1 21:00", "Mar 2 00:00", "03:00", "06:00", "09:00"]);
  expect(timeTicks(day("1990-01-01"), day("2024-01-01"), 8).every(({ label }) => /^\d{4}$/.test(label))).toBe(
    true,
  );
  expect(timeText(day("2024-03-01"))).toBe("2024-03-01");
  expect(timeText(day("2024-03-01T08:05:00Z"))).toBe("2024-03-01 08:05");
});

test.each([
  [1234.5, undefined, "1,234.5"],
  [0.1234, { kind: "percent" }, "12.3%"],
  [1_287_394.55, { kind: "currency", currency: "USD", compact: true }, "$1.3M"],
  [28.0723, { kind: "currency", currency: "EUR", places: { exact: true, count: 2 } }, "€28.07"],
  [5, { kind: "currency", currency: "nonsense" }, "$5.00"],
  [-7, undefined, "−7"],
  [1234, { kind: "plain", grouping: false }, "1234"],
] as const)("%d is written as %j says", (value, format, text) => {
  expect(formatNumber(value, format)).toBe(text);
});

test("ticks are written with as many places as they need", () => {
  expect(
    [0, 0.05, 0.1].map((value) => formatNumber(value, tickFormat({ kind: "plain" }, 0.05, 0.1))),
  ).toEqual(["0.00", "0.05", "0.10"]);
  expect(formatNumber(20_000, tickFormat({ kind: "plain" }, 10_000, 50_000))).toBe("20K");
  expect(formatNumber(0.5, tickFormat({ kind: "percent" }, 0.25, 1))).toBe("50%");
});

test("a text is cut to its room", () => {
  const cut = fitText("Salted Caramel Tart", 60, 12);
  expect(cut).toMatch(/^Salted.*…$/);
  expect(textWidth(cut, 12)).toBeLessThanOrEqual(60);
  expect(fitText("ok", 60, 12)).toBe("ok");
});
