import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, Desk } from "./corpus/desk.ts";
import { planStatement } from "./plan.ts";
import { formatType } from "./spark-type.ts";
import type { CatalogView, PlanContext } from "./types.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());

const rows = (answer: Answer): (string | null)[][] => {
  if ("error" in answer) throw new Error(answer.error.message);
  return answer.rows;
};
const errorOf = (answer: Answer): string =>
  "error" in answer ? answer.error.message : `no error: ${JSON.stringify(answer.rows)}`;
async function script(...statements: string[]): Promise<Answer> {
  let last: Answer | undefined;
  for (const sql of statements) {
    last = await desk.run(sql);
    if (sql !== statements.at(-1)) rows(last);
  }
  return last as Answer;
}

const empty: CatalogView = {
  catalogs: async () => [],
  schemas: async () => undefined,
  tables: async () => undefined,
  table: async () => undefined,
  functions: async () => undefined,
  function: async () => undefined,
  volumes: async () => undefined,
  volumeFolder: async () => undefined,
};
const context = (parameters: PlanContext["parameters"]): PlanContext => ({
  catalog: empty,
  currentCatalog: "main",
  currentSchema: "default",
  currentUser: "u",
  settings: {},
  parameters,
});

describe("columns of a result", () => {
  it("have Spark's names and types", async () => {
    const answer = await desk.run(
      "SELECT 1/2, count(*), upper(a) AS u, a || 'x', 1 + 1.5, a AS `a` FROM VALUES ('q') t(a) GROUP BY a",
    );
    if ("error" in answer) throw new Error(answer.error.message);
    expect(answer.fields.map((f) => [f.name, formatType(f.type)])).toEqual([
      ["(1 / 2)", "double"],
      ["count(1)", "bigint"],
      ["u", "string"],
      ["concat(a, x)", "string"],
      ["(1 + 1.5)", "decimal(3,1)"],
      ["a", "string"],
    ]);
  });

  it("may share a name", async () => {
    expect(rows(await desk.run("SELECT 1 AS a, 2 AS A, 3 AS a"))).toEqual([["1", "2", "3"]]);
  });
});

describe("failures", () => {
  it.each([
    ["SELECT nam FROM VALUES (1) t(name)", "[UNRESOLVED_COLUMN.WITH_SUGGESTION]", "`name`"],
    ["SELECT * FROM nowhere.tab", "[TABLE_OR_VIEW_NOT_FOUND]", "SQLSTATE: 42P01; line 1 pos 14"],
    ["SELECT 1 FORM t", "[PARSE_SYNTAX_ERROR]", "line 1 pos 14"],
    ["SELECT date'2024-01-01' = 1", "[DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES]", "42K09"],
    ["SELECT a, sum(b) FROM VALUES (1, 2) t(a, b)", "[MISSING_GROUP_BY]", "42803"],
    ["OPTIMIZE t WHERE a = 1", "[UNSUPPORTED_FEATURE.OPTIMIZE_WHERE]", "0A000"],
    ["WITH t AS (SELECT 1) SELECT * FROM t VERSION AS OF 1", "[UNSUPPORTED_FEATURE.TIME_TRAVEL]", "0A000"],
    ["SELECT no_such_function(1)", "[UNRESOLVED_ROUTINE]", "42883"],
    ["", "[PARSE_EMPTY_STATEMENT]", "42617"],
  ])("%s", async (sql, errorClass, part) => {
    const message = errorOf(await desk.run(sql));
    expect(message).toContain(errorClass);
    expect(message).toContain(part);
  });

  it("of deep nesting is an error, not a crash", async () => {
    expect(errorOf(await desk.run(`SELECT ${"(".repeat(5000)}1${")".repeat(5000)}`))).toContain("SQLSTATE");
    expect(errorOf(await desk.run(`SELECT ${"- ".repeat(5000)}x`))).toContain("SQLSTATE");
  });
});

it("never lets a quote in a value or a name out", async () => {
  expect(rows(await desk.run(`SELECT "'; DROP TABLE x; --" AS \`a"b\``))).toEqual([["'; DROP TABLE x; --"]]);
  await script(`CREATE OR REPLACE TABLE q (\`we"ird\` INT)`, "INSERT INTO q VALUES (1)");
  expect(rows(await desk.run('SELECT `we"ird` + 1 FROM q'))).toEqual([["2"]]);
});

