import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDeltaTable } from "../testing/delta-reader.ts";
import { type Desk, openDesk } from "../testing/workspace-desk.ts";

let desk: Desk;
const call: Desk["call"] = (...request) => desk.call(...request);

/** The rows, or the error's message. */
async function run(statement: string): Promise<(string | null)[][] | string> {
  const body = await desk.statement(statement, { catalog: "main", schema: "default" });
  return body.status.state === "SUCCEEDED" ? (body.result.data_array ?? []) : body.status.error.message;
}

async function rows(statement: string): Promise<(string | null)[][]> {
  const answer = await run(statement);
  if (typeof answer === "string") throw new Error(`${statement}: ${answer}`);
  return answer;
}

const script = async (text: string) => {
  for (const statement of text.split(";\n").filter((each) => each.trim())) await rows(statement);
};
const tableId = async (name: string): Promise<string> =>
  (await call("GET", `/api/2.1/unity-catalog/tables/main.default.${name}`)).body.table_id;
const folderOf = async (name: string) => join(desk.dir, "delta", await tableId(name));
const operations = async (name: string) =>
  (await rows(`DESCRIBE HISTORY ${name}`)).map((row) => row[4]).reverse();

/** What the warehouse says of every version must be what the files say. */
async function agrees(name: string): Promise<void> {
  const versions = await readDeltaTable(await folderOf(name));
  for (const { version, columns, rows: found } of versions) {
    const list = columns.map((column) => `CAST(\`${column}\` AS STRING)`).join(", ");
    const said = await rows(`SELECT ${list} FROM ${name} VERSION AS OF ${version}`);
    expect(said.map((row) => JSON.stringify(row)).sort(), `version ${version} of ${name}`).toEqual(found);
  }
  const last = versions.at(-1)!;
  const live = await rows(
    `SELECT ${last.columns.map((column) => `CAST(\`${column}\` AS STRING)`).join(", ")} FROM ${name}`,
  );
  expect(live.map((row) => JSON.stringify(row)).sort()).toEqual(last.rows);
}

beforeAll(async () => {
  desk = await openDesk({ withSamples: true });
}, 60_000);
afterAll(async () => {
  await desk.close();
});

test("each write is a version that an independent reader reads as the warehouse does", async () => {
  await script(`CREATE TABLE people (id INT, name STRING);
    INSERT INTO people VALUES (1, 'Ann'), (2, 'Bob');
    INSERT INTO people VALUES (3, 'Cid');
    UPDATE people SET name = 'Bobby' WHERE id = 2;
    DELETE FROM people WHERE id = 1;
    MERGE INTO people AS t USING (SELECT 3 AS id, 'Cy' AS name UNION ALL SELECT 4, 'Dee') AS s ON t.id = s.id
      WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *;
    MERGE INTO people AS t USING (SELECT 9 AS id, 'Ida' AS name) AS s ON t.id = s.id WHEN NOT MATCHED THEN INSERT *;
    INSERT OVERWRITE people SELECT 7, 'Gus';
    ALTER TABLE people ADD COLUMN age INT;
    INSERT INTO people VALUES (8, 'Hal', 40);
    TRUNCATE TABLE people;
    CREATE OR REPLACE TABLE people AS SELECT id, id * 2 AS twice FROM range(5)`);
  expect(await operations("people")).toEqual([
    "CREATE TABLE",
    "WRITE",
    "WRITE",
    "UPDATE",
    "DELETE",
    "MERGE",
    "MERGE",
    "WRITE",
    "ADD COLUMNS",
    "WRITE",
    "TRUNCATE",
    "CREATE OR REPLACE TABLE AS SELECT",
  ]);
  await agrees("people");
  const [merge] = (await rows("DESCRIBE HISTORY people")).filter((row) => row[0] === "5");
  expect(JSON.parse(merge![12]!)).toMatchObject({
    numTargetRowsInserted: "1",
    numTargetRowsUpdated: "1",
    numTargetRowsDeleted: "0",
    numOutputRows: "3",
  });
  // An append writes its own rows only: the files of version 1 are among those of version 2.
  const versions = await readDeltaTable(await folderOf("people"));
  expect(versions[2]!.paths).toEqual(expect.arrayContaining(versions[1]!.paths));
  expect(versions[6]!.paths).toEqual(expect.arrayContaining(versions[5]!.paths));
});

test("what changes no row makes no version", async () => {
  await script(`CREATE TABLE still AS SELECT 1 AS a;
    UPDATE still SET a = 2 WHERE a = 9;
    DELETE FROM still WHERE a = 9;
    MERGE INTO still AS t USING (SELECT 9 AS a) AS s ON t.a = s.a WHEN MATCHED THEN DELETE`);
  expect(await operations("still")).toEqual(["CREATE TABLE AS SELECT"]);
  const failed = await run("INSERT INTO still SELECT raise_error('no')");
  expect(failed).toContain("no");
  expect(await operations("still")).toEqual(["CREATE TABLE AS SELECT"]);
  // The file of a write that failed does not stay.
  expect(readdirSync(await folderOf("still")).filter((name) => name.endsWith(".parquet"))).toHaveLength(1);
});

test("every type comes back from a version as it went in", async () => {
  await script(`CREATE TABLE kinds (b BOOLEAN, t TINYINT, s SMALLINT, i INT, l BIGINT, f FLOAT, d DOUBLE, n DECIMAL(38, 10),
      c STRING, v VARCHAR(5), x BINARY, dt DATE, ts TIMESTAMP, tn TIMESTAMP_NTZ, a ARRAY<INT>, m MAP<STRING, DECIMAL(5, 2)>,
      st STRUCT<x: INT, y: ARRAY<STRING>>, j VARIANT, ja ARRAY<VARIANT>);
    INSERT INTO kinds VALUES (true, -128Y, 32767S, -2147483648, 9223372036854775807L, 1.5F, 0.1D, 1234567890123456789012345678.0123456789,
      'it''s "ü"', 'abc', X'00FF', DATE'1582-10-15', TIMESTAMP'2024-02-29 12:34:56.789012', TIMESTAMP_NTZ'0001-01-01 00:00:00',
      array(1, NULL), map('k', 1.25), named_struct('x', 1, 'y', array('p')), parse_json('{"a":[1,"x",null]}'), array(parse_json('1')));
    INSERT INTO kinds (b) VALUES (NULL)`);
  const live = await rows("SELECT * FROM kinds");
  expect(await rows("SELECT * FROM kinds VERSION AS OF 2")).toEqual(live);
  expect(await rows("SELECT * FROM kinds VERSION AS OF 1")).toEqual([live[0]]);
  const types = (table: string) => rows(`DESCRIBE QUERY SELECT * FROM ${table}`);
  expect(await types("kinds VERSION AS OF 1")).toEqual(await types("kinds"));
  const [detail] = await rows("DESCRIBE DETAIL kinds");
  expect(detail!.slice(12)).toEqual(["3", "7", '["appendOnly","invariants","timestampNtz"]']);
});

test("a version is found by number, by time and by the short forms", async () => {
  await script(
    "CREATE TABLE moments AS SELECT 1 AS a;\nINSERT INTO moments VALUES (2);\nINSERT INTO moments VALUES (3)",
  );
  const history = await rows("DESCRIBE HISTORY moments");
  const at = (version: number) => history.find((row) => row[0] === String(version))![1]!;
  const count = async (from: string) => (await rows(`SELECT count(*) FROM ${from}`))[0]![0];
  expect(await count("moments VERSION AS OF 1")).toBe("2");
  expect(await count("moments VERSION AS OF '1' AS m")).toBe("2");
  expect(await count("moments FOR VERSION AS OF 0 m")).toBe("1");
  expect(await count("moments@v1")).toBe("2");
  expect(await count(`moments TIMESTAMP AS OF '${at(1)}'`)).toBe("2");
  expect(await count(`moments TIMESTAMP AS OF (TIMESTAMP'${at(2)}' - INTERVAL 1 MILLISECOND)`)).toBe("2");
  expect(await count(`moments@${at(0).replace(/\D/g, "")}`)).toBe("1");
  expect(
    await rows(
      "SELECT old.a FROM moments AS new LEFT JOIN moments VERSION AS OF 0 AS old ON new.a = old.a ORDER BY 1",
    ),
  ).toEqual([[null], [null], ["1"]]);
  await rows("CREATE VIEW first_moment AS SELECT * FROM moments VERSION AS OF 0");
  expect(await count("first_moment")).toBe("1");

  expect(await run("SELECT * FROM moments VERSION AS OF 9")).toMatch(
    /DELTA_VERSION_NOT_FOUND.*\[0, 2\].*22003/,
  );
  expect(await run("SELECT * FROM moments VERSION AS OF -1")).toContain("PARSE_SYNTAX_ERROR");
  expect(await run("SELECT * FROM moments TIMESTAMP AS OF '2001-01-01'")).toContain(
    "DELTA_TIMESTAMP_EARLIER_THAN_COMMIT_RETENTION",
  );
  expect(await run("SELECT * FROM moments TIMESTAMP AS OF current_timestamp()")).toContain(
    "DELTA_TIMESTAMP_GREATER_THAN_COMMIT",
  );
  expect(await run("SELECT * FROM moments TIMESTAMP AS OF 'soon'")).toContain(
    "INVALID_TIME_TRAVEL_TIMESTAMP_EXPR.INPUT",
  );
  expect(await run("SELECT * FROM moments@x1")).toContain("PARSE_SYNTAX_ERROR");
  expect(await run("SELECT * FROM first_moment VERSION AS OF 0")).toContain(
    "UNSUPPORTED_FEATURE.TIME_TRAVEL",
  );
  expect(await run("WITH c AS (SELECT 1) SELECT * FROM c VERSION AS OF 0")).toContain(
    "UNSUPPORTED_FEATURE.TIME_TRAVEL",
  );
  expect(await run("SELECT * FROM nowhere VERSION AS OF 0")).toContain("TABLE_OR_VIEW_NOT_FOUND");
  expect(await run("SELECT * FROM table_changes('moments', 0)")).toContain("UNSUPPORTED_FEATURE");
  expect(await run("DESCRIBE HISTORY first_moment")).toContain("EXPECT_TABLE_NOT_VIEW");
});

test("RESTORE brings rows, columns and properties of a version back as a new one", async () => {
  await script(`CREATE TABLE turned (a INT) TBLPROPERTIES ('p' = '1');
    INSERT INTO turned VALUES (1), (2);
    ALTER TABLE turned ADD COLUMN b STRING;
    ALTER TABLE turned SET TBLPROPERTIES ('p' = '2');
    UPDATE turned SET b = 'x'`);
  const [result] = await rows("RESTORE TABLE turned TO VERSION AS OF 1");
  expect(result!.slice(1, 4)).toEqual(["1", "1", "1"]);
  expect(await rows("SELECT * FROM turned ORDER BY 1")).toEqual([["1"], ["2"]]);
  expect((await call("GET", "/api/2.1/unity-catalog/tables/main.default.turned")).body).toMatchObject({
    properties: { p: "1" },
    columns: [{ name: "a" }],
  });
  await script("INSERT INTO turned VALUES (3)");
  const back = (await rows("DESCRIBE HISTORY turned")).find((row) => row[0] === "4")![1];
  await rows(`RESTORE turned TO TIMESTAMP AS OF '${back}'`);
  expect(await rows("SELECT * FROM turned ORDER BY 1")).toEqual([
    ["1", "x"],
    ["2", "x"],
  ]);
  expect((await operations("turned")).slice(-3)).toEqual(["RESTORE", "WRITE", "RESTORE"]);
  await agrees("turned");
  expect(await run("RESTORE TABLE turned TO VERSION AS OF 99")).toContain(
    "DELTA_CANNOT_RESTORE_TABLE_VERSION",
  );
  expect(await run("RESTORE TABLE turned TO TIMESTAMP AS OF '2001-01-01'")).toContain(
    "DELTA_CANNOT_RESTORE_TIMESTAMP_EARLIER",
  );
  expect(await run("RESTORE TABLE turned TO TIMESTAMP AS OF '2101-01-01'")).toContain(
    "DELTA_CANNOT_RESTORE_TIMESTAMP_GREATER",
  );
});

test("columns are renamed and dropped without touching files, and versions keep their names", async () => {
  await script(`CREATE TABLE mapped (a INT, b STRING);
    INSERT INTO mapped VALUES (1, 'one');
    ALTER TABLE mapped SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name');
    ALTER TABLE mapped RENAME COLUMN b TO c;
    INSERT INTO mapped VALUES (2, 'two');
    ALTER TABLE mapped DROP COLUMN a;
    ALTER TABLE mapped ADD COLUMN a DOUBLE;
    INSERT INTO mapped VALUES ('three', 3.5)`);
  await agrees("mapped");
  expect(await rows("SELECT a, c FROM mapped ORDER BY c")).toEqual([
    [null, "one"],
    ["3.5", "three"],
    [null, "two"],
  ]);
  const versions = await readDeltaTable(await folderOf("mapped"));
  expect(versions.at(-1)!.paths).toHaveLength(3);
  await rows("RESTORE TABLE mapped TO VERSION AS OF 1");
  await script("INSERT INTO mapped VALUES (5, 'five')");
  await agrees("mapped");
});

test("a widened column is written anew, so that all files of a version have its type", async () => {
  await script(`CREATE TABLE wide (a INT) TBLPROPERTIES ('delta.enableTypeWidening' = 'true');
    INSERT INTO wide VALUES (1);
    ALTER TABLE wide ALTER COLUMN a TYPE BIGINT;
    INSERT INTO wide VALUES (5000000000)`);
  await agrees("wide");
});

test("clones hold rows of their own", async () => {
  await script(`CREATE TABLE origin (a INT COMMENT 'number') COMMENT 'told' TBLPROPERTIES ('k' = 'v');
    INSERT INTO origin VALUES (1);
    INSERT INTO origin VALUES (2)`);
  const [deep] = await rows("CREATE TABLE deep DEEP CLONE origin VERSION AS OF 1");
  expect([deep![1], deep![3]]).toEqual(["1", "1"]);
  await rows("CREATE TABLE flat SHALLOW CLONE origin");
  await rows("DROP TABLE origin");
  expect(await rows("SELECT * FROM deep")).toEqual([["1"]]);
  expect(await rows("SELECT count(*) FROM flat")).toEqual([["2"]]);
  expect((await call("GET", "/api/2.1/unity-catalog/tables/main.default.flat")).body).toMatchObject({
    comment: "told",
    properties: { k: "v" },
    columns: [{ comment: "number" }],
  });
  await agrees("flat");
  await rows("CREATE OR REPLACE TABLE deep CLONE flat");
  expect(await operations("deep")).toEqual(["CLONE", "CLONE"]);
  await agrees("deep");
  expect(await run("CREATE TABLE flat CLONE deep")).toContain("TABLE_OR_VIEW_ALREADY_EXISTS");
  await rows("CREATE TABLE taxi CLONE samples.nyctaxi.trips");
  expect(await rows("SELECT count(*) FROM taxi")).toEqual(
    await rows("SELECT count(*) FROM samples.nyctaxi.trips"),
  );
  await rows("CREATE TABLE numbered (id BIGINT GENERATED ALWAYS AS IDENTITY, a INT)");
  expect(await run("CREATE TABLE numbered_2 CLONE numbered")).toContain("UNSUPPORTED_FEATURE.CLONE_IDENTITY");
});

test("OPTIMIZE makes one file of many, in order when asked", async () => {
  await script(
    "CREATE TABLE many (a INT);\nINSERT INTO many VALUES (3);\nINSERT INTO many VALUES (1);\nINSERT INTO many VALUES (2)",
  );
  const metrics = async (sql: string) => JSON.parse((await rows(sql))[0]![1]!);
  expect(await metrics("OPTIMIZE many")).toMatchObject({
    numFilesAdded: "1",
    numFilesRemoved: "3",
    filesRemoved: { totalFiles: "3" },
  });
  expect(await metrics("OPTIMIZE many")).toMatchObject({ numFilesAdded: "0", totalConsideredFiles: "1" });
  await rows("OPTIMIZE many ZORDER BY (a)");
  expect(await rows("SELECT a FROM many VERSION AS OF 5")).toEqual([["1"], ["2"], ["3"]]);
  await agrees("many");
  expect(await run("OPTIMIZE many ZORDER BY (b)")).toContain("DELTA_ZORDERING_COLUMN_DOES_NOT_EXIST");
  expect(await run("OPTIMIZE many WHERE a = 1")).toContain("UNSUPPORTED_FEATURE.OPTIMIZE_WHERE");
  expect(await run("OPTIMIZE samples.nyctaxi.trips ZORDER BY (trip_distance)")).toBeInstanceOf(Array);
});

test("VACUUM takes what no kept version needs, and what needs it then fails by name", async () => {
  await script("CREATE TABLE thrown AS SELECT 1 AS a;\nUPDATE thrown SET a = 2;\nUPDATE thrown SET a = 3");
  expect(await rows("VACUUM thrown DRY RUN")).toEqual([]);
  await rows("VACUUM thrown");
  expect(await rows("SELECT a FROM thrown VERSION AS OF 0")).toEqual([["1"]]);
  expect(await run("VACUUM thrown RETAIN 1 HOURS")).toContain("retention of 168 hours");
  await rows(
    "ALTER TABLE thrown SET TBLPROPERTIES ('delta.deletedFileRetentionDuration' = 'interval 0 seconds')",
  );
  expect(await rows("VACUUM thrown DRY RUN")).toHaveLength(2);
  const folder = await folderOf("thrown");
  expect(await rows("VACUUM thrown")).toEqual([[`file://${folder}`]]);
  expect(readdirSync(folder).filter((name) => name.endsWith(".parquet"))).toHaveLength(1);
  expect(await run("SELECT a FROM thrown VERSION AS OF 0")).toMatch(/DELTA_FILE_NOT_FOUND_DETAILED.*VACUUM/);
  expect(await run("RESTORE TABLE thrown TO VERSION AS OF 0")).toContain("DELTA_FILE_NOT_FOUND_DETAILED");
  expect(await rows("SELECT a FROM thrown VERSION AS OF 2")).toEqual([["3"]]);
  const end = (await rows("DESCRIBE HISTORY thrown LIMIT 1"))[0]!;
  expect([end[4], JSON.parse(end[12]!)]).toEqual([
    "VACUUM END",
    { numDeletedFiles: "2", numVacuumedDirectories: "1" },
  ]);
});

