import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../testing/workspace-desk.ts";

let desk: Desk;
const call: Desk["call"] = (...request) => desk.call(...request);
const run = (statement: string) => desk.statement(statement);

beforeAll(async () => {
  desk = await openDesk();
  await run("CREATE VOLUME main.default.raw");
});
afterAll(async () => {
  await desk.close();
});

test("a file that was uploaded is read as a table and becomes one", async () => {
  await call("PUT", "/api/2.0/fs/files/Volumes/main/default/raw/in/a.csv", "id,name\n1,Ann\n2,\n");
  await call("PUT", "/api/2.0/fs/files/Volumes/main/default/raw/in/b.csv", "id,name\n3,Cem\n");
  const made = await run(
    "CREATE TABLE people AS SELECT id, name FROM read_files('/Volumes/main/default/raw/in', format => 'csv', header => true)",
  );
  expect(made.status).toEqual({ state: "SUCCEEDED" });
  const read = await run("SELECT * FROM people ORDER BY id");
  expect(read.result.data_array).toEqual([
    ["1", "Ann"],
    ["2", null],
    ["3", "Cem"],
  ]);
});

test.each([
  "/etc/passwd",
  "/Volumes/main/default/raw/../../../../token",
  "/Volumes/main/default/raw/%2e%2e/%2e%2e/token",
  "/Volumes/main/default/none/x.csv",
  "file:///etc/passwd",
  "s3://bucket/x.csv",
])("nothing outside of a volume is read: %s", async (path) => {
  for (const statement of [
    `SELECT * FROM read_files('${path}', format => 'text')`,
    `SELECT * FROM text.\`${path}\``,
  ]) {
    const answer = await run(statement);
    expect(answer.status.state, statement).toBe("FAILED");
    expect(answer.status.error.message).not.toContain(desk.dir);
  }
});

test("a link in a volume that leads out is not read", async () => {
  writeFileSync(join(desk.dir, "outside.txt"), "secret");
  symlinkSync(join(desk.dir, "outside.txt"), join(desk.dir, "volumes/main/default/raw/link.txt"));
  const answer = await run(
    "SELECT * FROM read_files('/Volumes/main/default/raw/link.txt', format => 'text')",
  );
  expect(JSON.stringify(answer)).not.toContain("secret");
});
