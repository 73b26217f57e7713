import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findPython } from "../compute/python-sandbox.ts";
import { openDesk } from "./testing.ts";

const python = await findPython();
const IN = "/Volumes/main/default/landing";
let opened: Awaited<ReturnType<typeof openDesk>>;
let on: typeof opened.on;

beforeAll(async () => {
  opened = await openDesk();
  on = opened.on;
}, 60_000);
afterAll(() => opened.close());

test("options of files: text unless told, hints, patterns, what read_files itself has", async () => {
  await on.file(`${IN}/opts/a.json`, '{"id":1,"at":{"x":1},"n":"5"}\n');
  await on.file(`${IN}/opts/b.txt`, "no json\n");
  await on.file(`${IN}/csv/a.csv`, "id;name\n1;ä\n2;\n");
  const id = await on.pipeline(
    "options",
    {
      "a.sql": `CREATE STREAMING TABLE as_text AS SELECT * FROM cloud_files('${IN}/opts', 'json', map('pathGlobFilter', '*.json'));
      CREATE STREAMING TABLE hinted AS SELECT * FROM STREAM read_files('${IN}/opts', format => 'json', fileNamePattern => '*.json', schemaHints => 'n INT, extra DATE');
      CREATE STREAMING TABLE csv AS SELECT id, name, _metadata.file_path AS path, _metadata.file_size AS size FROM STREAM(read_files('${IN}/csv', format => 'csv', sep => ';', header => true));
      CREATE STREAMING TABLE lines AS SELECT value, _metadata.file_name AS file FROM STREAM read_files('${IN}/opts', format => 'text', fileNamePattern => '*.txt');
      CREATE MATERIALIZED VIEW whole AS SELECT count(*) AS n FROM read_files('${IN}/csv', format => 'csv', sep => ';', header => true);
      CREATE STREAMING TABLE empty AS SELECT * FROM STREAM read_files('${IN}/nothing', format => 'csv', schema => 'a INT, b STRING')`,
    },
    { schema: "opts" },
  );
  expect(await on.run(id)).toMatchObject({ state: "COMPLETED" });
  expect(await on.rows("SELECT id, at, n, typeof(id) FROM main.opts.as_text")).toEqual([
    ["1", '{"x":1}', "5", "string"],
  ]);
  expect(await on.rows("SELECT id, at.x, n, typeof(n), extra FROM main.opts.hinted")).toEqual([
    ["1", "1", "5", "int", null],
  ]);
  expect(await on.rows("SELECT * FROM main.opts.csv ORDER BY id")).toEqual([
    ["1", "ä", `dbfs:${IN}/csv/a.csv`, "16"],
    ["2", null, `dbfs:${IN}/csv/a.csv`, "16"],
  ]);
  expect(await on.rows("SELECT * FROM main.opts.lines")).toEqual([["no json", "b.txt"]]);
  expect(await on.rows("SELECT * FROM main.opts.whole")).toEqual([["2"]]);
  expect(await on.rows("SELECT a, b FROM main.opts.empty")).toEqual([]);
});

test("columns come and go with the files; a folder emptied since is no failure", async () => {
  await on.file(`${IN}/evolving/1.json`, '{"id":1}\n');
  const id = await on.pipeline(
    "evolving",
    {
      "a.sql": `CREATE STREAMING TABLE t AS SELECT * FROM STREAM read_files('${IN}/evolving', format => 'json')`,
    },
    { schema: "evolving" },
  );
  expect((await on.run(id)).state).toBe("COMPLETED");
  await on.file(`${IN}/evolving/2.json`, '{"id":2,"more":"x"}\n');
  expect(await on.run(id)).toMatchObject({ state: "COMPLETED" });
  expect(await on.rows("SELECT id, more FROM main.evolving.t ORDER BY id")).toEqual([
    ["1", null],
    ["2", "x"],
  ]);
  await rm(join(opened.dir, "volumes/main/default/landing/evolving"), { recursive: true });
  expect(await on.run(id)).toMatchObject({ state: "COMPLETED" });
  expect(await on.rows("SELECT count(*) FROM main.evolving.t")).toEqual([["2"]]);
  await on.file(`${IN}/evolving/3.json`, '{"id":"text"}\n');
  expect((await on.run(id)).failure).toContain("DELTA_FAILED_TO_MERGE_FIELDS");
});

