import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { databricksDialect } from "../default-dialect.ts";
import { caller } from "../testing/client.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let workspace: WorkspaceApp;
const open = async () => {
  workspace = await openWorkspace({ dir: temporary.dir, withoutSamples: true }, databricksDialect);
  await workspace.ready();
};
const run = async (statement: string) => {
  const call = caller(workspace);
  const warehouse_id = (await call("GET", "/api/2.0/sql/warehouses")).body.warehouses[0].id;
  const { body } = await call("POST", "/api/2.0/sql/statements", { statement, warehouse_id });
  return body.status.state === "SUCCEEDED" ? body.result?.data_array : body.status.error.message;
};
const file = () => join(temporary.dir, "catalogs", "main.duckdb");

beforeEach(async () => {
  temporary = await temporaryDir();
  await open();
  await run("CREATE TABLE main.default.kept AS SELECT 42 AS n");
  await workspace.close();
});
afterEach(async () => {
  await workspace.close();
  await temporary.remove();
});

test("a catalog whose file another process still has is waited for, not made anew", async () => {
  const holder = spawn(
    process.execPath,
    [
      "-e",
      `require(${JSON.stringify(createRequire(import.meta.url).resolve("@duckdb/node-api"))}).DuckDBInstance
         .create(process.argv[1]).then(() => { console.log("held"); setTimeout(() => process.exit(), 4000); })`,
      file(),
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await once(holder.stdout, "data");
  await open();
  expect(await run("SELECT n FROM main.default.kept")).toEqual([["42"]]);
});

test("a catalog file that cannot be opened is put aside, never deleted", async () => {
  const damaged = Buffer.concat([Buffer.from("not a database"), await readFile(file())]);
  await writeFile(file(), damaged);
  await open();
  expect(await run("SELECT 1")).toEqual([["1"]]);
  const aside = (await readdir(join(temporary.dir, "catalogs"))).filter((name) =>
    /damaged-[^.]*\.\d+Z$/.test(name),
  );
  expect(aside).toHaveLength(1);
  expect(await readFile(join(temporary.dir, "catalogs", aside[0] ?? ""))).toEqual(damaged);
  await run("CREATE TABLE main.default.fresh AS SELECT 1 AS n");
  await workspace.close();
  await open();
  expect(await run("SELECT n FROM main.default.fresh")).toEqual([["1"]]);
});
