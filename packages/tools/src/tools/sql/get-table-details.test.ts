import { afterEach, describe, expect, it } from "vitest";
import { runTool } from "../../run-tool.ts";
import {
  createTestContext,
  type FakeAnswer,
  type FakeOutcome,
  type FakeStatements,
  type SeenRequest,
  startFakeStatements,
  type TestContext,
} from "../../testing/index.ts";
import { getTableDetails } from "./get-table-details.ts";
import { shortDdl } from "./table-details/collect-table.ts";
import { histogramOf, statsQuery, valueCountsSql } from "./table-details/stats-sql.ts";
import type { TableDetails } from "./table-details/types.ts";

const column = (name: string): { name: string; type_text: string } => ({ name, type_text: "string" });
const columns = [
  { name: "id", type_text: "bigint", comment: "key" },
  { name: "city", type_text: "string" },
  { name: "day", type_text: "date" },
  { name: "tags", type_text: "array<string>" },
];
/** total, id: count, distinct, min, max, avg(, stddev, q1, median, q3); city: count, distinct; day: count, distinct, min, max; tags: count */
const simple = [
  "100",
  "100",
  "98",
  "1",
  "90",
  "45.5",
  "95",
  "3",
  "100",
  "31",
  "2026-01-01",
  "2026-01-31",
  "80",
];
const detailed = [
  "100",
  "100",
  "98",
  "1",
  "91",
  "45.5",
  "26.1",
  "22",
  "45",
  "68",
  "95",
  "3",
  "100",
  "31",
  "2026-01-01",
  "2026-01-31",
  "80",
];

function outcome(sql: string): FakeOutcome {
  if (sql.startsWith("SHOW CREATE TABLE"))
    return {
      columns: [column("ddl")],
      chunks: [[["CREATE TABLE main.s.t (\n  id BIGINT)\nUSING delta\nTBLPROPERTIES (\n  'a' = '(1)')"]]],
    };
  if (sql.startsWith("SELECT count(*)")) {
    const row = sql.includes("stddev") ? detailed : simple;
    return { columns: row.map((_, i) => column(`c${i}`)), chunks: [[row]] };
  }
  if (sql.includes("least("))
    return {
      columns: ["i", "b", "n"].map(column),
      chunks: [
        [
          ["0", "0", "40"],
          ["0", "9", "60"],
        ],
      ],
    };
  if (sql.includes("GROUP BY"))
    return {
      columns: ["i", "v", "n"].map(column),
      chunks: [
        [
          ["0", "Bern", "20"],
          ["0", "Zürich", "75"],
        ],
      ],
    };
  const rows = Array.from({ length: 10 }, (_, i) => [
    String(i),
    i === 0 ? null : `city ${i} with a long name`,
    "2026-01-01",
    '["a"]',
  ]);
  return { columns: columns.map(({ name, type_text }) => ({ name, type_text })), chunks: [rows] };
}

