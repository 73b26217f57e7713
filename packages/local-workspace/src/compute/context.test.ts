import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Desk, openDesk } from "../testing/workspace-desk.ts";
import { type ContextParts, ExecutionContext, type Outcome } from "./context.ts";
import { findPython } from "./python-sandbox.ts";
import { contextParts } from "./testing.ts";

let desk: Desk;
let parts: ContextParts;
// Without python3 there is nothing to test here but SQL; the test script installs it where it can.
const python = await findPython();
const open: ExecutionContext[] = [];
const sources = new Map<string, string>();

beforeAll(async () => {
  desk = await openDesk({ withSamples: true });
  parts = await contextParts(desk.workspace(), desk.dir, python);
}, 60_000);
afterAll(async () => {
  await Promise.all(open.map((context) => context.close()));
  await desk.close();
});

function context(): ExecutionContext {
  const made = new ExecutionContext(`c${open.length}`, {
    ...parts,
    env: () => ({ DATABRICKS_HOST: "http://127.0.0.1:1", DATABRICKS_TOKEN: "context-token" }),
    source: async (path) => {
      const text = sources.get(path);
      return text === undefined ? undefined : { text, language: "PYTHON" };
    },
    ask: async (kind, fields) => {
      if (kind === "secret")
        return fields.key === "token"
          ? { value: Buffer.from("s3cret!").toString("base64") }
          : { error: "no such secret" };
      return { error: `nobody answers ${kind}` };
    },
  });
  open.push(made);
  return made;
}
const said = (outcome: Outcome) => {
  if (outcome.status !== "ok") throw new Error(`${outcome.summary}\n${outcome.cause}`);
  return outcome.output.trimEnd();
};
const py = async (on: ExecutionContext, code: string) => said(await on.run(code, "PYTHON"));

describe.skipIf(!python)("Python", () => {
  test("keeps its names, shows the last value and what was printed", async () => {
    const c = context();
    expect(await py(c, "x = 20\nprint('made')")).toBe("made");
    expect(await py(c, "x += 22\nx")).toBe("42");
    expect(await py(c, "import subprocess; subprocess.run(['echo', 'from a program'])\nNone")).toContain(
      "from a program",
    );
  });

  test("an error shows the command's own lines and costs nothing but itself", async () => {
    const c = context();
    await py(c, "a = 1");
    const failed = await c.run("def f():\n    return a / 0\nf()", "PYTHON");
    expect(failed).toMatchObject({ status: "error", summary: "ZeroDivisionError: division by zero" });
    expect(failed.cause).toContain("return a / 0");
    expect(failed.cause).not.toContain("driver.py");
    expect((await c.run("if", "PYTHON")).summary).toMatch(/SyntaxError/);
    expect(await py(c, "a")).toBe("1");
  });

  test("a command is interrupted, and the names stay", async () => {
    const c = context();
    await py(c, "kept = 'here'");
    const running = c.run("import time\nprint('sleeping')\ntime.sleep(600)", "PYTHON");
    await new Promise((resolve) => setTimeout(resolve, 500));
    void c.cancel();
    expect((await running).status).toBe("cancelled");
    expect(await py(c, "kept")).toBe("'here'");
  });

  test("a loop of Python alone is interrupted too, and so is a statement in the engine", async () => {
    const c = context();
    const loop = c.run("while True: pass", "PYTHON");
    await new Promise((resolve) => setTimeout(resolve, 500));
    void c.cancel();
    expect((await loop).status).toBe("cancelled");
    const statement = c.run("spark.sql('SELECT sum(id % 7) FROM range(100000000000)').collect()", "PYTHON");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    void c.cancel();
    expect((await statement).status).not.toBe("ok");
  });

  test("a process that dies says so, and the next command has a new one", async () => {
    const c = context();
    const died = await c.run("import os; os._exit(3)", "PYTHON");
    expect(died).toMatchObject({ status: "error", summary: expect.stringMatching(/ended unexpectedly/) });
    expect(await py(c, "1 + 1")).toBe("2");
  });

  test("the sandbox shows nothing of the machine", async () => {
    if (!python?.sandboxed) return expect(python?.label).toMatch(/without a sandbox/);
    const c = context();
    expect(await py(c, `import os; os.path.exists(${JSON.stringify(join(desk.dir, "catalogs"))})`)).toBe(
      "False",
    );
    expect(
      await py(c, "sorted(set(os.environ) & {'ANTHROPIC_API_KEY', 'LAKEBASE_PG_URL', 'PGPASSWORD'})"),
    ).toBe("[]");
    expect(await py(c, "open('/proc/1/environ').read()")).toBe("''");
    expect(await py(c, "os.getuid(), os.environ['DATABRICKS_TOKEN']")).toBe("(1000, 'context-token')");
    expect((await c.run("open('/usr/x', 'w')", "PYTHON")).status).toBe("error");
  });
});