it("fills in identity, default and generated columns", async () => {
  const answer = await script(
    "CREATE OR REPLACE TABLE g (id BIGINT GENERATED ALWAYS AS IDENTITY, a INT DEFAULT 7, b INT GENERATED ALWAYS AS (a * 2), c STRING) TBLPROPERTIES ('delta.feature.allowColumnDefaults' = 'supported')",
    "INSERT INTO g (c) VALUES ('x')",
    "INSERT INTO g (a, c) VALUES (1, 'y')",
    "UPDATE g SET a = a + 1 WHERE c = 'y'",
    "SELECT * FROM g ORDER BY id",
  );
  expect(rows(answer)).toEqual([
    ["1", "7", "14", "x"],
    ["2", "2", "4", "y"],
  ]);
});

it("merges with every kind of clause and counts what it did", async () => {
  await script(
    "CREATE OR REPLACE TABLE m (id INT, v STRING)",
    "INSERT INTO m VALUES (1, 'a'), (2, 'b'), (3, 'c')",
  );
  const answer = await desk.run(
    "MERGE INTO m USING (SELECT * FROM VALUES (1, 'A'), (2, NULL), (9, 'n') s(id, v)) s ON m.id = s.id WHEN MATCHED AND s.v IS NULL THEN DELETE WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT * WHEN NOT MATCHED BY SOURCE THEN UPDATE SET v = 'gone'",
  );
  expect(rows(answer)).toEqual([["4", "2", "1", "1"]]);
  expect(rows(await desk.run("SELECT * FROM m ORDER BY id"))).toEqual([
    ["1", "A"],
    ["3", "gone"],
    ["9", "n"],
  ]);
});

it("resolves a view in the schema it was made in", async () => {
  await script(
    "CREATE SCHEMA IF NOT EXISTS vs",
    "CREATE OR REPLACE TABLE vs.base AS SELECT 5 AS x",
    "USE SCHEMA vs",
    "CREATE OR REPLACE VIEW vs.v AS SELECT x FROM base",
    "USE SCHEMA witness",
  );
  expect(rows(await desk.run("SELECT * FROM vs.v"))).toEqual([["5"]]);
});

it("keeps the order of exploded rows", async () => {
  const answer = await desk.run(
    "SELECT p, x FROM VALUES (array(3, 1, 2)) t(a) LATERAL VIEW posexplode(a) AS p, x",
  );
  expect(rows(answer)).toEqual([
    ["0", "3"],
    ["1", "1"],
    ["2", "2"],
  ]);
});

describe("parameters", () => {
  it("are typed", async () => {
    const plan = await planStatement(
      "SELECT :n + 1, :d, :s",
      context([
        { name: "n", value: "41", type: "INT" },
        { name: "d", value: "2024-01-01", type: "DATE" },
        { name: "s", value: null, type: "STRING" },
      ]),
    );
    expect(plan.answer.from === "query" && plan.answer.fields.map((f) => formatType(f.type))).toEqual([
      "int",
      "date",
      "string",
    ]);
  });

  it("that are missing are an error", async () => {
    await expect(planStatement("SELECT :nope", context([]))).rejects.toMatchObject({
      errorClass: "UNBOUND_SQL_PARAMETER",
      sqlState: "42P02",
    });
  });
});

it("plans a small statement fast enough not to be noticed", async () => {
  const times: number[] = [];
  for (let i = 0; i < 200; i += 1) {
    const start = performance.now();
    await planStatement(
      "SELECT region, sum(price * qty) AS revenue FROM VALUES ('a', 1.5, 2) t(region, price, qty) WHERE qty > 1 GROUP BY region ORDER BY revenue DESC LIMIT 10",
      context([]),
    );
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  // Fifty times the measured median: a guard against something quadratic, not a benchmark.
  expect(times[100]).toBeLessThan(50);
});

it("describes a table with its comments, however it is asked", async () => {
  await script("CREATE OR REPLACE TABLE d (z INT COMMENT 'zz', y STRING NOT NULL)");
  for (const sql of ["DESCRIBE d", "DESC TABLE d", "DESCRIBE TABLE main.witness.d"])
    expect(rows(await desk.run(sql))).toEqual([
      ["z", "int", "zz"],
      ["y", "string", null],
    ]);
});

it("checks the length of VARCHAR and pads CHAR", async () => {
  await script("CREATE OR REPLACE TABLE vc (a VARCHAR(3), b CHAR(3))", "INSERT INTO vc VALUES ('abc', 'x')");
  expect(rows(await desk.run("SELECT a, b || '|' FROM vc"))).toEqual([["abc", "x  |"]]);
  expect(errorOf(await desk.run("INSERT INTO vc VALUES ('abcd', '')"))).toContain("[EXCEED_LIMIT_LENGTH]");
});

it("finds JSON fields in any case, but bracketed ones exactly", async () => {
  const answer = await desk.run(
    `SELECT j:A.b, j:['A'], j:x[1] FROM VALUES ('{"a":{"B":1},"x":[5,"y"]}') t(j)`,
  );
  expect(rows(answer)).toEqual([["1", null, "y"]]);
});
