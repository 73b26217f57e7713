import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDesk } from "./testing.ts";

let opened: Awaited<ReturnType<typeof openDesk>>;
let on: typeof opened.on;

beforeAll(async () => {
  opened = await openDesk();
  on = opened.on;
}, 60_000);
afterAll(() => opened.close());

test("files to bronze to silver to gold, incremental, with expectations and counts", async () => {
  await on.file(
    "/Volumes/main/default/landing/orders/1.json",
    '{"id":1,"amount":10}\n{"id":2,"amount":-5}\n{"id":null,"amount":7}\n',
  );
  const id = await on.pipeline(
    "orders",
    {
      "bronze.sql": `CREATE OR REFRESH STREAMING TABLE bronze COMMENT 'as it came' AS
      SELECT *, _metadata.file_name AS file FROM STREAM read_files('/Volumes/main/default/landing/orders', format => 'json')`,
      "rest.sql": `
      CREATE OR REFRESH STREAMING TABLE silver (
        CONSTRAINT has_id EXPECT (id IS NOT NULL) ON VIOLATION DROP ROW,
        CONSTRAINT positive EXPECT (amount > 0)
      ) AS SELECT id, amount FROM STREAM(bronze);
      CREATE OR REFRESH MATERIALIZED VIEW gold AS SELECT count(*) AS n, sum(amount) AS total FROM silver`,
    },
    { schema: "shop" },
  );
  expect(await on.run(id)).toMatchObject({ state: "COMPLETED" });
  expect(await on.rows("SELECT * FROM main.shop.gold")).toEqual([["2", "5"]]);
  expect(await on.rows("SELECT id, file FROM main.shop.bronze ORDER BY id NULLS LAST")).toEqual([
    ["1", "1.json"],
    ["2", "1.json"],
    [null, "1.json"],
  ]);
  const counts = async () =>
    (await on.events(id)).filter(
      (event) => event.details.flow_progress?.status === "COMPLETED" && event.origin.flow_name === "silver",
    )[0]?.details.flow_progress;
  expect(await counts()).toMatchObject({
    metrics: { num_output_rows: 2 },
    data_quality: {
      dropped_records: 1,
      expectations: [
        { name: "has_id", dataset: "silver", passed_records: 2, failed_records: 1 },
        { name: "positive", dataset: "silver", passed_records: 2, failed_records: 1 },
      ],
    },
  });

  // Nothing new: nothing is written twice. A new file: only its rows are read.
  expect((await on.run(id)).state).toBe("COMPLETED");
  expect(await on.rows("SELECT * FROM main.shop.gold")).toEqual([["2", "5"]]);
  await on.file("/Volumes/main/default/landing/orders/2.json", '{"id":3,"amount":100}\n');
  expect((await on.run(id)).state).toBe("COMPLETED");
  expect(await on.rows("SELECT * FROM main.shop.gold")).toEqual([["3", "105"]]);
  expect((await counts()).metrics).toEqual({ num_output_rows: 1 });

  // A full refresh starts from the files again.
  expect((await on.run(id, { full_refresh: true })).state).toBe("COMPLETED");
  expect(await on.rows("SELECT count(*) FROM main.shop.bronze")).toEqual([["4"]]);
  expect((await on.get("/api/2.1/unity-catalog/tables/main.shop.bronze")).body).toMatchObject({
    table_type: "STREAMING_TABLE",
    pipeline_id: id,
    comment: "as it came",
  });
  expect((await on.get("/api/2.1/unity-catalog/tables/main.shop.gold")).body.table_type).toBe(
    "MATERIALIZED_VIEW",
  );
});

