import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../testing/workspace-desk.ts";

let desk: Desk;
const call: Desk["call"] = (...request) => desk.call(...request);

const run = (statement: string) => desk.sql(statement);
const root = "/Volumes/main/default/raw";
const put = (path: string, text: string) => call("PUT", `/api/2.0/fs/files${root}/${path}`, text);

beforeAll(async () => {
  desk = await openDesk();
  await run("CREATE VOLUME main.default.raw");
});
afterAll(async () => {
  await desk.close();
});

test("each file is copied once, also after a restart; force copies it again", async () => {
  await put("csv/a.csv", "id,name\n1,Ann\n2,Bob\n");
  await run("CREATE TABLE people (id INT, name STRING)");
  const copy = (more = "") =>
    run(
      `COPY INTO people FROM '${root}/csv' FILEFORMAT = CSV FORMAT_OPTIONS ('header' = 'true', 'inferSchema' = 'true') ${more}`,
    );
  expect(await copy()).toEqual([["2", "2", "0"]]);
  expect(await copy()).toEqual([["0", "0", "0"]]);
  await put("csv/b.csv", "id,name\n3,Cem\n");
  await desk.restart();
  expect(await copy()).toEqual([["1", "1", "0"]]);
  expect(await copy("COPY_OPTIONS ('force' = 'true')")).toEqual([["3", "3", "0"]]);
  expect(await run("SELECT count(*), count(DISTINCT id) FROM people")).toEqual([["6", "3"]]);
  await run("DROP TABLE people");
  await run("CREATE TABLE people (id INT, name STRING)");
  expect(await copy()).toEqual([["3", "3", "0"]]);
});

test("two copies at once load a file once", async () => {
  await put("race/a.json", '{"n":1}\n{"n":2}\n');
  await run("CREATE TABLE race (n BIGINT)");
  const copy = () => run(`COPY INTO race FROM '${root}/race' FILEFORMAT = JSON`);
  const counts = (await Promise.all([copy(), copy(), copy()])).map(([row]) => row?.[0]).sort();
  expect(counts).toEqual(["0", "0", "2"]);
});

test("a failed copy loads nothing and remembers nothing", async () => {
  await put("bad/a.csv", "v\n1\n-5\n");
  await run("CREATE TABLE checked (v INT)");
  await run("ALTER TABLE checked ADD CONSTRAINT pos CHECK (v > 0)");
  const copy = () =>
    run(
      `COPY INTO checked FROM '${root}/bad' FILEFORMAT = CSV FORMAT_OPTIONS ('header' = 'true', 'inferSchema' = 'true')`,
    );
  await expect(copy()).rejects.toThrow(/DELTA_VIOLATE_CONSTRAINT_WITH_VALUES/);
  expect(await run("SELECT count(*) FROM checked")).toEqual([["0"]]);
  await run("ALTER TABLE checked DROP CONSTRAINT pos");
  expect(await copy()).toEqual([["2", "2", "0"]]);
});

test("columns are found by name; strings are not cast unless the SELECT or the list says so", async () => {
  await put("typed/a.csv", "id,amount\n1,2.50\n");
  await run("CREATE TABLE typed (amount DECIMAL(6,2), id INT, note STRING)");
  const head = `FILEFORMAT = CSV FORMAT_OPTIONS ('header' = 'true')`;
  await expect(run(`COPY INTO typed FROM '${root}/typed' ${head}`)).rejects.toThrow(
    /DELTA_FAILED_TO_MERGE_FIELDS/,
  );
  await run(
    `COPY INTO typed FROM (SELECT amount::DECIMAL(6,2) AS amount, id::INT + 10 AS id, 'x' AS note FROM '${root}/typed') ${head}`,
  );
  await run(`COPY INTO typed (id, amount) FROM '${root}/typed' ${head} COPY_OPTIONS ('force' = 'true')`);
  expect(await run("SELECT * FROM typed ORDER BY id")).toEqual([
    ["2.50", "1", null],
    ["2.50", "11", "x"],
  ]);
});

