import { afterAll, beforeAll, expect, test } from "vitest";
import { databricksDialect } from "../default-dialect.ts";
import { caller } from "../testing/client.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";

const API = "/api/2.0/lakeview/dashboards";
let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let workspace: WorkspaceApp;
let call: ReturnType<typeof caller>;
beforeAll(async () => {
  temporary = await temporaryDir();
  workspace = await openWorkspace({ dir: temporary.dir }, databricksDialect);
  await workspace.ready();
  call = caller(workspace);
});
afterAll(async () => {
  await workspace.close();
  await temporary.remove();
});

let made = 0;
const position = { x: 0, y: 0, width: 3, height: 4 };
const field = (name: string, expression = `\`${name}\``) => ({ name, expression });
const main = (fields: object[], more: object = {}) => [
  { name: "main_query", query: { datasetName: "d", fields, disaggregated: false, ...more } },
];
const SALES =
  "SELECT * FROM VALUES ('Norway', 'tea', 1, DATE'2024-01-01'), ('Norway', 'cake', 3, DATE'2024-01-02'), ('Chad', 'tea', 5, DATE'2024-01-03'), ('Chad', 'tea', 7, DATE'2024-02-03') AS t(country, product, amount, day)";

async function show(
  widgets: { name?: string; queries?: object[]; spec?: object }[],
  { query = "", dataset = { query: SALES } as object, pages = [] as object[] } = {},
) {
  const layout = widgets.map((widget, index) => ({
    widget: { name: `w${index}`, ...widget },
    position: { ...position, y: index * 4 },
  }));
  const serialized_dashboard = JSON.stringify({
    datasets: [{ name: "d", ...dataset }],
    pages: [{ name: "p", displayName: "First", layout }, ...pages],
  });
  const { body } = await call("POST", API, { display_name: `Page ${made++}`, serialized_dashboard });
  const page = await call("GET", `/dashboardsv3/${body.dashboard_id}${query}`, undefined, {
    authorization: "",
    accept: "text/html",
  });
  expect(page.status).toBe(200);
  return { id: body.dashboard_id as string, text: page.text, headers: page.headers };
}
const spec = (widgetType: string, encodings: object, more: object = {}) => ({
  widgetType,
  encodings,
  frame: { title: widgetType, showTitle: true },
  ...more,
});

test("every widget type is drawn from its own query", async () => {
  const x = { fieldName: "country", scale: { type: "categorical" } };
  const y = { fieldName: "s", scale: { type: "quantitative" } };
  const by = [field("country"), field("s", "SUM(`amount`)")];
  const day = [field("day"), field("s", "SUM(`amount`)")];
  const t = { fieldName: "day", scale: { type: "temporal" } };
  const { text } = await show([
    { queries: main(by), spec: spec("bar", { x, y, label: { show: true } }) },
    { queries: main(by), spec: spec("bar", { x: y, y: x }) },
    {
      queries: main([...by, field("product")]),
      spec: spec("bar", { x, y, color: { fieldName: "product" } }, { mark: { layout: "stack-100" } }),
    },
    { queries: main(day), spec: spec("line", { x: t, y }) },
    { queries: main(day), spec: spec("area", { x: t, y }) },
    {
      queries: main([field("amount"), field("b", "`amount` * 2")], { disaggregated: true }),
      spec: spec("scatter", {
        x: { fieldName: "amount", scale: { type: "quantitative" } },
        y: { fieldName: "b" },
      }),
    },
    { queries: main(by), spec: spec("pie", { angle: y, color: x }) },
    {
      queries: main([field("bin", "BIN_FLOOR(`amount`, 2)"), field("n", "COUNT(`*`)")]),
      spec: spec("histogram", {
        x: { fieldName: "bin", scale: { type: "quantitative" } },
        y: { fieldName: "n" },
      }),
    },
    {
      queries: main([...by, field("product")]),
      spec: spec("heatmap", { x, y: { fieldName: "product" }, color: { fieldName: "s" } }),
    },
    {
      queries: main([...by, field("n", "COUNT(`*`)")]),
      spec: spec("combo", {
        x,
        y: { primary: { fields: [y] }, secondary: { fields: [{ fieldName: "n" }] } },
      }),
    },
    {
      queries: main([field("country"), field("amount")], { disaggregated: true }),
      spec: spec("box", { x, y: { fieldName: "amount" } }),
    },
    { queries: main(by), spec: spec("funnel", { x: { fieldName: "country" }, y }) },
    { queries: main(by), spec: spec("waterfall", { x, y }) },
    {
      queries: main([
        field("day"),
        field("s", "SUM(`amount`)"),
        field("f", "SUM(`amount`) + 1"),
        field("u", "SUM(`amount`) + 2"),
        field("l", "SUM(`amount`)"),
      ]),
      spec: spec("forecast-line", {
        x: t,
        y: {
          original: { fieldName: "s" },
          prediction: { fieldName: "f" },
          predictionUpper: { fieldName: "u" },
          predictionLower: { fieldName: "l" },
        },
      }),
    },
  ]);
  expect(text).not.toContain('class="wrong"');
  expect(text.match(/<svg/g)).toHaveLength(28);
  expect(text).not.toMatch(/NaN|undefined/);
  expect(text).toContain("Chad: s 12");
  expect(text).toContain("median 6");
  expect(text).toContain("2 to 4: n 1");
  expect(text).toContain("<summary>Data</summary>");
});

