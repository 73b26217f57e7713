import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../testing/workspace-desk.ts";
import { desk } from "./testing.ts";

let opened: Desk;
let on: ReturnType<typeof desk>;

beforeAll(async () => {
  opened = await openDesk();
  on = desk(opened.app);
  await on.sql("CREATE TABLE orders AS SELECT id, id * 10 AS amount FROM range(3)");
});
afterAll(async () => {
  await opened.close();
});

const pipelines = async (): Promise<string[]> =>
  ((await on.get("/api/2.0/pipelines")).body.statuses ?? []).map((each: { name: string }) => each.name);

test("a materialized view follows its sources when it is refreshed, also after a restart", async () => {
  await on.sql(
    "CREATE MATERIALIZED VIEW totals COMMENT 'of all' AS SELECT sum(amount) AS total, count(*) AS n FROM orders",
  );
  expect(await on.rows("SELECT * FROM totals")).toEqual([["30", "3"]]);
  await on.sql("INSERT INTO orders VALUES (3, 70)");
  expect(await on.rows("SELECT * FROM totals")).toEqual([["30", "3"]]);
  await opened.restart();
  await on.sql("REFRESH MATERIALIZED VIEW totals");
  expect(await on.rows("SELECT * FROM totals")).toEqual([["100", "4"]]);
  expect(await pipelines()).toEqual(["MV-main.default.totals"]);
  expect(await on.rows("DESCRIBE EXTENDED totals")).toContainEqual(["Type", "MATERIALIZED_VIEW", ""]);
  await on.sql("CREATE OR REPLACE MATERIALIZED VIEW totals AS SELECT max(amount) AS most FROM orders");
  expect(await on.rows("SELECT * FROM totals")).toEqual([["70"]]);
  expect(await pipelines()).toEqual(["MV-main.default.totals"]);
});

test("nobody writes to a materialized view, and it is dropped as what it is", async () => {
  await expect(on.sql("INSERT INTO totals VALUES (1)")).rejects.toThrow(/is a materialized view/);
  await expect(on.sql("DELETE FROM totals")).rejects.toThrow(/is a materialized view/);
  await expect(on.sql("DROP TABLE totals")).rejects.toThrow(/DROP MATERIALIZED VIEW/);
  await expect(on.sql("CREATE MATERIALIZED VIEW totals AS SELECT 1 AS a")).rejects.toThrow(/ALREADY_EXISTS/);
  await on.sql("CREATE MATERIALIZED VIEW IF NOT EXISTS totals AS SELECT 1 AS a");
  await on.sql("DROP MATERIALIZED VIEW totals");
  await on.sql("DROP MATERIALIZED VIEW IF EXISTS totals");
  await expect(on.sql("SELECT * FROM totals")).rejects.toThrow(/TABLE_OR_VIEW_NOT_FOUND/);
  expect(await pipelines()).toEqual([]);
});

test("a streaming table takes in what is new, once", async () => {
  await on.sql("CREATE VOLUME landing");
  await on.file("/Volumes/main/default/landing/a.json", '{"k":1}\n{"k":2}\n');
  const create = `CREATE OR REFRESH STREAMING TABLE events (CONSTRAINT known EXPECT (k IS NOT NULL) ON VIOLATION DROP ROW) AS
    SELECT k, k * 2 AS twice FROM STREAM read_files('/Volumes/main/default/landing', format => 'json')`;
  await on.sql(create);
  expect(await on.rows("SELECT k, twice FROM events ORDER BY k")).toEqual([
    ["1", "2"],
    ["2", "4"],
  ]);
  await on.file("/Volumes/main/default/landing/b.json", '{"k":3}\n{"k":null}\n');
  await on.sql("REFRESH STREAMING TABLE events");
  await on.sql(create);
  expect(await on.rows("SELECT count(*), sum(k) FROM events")).toEqual([["3", "6"]]);
  await on.sql("CREATE STREAMING TABLE big AS SELECT id, amount FROM STREAM orders WHERE amount > 10");
  expect(await on.rows("SELECT count(*) FROM big")).toEqual([["2"]]);
  await on.sql("INSERT INTO orders VALUES (9, 99)");
  await on.sql("REFRESH STREAMING TABLE big FULL");
  expect(await on.rows("SELECT count(*) FROM big")).toEqual([["3"]]);
  await on.sql("DROP TABLE big");
  await on.sql("DROP TABLE events");
  expect(await pipelines()).toEqual([]);
});

test("what is wrong with the query is said in its own class, and nothing is left behind", async () => {
  await expect(on.sql("CREATE MATERIALIZED VIEW bad AS SELECT nosuch FROM orders")).rejects.toThrow(
    /UNRESOLVED_COLUMN/,
  );
  await expect(on.sql("CREATE STREAMING TABLE bad AS SELECT id FROM orders")).rejects.toThrow(
    /BATCH_RELATION_FOR_STREAMING_TABLE/,
  );
  await expect(on.sql("CREATE MATERIALIZED VIEW bad SCHEDULE EVERY 1 HOUR AS SELECT 1 AS a")).rejects.toThrow(
    /UNSUPPORTED_FEATURE.SCHEDULE/,
  );
  await expect(on.sql("CREATE MATERIALIZED VIEW orders AS SELECT 1 AS a")).rejects.toThrow(/ALREADY_EXISTS/);
  await expect(on.sql("CREATE OR REPLACE MATERIALIZED VIEW orders AS SELECT 1 AS a")).rejects.toThrow(
    /42809/,
  );
  await expect(on.sql("REFRESH MATERIALIZED VIEW orders")).rejects.toThrow(/42809/);
  expect(await on.rows("SHOW TABLES LIKE 'bad'")).toEqual([]);
  expect(await pipelines()).toEqual([]);
});
