import { expect, test } from "vitest";
import { datasetSql } from "./dataset-sql.ts";
import { resolveDate } from "./date-math.ts";
import { definitionSchema } from "./definition.ts";
import { binWidth, fieldSql } from "./field-expression.ts";
import { actOn, filtersOf } from "./filters.ts";
import { markdown, safeAddress } from "./markdown.ts";
import { widgetQuery } from "./widget-query.ts";

const now = Date.parse("2024-05-15T10:20:30Z");
const dataset = (more: object) => definitionSchema.parse({ datasets: [{ name: "d", ...more }] }).datasets[0]!;

test.each([
  ["now-12M/M", false, "2023-05-01T00:00:00.000Z"],
  ["now/M", true, "2024-05-31T23:59:59.999Z"],
  ["now-7d/d", false, "2024-05-08T00:00:00.000Z"],
  ["now/w", false, "2024-05-13T00:00:00.000Z"],
  ["now-1y/y", true, "2023-12-31T23:59:59.999Z"],
  ["today", false, "2024-05-15T00:00:00.000Z"],
  ["now-1h", false, "2024-05-15T09:20:30.000Z"],
  ["2024-01-02", false, "2024-01-02T00:00:00.000Z"],
  ["2024-01-02T03:04:05", false, "2024-01-02T03:04:05.000Z"],
])("%s is a time", (text, ends, expected) => {
  expect(new Date(resolveDate(text, now, ends)!).toISOString()).toBe(expected);
});

test("a month back keeps within its month; nonsense is no time", () => {
  expect(new Date(resolveDate("now-1M", Date.parse("2024-03-31T00:00:00Z"))!).toISOString()).toMatch(
    /^2024-02-29/,
  );
  expect(resolveDate("now-xM", now)).toBeUndefined();
});

test("parameters become markers, ranges two of them, lists an array; JSON paths and strings are left alone", () => {
  const parameters = [
    { keyword: "n", dataType: "INTEGER", defaultSelection: { values: { values: [{ value: "5" }] } } },
    {
      keyword: "span",
      dataType: "DATE",
      complexType: "RANGE",
      defaultSelection: { range: { min: { value: "now-1M/M" }, max: { value: "now/M" } } },
    },
    { keyword: "list", dataType: "STRING", complexType: "MULTI" },
  ];
  const query =
    "SELECT ':n', raw:n, :n FROM t WHERE d BETWEEN :span.min AND :span.max AND array_contains(:list, c) -- :n\n;";
  const chosen = new Map([["list", { kind: "values" as const, values: ["a", "b"] }]]);
  const { sql, parameters: bound } = datasetSql(dataset({ query, parameters }), chosen, now);
  expect(sql).toBe(
    "SELECT ':n', raw:n, :n FROM t WHERE d BETWEEN :span__min AND :span__max AND array_contains(array(:list__0, :list__1), c) -- :n\n",
  );
  expect(bound).toEqual([
    { name: "n", value: "5", type: "BIGINT" },
    { name: "span__min", value: "2024-04-01", type: "DATE" },
    { name: "span__max", value: "2024-05-31", type: "DATE" },
    { name: "list__0", value: "a", type: "STRING" },
    { name: "list__1", value: "b", type: "STRING" },
  ]);
  expect(() =>
    datasetSql(dataset({ query: "SELECT :p", parameters: [{ keyword: "p" }] }), new Map(), now),
  ).toThrow(/':p' has no value/);
  expect(() => datasetSql(dataset({ asset_name: "main.a.b" }), new Map(), now)).toThrow(/metric views/);
});

test("the format's own functions become SQL", () => {
  const plain = dataset({ query: "x" });
  expect(fieldSql("COUNT(`*`)", plain)).toBe("COUNT(*)");
  expect(fieldSql("BIN_FLOOR(`a b`, 2.5)", plain)).toBe("FLOOR((`a b`) / 2.5) * 2.5");
  expect(binWidth("BIN_FLOOR(`a`, 2)")).toBe(2);
  const measures = dataset({
    query: "x",
    columns: [
      { displayName: "Total", expression: "SUM(`v`)" },
      { displayName: "Share", expression: "MEASURE(`Total`) / 2" },
    ],
  });
  expect(fieldSql("MEASURE(`Share`)", measures)).toBe("((SUM(`v`)) / 2)");
  expect(() => fieldSql("MEASURE(`None`)", measures)).toThrow(/no measure 'None'/);
  const circle = dataset({
    query: "x",
    columns: [
      { displayName: "a", expression: "MEASURE(`b`)" },
      { displayName: "b", expression: "MEASURE(`a`)" },
    ],
  });
  expect(() => fieldSql("MEASURE(`a`)", circle)).toThrow(/circle/);
});

