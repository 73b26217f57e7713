import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runTool } from "../../run-tool.ts";
import { createTestContext, type FakeStatements, startFakeStatements } from "../../testing/index.ts";
import { localDesk } from "../../testing/local-desk.ts";
import { flatUnityCatalogTools } from "./manage-uc.ts";
import { metricViewYaml, yaml } from "./metric-view-yaml.ts";

const scope = { catalog: "main", schema: "s" };
const tool = (name: string) => flatUnityCatalogTools.find((one) => one.name === name)!;
const policies = "manage_uc_security_policies";
const views = "manage_metric_views";
const view = {
  full_name: "main.s.sales",
  source: "main.s.orders",
  dimensions: [{ name: "Order Month", expr: "date_trunc('MONTH', day)" }],
  measures: [{ name: "Revenue", expr: "SUM(amount)" }],
};
const fn = {
  action: "create_security_function",
  function_name: "main.s.f",
  parameter_name: "x",
  parameter_type: "STRING",
  return_type: "BOOLEAN",
};

describe("a metric view's definition", () => {
  it("is YAML in which every text is quoted", () => {
    const text = metricViewYaml({
      ...view,
      comment: "a: #b",
      filter_expr: "x > '$$'",
      joins: [{ name: "c", source: "main.s.c", on: "source.id = c.id" }],
      materialization: {
        schedule: "every 6 hours",
        mode: "relaxed",
        materialized_views: [{ name: "m", type: "unaggregated" }],
      },
    });
    expect(text).toBe(`version: 1.1
comment: "a: #b"
source: "main.s.orders"
filter: "x > '$\\u0024'"
joins:
  - name: "c"
    source: "main.s.c"
    "on": "source.id = c.id"
dimensions:
  - name: "Order Month"
    expr: "date_trunc('MONTH', day)"
measures:
  - name: "Revenue"
    expr: "SUM(amount)"
materialization:
  schedule: "every 6 hours"
  mode: "relaxed"
  materialized_views:
    - name: "m"
      type: "unaggregated"`);
  });

  it.each(["$$", "a$$$$b", "$$$", "\n$$\n; DROP TABLE t"])(
    "never ends the SQL string around it: %j",
    (text) => {
      expect(yaml({ [text]: text, list: [text, { a: text }] })).not.toContain("$$");
      expect(JSON.parse(yaml(text))).toBe(text);
    },
  );
});

describe("what a policy or metric view may do", () => {
  it.each([
    [
      policies,
      { action: "set_row_filter", table_name: "t", filter_function: "f", filter_columns: ["a"] },
      "destructive",
    ],
    [policies, { action: "drop_row_filter", table_name: "t" }, "destructive"],
    [
      policies,
      { action: "set_column_mask", table_name: "t", column_name: "c", mask_function: "f" },
      "destructive",
    ],
    [policies, { action: "drop_column_mask", table_name: "t", column_name: "c" }, "destructive"],
    [policies, { ...fn, function_body: "x; DROP TABLE t" }, "destructive"],
    [policies, { ...fn, function_name: "prod.x.f", function_body: "true" }, "destructive"],
    [views, { action: "create", ...view }, "write"],
    [views, { action: "create", ...view, full_name: "prod.s.v" }, "write_out_of_scope"],
    [views, { action: "create", ...view, or_replace: true }, "destructive"],
    [views, { action: "alter", ...view }, "destructive"],
    [views, { action: "describe", full_name: "prod.x.v" }, "read"],
    [views, { action: "query", full_name: "prod.x.v", query_measures: ["a"] }, "read"],
    [
      views,
      { action: "query", full_name: "v", query_measures: ["a"], where: "1=1; DROP TABLE t" },
      "destructive",
    ],
    [
      views,
      { action: "query", full_name: "v", query_measures: ["a"], where: "http_request('x') = 1" },
      "leaves_workspace",
    ],
    [
      views,
      { action: "query", full_name: "v", query_measures: ["a"], where: "x = ai_query('m', 'x')" },
      "costs",
    ],
    [views, { action: "drop", full_name: "v" }, "destructive"],
    [views, { action: "grant", full_name: "v", principal: "eve" }, "destructive"],
  ])("%s %j: %s", (name, input, consequence) => {
    expect(tool(name).judge(input, scope)).toMatchObject({ consequence, reason: expect.stringMatching(/./) });
  });

  it("is only destructive where it replaces something that is there", () => {
    expect(tool(policies).judge({ ...fn, function_body: "true" }, scope)).toMatchObject({
      replaces: { names: ["main.s.f"], otherwise: "write" },
    });
    expect(tool(views).judge({ action: "create", ...view, or_replace: true }, scope)).toMatchObject({
      replaces: { names: ["main.s.sales"], otherwise: "write" },
    });
  });
});