test("a table as a source is read by what was appended, and changes to it are refused by name", async () => {
  await on.sql("CREATE TABLE main.default.src AS SELECT * FROM VALUES (1, 'a'), (2, 'b') AS t(id, v)");
  const id = await on.pipeline(
    "appended",
    {
      "t.sql": `CREATE STREAMING TABLE copy AS SELECT src.id, upper(v) AS v FROM STREAM(main.default.src);
      CREATE STREAMING TABLE per_v AS SELECT v, count(*) AS n FROM STREAM copy GROUP BY v;
      CREATE TEMPORARY VIEW big AS SELECT * FROM copy WHERE id > 1;
      CREATE MATERIALIZED VIEW of_view AS SELECT max(id) AS top FROM big`,
    },
    { schema: "appended" },
  );
  expect(await on.run(id)).toMatchObject({ state: "COMPLETED" });
  await on.sql("INSERT INTO main.default.src VALUES (3, 'b')");
  expect((await on.run(id)).state).toBe("COMPLETED");
  expect(await on.rows("SELECT * FROM main.appended.copy ORDER BY id")).toEqual([
    ["1", "A"],
    ["2", "B"],
    ["3", "B"],
  ]);
  // An aggregate of a stream is one over all its rows.
  expect(await on.rows("SELECT * FROM main.appended.per_v ORDER BY v")).toEqual([
    ["A", "1"],
    ["B", "2"],
  ]);
  expect(await on.rows("SELECT * FROM main.appended.of_view")).toEqual([["3"]]);

  await on.sql("UPDATE main.default.src SET v = 'z' WHERE id = 1");
  const failed = await on.run(id);
  expect(failed.state).toBe("FAILED");
  const events = await on.events(id, "level in ('ERROR', 'WARN')", failed.update_id);
  expect(events.map((event) => event.message).join("\n")).toMatch(
    /DELTA_SOURCE_TABLE_IGNORE_CHANGES.*full_refresh/s,
  );
  expect(
    events
      .filter((event) => event.details.flow_progress?.status === "SKIPPED")
      .map((event) => event.origin.flow_name)
      .sort(),
  ).toEqual(["of_view", "per_v"]);
  expect(await on.rows("SELECT count(*) FROM main.appended.copy")).toEqual([["3"]]);

  expect(
    (await on.run(id, { full_refresh_selection: ["copy", "per_v"], refresh_selection: ["of_view"] })).state,
  ).toBe("COMPLETED");
  expect(await on.rows("SELECT * FROM main.appended.copy ORDER BY id")).toEqual([
    ["1", "Z"],
    ["2", "B"],
    ["3", "B"],
  ]);
  await on.sql("DELETE FROM main.default.src WHERE id = 2");
  expect((await on.run(id)).failure).toContain("DELTA_SOURCE_IGNORE_DELETE");
});