test("names of others are left alone; a dropped table starts anew; a reset can be forbidden", async () => {
  await on.sql("CREATE SCHEMA main.names");
  await on.sql("CREATE TABLE main.names.taken AS SELECT 1 AS a");
  await on.sql("CREATE TABLE main.names.src AS SELECT 1 AS a");
  const a = await on.pipeline(
    "first",
    { "a.sql": "CREATE MATERIALIZED VIEW taken AS SELECT 1 AS x" },
    { schema: "names" },
  );
  expect((await on.run(a)).failure).toContain("TABLE_OR_VIEW_ALREADY_EXISTS");
  expect(await on.rows("SELECT * FROM main.names.taken")).toEqual([["1"]]);
  const sources = {
    "a.sql": `CREATE STREAMING TABLE kept TBLPROPERTIES (pipelines.reset.allowed = false) AS SELECT * FROM STREAM(src);
      CREATE STREAMING TABLE again AS SELECT * FROM STREAM(src)`,
  };
  const b = await on.pipeline("second", sources, { schema: "names" });
  expect((await on.run(b)).state).toBe("COMPLETED");
  const c = await on.pipeline(
    "third",
    { "a.sql": "CREATE MATERIALIZED VIEW again AS SELECT 1 AS x" },
    { schema: "names" },
  );
  expect((await on.run(c)).failure).toContain("TABLE_ALREADY_MANAGED_BY_OTHER_PIPELINE");
  await on.sql("CREATE OR REPLACE TABLE main.names.src AS SELECT 1 AS a UNION ALL SELECT 2");
  await on.sql("DROP TABLE main.names.again");
  expect((await on.run(b)).state).toBe("COMPLETED");
  expect(await on.rows("SELECT count(*) FROM main.names.again")).toEqual([["2"]]);
  await on.sql("TRUNCATE TABLE main.names.src");
  // One may not start anew and so meets the deletion; the other does start anew.
  const failed = await on.run(b, { full_refresh: true });
  expect(failed.failure).toContain("DELTA_SOURCE_IGNORE_DELETE");
  expect(await on.rows("SELECT count(*) FROM main.names.kept")).toEqual([["2"]]);
  expect(await on.rows("SELECT count(*) FROM main.names.again")).toEqual([["0"]]);
  expect((await on.run(b, { refresh_selection: ["nope"] })).failure).toContain("TABLE_NOT_IN_PIPELINE");
});

test("a source may gain columns and not lose them", async () => {
  await on.sql("CREATE TABLE main.default.widening AS SELECT 1 AS a, 'x' AS b");
  const id = await on.pipeline(
    "widening",
    { "a.sql": "CREATE STREAMING TABLE t AS SELECT * FROM STREAM(main.default.widening)" },
    { schema: "widening" },
  );
  expect((await on.run(id)).state).toBe("COMPLETED");
  await on.sql("ALTER TABLE main.default.widening ADD COLUMN c INT");
  await on.sql("INSERT INTO main.default.widening VALUES (2, 'y', 5)");
  expect(await on.run(id)).toMatchObject({ state: "COMPLETED" });
  expect(await on.rows("SELECT * FROM main.widening.t ORDER BY a")).toEqual([
    ["1", "x", null],
    ["2", "y", "5"],
  ]);
  await on.sql("CREATE OR REPLACE TABLE main.default.widening AS SELECT 1 AS a, 5 AS c");
  expect((await on.run(id)).failure).toContain("DELTA_STREAMING_INCOMPATIBLE_SCHEMA_CHANGE");
});

test.skipIf(!python)("Python reads files with their metadata, from notebooks too", async () => {
  await on.file(`${IN}/py/a.csv`, "id,name\n1,x\n");
  await on.call("POST", "/api/2.0/workspace/import", {
    path: "/Shared/nb",
    format: "SOURCE",
    language: "PYTHON",
    content: Buffer.from(`# Databricks notebook source
from pyspark import pipelines as dp
from pyspark.sql.functions import col
# COMMAND ----------
# MAGIC %md words
# COMMAND ----------
@dp.table(schema="id BIGINT, name STRING COMMENT 'n', file STRING", cluster_by=["id"])
def files():
    return (spark.readStream.format("cloudFiles").option("cloudFiles.format", "csv").option("header", True)
        .option("cloudFiles.schemaLocation", "/Volumes/main/default/landing/_schema")
        .load("${IN}/py").withColumn("file", col("_metadata.file_name")).select(col("id").cast("bigint"), "name", "file"))
`).toString("base64"),
  });
  const id = await on.pipeline(
    "notebook",
    {},
    { schema: "nb", libraries: [{ notebook: { path: "/Workspace/Shared/nb" } }] },
  );
  expect(await on.run(id)).toMatchObject({ state: "COMPLETED" });
  expect(await on.rows("SELECT * FROM main.nb.files")).toEqual([["1", "x", "a.csv"]]);
});

test("a crash of the engine fails the update by name, and the next one goes on", async () => {
  await on.sql("CREATE TABLE main.default.big AS SELECT id FROM range(3000000)");
  const id = await on.pipeline("crashing", {
    "a.sql":
      "CREATE STREAMING TABLE hashed AS SELECT id, md5(repeat(cast(id AS STRING), 200)) AS h FROM STREAM(big)",
  });
  const { body } = await on.call("POST", `/api/2.0/pipelines/${id}/updates`, {});
  const state = async () =>
    (await on.get(`/api/2.0/pipelines/${id}/updates/${body.update_id}`)).body.update.state;
  await expect.poll(state, { timeout: 20_000, interval: 5 }).toBe("RUNNING");
  process.kill(opened.workspace.enginePid() as number, "SIGKILL");
  await expect.poll(state, { timeout: 20_000 }).toBe("FAILED");
  expect((await on.get(`/api/2.0/pipelines/${id}`)).body.cause).toContain("stopped unexpectedly");
  expect(await on.run(id)).toMatchObject({ state: "COMPLETED" });
  expect(await on.rows("SELECT count(*), count(DISTINCT id) FROM main.default.hashed")).toEqual([
    ["3000000", "3000000"],
  ]);
}, 120_000);
