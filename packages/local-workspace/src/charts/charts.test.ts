import { expect, test } from "vitest";
import { boxPlot } from "./box-plot.ts";
import { funnel } from "./funnel.ts";
import { heatmap } from "./heatmap.ts";
import { hexColor } from "./palette.ts";
import { pieChart } from "./pie-chart.ts";
import { sparkline } from "./sparkline.ts";
import { xyChart } from "./xy-chart.ts";
import type { Series, XyChart } from "./xy-types.ts";

const size = { width: 600, height: 300, label: "A chart" };
const bars = (name: string, values: (number | null)[], more: Partial<Series> = {}): Series => ({
  name,
  mark: "bar",
  points: values.map((y, index) => ({ x: "abc"[index]!, y })),
  ...more,
});
const draw = (more: Partial<XyChart>) =>
  xyChart({ ...size, x: { kind: "category", values: ["a", "b", "c"] }, y: {}, series: [], ...more });
const rects = (text: string) =>
  [
    ...text.matchAll(
      /<rect[^>]* x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)" height="([-\d.]+)"[^>]*>(?:<title>([^<]*))?/g,
    ),
  ].map(([, x, y, width, height, tip]) => ({ x: +x!, y: +y!, width: +width!, height: +height!, tip }));

test("bars are as high as their values, all on one ground", () => {
  const { svg, legend } = draw({ series: [bars("n", [10, 20, 40])] });
  const [a, b, c] = rects(svg.text);
  expect(b!.height / a!.height).toBeCloseTo(2, 1);
  expect(c!.height / a!.height).toBeCloseTo(4, 1);
  expect(new Set([a, b, c].map((bar) => Math.round(bar!.y + bar!.height))).size).toBe(1);
  expect(c!.tip).toBe("c: n 40");
  expect(legend).toEqual([]);
});

test("negative bars grow down from zero", () => {
  const [up, down] = rects(draw({ series: [bars("n", [10, -10])] }).svg.text);
  expect(Math.abs(up!.y + up!.height - down!.y)).toBeLessThan(0.3);
  expect(down!.height).toBeCloseTo(up!.height, 0);
});

test("stacked bars stand on each other, grouped ones beside each other, shares fill the whole", () => {
  const series = [bars("one", [10, 30, 0]), bars("two", [30, 10, 5])];
  const stacked = rects(draw({ series }).svg.text);
  const [one, two] = [stacked[0]!, stacked[3]!];
  expect(one.x).toBe(two.x);
  expect(two.y + two.height).toBeCloseTo(one.y, 0);
  expect(two.height / one.height).toBeCloseTo(3, 1);
  const grouped = rects(draw({ series, layout: "group" }).svg.text);
  expect(grouped[3]!.x).toBeGreaterThan(grouped[0]!.x);
  expect(grouped[3]!.y + grouped[3]!.height).toBeCloseTo(grouped[0]!.y + grouped[0]!.height, 0);
  const shares = draw({ series, layout: "stack-100" });
  const full = rects(shares.svg.text);
  expect(full[0]!.height + full[3]!.height).toBeCloseTo(full[1]!.height + full[4]!.height, 0);
  expect(full[0]!.tip).toBe("a: one 25%");
  expect(shares.svg.text).toContain(">100%</text>");
  expect(shares.legend.map(({ label }) => label)).toEqual(["one", "two"]);
});

test("horizontal bars grow to the right, their names beside them", () => {
  const { svg } = draw({ series: [bars("n", [10, 20, 40])], horizontal: true, labels: true });
  const [a, b, c] = rects(svg.text);
  expect([a!.x, b!.x, c!.x].every((x) => x === a!.x)).toBe(true);
  expect(c!.width / a!.width).toBeCloseTo(4, 1);
  expect(b!.y).toBeGreaterThan(a!.y);
  expect(svg.text).toMatch(/class="value"[^>]*>40</);
});