test("a table says where its log is; renaming keeps it, dropping takes it away", async () => {
  await script(
    "CREATE TABLE placed AS SELECT 1 AS a;\nCREATE SCHEMA IF NOT EXISTS other;\nINSERT INTO placed VALUES (2)",
  );
  const folder = await folderOf("placed");
  const { body } = await call("GET", "/api/2.1/unity-catalog/tables/main.default.placed");
  expect(body).toMatchObject({ data_source_format: "DELTA", storage_location: `file://${folder}` });
  await script(
    "ALTER TABLE placed RENAME TO moved;\nALTER TABLE moved RENAME TO other.moved;\nINSERT INTO other.moved VALUES (3)",
  );
  expect(await rows("SELECT count(*) FROM other.moved VERSION AS OF 1")).toEqual([["2"]]);
  expect((await readDeltaTable(folder)).at(-1)!.rows).toHaveLength(3);
  await rows("DROP SCHEMA other CASCADE");
  expect(existsSync(folder)).toBe(false);
  await script("CREATE CATALOG gone;\nCREATE TABLE gone.default.t AS SELECT 1 AS a");
  const inCatalog = (await call("GET", "/api/2.1/unity-catalog/tables/gone.default.t")).body.storage_location;
  expect(existsSync(new URL(inCatalog))).toBe(true);
  await rows("DROP CATALOG gone CASCADE");
  expect(existsSync(new URL(inCatalog))).toBe(false);
});