describe("change data", () => {
  const changes = (scd: number, more = "") => `
    CREATE STREAMING TABLE target;
    CREATE FLOW f AS AUTO CDC INTO target FROM STREAM(main.default.changes) KEYS (id)
      APPLY AS DELETE WHEN op = 'D' ${more} SEQUENCE BY seq COLUMNS * EXCEPT (op, seq) STORED AS SCD TYPE ${scd}`;
  const feed = (rows: string) => on.sql(`INSERT INTO main.default.changes VALUES ${rows}`);

  test("SCD 1 keeps the last state, whatever the order of arrival", async () => {
    await on.sql("CREATE OR REPLACE TABLE main.default.changes (id INT, name STRING, op STRING, seq INT)");
    const id = await on.pipeline("scd1", { "a.sql": changes(1) }, { schema: "scd1" });
    await feed(
      "(1, 'new', 'U', 5), (1, 'old', 'U', 2), (2, 'x', 'U', 1), (3, 'gone', 'U', 1), (3, null, 'D', 4)",
    );
    expect(await on.run(id)).toMatchObject({ state: "COMPLETED" });
    expect(await on.rows("SELECT * FROM main.scd1.target ORDER BY id")).toEqual([
      ["1", "new"],
      ["2", "x"],
    ]);
    // Late: older than the delete, older than the last update; and one that is newer.
    await feed("(3, 'late', 'U', 3), (1, 'late', 'U', 4), (2, 'y', 'U', 2)");
    expect((await on.run(id)).state).toBe("COMPLETED");
    expect(await on.rows("SELECT * FROM main.scd1.target ORDER BY id")).toEqual([
      ["1", "new"],
      ["2", "y"],
    ]);
  });

  test("SCD 2 keeps history, also of late changes", async () => {
    await on.sql("CREATE OR REPLACE TABLE main.default.changes (id INT, name STRING, op STRING, seq INT)");
    const id = await on.pipeline("scd2", { "a.sql": changes(2) }, { schema: "scd2" });
    await feed("(1, 'a', 'U', 1), (1, 'c', 'U', 5), (2, 'x', 'U', 1), (2, null, 'D', 3)");
    expect(await on.run(id)).toMatchObject({ state: "COMPLETED" });
    const rows = () =>
      on.rows("SELECT id, name, __START_AT, __END_AT FROM main.scd2.target ORDER BY id, __START_AT");
    expect(await rows()).toEqual([
      ["1", "a", "1", "5"],
      ["1", "c", "5", null],
      ["2", "x", "1", "3"],
    ]);
    await feed("(1, 'b', 'U', 3), (1, 'c', 'U', 6), (2, 'again', 'U', 4)");
    expect((await on.run(id)).state).toBe("COMPLETED");
    expect(await rows()).toEqual([
      ["1", "a", "1", "3"],
      ["1", "b", "3", "5"],
      ["1", "c", "5", null],
      ["2", "x", "1", "3"],
      ["2", "again", "4", null],
    ]);
  });

  test("a sequence of several columns, tracked columns, a full refresh", async () => {
    await on.sql(
      "CREATE OR REPLACE TABLE main.default.many (id INT, name STRING, note STRING, day INT, n INT)",
    );
    const id = await on.pipeline(
      "scd-many",
      {
        "a.sql": `CREATE STREAMING TABLE target (id INT COMMENT 'key', name STRING);
          APPLY CHANGES INTO target FROM STREAM(main.default.many) KEYS (id) SEQUENCE BY (day, n)
          COLUMNS (id, name, note) STORED AS SCD TYPE 2 TRACK HISTORY ON name`,
      },
      { schema: "scdmany" },
    );
    await on.sql(
      "INSERT INTO main.default.many VALUES (1, 'a', 'one', 1, 1), (1, 'a', 'two', 1, 2), (1, 'b', 'three', 2, 1), (2, 'x', null, 1, 1)",
    );
    expect(await on.run(id)).toMatchObject({ state: "COMPLETED" });
    const rows = () =>
      on.rows(
        "SELECT id, name, note, __START_AT.day, __START_AT.n, __END_AT.day FROM main.scdmany.target ORDER BY id, __START_AT",
      );
    const expected = [
      ["1", "a", "two", "1", "1", "2"],
      ["1", "b", "three", "2", "1", null],
      ["2", "x", null, "1", "1", null],
    ];
    expect(await rows()).toEqual(expected);
    expect((await on.run(id, { full_refresh: true })).state).toBe("COMPLETED");
    expect(await rows()).toEqual(expected);
  });

  test("a truncation empties what came before it", async () => {
    await on.sql("CREATE OR REPLACE TABLE main.default.changes (id INT, name STRING, op STRING, seq INT)");
    const id = await on.pipeline(
      "scd-truncate",
      { "a.sql": changes(1, "APPLY AS TRUNCATE WHEN op = 'T'") },
      { schema: "scdtruncate" },
    );
    await feed("(1, 'a', 'U', 1), (2, 'b', 'U', 9)");
    expect((await on.run(id)).state).toBe("COMPLETED");
    await feed("(null, null, 'T', 5), (3, 'late', 'U', 4)");
    expect(await on.run(id)).toMatchObject({ state: "COMPLETED" });
    expect(await on.rows("SELECT * FROM main.scdtruncate.target")).toEqual([["2", "b"]]);
  });

  test("nulls can leave values as they were", async () => {
    await on.sql("CREATE OR REPLACE TABLE main.default.changes (id INT, name STRING, op STRING, seq INT)");
    const id = await on.pipeline(
      "scd-null",
      { "a.sql": changes(1, "IGNORE NULL UPDATES") },
      { schema: "scdnull" },
    );
    await feed("(1, 'a', 'U', 1), (1, null, 'U', 2), (2, 'x', 'U', 1), (2, null, 'D', 2), (2, null, 'U', 3)");
    expect((await on.run(id)).state).toBe("COMPLETED");
    expect(await on.rows("SELECT * FROM main.scdnull.target ORDER BY id")).toEqual([
      ["1", "a"],
      ["2", null],
    ]);
  });
});