test("a widget's query groups by what is no aggregate; values of filters are never part of its text", () => {
  const query = {
    fields: [
      { name: "m`", expression: "`m`" },
      { name: "s", expression: "SUM(`v`)" },
      { name: "h", expression: "COUNT_IF(`associative_filter_predicate_group`)" },
    ],
    filters: [{ expression: "`v` > 0" }],
    orders: [{ expression: "`m`", direction: "DESC" }],
    parameters: [],
    disaggregated: false,
  };
  const evil = "x') OR 1=1 --";
  const built = widgetQuery({
    dataset: dataset({}),
    source: { sql: "SELECT 1 -- c", parameters: [] },
    query,
    conditions: [{ expression: "`m`", selection: { kind: "values", values: [evil] } }],
  });
  expect(built.sql).toBe(
    "SELECT `m` AS `m```,\n  SUM(`v`) AS `s`\nFROM (\nSELECT 1 -- c\n) AS d\nWHERE (`v` > 0)\n  AND CAST(`m` AS STRING) IN (:filter__0)\nGROUP BY ALL\nORDER BY `m` DESC",
  );
  expect(built.parameters).toEqual([{ name: "filter__0", value: evil, type: "STRING" }]);
});

test("filters act on the datasets that they name; applied ones replace their defaults", () => {
  const filter = (name: string, widgetType: string, fields: object[], query: object, selection?: object) => ({
    position: { x: 0, y: 0, width: 1, height: 1 },
    widget: {
      name,
      queries: [{ name: "q", query }],
      spec: { widgetType, encodings: { fields }, ...(selection ? { selection } : {}) },
    },
  });
  const definition = definitionSchema.parse({
    pages: [
      {
        name: "p",
        layout: [
          filter(
            "country",
            "filter-multi-select",
            [{ fieldName: "c", queryName: "q" }],
            { datasetName: "d", fields: [{ name: "c", expression: "`country`" }] },
            { defaultSelection: { values: { values: [{ value: "Norway" }] } } },
          ),
          filter("limit", "filter-single-select", [{ parameterName: "p", queryName: "q" }], {
            datasetName: "d",
            parameters: [{ name: "p", keyword: "top" }],
          }),
        ],
      },
      {
        name: "g",
        pageType: "PAGE_TYPE_GLOBAL_FILTERS",
        layout: [
          filter("span", "filter-date-range-picker", [{ fieldName: "t", queryName: "q" }], {
            datasetName: "d",
            fields: [{ name: "t", expression: "`t`" }],
          }),
        ],
      },
      { name: "other", layout: [] },
    ],
  });
  const act = (query: string, page = 0) =>
    actOn(filtersOf(definition, definition.pages[page]!, new URLSearchParams(query), now), "d");
  expect(act("").conditions).toEqual([
    { expression: "`country`", selection: { kind: "values", values: ["Norway"] }, dates: false },
  ]);
  const applied = act(
    "applied=1&f.country=Chad&f.country=Mali&f.limit=3&f.span.min=2024-01-01&f.span.max=nonsense",
  );
  expect(applied.conditions).toEqual([
    { expression: "`country`", selection: { kind: "values", values: ["Chad", "Mali"] }, dates: false },
    { expression: "`t`", selection: { kind: "range", min: "2024-01-01" }, dates: true },
  ]);
  expect(applied.chosen.get("top")).toEqual({ kind: "values", values: ["3"] });
  expect(act("applied=1").conditions).toEqual([]);
  expect(act("applied=1&f.span.max=2024-02-01&f.country=Chad", 2).conditions).toHaveLength(1);
});

test("Markdown is a small part of it, and safe", () => {
  const text = markdown(
    "# Title\n**bold** *it* `a<b`\n\n- one\n- two [x](https://a.b/c)\n\n<img src=x onerror=1> [j](javascript:alert) [p](//evil.example)",
  ).text;
  expect(text).toContain('<h2 class="big">Title</h2>');
  expect(text).toContain("<strong>bold</strong> <em>it</em> <code>a&lt;b</code>");
  expect(text).toContain('<ul><li>one</li><li>two <a href="https://a.b/c"');
  expect(text).toContain("&lt;img src=x onerror=1&gt;");
  expect(text).not.toContain("javascript:");
  expect(text).not.toContain("evil.example");
  expect(safeAddress("/sql/x")).toBe("/sql/x");
  expect(safeAddress("/\\evil")).toBeUndefined();
});
