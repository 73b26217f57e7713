import { describe, expect, it } from "vitest";
import { everything, type ObjectPath } from "./object-path.ts";
import { analyseScript, planGroups, unknownNames } from "./plan-groups.ts";
import { splitStatements } from "./split-statements.ts";

const start = { catalog: "main", schema: "default" };

function groups(script: string, opaque: ObjectPath[] = []): number[][] {
  const planned = analyseScript(splitStatements(script), start);
  if (!Array.isArray(planned)) return expect.fail("unreadable USE");
  return planGroups(planned, opaque).map((group) => group.map(({ index }) => index));
}

describe("planGroups", () => {
  it.each([
    ["DROP TABLE IF EXISTS t; CREATE TABLE t (a INT)", [[0], [1]]],
    ["CREATE TABLE t (a INT); INSERT INTO t VALUES (1); SELECT * FROM t", [[0], [1], [2]]],
    ["UPDATE t SET a = 1; SELECT * FROM t", [[0], [1]]],
    ["DELETE FROM t; SELECT * FROM t", [[0], [1]]],
    ["TRUNCATE TABLE t; SELECT * FROM t", [[0], [1]]],
    ["SELECT * FROM t; INSERT INTO t VALUES (1)", [[0], [1]]],
    ["CREATE SCHEMA s; CREATE TABLE s.t (a INT)", [[0], [1]]],
    ["CREATE CATALOG c; CREATE SCHEMA c.s; CREATE TABLE c.s.t (a INT)", [[0], [1], [2]]],
    ["CREATE TABLE s.t (a INT); DROP SCHEMA s CASCADE", [[0], [1]]],
    ["INSERT INTO a.t VALUES (1); INSERT INTO b.t VALUES (1)", [[0, 1]]],
    ["INSERT INTO a.t VALUES (1); INSERT INTO main.a.t VALUES (1)", [[0], [1]]],
    ["INSERT INTO T VALUES (1); SELECT * FROM `t`", [[0], [1]]],
    [
      "CREATE TABLE a AS SELECT 1 AS id; CREATE TABLE b AS SELECT 2 AS id; CREATE TABLE c AS SELECT 3 AS id",
      [[0, 1, 2]],
    ],
    ["SELECT 1; SELECT 2; SELECT 3; SELECT 4", [[0, 1, 2, 3]]],
    [
      "CREATE TABLE a (x INT); CREATE TABLE b (x INT); INSERT INTO a SELECT * FROM b; SELECT * FROM a",
      [[0, 1], [2], [3]],
    ],
    [
      "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET *; INSERT INTO s VALUES (1)",
      [[0], [1]],
    ],
    ["INSERT INTO t WITH x AS (SELECT * FROM u) SELECT * FROM x; DROP TABLE u", [[0], [1]]],
    ["WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x; SELECT * FROM t", [[0], [1]]],
    ["SELECT * FROM (a CROSS JOIN b), c; DROP TABLE c", [[0], [1]]],
    ["ALTER TABLE a RENAME TO b; SELECT * FROM b", [[0], [1]]],
    ["COMMENT ON TABLE t IS 'x;y'; SELECT * FROM u; SELECT * FROM t", [[0, 1], [2]]],
    ["SELECT ';' AS x; INSERT INTO t VALUES (';')", [[0, 1]]],
    ["INSERT INTO t VALUES (1); SHOW TABLES; INSERT INTO u VALUES (1)", [[0], [1], [2]]],
    ["CREATE TABLE t (a INT); SELECT * FROM information_schema.tables", [[0], [1]]],
    ["SELECT 1; EXECUTE IMMEDIATE 'drop table t'; SELECT 2", [[0], [1], [2]]],
    ["SELECT 1; CALL p(); SELECT 2", [[0], [1], [2]]],
    ["SELECT 1; BEGIN DELETE FROM t; END; SELECT 2", [[0], [1], [2]]],
    ["INSERT INTO IDENTIFIER('t') VALUES (1); SELECT 1", [[0], [1]]],
    ["SELECT 1; SET ansi_mode = true; SELECT 2", [[0], [1], [2]]],
    ["SELECT 1; frobnicate; SELECT 2", [[0], [1], [2]]],
    ["SELECT 1; GRANT SELECT ON TABLE t TO u; SELECT 2", [[0], [1], [2]]],
    ["CREATE VOLUME v; SELECT * FROM read_files('/Volumes/main/default/v/x')", [[0], [1]]],
    ["CREATE TABLE t (a INT) LOCATION 's3://b/p'; SELECT 1", [[0], [1]]],
    ["SELECT location FROM t; SELECT 1", [[0, 1]]],
    ["CREATE VIEW v AS SELECT * FROM t; INSERT INTO t VALUES (1); SELECT * FROM v", [[0], [1], [2]]],
    ["CREATE VIEW v AS SELECT * FROM t; SELECT * FROM v; INSERT INTO u VALUES (1)", [[0], [1], [2]]],
    [
      "CREATE FUNCTION f() RETURN (SELECT max(a) FROM t); INSERT INTO t VALUES (1); SELECT f()",
      [[0], [1], [2]],
    ],
    ["CREATE TABLE s.2024_x (a INT); SELECT * FROM s.2024_x", [[0], [1]]],
  ])("orders %s", (script, expected) => {
    expect(groups(script)).toEqual(expected);
  });

  it("completes names with the USE statements before", () => {
    expect(
      groups("INSERT INTO t VALUES (1); USE SCHEMA s; SELECT * FROM t; INSERT INTO default.t VALUES (2)"),
    ).toEqual([[0], [1], [2, 3]]);
    expect(groups("USE CATALOG c; USE s; INSERT INTO t VALUES (1); SELECT * FROM c.s.t")).toEqual([
      [0],
      [1],
      [2],
      [3],
    ]);
    const planned = analyseScript(
      splitStatements("USE c.s; SELECT 1; USE CATALOG d; SELECT 2; SET CATALOG `e`; SELECT 3"),
      start,
    );
    expect(Array.isArray(planned) && planned.map(({ place }) => `${place.catalog}.${place.schema}`)).toEqual([
      "main.default",
      "c.s",
      "c.s",
      "d.default",
      "d.default",
      "e.default",
    ]);
    expect(analyseScript(splitStatements("SELECT 1; USE IDENTIFIER('x' || 'y')"), start)).toEqual({
      unreadableUse: 1,
    });
  });

  it("treats a short name as any when the call has no catalog", () => {
    const planned = analyseScript(
      splitStatements("INSERT INTO t VALUES (1); SELECT * FROM c.s.t; SELECT * FROM c.s.u"),
      { catalog: undefined, schema: undefined },
    );
    expect(
      Array.isArray(planned) && planGroups(planned).map((group) => group.map(({ index }) => index)),
    ).toEqual([[0, 2], [1]]);
  });

  it("runs the reader of a view that was there before after every write", () => {
    const script = "INSERT INTO t VALUES (1); SELECT * FROM v";
    expect(groups(script)).toEqual([[0, 1]]);
    expect(groups(script, [["main", "default", "v"]])).toEqual([[0], [1]]);
    expect(groups(script, [everything])).toEqual([[0], [1]]);
  });

  it("asks about every name that is read or called, unless what it is cannot be known", () => {
    const planned = analyseScript(
      splitStatements(
        "SELECT * FROM a; CREATE TABLE a (x INT); CREATE TABLE b AS SELECT f(x) FROM c; SELECT * FROM b",
      ),
      start,
    );
    const names = Array.isArray(planned) ? unknownNames(planned) : undefined;
    expect(names?.relations).toEqual([
      ["main", "default", "a"],
      ["main", "default", "c"],
      ["main", "default", "b"],
    ]);
    expect(names?.calls).toContainEqual(["main", "default", "f"]);
    const dynamic = analyseScript(splitStatements("CALL make_views(); SELECT * FROM v"), start);
    expect(Array.isArray(dynamic) && unknownNames(dynamic)).toBeUndefined();
  });
});
