import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { Engine } from "./engine.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let engine: Engine;

beforeAll(async () => {
  temporary = await temporaryDir();
  const place = (name: string) => join(temporary.dir, name);
  for (const name of ["catalogs", "volumes", "tmp"]) await mkdir(place(name));
  await writeFile(join(place("volumes"), "in.csv"), "a\n1\n");
  await writeFile(place("secret.csv"), "a\n1\n");
  engine = new Engine({
    log: () => undefined,
    config: () => ({
      catalogsDir: place("catalogs"),
      volumesDir: place("volumes"),
      tempDir: place("tmp"),
      memoryLimit: "500MB",
      largestProcessBytes: 1024 ** 4,
      threads: 1,
      prelude: [],
      catalogs: [],
    }),
  });
});
afterAll(async () => {
  await engine.close();
  await temporary.remove();
});

const here = () => temporary.dir;
test.each([
  ["reads a system file", () => "FROM read_csv('/etc/passwd')"],
  ["reads a file beside the volumes", () => `FROM read_csv('${here()}/secret.csv')`],
  ["climbs out of the volumes", () => `FROM read_text('${here()}/volumes/../secret.csv')`],
  ["lists files elsewhere", () => "FROM glob('/etc/*')"],
  ["writes a file elsewhere", () => "COPY (SELECT 1) TO '/tmp/local-workspace-escape.csv'"],
  ["attaches a database elsewhere", () => "ATTACH '/tmp/local-workspace-escape.db' AS other"],
  ["exports everything", () => "EXPORT DATABASE '/tmp/local-workspace-escape'"],
  ["fetches over the network", () => "FROM read_csv('http://127.0.0.1:1/x.csv')"],
  ["installs an extension", () => "INSTALL httpfs"],
  ["loads an extension", () => "LOAD '/tmp/x.duckdb_extension'"],
  ["opens the gate again", () => "SET enable_external_access = true"],
  ["widens the gate", () => "SET allowed_directories = ['/']"],
  ["unlocks the settings", () => "SET lock_configuration = false"],
  ["raises the memory limit", () => "SET memory_limit = '100GB'"],
  ["keeps a secret", () => "CREATE PERSISTENT SECRET s (TYPE s3)"],
  ["moves the temporary files", () => "SET temp_directory = '/tmp/elsewhere'"],
])("the engine refuses SQL that %s", async (_, sql) => {
  await expect(engine.statement({ transaction: [{ sql: sql() }] })).rejects.toThrow();
  expect(existsSync("/tmp/local-workspace-escape.csv")).toBe(false);
  expect(existsSync("/tmp/local-workspace-escape.db")).toBe(false);
});

test("files of the volumes can be read", async () => {
  expect(await engine.read(`FROM read_csv('${here()}/volumes/in.csv')`)).toEqual([["1"]]);
});

test("the process has none of its parent's environment", async () => {
  process.env.LOCAL_WORKSPACE_TEST_SECRET = "s3cret";
  try {
    await engine.start();
    const { readFile } = await import("node:fs/promises");
    const environment = await readFile(`/proc/${engine.pid}/environ`, "utf8").catch(() => "");
    expect(environment).not.toContain("s3cret");
  } finally {
    delete process.env.LOCAL_WORKSPACE_TEST_SECRET;
  }
});