describe.skipIf(!python)("spark", () => {
  test("reads, transforms and groups", async () => {
    const c = context();
    await py(c, "from pyspark.sql import functions as F, Window\ndf = spark.table('samples.nyctaxi.trips')");
    expect(
      await py(
        c,
        "df.filter(F.col('fare_amount') > 50).count() == spark.sql('select count(*) from samples.nyctaxi.trips where fare_amount > 50').first()[0]",
      ),
    ).toBe("True");
    expect(
      await py(
        c,
        `top = (df.withColumn('hour', F.hour('tpep_pickup_datetime'))
        .groupBy('hour').agg(F.count('*').alias('n'), F.round(F.avg('fare_amount'), 2).alias('fare'))
        .orderBy(F.desc('n')).limit(3))
top.columns, len(top.collect())`,
      ),
    ).toBe("(['hour', 'n', 'fare'], 3)");
    expect(
      await py(
        c,
        `w = Window.partitionBy('g').orderBy(F.col('v').desc())
d = spark.createDataFrame([('a', 1), ('a', 3), ('b', 2)], ['g', 'v'])
[tuple(r) for r in d.withColumn('r', F.row_number().over(w)).filter('r = 1').orderBy('g').collect()]`,
      ),
    ).toBe("[('a', 3, 1), ('b', 2, 1)]");
  });

  test("joins keep both sides' columns apart", async () => {
    const c = context();
    await py(
      c,
      `from pyspark.sql import functions as F
people = spark.createDataFrame([(1, 'Ada'), (2, 'Bob')], 'id int, name string')
orders = spark.createDataFrame([(1, 9.5), (1, 0.5), (3, 2.0)], 'id int, price double')`,
    );
    expect(await py(c, "[tuple(r) for r in people.join(orders, 'id').orderBy('price').collect()]")).toBe(
      "[(1, 'Ada', 0.5), (1, 'Ada', 9.5)]",
    );
    expect(
      await py(
        c,
        "[tuple(r) for r in people.join(orders, people.id == orders.id, 'left').select(people.id, 'name', orders['price']).orderBy('id', 'price').collect()]",
      ),
    ).toBe("[(1, 'Ada', 0.5), (1, 'Ada', 9.5), (2, 'Bob', None)]");
    expect(await py(c, "people.join(orders, 'id', 'left_anti').first().name")).toBe("'Bob'");
    expect(
      await py(
        c,
        "p, o = people.alias('p'), orders.alias('o')\n[tuple(r) for r in p.join(o, F.col('p.id') == F.col('o.id')).groupBy('p.id').agg(F.sum('o.price')).collect()]",
      ),
    ).toBe("[(1, 10.0)]");
    expect(
      (await c.run("people.join(orders, people.id == orders.id).select('id', F.col('nope'))", "PYTHON"))
        .summary,
    ).toMatch(/AnalysisException: \[UNRESOLVED_COLUMN/);
  });

  test("writes tables: overwrite, append, error, ignore", async () => {
    const c = context();
    await py(
      c,
      "spark.sql('CREATE SCHEMA IF NOT EXISTS main.compute')\nd = spark.range(3).withColumnRenamed('id', 'n')",
    );
    await py(c, "d.write.mode('overwrite').saveAsTable('main.compute.t')");
    await py(c, "d.write.mode('append').saveAsTable('main.compute.t')");
    await py(c, "d.write.mode('ignore').saveAsTable('main.compute.t')");
    expect(await py(c, "spark.table('main.compute.t').count()")).toBe("6");
    expect((await c.run("d.write.saveAsTable('main.compute.t')", "PYTHON")).summary).toMatch(
      /ALREADY_EXISTS/,
    );
    expect(
      await py(
        c,
        "spark.catalog.tableExists('main.compute.t'), spark.catalog.tableExists('main.compute.no')",
      ),
    ).toBe("(True, False)");
  });

  test("values come back as Python's own", async () => {
    const c = context();
    expect(
      await py(
        c,
        `r = spark.sql("""SELECT 1 AS i, 1.50BD AS d, 2.5D AS f, DATE '2026-01-02' AS t, TIMESTAMP '2026-01-02 03:04:05.123' AS ts,
  array(1, 2) AS a, map('k', 1) AS m, named_struct('x', 1, 'y', 'z') AS s, true AS b, NULL AS n, 'é' AS u""").first()
[repr(v) for v in r]`,
      ),
    ).toBe(
      "['1', \"Decimal('1.50')\", '2.5', 'datetime.date(2026, 1, 2)', 'datetime.datetime(2026, 1, 2, 3, 4, 5, 123000)', '[1, 2]', \"{'k': 1}\", \"Row(x=1, y='z')\", 'True', 'None', \"'é'\"]",
    );
    expect(
      await py(
        c,
        `import datetime, decimal
rows = [(True, 2**40, 1.5, "it's \\\\ ok\\n", datetime.date(2026, 1, 2), datetime.datetime(2026, 1, 2, 3, 4, 5), decimal.Decimal('1.25'), [1, None], {'a': 1}, None)]
tuple(spark.createDataFrame(rows, ['b', 'l', 'f', 's', 'd', 't', 'n', 'a', 'm', 'x']).first()) == (*rows[0][:6], decimal.Decimal('1.25'), [1, None], {'a': 1}, None)`,
      ),
    ).toBe("True");
  });

  test("show, printSchema and temporary views", async () => {
    const c = context();
    expect(await py(c, "spark.createDataFrame([(1, 'a'), (20, None)], ['id', 'name']).show()")).toBe(
      "+---+----+\n| id|name|\n+---+----+\n|  1|   a|\n| 20|NULL|\n+---+----+",
    );
    expect(await py(c, "spark.range(1).printSchema()")).toMatch(/^root\n \|-- id: long/);
    await py(c, "spark.range(5).createOrReplaceTempView('numbers')");
    expect(await py(c, "spark.sql('SELECT sum(id) AS s FROM numbers').first().s")).toBe("10");
    const table = await c.run("SELECT max(id) AS m FROM numbers", "SQL");
    expect(table.shown).toEqual([
      { kind: "table", columns: [{ name: "m", type: "bigint" }], rows: [["4"]], truncated: false },
    ]);
  });

  test("a table is displayed, and what is not here is refused by name", async () => {
    const c = context();
    const shown = await c.run("display(spark.range(2))", "PYTHON");
    expect(shown.shown).toMatchObject([{ kind: "table", rows: [["0"], ["1"]] }]);
    for (const code of [
      "spark.sparkContext",
      "df = spark.range(1); df.rdd",
      "spark.readStream",
      "from pyspark.sql import functions as F\nF.pandas_udf('int')",
      "spark.udf.register('twice', lambda n: n * 2, 'int')\nspark.sql('SELECT twice(1)').collect()",
      "f = F.udf(lambda a, b: a == b, 'boolean')\na, b = spark.range(1), spark.range(1)\na.join(b, f(a.id, b.id))",
      "spark.range(1).write.parquet('/tmp/x')",
    ])
      expect((await c.run(code, "PYTHON")).summary, code).toMatch(/NOT_IN_LOCAL_WORKSPACE/);
    expect((await c.run("println(1)", "SCALA")).summary).toMatch(/Scala is not part/);
    expect((await c.run("%r\nprint(1)", "PYTHON")).summary).toMatch(/R is not part/);
  });
});

describe.skipIf(!python)("dbutils and magics", () => {
  test("files of volumes and DBFS are the workspace's", async () => {
    const c = context();
    said(await c.run("CREATE VOLUME IF NOT EXISTS main.default.files", "SQL"));
    await py(c, "dbutils.fs.put('/Volumes/main/default/files/in.csv', 'a,b\\n1,x\\n2,y\\n', True)");
    expect(await py(c, "[f.name for f in dbutils.fs.ls('/Volumes/main/default/files')]")).toBe("['in.csv']");
    expect(
      await py(
        c,
        "[tuple(r) for r in spark.read.option('header', True).csv('/Volumes/main/default/files/in.csv').orderBy('a').collect()]",
      ),
    ).toMatch(/^\[\(.*'x'\), \(.*'y'\)\]$/);
    await py(c, "dbutils.fs.mkdirs('dbfs:/tmp/x')\ndbutils.fs.put('dbfs:/tmp/x/a.txt', 'hello')");
    expect(existsSync(join(desk.dir, "dbfs", "tmp", "x", "a.txt"))).toBe(true);
  });

  test("a secret is given to the code, and never to the eye", async () => {
    const c = context();
    expect(await py(c, "s = dbutils.secrets.get('app', 'token')\nprint(s, len(s))")).toBe("[REDACTED] 7");
    const failed = await c.run("raise ValueError('bad ' + s)", "PYTHON");
    expect(`${failed.summary} ${failed.cause}`).not.toContain("s3cret!");
    expect((await c.run("dbutils.secrets.get('app', 'other')", "PYTHON")).summary).toMatch(/no such secret/);
  });

  test("widgets, notebook exit, %run, %sh and %fs", async () => {
    const c = context();
    const notebook = `# Databricks notebook source
dbutils.widgets.text("who", "nobody")
# COMMAND ----------
# MAGIC %md
# MAGIC # A title
# COMMAND ----------
# MAGIC %sql
# MAGIC CREATE OR REPLACE TEMP VIEW v AS SELECT 7 AS n
# COMMAND ----------
# MAGIC %run ./helpers
# COMMAND ----------
dbutils.notebook.exit(f"{greet(dbutils.widgets.get('who'))} {spark.table('v').first().n}")
# COMMAND ----------
raise RuntimeError("never reached")
`;
    sources.set(
      "/Users/ada/helpers",
      "# Databricks notebook source\ndef greet(who):\n    return f'hello {who}'\n",
    );
    c.notebookPath = "/Users/ada/main";
    const outcome = await c.runNotebook(notebook, "PYTHON", { who: "Ada" });
    expect(outcome).toMatchObject({ status: "exit", value: "hello Ada 7" });
    expect(said(await c.run("%sh\necho $((6 * 7))", "PYTHON"))).toBe("42");
    expect((await c.run("%sh exit 3", "PYTHON")).summary).toMatch(/exit code 3/);
    expect(said(await c.run("%fs ls dbfs:/", "PYTHON"))).toContain("[");
  });
});