test("samples have their one version", async () => {
  expect(await rows("SELECT count(*) FROM samples.nyctaxi.trips VERSION AS OF 0")).toEqual(
    await rows("SELECT count(*) FROM samples.nyctaxi.trips"),
  );
  expect((await rows("DESCRIBE HISTORY samples.nyctaxi.trips")).map((row) => row[0])).toEqual(["0"]);
  expect((await rows("DESCRIBE DETAIL samples.nyctaxi.trips"))[0]![9]).toBe(null);
  expect(await run("VACUUM samples.nyctaxi.trips")).toContain("read-only");
});

test("writes at once become versions one after the other", async () => {
  await rows("CREATE TABLE busy (n INT)");
  await Promise.all(Array.from({ length: 12 }, (_, n) => rows(`INSERT INTO busy VALUES (${n})`)));
  await Promise.all(Array.from({ length: 4 }, (_, n) => rows(`UPDATE busy SET n = n + 100 WHERE n = ${n}`)));
  const versions = await readDeltaTable(await folderOf("busy"));
  expect(versions.map((each) => each.rows.length)).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 12, 12, 12, 12,
  ]);
  await agrees("busy");
});

test("a restart keeps every version, writes what was not written, and puts a broken log aside", async () => {
  await script("CREATE TABLE lasting AS SELECT 1 AS a;\nINSERT INTO lasting VALUES (2)");
  await script("CREATE TABLE broken AS SELECT 1 AS a;\nINSERT INTO broken VALUES (2)");
  const [lasting, broken] = [await folderOf("lasting"), await folderOf("broken")];
  const before = await rows("DESCRIBE HISTORY lasting");
  await desk.restart(async () => {
    // As if the process had been killed between the engine's commit and the log.
    rmSync(join(lasting, "_delta_log", "00000000000000000001.json"));
    writeFileSync(join(broken, "_delta_log", "00000000000000000000.json"), "{");
  });
  expect(await rows("DESCRIBE HISTORY lasting")).toEqual(before);
  await agrees("lasting");
  await script("INSERT INTO lasting VALUES (3);\nINSERT INTO broken VALUES (3)");
  await agrees("lasting");
  expect(await operations("broken")).toEqual(["WRITE"]);
  await agrees("broken");
  expect(await rows("SELECT count(*) FROM broken")).toEqual([["3"]]);
});