test("a row that fails its update leaves the table as it was, and what reads it is skipped", async () => {
  await on.sql("CREATE TABLE main.default.strict_src AS SELECT 1 AS id");
  const id = await on.pipeline(
    "strict",
    {
      "a.sql": `CREATE STREAMING TABLE kept (CONSTRAINT positive EXPECT (id > 0) ON VIOLATION FAIL UPDATE) AS SELECT id FROM STREAM(main.default.strict_src);
      CREATE MATERIALIZED VIEW beyond AS SELECT count(*) AS n FROM kept; CREATE MATERIALIZED VIEW aside AS SELECT 1 AS one`,
    },
    { schema: "strict" },
  );
  expect((await on.run(id)).state).toBe("COMPLETED");
  await on.sql("INSERT INTO main.default.strict_src VALUES (2), (-3)");
  const failed = await on.run(id);
  expect(failed.failure).toMatch(/EXPECTATION_VIOLATION.*'positive'.*-3/s);
  expect(await on.rows("SELECT * FROM main.strict.kept")).toEqual([["1"]]);
  expect(await on.rows("SELECT * FROM main.strict.beyond")).toEqual([["1"]]);
  await on.sql("DELETE FROM main.default.strict_src WHERE id < 0");
  expect((await on.run(id)).state).toBe("COMPLETED");
  expect(await on.rows("SELECT * FROM main.strict.kept ORDER BY 1")).toEqual([["1"], ["2"]]);
});

test("a dry run tells all that is wrong and makes nothing", async () => {
  const id = await on.pipeline(
    "wrong",
    {
      "a.sql": `CREATE MATERIALIZED VIEW a AS SELECT nope FROM VALUES (1) AS t(x);
      CREATE MATERIALIZED VIEW b AS SELECT * FROM missing_table;
      CREATE MATERIALIZED VIEW c AS SELECT * FROM d; CREATE MATERIALIZED VIEW d AS SELECT * FROM c;
      CREATE STREAMING TABLE e AS SELECT 1 AS x; CREATE MATERIALIZED VIEW g AS SELECT * FROM STREAM(e2);
      CREATE STREAMING TABLE e2; CREATE MATERIALIZED VIEW fine AS SELECT 1 AS x; CREATE STREAMING TABLE of_mv AS SELECT * FROM STREAM(fine);
      CREATE MATERIALIZED VIEW expecting (CONSTRAINT a EXPECT (not_there > 1)) AS SELECT 1 AS x;
      CREATE MATERIALIZED VIEW number (CONSTRAINT b EXPECT (x + 1)) AS SELECT 1 AS x`,
    },
    { schema: "wrong" },
  );
  const failed = await on.run(id, { validate_only: true });
  expect(failed.state).toBe("FAILED");
  const said = (await on.events(id, "level in ('ERROR', 'WARN')")).map((event) => event.message).join("\n");
  for (const part of [
    "UNRESOLVED_COLUMN",
    "TABLE_OR_VIEW_NOT_FOUND",
    "PIPELINE_CYCLE",
    "main.wrong.c -> main.wrong.d -> main.wrong.c",
    "BATCH_RELATION_FOR_STREAMING_TABLE",
    "PIPELINE_DATASET_WITHOUT_FLOW",
    "STREAMING_FROM_MATERIALIZED_VIEW",
    "not_there",
    "FILTER_NOT_BOOLEAN",
  ])
    expect(said).toContain(part);
  expect((await on.get("/api/2.1/unity-catalog/schemas/main.wrong")).status).toBe(404);

  await on.sql("CREATE TABLE main.default.not_mine AS SELECT 1 AS x");
  const taken = await on.pipeline("taken", {
    "a.sql":
      "CREATE MATERIALIZED VIEW not_mine AS SELECT 1 AS x; CREATE MATERIALIZED VIEW typed (x DATE) AS SELECT true AS x",
  });
  expect((await on.run(taken, { validate_only: true })).state).toBe("FAILED");
  const why = (await on.events(taken, "level = 'ERROR'")).map((event) => event.message).join("\n");
  for (const part of ["TABLE_OR_VIEW_ALREADY_EXISTS", "CANNOT_SAFELY_CAST"]) expect(why).toContain(part);
});

