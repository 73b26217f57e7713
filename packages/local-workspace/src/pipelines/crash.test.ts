import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endPrograms, serveProgram } from "../testing/serve-program.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { desk } from "./testing.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;

beforeAll(async () => {
  temporary = await temporaryDir();
});
afterAll(async () => {
  endPrograms();
  await temporary.remove();
});

async function serve() {
  const served = serveProgram(join(temporary.dir, "workspace"));
  await expect.poll(served.url, { timeout: 60_000 }).toBeDefined();
  return { child: served.child, on: desk(served.app()) };
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
