import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { desk } from "./testing.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
const started: ChildProcess[] = [];
const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const program = fileURLToPath(new URL("../bin.ts", import.meta.url));

beforeAll(async () => {
  temporary = await temporaryDir();
});
afterAll(async () => {
  for (const child of started) child.kill("SIGKILL");
  await temporary.remove();
});

async function serve() {
  const dir = join(temporary.dir, "workspace");
  const child = spawn(process.execPath, [
    "--conditions=source",
    "--import",
    tsx,
    program,
    "--dir",
    dir,
    "--port",
    "0",
  ]);
  started.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const url = () => /local workspace: (http\S+)/.exec(output)?.[1];
  await expect.poll(url, { timeout: 60_000 }).toBeDefined();
  const token = readFileSync(join(dir, "token"), "utf8").trim();
  const fetchFrom = (request: Request) =>
    fetch(request.url.replace(/^http:\/\/[^/]+/, url() as string), request);
  return { child, on: desk({ fetch: fetchFrom as never, token }) };
}

test("a server killed in the middle of updates: nothing half, nothing twice, and the next update goes on", async () => {
  let { child, on } = await serve();
  await on.sql("CREATE TABLE main.default.source AS SELECT id, id % 7 AS k FROM range(1000)");
  const id = await on.pipeline("killed", {
    "a.sql": `CREATE STREAMING TABLE one AS SELECT id, k FROM STREAM(main.default.source);
      CREATE STREAMING TABLE two AS SELECT id, md5(cast(id AS STRING)) AS m FROM STREAM(one);
      CREATE MATERIALIZED VIEW sums AS SELECT k, count(*) AS n FROM one GROUP BY k;
      CREATE STREAMING TABLE latest; APPLY CHANGES INTO latest FROM STREAM(one) KEYS (k) SEQUENCE BY id STORED AS SCD TYPE 1`,
  });
  let next = 1000;
  let stopped = 0;
  for (const delay of [60, 160, 300]) {
    await on.sql(`INSERT INTO main.default.source SELECT id, id % 7 FROM range(${next}, ${next + 100_000})`);
    next += 100_000;
    const { body } = await on.call("POST", `/api/2.0/pipelines/${id}/updates`, {});
    await new Promise((resolve) => setTimeout(resolve, delay));
    child.kill("SIGKILL");
    await once(child, "exit");
    ({ child, on } = await serve());
    const { update } = (await on.get(`/api/2.0/pipelines/${id}/updates/${body.update_id}`)).body;
    expect(["FAILED", "COMPLETED"]).toContain(update.state);
    if (update.state === "FAILED") {
      stopped += 1;
      expect((await on.get(`/api/2.0/pipelines/${id}`)).body.cause).toContain(
        "stopped while this update ran",
      );
    }
    expect(await on.run(id)).toMatchObject({ state: "COMPLETED" });
    for (const table of ["one", "two"])
      expect(await on.rows(`SELECT count(*), count(DISTINCT id) FROM main.default.${table}`)).toEqual([
        [String(next), String(next)],
      ]);
    expect(await on.rows("SELECT sum(n) FROM main.default.sums")).toEqual([[String(next)]]);
    expect(await on.rows("SELECT count(*), max(id) FROM main.default.latest")).toEqual([
      ["7", String(next - 1)],
    ]);
  }
  expect(stopped).toBeGreaterThan(0);
}, 240_000);