test("the event log is there by function and as a table", async () => {
  const id = await on.pipeline(
    "logged",
    { "a.sql": "CREATE MATERIALIZED VIEW m (CONSTRAINT c EXPECT (x > 0)) AS SELECT 'it''s' AS t, -1 AS x" },
    { schema: "logged", event_log: { name: "log" } },
  );
  expect((await on.run(id)).state).toBe("COMPLETED");
  const failedRecords = (from: string) =>
    on.rows(
      `SELECT origin.flow_name, details:flow_progress.data_quality.expectations[0].failed_records AS n FROM ${from} AS l WHERE event_type = 'flow_progress' AND details:flow_progress.data_quality IS NOT NULL`,
    );
  for (const from of [`event_log('${id}')`, "event_log(TABLE(main.logged.m))", "main.logged.log"])
    expect(await failedRecords(from), from).toEqual([["m", "1"]]);
  expect(
    await on.rows(
      `SELECT count(*) > 5, min(timestamp) < current_timestamp() FROM event_log("${id}") WHERE level = 'INFO'`,
    ),
  ).toEqual([["true", "true"]]);
  await expect(on.sql("SELECT * FROM event_log(TABLE(main.default.nothing))")).rejects.toThrow(
    "EVENT_LOG_UNAVAILABLE",
  );
  await expect(on.sql("SELECT * FROM event_log('nobody')")).rejects.toThrow("EVENT_LOG_UNAVAILABLE");
});

test("a stop interrupts a flow, and nothing of it is written", async () => {
  await on.sql("CREATE TABLE main.default.long AS SELECT id FROM range(20000)");
  const id = await on.pipeline("stopped", {
    "a.sql":
      "CREATE MATERIALIZED VIEW pairs AS SELECT count(*) AS n FROM long a JOIN long b ON sin(a.id * b.id) > 2",
  });
  const { body } = await on.call("POST", `/api/2.0/pipelines/${id}/updates`, {});
  const state = async () =>
    (await on.get(`/api/2.0/pipelines/${id}/updates/${body.update_id}`)).body.update.state;
  await expect.poll(state, { timeout: 20_000, interval: 10 }).toBe("RUNNING");
  await on.call("POST", `/api/2.0/pipelines/${id}/stop`);
  await expect.poll(state, { timeout: 30_000 }).toBe("CANCELED");
  expect((await on.events(id, undefined, body.update_id)).map((event) => event.message).join()).toContain(
    "STOPPED",
  );
  await expect(on.sql("SELECT * FROM pairs")).rejects.toThrow("TABLE_OR_VIEW_NOT_FOUND");
  await on.call("DELETE", `/api/2.0/pipelines/${id}`);
}, 60_000);
