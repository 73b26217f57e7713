import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPython } from "../compute/python-sandbox.ts";
import { openDesk } from "./testing.ts";

// Without python3 there are no Python sources.
const python = await findPython();
let opened: Awaited<ReturnType<typeof openDesk>>;
let on: typeof opened.on;

beforeAll(async () => {
  opened = await openDesk();
  on = opened.on;
}, 60_000);
afterAll(() => opened.close());

describe.skipIf(!python)("Python sources", () => {
  test("dp and dlt, files and tables as streams, DataFrames, expectations; SQL reads what Python declares", async () => {
    await on.file("/Volumes/main/default/landing/in/1.json", '{"id":1,"amount":10}\n{"id":2,"amount":-5}\n');
    const id = await on.pipeline(
      "python",
      {
        "gold.py": `
from pyspark import pipelines as dp
from pyspark.sql import functions as F

@dp.materialized_view(comment="by sign")
@dp.expect_all({"some": "n > 0"})
def gold():
    return spark.read.table("silver").groupBy((F.col("amount") > 0).alias("positive")).agg(F.count("*").alias("n"))

@dp.temporary_view()
@dp.expect_or_drop("small", "twice < 10000")
@dp.expect("positive", "twice > 0")
def doubled():
    return spark.readStream.table("bronze").withColumn("twice", F.col("amount") * 2)
`,
        "silver.py": `
import dlt

@dlt.table(name="silver", table_properties={"quality": "silver"})
@dlt.expect_or_drop("id", "id < 100")
def anything():
    assert spark.conf.get("my.factor") == "3"
    return spark.readStream.table("doubled").selectExpr("id", "amount", "twice", f"amount * {spark.conf.get('my.factor')} AS thrice")

for each in ("a", "b"):
    @dlt.table(name=f"made_{each}")
    def made(each=each):
        return spark.sql(f"SELECT '{each}' AS name, count(*) AS n FROM bronze")
`,
        "bronze.py": `
from pyspark import pipelines as dp

@dp.table
def bronze():
    return (spark.readStream.format("cloudFiles")
        .option("cloudFiles.format", "json").option("cloudFiles.inferColumnTypes", "true")
        .load("/Volumes/main/default/landing/in"))
`,
        "sql.sql": "CREATE MATERIALIZED VIEW from_sql AS SELECT max(thrice) AS m FROM silver",
      },
      { schema: "py", configuration: { "my.factor": "3" } },
    );
    expect(await on.run(id)).toMatchObject({ state: "COMPLETED" });
    expect(await on.rows("SELECT * FROM main.py.gold ORDER BY 1")).toEqual([
      ["false", "1"],
      ["true", "1"],
    ]);
    expect(await on.rows("SELECT * FROM main.py.from_sql")).toEqual([["30"]]);
    expect(await on.rows("SELECT * FROM main.py.made_b")).toEqual([["b", "2"]]);
    // What a view expects is counted where its rows are used.
    const [silver] = (await on.events(id)).filter(
      (event) => event.origin.flow_name === "silver" && event.details.flow_progress?.metrics,
    );
    expect(silver?.details.flow_progress.data_quality).toEqual({
      dropped_records: 0,
      expectations: [
        { name: "id", dataset: "silver", passed_records: 2, failed_records: 0 },
        { name: "small", dataset: "doubled", passed_records: 2, failed_records: 0 },
        { name: "positive", dataset: "doubled", passed_records: 1, failed_records: 1 },
      ],
    });
    await on.file(
      "/Volumes/main/default/landing/in/2.json",
      '{"id":3,"amount":20}\n{"id":300,"amount":20}\n{"id":4,"amount":99999}\n',
    );
    expect((await on.run(id)).state).toBe("COMPLETED");
    expect(await on.rows("SELECT id, twice FROM main.py.silver ORDER BY id")).toEqual([
      ["1", "20"],
      ["2", "-10"],
      ["3", "40"],
    ]);
  }, 60_000);

  test("flows into one table, change data and once", async () => {
    await on.sql("CREATE TABLE main.default.east AS SELECT 1 AS id, 'e' AS v, 1 AS seq");
    await on.sql("CREATE TABLE main.default.west AS SELECT 2 AS id, 'w' AS v, 1 AS seq");
    const id = await on.pipeline(
      "flows",
      {
        "a.py": `
from pyspark import pipelines as dp
from pyspark.sql.functions import col, expr

dp.create_streaming_table("all_regions", comment="both", expect_all_or_drop={"id": "id > 0"})

@dp.append_flow(target="all_regions")
def east():
    return spark.readStream.table("main.default.east")

@dp.append_flow(target="all_regions", name="from_west")
def west():
    return spark.readStream.table("main.default.west")

@dp.append_flow(target="all_regions", once=True)
def backfill():
    return spark.createDataFrame([(9, "old", 0), (-9, "bad", 0)], "id INT, v STRING, seq INT")

dp.create_streaming_table("people")
dp.create_auto_cdc_flow(target="people", source="all_regions", keys=["id"], sequence_by=col("seq"),
    apply_as_deletes=expr("v = 'x'"), except_column_list=["seq"], stored_as_scd_type="2")
`,
      },
      { schema: "flows" },
    );
    expect(await on.run(id)).toMatchObject({ state: "COMPLETED" });
    await on.sql("INSERT INTO main.default.east VALUES (1, 'e2', 2), (3, 'n', 1)");
    expect((await on.run(id)).state).toBe("COMPLETED");
    expect(await on.rows("SELECT count(*) FROM main.flows.all_regions")).toEqual([["5"]]);
    expect(await on.rows("SELECT * FROM main.flows.people WHERE id = 1 ORDER BY __START_AT")).toEqual([
      ["1", "e", "1", "2"],
      ["1", "e2", "2", null],
    ]);
  }, 60_000);

  test("a failure tells the line; circles and what is not here are named", async () => {
    const id = await on.pipeline(
      "broken",
      {
        "a.py": `import dlt

@dlt.table
def broken():
    return spark.read.table("nowhere_at_all")

@dlt.table
def circle_a():
    return spark.read.table("circle_b")

@dlt.table
def circle_b():
    return dlt.read("circle_a")

@dlt.table
def none_at_all():
    pass
`,
      },
      { schema: "broken" },
    );
    expect((await on.run(id, { validate_only: true })).state).toBe("FAILED");
    const said = (await on.events(id, "level in ('ERROR', 'WARN')"))
      .map((event: { message: string }) => event.message)
      .join("\n");
    for (const part of [
      "nowhere_at_all",
      "TABLE_OR_VIEW_NOT_FOUND",
      "line 5",
      "PIPELINE_CYCLE",
      "PIPELINE_DATASET_NOT_A_DATAFRAME",
    ])
      expect(said).toContain(part);
    await on.source(
      "/Shared/broken/a.py",
      "import dlt\nx = spark.readStream.table('main.default.east')\nprint(x.count())",
    );
    expect((await on.run(id)).failure).toContain("PIPELINE_ACTION");
    await on.source("/Shared/broken/a.py", "import dlt\ndlt.create_sink('a', 'kafka', {})");
    expect((await on.run(id)).failure).toContain("NOT_IN_LOCAL_WORKSPACE");
    await on.source("/Shared/broken/a.py", "def f(:");
    expect((await on.run(id)).failure).toContain("SyntaxError");
  }, 60_000);

  test("sources import modules below the root folder", async () => {
    await on.call("POST", "/api/2.0/workspace/mkdirs", { path: "/Shared/rooted/helpers/deep" });
    await on.source(
      "/Shared/rooted/helpers/deep/words.py",
      "WORD = 'hello'\ndef shout(text):\n    return text.upper()",
    );
    const id = await on.pipeline(
      "rooted-sources",
      {
        "a.py": `from pyspark import pipelines as dp
from helpers.deep.words import WORD, shout

@dp.materialized_view
def said():
    return spark.sql(f"SELECT '{shout(WORD)}' AS word")`,
      },
      { schema: "rooted", root_path: "/Workspace/Shared/rooted" },
    );
    expect(await on.run(id)).toMatchObject({ state: "COMPLETED" });
    expect(await on.rows("SELECT * FROM main.rooted.said")).toEqual([["HELLO"]]);
  });

  test("declarations outside a pipeline are refused", async () => {
    const made = await on.call("POST", "/api/1.2/contexts/create", {
      clusterId: (await on.get("/api/2.1/clusters/list")).body.clusters[0].cluster_id,
      language: "python",
    });
    const context = {
      clusterId: (await on.get("/api/2.1/clusters/list")).body.clusters[0].cluster_id,
      contextId: made.body.id,
    };
    const { body } = await on.call("POST", "/api/1.2/commands/execute", {
      ...context,
      language: "python",
      command: "import dlt\n@dlt.table\ndef a():\n    return spark.range(1)",
    });
    const query = new URLSearchParams({ ...context, commandId: body.id });
    const status = async () => (await on.get(`/api/1.2/commands/status?${query}`)).body;
    await expect.poll(async () => (await status()).status, { timeout: 20_000 }).toBe("Finished");
    expect(JSON.stringify((await status()).results)).toContain("NOT_IN_LOCAL_WORKSPACE");
  });

  test("a stop interrupts code that never ends", async () => {
    const id = await on.pipeline("endless", { "a.py": "import time\nwhile True: time.sleep(0.1)" });
    const { body } = await on.call("POST", `/api/2.0/pipelines/${id}/updates`, {});
    expect((await on.call("POST", `/api/2.0/pipelines/${id}/updates`, {})).status).toBe(409);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await on.call("POST", `/api/2.0/pipelines/${id}/stop`);
    const state = async () =>
      (await on.get(`/api/2.0/pipelines/${id}/updates/${body.update_id}`)).body.update.state;
    await expect.poll(state, { timeout: 20_000 }).toBe("CANCELED");
    await expect.poll(async () => (await on.get(`/api/2.0/pipelines/${id}`)).body.state).toBe("IDLE");
  }, 60_000);
});