describe("policies and metric views send", () => {
  let server: FakeStatements;
  beforeAll(async () => {
    server = await startFakeStatements(({ request }) =>
      request.statement.startsWith("SELECT")
        ? { columns: [{ name: "Revenue", type_text: "DECIMAL(10,2)" }], chunks: [[["12.50"], [null]]] }
        : request.statement.startsWith("DESCRIBE")
          ? {
              columns: [{ name: "json_metadata", type_text: "STRING" }],
              chunks: [[['{"type":"METRIC_VIEW"}']]],
            }
          : {},
    );
  });
  afterAll(() => server?.close());
  const send = async (name: string, input: Record<string, unknown>) => {
    const context = createTestContext({ url: server.url, defaults: scope });
    const before = server.statements.length;
    const output = await runTool(tool(name), input, context);
    const sent = server.statements.slice(before).map(({ request }) => request.statement);
    return { output, sent, context };
  };

  it.each([
    [
      policies,
      {
        action: "set_row_filter",
        table_name: "t",
        filter_function: "prod.x.f",
        filter_columns: ["a", "b`c"],
      },
      "ALTER TABLE `main`.`s`.`t` SET ROW FILTER `prod`.`x`.`f` ON (`a`, `b``c`)",
    ],
    [
      policies,
      { action: "drop_row_filter", table_name: "main.s.t" },
      "ALTER TABLE `main`.`s`.`t` DROP ROW FILTER",
    ],
    [
      policies,
      { action: "set_column_mask", table_name: "t", column_name: "c", mask_function: "f" },
      "ALTER TABLE `main`.`s`.`t` ALTER COLUMN `c` SET MASK `main`.`s`.`f`",
    ],
    [
      policies,
      { action: "drop_column_mask", table_name: "t", column_name: "c" },
      "ALTER TABLE `main`.`s`.`t` ALTER COLUMN `c` DROP MASK",
    ],
    [
      policies,
      { ...fn, function_body: "RETURN x = 'EU';", function_comment: "it's" },
      "CREATE OR REPLACE FUNCTION `main`.`s`.`f`(`x` STRING) RETURNS BOOLEAN COMMENT 'it\\'s' RETURN x = 'EU'",
    ],
    [
      views,
      { action: "create", ...view },
      `CREATE VIEW \`main\`.\`s\`.\`sales\` WITH METRICS LANGUAGE YAML AS $$\n${metricViewYaml(view)}\n$$`,
    ],
    [
      views,
      { action: "alter", ...view },
      `ALTER VIEW \`main\`.\`s\`.\`sales\` AS $$\n${metricViewYaml(view)}\n$$`,
    ],
    [views, { action: "describe", full_name: "sales" }, "DESCRIBE TABLE EXTENDED `main`.`s`.`sales` AS JSON"],
    [
      views,
      {
        action: "query",
        full_name: "sales",
        query_measures: ["Revenue"],
        query_dimensions: ["Order Month"],
        where: "`Order Month` > '2025'",
        order_by: "ALL",
        limit: 5,
      },
      "SELECT `Order Month`, MEASURE(`Revenue`) AS `Revenue`\nFROM `main`.`s`.`sales`\nWHERE `Order Month` > '2025'\nGROUP BY ALL\nORDER BY ALL\nLIMIT 5",
    ],
    [views, { action: "drop", full_name: "sales" }, "DROP VIEW IF EXISTS `main`.`s`.`sales`"],
    [
      views,
      { action: "grant", full_name: "sales", principal: "a`b", privileges: ["select"] },
      "GRANT SELECT ON VIEW `main`.`s`.`sales` TO `a``b`",
    ],
  ])("%s %j", async (name, input, sql) => {
    const { output, sent } = await send(name, input);
    expect(output.isError, output.text).toBeUndefined();
    expect(sent).toEqual([sql]);
    expect(output.structured).toMatchObject({ success: true, sql });
    expect(output.text).toContain(sql);
  });

  it("and give rows, descriptions and links", async () => {
    const asked = await send(views, { action: "query", full_name: "sales", query_measures: ["Revenue"] });
    expect(asked.output.structured).toMatchObject({
      data: [{ Revenue: "12.50" }, { Revenue: null }],
      total_rows: 2,
    });
    const seen = await send(views, { action: "describe", full_name: "sales" });
    expect(seen.output.structured).toMatchObject({ description: { type: "METRIC_VIEW" } });
    const made = await send(views, { action: "create", ...view });
    expect(made.context.details).toContainEqual({
      kind: "resource",
      resource_type: "metric_view",
      name: "main.s.sales",
      id: "main.s.sales",
      url: `${server.url}/explore/data/main/s/sales`,
    });
  });

  it.each([
    [policies, { ...fn, function_body: "true; DROP TABLE t" }],
    [policies, { ...fn, function_body: "'open" }],
    [policies, { ...fn, function_body: "true", return_type: "INT RETURN 1; DROP" }],
    [policies, { ...fn, function_body: "true", parameter_type: "INT) --" }],
    [policies, { action: "set_row_filter", table_name: "t", filter_function: "f" }],
    [views, { action: "query", full_name: "v", query_measures: ["a"], where: "1=1; DROP TABLE t" }],
    [views, { action: "query", full_name: "v", query_measures: [] }],
    [views, { action: "create", ...view, measures: [] }],
    [views, { action: "create", ...view, version: "1; x" }],
    [views, { action: "grant", full_name: "v", principal: "p", privileges: ["SELECT ON x TO y --"] }],
  ])("nothing for %s %j", async (name, input) => {
    const { output, sent } = await send(name, input);
    expect(output).toMatchObject({ isError: true, text: expect.stringContaining("[INVALID_INPUT]") });
    expect(sent).toEqual([]);
  });
});

describe("policies and metric views on the local workspace", () => {
  const { call } = localDesk({ defaults: { catalog: "main", schema: "default" } });

  it("make a function that can be called; what is refused is named, with its SQL", async () => {
    for (const _ of [1, 2]) {
      const made = await call(policies, { ...fn, function_name: "only_eu", function_body: "x = 'EU'" });
      expect(made.isError, made.text).toBeUndefined();
    }
    const found = await call("manage_uc_objects", {
      object_type: "function",
      action: "get",
      full_name: "only_eu",
    });
    expect(found.structured).toMatchObject({ routine_definition: expect.stringContaining("x = 'EU'") });
    for (const [name, input, code] of [
      [views, { action: "create", ...view, full_name: "sales" }, "METRIC_VIEW"],
      [
        policies,
        { action: "set_row_filter", table_name: "t", filter_function: "only_eu", filter_columns: ["x"] },
        "ROW FILTER",
      ],
    ] as const)
      expect(await call(name, input), name).toMatchObject({
        isError: true,
        text: expect.stringContaining(code),
        structured: { success: false, sql: expect.any(String) },
      });
  });
});
