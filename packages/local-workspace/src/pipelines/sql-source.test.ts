import { expect, test } from "vitest";
import { placeSources } from "./place-sources.ts";
import { isStateful, queryOf, tablesOf } from "./query-shape.ts";
import { parseSqlSource } from "./sql-source.ts";

const place = { path: "/p.sql", catalog: "main", schema: "default", configuration: { src: "orders" } };
const parse = (text: string) => parseSqlSource(text, place);
const counter = () => {
  let n = 0;
  return () => ++n;
};

test("reads datasets, expectations, clauses and configuration", () => {
  const [bronze, silver, view, live] = parse(`
    -- what arrives
    CREATE OR REFRESH STREAMING TABLE bronze (id INT COMMENT 'key', CONSTRAINT has_id EXPECT (id IS NOT NULL) ON VIOLATION DROP ROW)
      COMMENT 'raw' TBLPROPERTIES ('quality' = 'bronze') CLUSTER BY (id)
      AS SELECT * FROM STREAM read_files('/Volumes/main/default/in', format => 'json');
    CREATE MATERIALIZED VIEW s.silver (CONSTRAINT a EXPECT (x > 0), CONSTRAINT b EXPECT (y IN (1, 2)) ON VIOLATION FAIL UPDATE) AS SELECT * FROM \${src};
    CREATE TEMPORARY VIEW v AS SELECT 1;
    CREATE LIVE TABLE old AS SELECT * FROM LIVE.bronze`);
  expect(bronze).toMatchObject({
    type: "STREAMING_TABLE",
    name: ["bronze"],
    columns: [{ name: "id", type: { kind: "int" }, comment: "key" }],
    expectations: [{ name: "has_id", sql: "id IS NOT NULL", action: "drop" }],
    comment: "raw",
    properties: { quality: "bronze", clusteringColumns: "id" },
  });
  expect(silver).toMatchObject({
    name: ["s", "silver"],
    type: "MATERIALIZED_VIEW",
    expectations: [
      { name: "a", action: "warn" },
      { name: "b", action: "fail" },
    ],
    query: { sql: "SELECT * FROM orders" },
  });
  expect(view).toMatchObject({ type: "TEMPORARY_VIEW" });
  expect(live).toMatchObject({ type: "MATERIALIZED_VIEW", name: ["old"] });
});

test("reads flows and change data", () => {
  const all = parse(`
    CREATE STREAMING TABLE t;
    CREATE FLOW f AS INSERT INTO ONCE t BY NAME SELECT * FROM old;
    APPLY CHANGES INTO LIVE.t FROM STREAM(LIVE.src) KEYS (a, b) APPLY AS DELETE WHEN op = 'D' SEQUENCE BY (ts, n)
      COLUMNS * EXCEPT (op, ts) STORED AS SCD TYPE 2 TRACK HISTORY ON * EXCEPT (c);
    CREATE FLOW g AS AUTO CDC INTO t FROM STREAM src KEYS (a) SEQUENCE BY ts`);
  expect(all[1]).toMatchObject({ name: "f", target: ["t"], once: true });
  expect(all[2]).toMatchObject({
    target: ["t"],
    body: {
      source: "STREAM(LIVE.src)",
      keys: ["a", "b"],
      deleteWhen: "op = 'D'",
      sequenceBy: "struct(ts, n)",
      columns: { except: ["op", "ts"] },
      scd: 2,
      trackHistory: { except: ["c"] },
    },
  });
  expect(all[3]).toMatchObject({ name: "g", body: { kind: "cdc", scd: 1, source: "STREAM src" } });
});

test("refuses by name what a pipeline does not declare", () => {
  expect(() => parse("INSERT INTO t VALUES (1)")).toThrow("[UNSUPPORTED_FEATURE.PIPELINE_STATEMENT.INSERT]");
  expect(() => parse("CREATE TABLE t (a INT)")).toThrow("UNSUPPORTED_FEATURE.PIPELINE_STATEMENT.TABLE");
  expect(() => parse("CREATE MATERIALIZED VIEW v")).toThrow("expected AS");
  expect(() => parse("AUTO CDC INTO t FROM STREAM(s) KEYS (a)")).toThrow("SEQUENCE BY");
  expect(() => parse("AUTO CDC INTO t FROM SNAPSHOT s KEYS (a)")).toThrow("AUTO_CDC_SNAPSHOT");
});

test("streams and files give way to stand-ins", () => {
  const placed = placeSources(
    "SELECT stream, l.x FROM STREAM(LIVE.a) l JOIN live.b USING (id) JOIN read_files('/Volumes/x', format => 'csv') f",
    counter(),
  );
  expect(placed.sql).toBe(
    "SELECT stream, l.x FROM `__pipeline`.`s1`.`a` l JOIN b USING (id) JOIN `__pipeline`.`s2`.`read_files` f",
  );
  expect(placed.sources).toMatchObject([
    { kind: "table", stream: true, parts: ["a"] },
    { kind: "files", stream: false, args: "'/Volumes/x', format => 'csv'" },
  ]);
  expect(
    placeSources("SELECT * FROM cloud_files('/v', 'json', map('cloudFiles.schemaHints', 'a INT'))", counter())
      .sources,
  ).toMatchObject([
    { stream: true, args: "'/v', format => 'json', inferColumnTypes => 'false', `schemaHints` => 'a INT'" },
  ]);
  expect(() => placeSources("SELECT * FROM STREAM(1)", counter())).toThrow("STREAM");
});

test("names of WITH clauses are no tables", () => {
  const tables = (sql: string) => tablesOf(queryOf(sql)).map((parts) => parts.join("."));
  expect(
    tables(
      "WITH a AS (SELECT * FROM a), b AS (SELECT * FROM a) SELECT * FROM b JOIN c.d WHERE x IN (SELECT y FROM e)",
    ),
  ).toEqual(["a", "c.d", "e"]);
});

test("knows which streaming queries need old rows too", () => {
  const stateful = (sql: string) => isStateful(queryOf(sql), (parts) => parts.at(-1) === "s");
  expect(stateful("SELECT upper(a) FROM s WHERE b > 1")).toBe(false);
  expect(stateful("SELECT * FROM s LEFT JOIN d USING (id) UNION ALL SELECT * FROM s")).toBe(false);
  expect(stateful("SELECT * FROM d JOIN (SELECT count(*) FROM e) USING (x)")).toBe(false);
  expect(stateful("SELECT * FROM s JOIN (SELECT max(a) AS m FROM d GROUP BY b) ON true")).toBe(false);
  for (const sql of [
    "SELECT count(*) FROM s",
    "SELECT DISTINCT a FROM s",
    "SELECT a, row_number() OVER (ORDER BY a) FROM s",
    "WITH x AS (SELECT * FROM s) SELECT a, sum(b) FROM x GROUP BY a",
    "SELECT * FROM s AS a JOIN s AS b USING (id)",
    "SELECT * FROM d LEFT JOIN s USING (id)",
    "SELECT * FROM s UNION SELECT * FROM s",
  ])
    expect(stateful(sql), sql).toBe(true);
  expect(() => stateful("SELECT * FROM s ORDER BY a")).toThrow("STREAMING_SORT");
});
