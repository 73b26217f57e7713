import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, it } from "vitest";
import { registerEngineFunctions } from "./engine-functions/register.ts";
import { enginePrelude, planStatement } from "./index.ts";
import { formatType } from "./spark-type.ts";
import type { PlanContext } from "./types.ts";

let connection: DuckDBConnection;
let instance: DuckDBInstance;
let folder: string;

beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:");
  connection = await instance.connect();
  registerEngineFunctions(connection);
  for (const sql of enginePrelude()) await connection.run(sql);
  folder = mkdtempSync(join(tmpdir(), "volume-"));
  mkdirSync(join(folder, "day"));
  writeFileSync(
    join(folder, "day", "a.csv"),
    "id,name,price,born,ok\n1,Ann,1.5,2024-01-02,true\n2,,2,2024-02-03,false\n",
  );
  writeFileSync(join(folder, "day", "b.csv"), "id,name,price,born,ok\n3000000000,Bob,,2024-02-03,true\n");
  writeFileSync(join(folder, "x.json"), '{"b":1,"a":{"d":"2024-01-01","c":[1.5]}}\n{"b":2}\n');
  writeFileSync(join(folder, "t.txt"), "one\ntwo\n");
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
  rmSync(folder, { recursive: true });
});

const query = async (sql: string): Promise<(string | null)[][]> => {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRows().map((row) => row.map((v) => (v === null ? null : String(v))));
};

const context = (): PlanContext => ({
  catalog: {
    catalogs: async () => ["main"],
    schemas: async () => ["default"],
    tables: async () => [],
    table: async () => undefined,
    functions: async () => [],
    function: async () => undefined,
    volumes: async () => [],
    volumeFolder: async (c, s, v) => (`${c}.${s}.${v}` === "main.default.v" ? folder : undefined),
  },
  currentCatalog: "main",
  currentSchema: "default",
  currentUser: "u",
  settings: {},
  parameters: [],
  query,
});

async function run(sql: string): Promise<{ types: string[]; rows: (string | null)[][] }> {
  const plan = await planStatement(sql, context());
  if (plan.answer.from !== "query") throw new Error("no query");
  return {
    types: plan.answer.fields.map((f) => `${f.name} ${formatType(f.type)}`),
    rows: await query(plan.answer.sql),
  };
}

it("reads a folder of CSV files with the types all their values have", async () => {
  const { types, rows } = await run(
    "SELECT * FROM read_files('/Volumes/main/default/v/day', format => 'csv', header => true) ORDER BY id",
  );
  expect(types).toEqual([
    "id bigint",
    "name string",
    "price double",
    "born date",
    "ok boolean",
    "_rescued_data string",
  ]);
  expect(rows).toEqual([
    ["1", "Ann", "1.5", "2024-01-02", "true", null],
    ["2", null, "2.0", "2024-02-03", "false", null],
    ["3000000000", "Bob", null, "2024-02-03", "true", null],
  ]);
});

it("takes a schema, and makes NULL of what does not fit it", async () => {
  const { types, rows } = await run(
    "SELECT * FROM read_files('/Volumes/main/default/v/day/a.csv', header => 'true', schema => 'id INT, name INT')",
  );
  expect(types).toEqual(["id int", "name int"]);
  expect(rows).toEqual([
    ["1", null],
    ["2", null],
  ]);
});

it("reads JSON lines as Spark infers them, and text by line", async () => {
  const json = await run(
    "SELECT a.c[0] + 1 AS x, a.d, b FROM json.`/Volumes/main/default/v/x.json` ORDER BY b",
  );
  expect(json).toEqual({
    types: ["x double", "d string", "b bigint"],
    rows: [
      ["2.5", "2024-01-01", "1"],
      [null, null, "2"],
    ],
  });
  expect((await run("SELECT value FROM text.`/Volumes/main/default/v/t.txt`")).rows).toEqual([
    ["one"],
    ["two"],
  ]);
});

it("finds nothing outside the volume", async () => {
  await expect(
    run("SELECT * FROM csv.`/Volumes/main/default/v/../../../../etc/passwd`"),
  ).rejects.toMatchObject({ sqlState: "0A000" });
  await expect(run("SELECT * FROM csv.`/etc/passwd`")).rejects.toMatchObject({
    errorClass: "UNSUPPORTED_FEATURE.FILE_PATH",
  });
  await expect(run("SELECT * FROM csv.`/Volumes/main/default/v/none.csv`")).rejects.toMatchObject({
    errorClass: "PATH_NOT_FOUND",
  });
  await expect(run("SELECT * FROM csv.`/Volumes/main/default/other/a.csv`")).rejects.toMatchObject({
    errorClass: "PATH_NOT_FOUND",
  });
});