function catalog({ url }: SeenRequest): FakeAnswer | undefined {
  const path = decodeURIComponent(new URL(url, "http://x").pathname);
  if (path.endsWith("/tables"))
    return { json: { tables: ["raw_a", "raw_b", "t"].map((name) => ({ name })) } };
  const name = /\/tables\/main\.s\.(raw_a|raw_b|t|od`d)$/.exec(path)?.[1];
  return name
    ? { json: { name, table_type: "MANAGED", comment: "about it", columns } }
    : { status: 404, json: { error_code: "TABLE_DOES_NOT_EXIST", message: "no" } };
}

let server: FakeStatements;
afterEach(() => server.close());
async function start(answer: (sql: string) => FakeOutcome = outcome): Promise<TestContext> {
  server = await startFakeStatements(({ request }) => answer(request.statement), catalog);
  return createTestContext({ url: server.url, defaults: { warehouseId: "w" } });
}
async function details(
  context: TestContext,
  input: object,
): Promise<{ tables: TableDetails[]; text: string; isError: boolean | undefined }> {
  const output = await runTool(getTableDetails, { catalog: "main", schema: "s", ...input }, context);
  return {
    tables: (output.structured as { tables?: TableDetails[] }).tables ?? [],
    text: output.text,
    isError: output.isError,
  };
}

describe("get_table_details", () => {
  it("SIMPLE: columns, DDL, counts and ranges, without distributions and sample rows", async () => {
    const { tables, isError } = await details(await start(), { table_names: ["t"] });
    expect(isError).toBeUndefined();
    expect(tables).toEqual([
      {
        name: "main.s.t",
        comment: "about it",
        ddl: "CREATE TABLE main.s.t (\n  id BIGINT)",
        total_rows: 100,
        column_details: {
          id: {
            name: "id",
            data_type: "bigint",
            comment: "key",
            total_count: 100,
            null_count: 0,
            cardinality: 98,
            unique_count: 98,
            min: 1,
            max: 90,
            avg: 45.5,
            samples: ["0", "1", "2"],
          },
          city: {
            name: "city",
            data_type: "string",
            total_count: 100,
            null_count: 5,
            cardinality: 3,
            unique_count: 3,
            value_counts: { Zürich: 75, Bern: 20 },
          },
          day: {
            name: "day",
            data_type: "date",
            total_count: 100,
            null_count: 0,
            cardinality: 31,
            unique_count: 31,
            min: "2026-01-01",
            max: "2026-01-31",
            samples: ["2026-01-01"],
          },
          tags: {
            name: "tags",
            data_type: "array<string>",
            total_count: 100,
            null_count: 20,
            samples: ['["a"]'],
          },
        },
      },
    ]);
  });

  it("DETAILED: also quartiles, histogram, date range and 10 sample rows", async () => {
    const { tables } = await details(await start(), { table_names: ["t"], table_stat_level: "DETAILED" });
    const [table] = tables;
    expect(table?.sample_data).toHaveLength(10);
    expect(table?.column_details?.id).toMatchObject({
      mean: 45.5,
      stddev: 26.1,
      q1: 22,
      median: 45,
      q3: 68,
    });
    expect(table?.column_details?.id?.histogram).toHaveLength(10);
    expect(table?.column_details?.id?.histogram?.[0]).toEqual({ bin_center: 5.5, count: 40 });
    expect(table?.column_details?.day).toMatchObject({ min_date: "2026-01-01", max_date: "2026-01-31" });
  });

  it("NONE: columns and DDL with one statement and no scan", async () => {
    const { tables } = await details(await start(), { table_names: ["t"], table_stat_level: "NONE" });
    expect(tables[0]).toMatchObject({
      ddl: expect.any(String),
      column_details: { id: { data_type: "bigint" } },
    });
    expect(tables[0]?.total_rows).toBeUndefined();
    expect(server.statements.map(({ request }) => request.statement)).toEqual([
      "SHOW CREATE TABLE `main`.`s`.`t`",
    ]);
  });

  it("takes patterns, all, exact and full names; exact names do not list the schema", async () => {
    const context = await start();
    const names = async (table_names?: string[]): Promise<string[]> =>
      (
        await details(context, { table_stat_level: "NONE", ...(table_names ? { table_names } : {}) })
      ).tables.map(({ name }) => name.slice("main.s.".length));
    expect(await names(["RAW_*"])).toEqual(["raw_a", "raw_b"]);
    expect(await names(["t", "raw_?", "raw_a"])).toEqual(["t", "raw_a", "raw_b"]);
    expect(await names()).toEqual(["raw_a", "raw_b", "t"]);
    const lists = (): number =>
      server.requests.filter(({ url }) => url.includes("/unity-catalog/tables?")).length;
    const before = lists();
    expect(await names(["t", "main.s.raw_a"])).toEqual(["t", "raw_a"]);
    expect(lists()).toBe(before);
  });

  it("names a missing table and still gives the others", async () => {
    const context = await start();
    const { tables, isError } = await details(context, { table_names: ["t", "nope"] });
    expect(isError).toBeUndefined();
    expect(tables[0]?.total_rows).toBe(100);
    expect(tables[1]).toEqual({ name: "main.s.nope", error: "There is no table main.s.nope." });
    expect((await details(context, { table_names: ["nope"] })).isError).toBe(true);
    expect((await details(context, { table_names: ["zz*"] })).text).toContain("zz*");
  });

  it("keeps what it has when the statistics fail", async () => {
    const broken = await start((sql) =>
      sql.startsWith("SELECT count(*)")
        ? { error: { error_code: "X", message: "[DIVIDE_BY_ZERO] no" } }
        : outcome(sql),
    );
    const { tables } = await details(broken, { table_names: ["t"] });
    expect(tables[0]).toMatchObject({
      ddl: expect.any(String),
      error: expect.stringContaining("DIVIDE_BY_ZERO"),
    });
  });

  it("quotes names, whatever they contain", async () => {
    await details(await start(), { table_names: ["od`d"], table_stat_level: "NONE" });
    expect(server.statements[0]?.request.statement).toBe("SHOW CREATE TABLE `main`.`s`.`od``d`");
    const evil = { name: "x`; DROP TABLE t; --", type: "string" };
    expect(statsQuery("`t`", [evil], "SIMPLE").sql).toContain("count(`x``; DROP TABLE t; --`)");
    expect(valueCountsSql("`t`", [evil])).toContain("CAST(`x``; DROP TABLE t; --` AS STRING)");
  });

  it("bounds its text and cancels on Stop", async () => {
    const context = await start();
    const many = Array.from({ length: 120 }, () => ({ name: "t" }));
    expect((await details(context, { table_names: many.map((_, i) => `missing_${i}`) })).text).toContain(
      "first 50 of 120 tables",
    );
    await server.close();
    const slow = await start(() => ({ polls: Number.POSITIVE_INFINITY }));
    setTimeout(() => slow.stop(), 100);
    await expect(details(slow, { table_names: ["t"] })).rejects.toMatchObject({ code: "CANCELLED" });
    expect(server.statements.length).toBeGreaterThan(0);
    // The first refusal ends the call; statements beside it are cancelled a moment later.
    await expect
      .poll(() => server.statements.every(({ cancelled }) => cancelled), { timeout: 10_000 })
      .toBe(true);
  });
});

describe("helpers of the statistics", () => {
  it("fills empty bins", () => {
    const histogram = histogramOf(0, 10, new Map([[3, 7]]));
    expect(histogram).toHaveLength(10);
    expect(histogram[3]).toEqual({ bin_center: 3.5, count: 7 });
    expect(histogram.reduce((sum, { count }) => sum + count, 0)).toBe(7);
  });

  it("shortens DDL without touching column names or comments that look like it", () => {
    const ddl =
      "CREATE TABLE t (\n  using_it INT COMMENT 'USING x y')\nUSING delta\nCOMMENT 'c'\nTBLPROPERTIES ('delta.x' = 'a)b', 'y' = 'z')\n";
    expect(shortDdl(ddl)).toBe("CREATE TABLE t (\n  using_it INT COMMENT 'USING x y')\nCOMMENT 'c'");
  });
});