test("a counter adds up its periods, compares with its target and says nothing of no rows", async () => {
  const { text } = await show([
    {
      queries: main([field("s", "SUM(`amount`)"), field("t", "8"), field("m", 'DATE_TRUNC("MONTH", `day`)')]),
      spec: spec("counter", {
        value: {
          fieldName: "s",
          format: {
            type: "number-currency",
            currencyCode: "USD",
            decimalPlaces: { type: "exact", places: 0 },
          },
        },
        target: { fieldName: "t", displayName: "Plan" },
        period: { fieldName: "m" },
      }),
    },
    {
      queries: main([field("a", "`amount`")], { filters: [{ expression: "false" }] }),
      spec: spec("counter", { value: { fieldName: "a" } }),
    },
  ]);
  expect(text).toContain(">$16</p>");
  expect(text).toMatch(/▲ 100%<\/span> Plan: \$8/);
  expect(text).toContain("No rows");
});

test("tables have their columns' formats, rules and links; pivots their own totals", async () => {
  const { text } = await show([
    {
      queries: main([field("country"), field("amount")], { disaggregated: true }),
      spec: spec("table", {
        columns: [
          { fieldName: "country", displayName: "Land", link: { templatedURL: "/explore/{{@}}" } },
          {
            fieldName: "amount",
            format: { type: "number-percent" },
            style: {
              rules: [
                {
                  condition: { operand: { value: "5" }, operator: ">=" },
                  backgroundColor: { hex: "#ff0000" },
                },
              ],
            },
          },
          { fieldName: "amount", displayName: "Hidden", visible: false },
        ],
      }),
    },
    {
      queries: main([field("country"), field("product"), field("a", "AVG(`amount`)")]),
      spec: spec("pivot", {
        rows: [{ fieldName: "country", total: { show: true } }],
        columns: [{ fieldName: "product", total: { show: true } }],
        cell: { type: "multi-cell", fields: [{ fieldName: "a" }] },
      }),
    },
  ]);
  expect(text).toContain('<a href="/explore/Norway">Norway</a>');
  expect(text).toContain("700%");
  expect(text.match(/color-mix\(in srgb, #ff0000 38%/g)).toHaveLength(2);
  expect(text).not.toContain("Hidden");
  // Averages of averages would be wrong: 2, 6, and 4 over all.
  expect(text).toMatch(/Norway<\/th>.*?>3<.*?>1<.*?>2</s);
  expect(text).toMatch(/Total<\/th>.*?>3<.*?>4\.33<.*?>4</s);
});

test("a widget that is wrong or whose query fails says so in its card; the others are drawn", async () => {
  const good = {
    queries: main([field("s", "SUM(`amount`)")]),
    spec: spec("counter", { value: { fieldName: "s" } }),
  };
  const { text } = await show([
    {
      queries: main([field("x", "`nope`")]),
      spec: spec("bar", { x: { fieldName: "x" }, y: { fieldName: "x" } }),
    },
    { queries: main([field("country")]), spec: spec("pie", { color: { fieldName: "country" } }) },
    { queries: main([field("country")]), spec: spec("table", { columns: [{ fieldName: "<i>" }] }) },
    {
      queries: [{ query: { datasetName: "none", fields: [field("a")] } }],
      spec: spec("table", { columns: [{ fieldName: "a" }] }),
    },
    { queries: main([field("country")]), spec: spec("choropleth-map", {}) },
    { queries: main([field("country")]), spec: spec("sankey", {}) },
    { queries: main([field("country")]), spec: spec("bar", { x: { fieldName: 7 } }) },
    good,
  ]);
  for (const words of [
    "UNRESOLVED_COLUMN",
    "needs the encoding &#39;angle&#39;",
    "the field &#39;&lt;i&gt;&#39;, which its query does not have",
    "no dataset &#39;none&#39;",
    "&#39;choropleth-map&#39; is not part of the local workspace",
    "&#39;sankey&#39; is not part of the local workspace",
    "encodings.x.fieldName",
    ">16</p>",
  ])
    expect(text).toContain(words);
  expect(text.match(/role="alert"/g)).toHaveLength(7);
});

test("opening a page changes nothing: a dataset that is no query is refused", async () => {
  for (const query of [
    "DROP SCHEMA main.default CASCADE",
    "SELECT 1 AS a) AS d; DROP SCHEMA main.default CASCADE; --",
    "CREATE TABLE main.default.t AS SELECT 1",
  ]) {
    const { text } = await show(
      [{ queries: main([field("a")]), spec: spec("table", { columns: [{ fieldName: "a" }] }) }],
      { dataset: { query } },
    );
    expect(text).toContain("The query failed");
  }
  const { body } = await call("GET", "/api/2.1/unity-catalog/tables?catalog_name=main&schema_name=default");
  expect(body.tables ?? []).toEqual([]);
});

test("filters are forms of the page itself, and narrow what is shown", async () => {
  const filter = {
    name: "land",
    queries: [{ name: "q", query: { datasetName: "d", fields: [field("country")] } }],
    spec: spec("filter-multi-select", { fields: [{ fieldName: "country", queryName: "q" }] }),
  };
  const span = {
    name: "span",
    queries: [{ name: "q", query: { datasetName: "d", fields: [field("day")] } }],
    spec: spec("filter-date-range-picker", { fields: [{ fieldName: "day", queryName: "q" }] }),
  };
  const slider = {
    name: "slide",
    queries: [{ name: "q", query: { datasetName: "d", fields: [field("min(amount)", "MIN(`amount`)")] } }],
    spec: spec("range-slider", { fields: [{ fieldName: "amount", queryName: "q" }] }),
  };
  const counter = {
    queries: main([field("s", "SUM(`amount`)")]),
    spec: spec("counter", { value: { fieldName: "s" } }),
  };
  const { id, text, headers } = await show([filter, span, slider, counter]);
  expect(headers.get("content-security-policy")).toContain("form-action 'self'");
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(text).toContain('value="Chad"> Chad');
  expect(text).toContain('placeholder="7"');
  expect(text).toContain(">16</p>");
  const look = async (query: string) =>
    (await call("GET", `/dashboardsv3/${id}?applied=1&${query}`, undefined, { authorization: "" })).text;
  expect(await look("f.land=Chad")).toContain(">12</p>");
  expect(await look("f.land=Chad&f.span.min=2024-01-01&f.span.max=2024-01-03")).toContain(">5</p>");
  expect(await look("f.slide.min=4")).toContain(">12</p>");
  expect(await look(`f.land=${encodeURIComponent("x') OR 1=1 --")}`)).toContain("–");
  expect(await look("f.land=%3Cscript%3E")).not.toContain("<script");
});

test("pages are tabs; text is Markdown; the published version has a page, links of clients lead there", async () => {
  const { id, text } = await show([], {
    pages: [
      {
        name: "q",
        displayName: "Second",
        layout: [{ widget: { name: "t", multilineTextboxSpec: { lines: ["# Hello <b>"] } }, position }],
      },
    ],
  });
  expect(text).toContain("This page has no widgets");
  expect(text).toContain("Second</a>");
  const second = await call("GET", `/dashboardsv3/${id}?page=q`, undefined, { authorization: "" });
  expect(second.text).toContain('<h2 class="big">Hello &lt;b&gt;</h2>');
  const before = await call("GET", `/dashboardsv3/${id}/published`, undefined, {
    authorization: "",
    accept: "text/html",
  });
  expect(before.status).toBe(404);
  await call("POST", `${API}/${id}/published`, {});
  const published = await call("GET", `/dashboardsv3/${id}/published`, undefined, { authorization: "" });
  expect(published.text).toContain("Published 2");
  const link = await call("GET", `/sql/dashboardsv3/${id}/published?o=1`, undefined, { authorization: "" });
  expect([link.status, link.headers.get("location")]).toEqual([302, `/dashboardsv3/${id}/published?o=1`]);
  expect((await call("GET", "/dashboardsv3", undefined, { authorization: "" })).text).toContain(
    `/dashboardsv3/${id}/published`,
  );
  expect((await call("GET", "/", undefined, { authorization: "" })).text).toContain(
    '<a href="/dashboardsv3">Dashboards</a>',
  );
  expect((await call("GET", "/dashboardsv3/none", undefined, { authorization: "" })).status).toBe(404);
});

test("a definition that was imported and is none says so on its page", async () => {
  const path = "/Users/me@lakehand.local/Odd.lvdash.json";
  const content = Buffer.from(JSON.stringify({ pages: 7 })).toString("base64");
  await call("POST", "/api/2.0/workspace/import", { path, format: "AUTO", content });
  const { resource_id } = (await call("GET", `/api/2.0/workspace/get-status?path=${path}`)).body;
  const page = await call("GET", `/dashboardsv3/${resource_id}`, undefined, { authorization: "" });
  expect(page.text).toContain("This dashboard cannot be read");
});
