import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { caller } from "../testing/client.ts";
import { readDeltaTable } from "../testing/delta-reader.ts";
import { endPrograms, serveProgram } from "../testing/serve-program.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
beforeAll(async () => {
  temporary = await temporaryDir();
});
afterAll(async () => {
  endPrograms();
  await temporary.remove();
});

/** More rounds: LAKEHAND_FAULT_ROUNDS=30. */
const ROUNDS = Number(process.env.LAKEHAND_FAULT_ROUNDS ?? 4);

test("a server killed in the middle of writes: what was told is there, nothing half, and the log is the live table", async () => {
  const sure = new Set<number>();
  let next = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const served = serveProgram(temporary.dir);
    await expect.poll(served.url, { timeout: 60_000 }).toBeDefined();
    const call = caller(served.app());
    const warehouse = (await call("GET", "/api/2.0/sql/warehouses")).body.warehouses[0].id;
    const run = async (statement: string): Promise<string[][]> => {
      const { body } = await call("POST", "/api/2.0/sql/statements", {
        statement,
        warehouse_id: warehouse,
        wait_timeout: "50s",
      });
      if (body.status.state !== "SUCCEEDED") throw new Error(body.status.error.message);
      return body.result.data_array ?? [];
    };
    await run("CREATE TABLE IF NOT EXISTS main.default.hit (batch INT, n INT)");
    const { body } = await call("GET", "/api/2.1/unity-catalog/tables/main.default.hit");
    const versions = await readDeltaTable(fileURLToPath(body.storage_location), { lastOnly: true });
    const live = await run("SELECT CAST(batch AS STRING), CAST(n AS STRING) FROM main.default.hit");
    expect(live.map((row) => JSON.stringify(row)).sort()).toEqual(versions.at(-1)!.rows);
    const batches = await run("SELECT batch, count(*) FROM main.default.hit GROUP BY batch");
    expect(batches.filter(([, count]) => count !== "50")).toEqual([]);
    for (const batch of sure) expect(batches.map(([each]) => Number(each))).toContain(batch);
    if (round === ROUNDS) break;
    const writing = (async () => {
      for (;;) {
        const batch = next++;
        await run(`INSERT INTO main.default.hit SELECT ${batch}, id FROM range(50)`);
        sure.add(batch);
        if (batch % 3 === 2) await run("UPDATE main.default.hit SET n = n + 1 WHERE batch % 2 = 0");
      }
    })().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 150 + 90 * (round % 4)));
    served.child.kill("SIGKILL");
    await once(served.child, "exit");
    await writing;
  }
  expect(sure.size).toBeGreaterThan(0);
}, 900_000);
