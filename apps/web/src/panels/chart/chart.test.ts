import { describe, expect, it } from "vitest";
import { readChartSpec } from "../../markdown/chart-spec.ts";
import { suggestChart } from "./chart-choice.ts";
import { chartData, MAX_POINTS } from "./chart-data.ts";
import { chartTitle, vegaLiteSpec } from "./chart-spec.ts";

const column = (name: string, type: string) => ({ name, type });
const month = column("month", "timestamp");
const city = column("city", "string");
const fare = column("fare", "decimal(10,2)");
const tip = column("tip", "double");

describe("suggestChart", () => {
  it("draws a number over time as a line, one for each of few categories", () => {
    const rows = [
      ["2024-01-01T00:00:00.000Z", "Oslo", "1"],
      ["2024-01-01T00:00:00.000Z", "Rome", "2"],
    ];
    expect(suggestChart([month, city, fare], rows)).toEqual({
      mark: "line",
      x: 0,
      y: 2,
      series: 1,
      aggregate: "none",
    });
  });
  it("draws a number by category as bars, adding up rows of the same category", () => {
    const once = [
      ["Oslo", "1"],
      ["Rome", "2"],
    ];
    expect(suggestChart([city, fare], once)).toMatchObject({ mark: "bar", x: 0, y: 1, aggregate: "none" });
    expect(suggestChart([city, fare], [...once, ["Oslo", "3"]])).toMatchObject({ aggregate: "sum" });
  });
  it("draws two numbers as points, and a calendar number as an axis", () => {
    expect(suggestChart([fare, tip], [["1", "2"]])).toMatchObject({ mark: "point", x: 0, y: 1 });
    expect(suggestChart([column("year", "int"), fare], [["2024", "2"]])).toMatchObject({
      mark: "line",
      x: 0,
      y: 1,
    });
  });
  it("prefers measurements to keys, unless a key groups the rows", () => {
    const columns = [column("pickup_zip", "int"), fare, tip];
    const trips = [
      ["10001", "5", "1"],
      ["10001", "7", "2"],
    ];
    expect(suggestChart(columns, trips)).toMatchObject({ mark: "point", x: 1, y: 2 });
    expect(suggestChart(columns, trips.slice(1))).toMatchObject({
      mark: "bar",
      x: 0,
      y: 1,
      aggregate: "none",
    });
  });
  it("counts when there is no number, and takes no key for a measurement", () => {
    expect(suggestChart([city], [["Oslo"]])).toMatchObject({ mark: "bar", x: 0, aggregate: "count" });
    expect(suggestChart([city, column("order_id", "bigint"), fare], [["Oslo", "9", "1"]])).toMatchObject({
      y: 2,
    });
    expect(suggestChart([column("x", "array<int>")], [["[1]"]])).toBeUndefined();
  });
});

describe("chartData", () => {
  const choice = { mark: "bar", x: 0, y: 1, aggregate: "none" } as const;
  it("aggregates over all rows", () => {
    const rows = [
      ["Oslo", "1.5"],
      ["Rome", "2"],
      ["Oslo", "3"],
      ["Oslo", null],
    ];
    expect(chartData([city, fare], rows, { ...choice, aggregate: "sum" })).toEqual({
      points: [
        { x: "Oslo", y: 4.5 },
        { x: "Rome", y: 2 },
      ],
      notes: ["1 row has no value to draw."],
    });
    expect(chartData([city, fare], rows, { ...choice, aggregate: "count" }).points[0]).toEqual({
      x: "Oslo",
      y: 3,
    });
    expect(chartData([city, fare], rows, { ...choice, aggregate: "mean" }).points[0]?.y).toBe(2.25);
  });
  it("thins out what is too much to draw, and says so", () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => [String(i), String(i * 2)]);
    const { points, notes } = chartData([tip, fare], rows, { ...choice, mark: "point" });
    expect(points).toHaveLength(MAX_POINTS);
    expect(points.at(-1)?.x).toBe(19_996);
    expect(notes).toEqual(["5,000 of 20,000 points are drawn, evenly spread."]);
  });
  it("draws the first categories in the order of the query", () => {
    const rows = Array.from({ length: 500 }, (_, i) => [`c${i}`, "1"]);
    const { points, notes } = chartData([city, fare], rows, choice);
    expect(points.at(-1)?.x).toBe("c59");
    expect(notes).toEqual(["The first 60 of 500 categories are drawn."]);
  });
});

it("keeps long values that begin alike apart", () => {
  const long = "a very long name that goes on and on and on ".repeat(2);
  const rows = [
    [`${long}1`, "1"],
    [`${long}2`, "2"],
  ];
  const { points } = chartData([city, fare], rows, { mark: "bar", x: 0, y: 1, aggregate: "sum" });
  expect(points.map((p) => p.y)).toEqual([1, 2]);
  expect(points[0]?.x).not.toBe(points[1]?.x);
});

describe("vegaLiteSpec", () => {
  it("is a specification that may be drawn, however large and whatever the names", () => {
    const columns = [column("a.b[0]", "timestamp"), column("se'ries", "string"), fare];
    const rows = Array.from({ length: 9000 }, (_, i) => [
      new Date(1.7e12 + i * 1000).toISOString(),
      `${"long name of a series ".repeat(5)}${i % 3}`,
      `${i}.123456789`,
    ]);
    const choice = { mark: "line", x: 0, y: 2, series: 1, aggregate: "none" } as const;
    const { points } = chartData(columns, rows, choice);
    const source = JSON.stringify(vegaLiteSpec(columns, points, choice));
    expect(readChartSpec(source)).toMatchObject({ ok: true, title: "fare by a.b[0] for each se'ries" });
    expect(chartTitle(columns, { ...choice, aggregate: "sum" })).toMatch(/^Sum of fare/);
  });
});