test("a line breaks where a value is missing, and needs no zero far away", () => {
  const points = [1, 2, null, 4, 5].map((y, index) => ({
    x: index * 86_400_000,
    y: y === null ? null : y + 1000,
  }));
  const { svg } = draw({ x: { kind: "time" }, series: [{ name: "n", mark: "line", points }] });
  expect(svg.text.match(/<path d="M[^"]*" fill="none"/g)).toHaveLength(2);
  expect(svg.text).not.toContain(">0</text>");
  expect(svg.text).toContain("1970-01-02: n 1,002");
});

test("a line of another size has its axis on the right", () => {
  const line: Series = { ...bars("rate", [0.1, 0.2, 0.3]), mark: "line", right: true };
  const { svg } = draw({
    series: [bars("n", [10, 20, 40]), line],
    right: { format: { kind: "percent" } },
    layout: "group",
  });
  expect(svg.text).toContain("30%</text>");
  expect(svg.text).toContain(">40</text>");
});

test("bubbles are as large as told, bins as wide as they are, annotations where they belong", () => {
  const points = [
    { x: 1, y: 1, size: 1 },
    { x: 9, y: 2, size: 0 },
  ];
  const scatter = draw({ x: { kind: "number" }, series: [{ name: "n", mark: "point", points }] });
  expect([...scatter.svg.text.matchAll(/ r="([\d.]+)"/g)].map(([, r]) => Number(r))).toEqual([16, 3]);
  const bins = [0, 5, 10].map((x) => ({ x, y: 3 }));
  const histogram = draw({
    x: { kind: "number", binWidth: 5 },
    series: [{ name: "n", mark: "bar", points: bins }],
  });
  const [first, second] = rects(histogram.svg.text);
  expect(second!.x - first!.x).toBeGreaterThan(first!.width);
  expect(second!.x - first!.x - first!.width).toBeLessThan(first!.width / 8);
  expect(first!.tip).toBe("0 to 5: n 3");
  const marked = draw({
    x: { kind: "time" },
    series: [
      {
        name: "n",
        mark: "line",
        points: [
          { x: 0, y: 1 },
          { x: 100_000, y: 2 },
        ],
      },
    ],
    annotations: [
      { x: 50_000, label: "Launch" },
      { x: 900_000, label: "Outside" },
    ],
  });
  expect(marked.svg.text).toContain("Launch");
  expect(marked.svg.text).not.toContain("Outside");
});

test("every drawing has words for those who cannot see it, and text stays text", () => {
  const evil = '<script>"&';
  const all = [
    draw({
      label: evil,
      x: { kind: "category", values: [evil], title: evil },
      series: [{ name: evil, mark: "bar", points: [{ x: evil, y: 1 }] }],
    }),
    pieChart({
      ...size,
      label: evil,
      slices: [
        { name: evil, value: 1 },
        { name: "b", value: 1 },
      ],
    }),
    heatmap({
      ...size,
      label: evil,
      columns: [evil],
      rows: [evil],
      cells: [{ column: evil, row: evil, value: 1 }],
    }),
    funnel({ ...size, label: evil, stages: [{ name: evil, value: 1 }] }),
    boxPlot({
      ...size,
      label: evil,
      boxes: [{ name: evil, low: 0, q1: 1, median: 2, q3: 3, high: 4, count: 5, outliers: 0 }],
    }),
  ];
  for (const { svg } of all) {
    expect(svg.text).not.toContain("<script");
    expect(svg.text).not.toMatch(/NaN|undefined|Infinity/);
    expect(svg.text).toContain('role="img" aria-label="&lt;script&gt;&quot;&amp;"><desc>');
  }
});

test("nothing to draw draws an empty frame", () => {
  expect(draw({}).svg.text).not.toMatch(/NaN|Infinity/);
  expect(draw({ x: { kind: "time" } }).svg.text).not.toMatch(/NaN|Infinity/);
  expect(heatmap({ ...size, columns: [], rows: [], cells: [] }).svg.text).not.toMatch(/NaN|Infinity/);
  expect(pieChart({ ...size, slices: [] }).svg.text).not.toMatch(/NaN|Infinity/);
  expect(sparkline({ ...size, points: [{ x: 1, y: 1 }] })).toBe("");
});

test("a pie's slices have their shares; the small ones of very many are one", () => {
  const two = pieChart({
    ...size,
    slices: [
      { name: "a", value: 3 },
      { name: "b", value: 1 },
      { name: "none", value: 0 },
    ],
  });
  expect(two.legend.map(({ label }) => label)).toEqual(["a  75%", "b  25%"]);
  const many = pieChart({
    ...size,
    slices: Array.from({ length: 15 }, (_, index) => ({ name: `s${index}`, value: 15 - index })),
  });
  expect(many.legend).toHaveLength(10);
  expect(many.legend.at(-1)!.label).toMatch(/^6 others/);
  expect(pieChart({ ...size, slices: [{ name: "all", value: 1 }] }).svg.text).toContain("<circle");
});

test("a heatmap's cells are the stronger the greater; a funnel's stages say their part", () => {
  const { svg } = heatmap({
    ...size,
    columns: ["x", "y"],
    rows: ["r"],
    cells: [
      { column: "x", row: "r", value: 1 },
      { column: "y", row: "r", value: 9 },
    ],
  });
  const [weak, strong] = [...svg.text.matchAll(/fill-opacity="([\d.]+)"/g)].map(([, value]) => Number(value));
  expect(strong!).toBe(1);
  expect(weak!).toBeLessThan(0.2);
  expect(
    funnel({
      ...size,
      stages: [
        { name: "all", value: 200 },
        { name: "some", value: 50 },
      ],
    }).svg.text,
  ).toContain(">25%</text>");
});

test("a box lies between its quartiles, within its whiskers", () => {
  const { svg } = boxPlot({
    ...size,
    boxes: [{ name: "a", low: 0, q1: 25, median: 50, q3: 75, high: 100, count: 9, outliers: 2 }],
  });
  const whiskers = /d="M[\d.]+ ([\d.]+)V([\d.]+)M[\d.]+ ([\d.]+)V([\d.]+)/
    .exec(svg.text)!
    .slice(1)
    .map(Number);
  expect([...whiskers].sort((a, b) => a - b)).toEqual(whiskers);
  expect(svg.text).toContain("median 50");
  expect(svg.text).toContain("2 beyond");
});

test("only plain hex colours get into a drawing", () => {
  expect(hexColor("#FF3621")).toBe("#FF3621");
  for (const bad of ["red;}", "#12", "url(x)", "#gggggg", 7]) expect(hexColor(bad)).toBeUndefined();
});
