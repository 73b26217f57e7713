import { describe, expect, it } from "vitest";
import { nextSort, sortedOrder } from "./sort-rows.ts";

const sorted = (type: string, values: (string | null)[], descending = false) =>
  sortedOrder(
    values.map((v) => [v]),
    type,
    { column: 0, descending },
  ).map((i) => values[i]);

describe("sortedOrder", () => {
  it("compares integers by value, beyond what a double holds", () => {
    expect(sorted("bigint", ["10", "9", "-2", "9007199254740993", "9007199254740992"])).toEqual([
      "-2",
      "9",
      "10",
      "9007199254740992",
      "9007199254740993",
    ]);
  });
  it("compares decimals exactly, whatever their scale", () => {
    expect(sorted("decimal(38,10)", ["1.10", "1.9", "-0.5", "1.1000000001", "0", "1E2", ".25"])).toEqual([
      "-0.5",
      "0",
      ".25",
      "1.10",
      "1.1000000001",
      "1.9",
      "1E2",
    ]);
  });
  it("puts NaN above infinity", () => {
    expect(sorted("double", ["NaN", "1.5E3", "-Infinity", "Infinity", "2"])).toEqual([
      "-Infinity",
      "2",
      "1.5E3",
      "Infinity",
      "NaN",
    ]);
  });
  it("compares times by instant, not by text", () => {
    expect(
      sorted("timestamp", [
        "2024-01-01T00:00:00.5Z",
        "2024-01-01T00:00:00.000Z",
        "2024-01-01T01:00:00+02:00",
        "12000-01-01T00:00:00Z",
        "0099-01-01T00:00:00Z",
      ]),
    ).toEqual([
      "0099-01-01T00:00:00Z",
      "2024-01-01T01:00:00+02:00",
      "2024-01-01T00:00:00.000Z",
      "2024-01-01T00:00:00.5Z",
      "12000-01-01T00:00:00Z",
    ]);
    expect(sorted("date", ["2024-10-01", "2024-02-29", "1969-12-31"])).toEqual([
      "1969-12-31",
      "2024-02-29",
      "2024-10-01",
    ]);
  });
  it("puts false before true", () => {
    expect(sorted("boolean", ["true", "false", "true"])).toEqual(["false", "true", "true"]);
  });
  it("compares text by its characters", () => {
    expect(sorted("string", ["b", "a", "B", "10", "9"])).toEqual(["10", "9", "B", "a", "b"]);
  });
  it.each([false, true])("keeps NULL last (descending: %s)", (descending) => {
    expect(sorted("int", [null, "2", "1", null], descending).slice(2)).toEqual([null, null]);
  });
  it("keeps equal rows as they came, in both directions", () => {
    const rows = [
      ["1", "a"],
      ["2", "b"],
      ["1", "c"],
    ];
    expect(sortedOrder(rows, "int", { column: 0, descending: false })).toEqual([0, 2, 1]);
    expect(sortedOrder(rows, "int", { column: 0, descending: true })).toEqual([1, 0, 2]);
  });
  it("sorts 100,000 decimals", () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => [`${(i * 7919) % 100_003}.${i % 100}`]);
    const order = sortedOrder(rows, "decimal(12,2)", { column: 0, descending: true });
    const sorted = order.map((at) => Number(rows[at]?.[0]));
    expect(sorted.every((value, i) => i === 0 || value <= (sorted[i - 1] ?? 0))).toBe(true);
  });
});

describe("nextSort", () => {
  it("goes up, down and off", () => {
    const up = nextSort(undefined, 3);
    const down = nextSort(up, 3);
    expect([up, down, nextSort(down, 3), nextSort(down, 4)]).toEqual([
      { column: 3, descending: false },
      { column: 3, descending: true },
      undefined,
      { column: 4, descending: false },
    ]);
  });
});