test("mergeSchema adds columns, also to a table without any", async () => {
  await put("grow/1.json", '{"id":1,"tags":["a"]}\n');
  await run("CREATE TABLE grow");
  const copy = (options: string) => run(`COPY INTO grow FROM '${root}/grow' FILEFORMAT = JSON ${options}`);
  await expect(copy("")).rejects.toThrow(/mergeSchema/);
  expect(await copy("COPY_OPTIONS ('mergeSchema' = 'true')")).toEqual([["1", "1", "0"]]);
  await put("grow/2.json", '{"id":2,"extra":true}\n');
  await expect(copy("")).rejects.toThrow(/COPY_INTO_SCHEMA_MISMATCH_WITH_TARGET_TABLE/);
  await copy("COPY_OPTIONS ('mergeSchema' = 'true')");
  expect(await run("SELECT id, tags, extra FROM grow ORDER BY id")).toEqual([
    ["1", '["a"]', null],
    ["2", null, "true"],
  ]);
});

test("FILES and PATTERN choose files", async () => {
  for (const name of ["x1.txt", "x2.txt", "y1.txt"]) await put(`pick/${name}`, `${name}\n`);
  await run("CREATE TABLE picked (value STRING)");
  const copy = (more: string) => run(`COPY INTO picked FROM '${root}/pick' FILEFORMAT = TEXT ${more}`);
  expect(await copy("FILES = ('x1.txt')")).toEqual([["1", "1", "0"]]);
  expect(await copy("PATTERN = 'x*.txt'")).toEqual([["1", "1", "0"]]);
  expect(await copy("PATTERN = '{x,y}?.txt'")).toEqual([["1", "1", "0"]]);
  await expect(copy("FILES = ('none.txt')")).rejects.toThrow(/PATH_NOT_FOUND/);
  await expect(copy("FILES = ('../../../token')")).rejects.toThrow(/PATH_NOT_FOUND/);
  expect(await run("SELECT value FROM picked ORDER BY value")).toEqual([["x1.txt"], ["x2.txt"], ["y1.txt"]]);
});

test("binary files come with their path and length", async () => {
  await put("bin/a.bin", "hello");
  await run("CREATE TABLE blobs (path STRING, length BIGINT, content BINARY, modificationTime TIMESTAMP)");
  await run(`COPY INTO blobs FROM '${root}/bin' FILEFORMAT = BINARYFILE`);
  expect(await run("SELECT path, length, CAST(content AS STRING) FROM blobs")).toEqual([
    [`dbfs:${root}/bin/a.bin`, "5", "hello"],
  ]);
});

test.each([
  ["VALIDATE ALL", /COPY_INTO_VALIDATE/],
  ["FORMAT_OPTIONS ('badRecordsPath' = '/x')", /COPY_INTO_OPTION/],
  ["COPY_OPTIONS ('unknown' = 'true')", /COPY_INTO_OPTION/],
  ["FILES = ('a') PATTERN = 'b'", /COPY_INTO_SYNTAX_ERROR/],
])("what is not supported is refused by name: %s", async (clause, message) => {
  await expect(run(`COPY INTO people FROM '${root}/csv' FILEFORMAT = CSV ${clause}`)).rejects.toThrow(
    message,
  );
});

test("the source must be in a volume and be there", async () => {
  await expect(run("COPY INTO people FROM '/etc' FILEFORMAT = CSV")).rejects.toThrow(/FILE_PATH/);
  await expect(run(`COPY INTO people FROM '${root}/none' FILEFORMAT = CSV`)).rejects.toThrow(
    /PATH_NOT_FOUND/,
  );
  await expect(run(`COPY INTO nosuch FROM '${root}/csv' FILEFORMAT = CSV`)).rejects.toThrow(
    /TABLE_OR_VIEW_NOT_FOUND/,
  );
});
