import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { caller } from "../testing/client.ts";
import { readDeltaTable } from "../testing/delta-reader.ts";
import { endPrograms, type ServedProgram, serveProgram } from "../testing/serve-program.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
beforeAll(async () => {
  temporary = await temporaryDir();
});
afterAll(async () => {
  endPrograms();
  await temporary.remove();
});

/** More rounds: npm run faults:workspace. */
const ROUNDS = Number(process.env.LAKEHAND_FAULT_ROUNDS ?? 4);

/** The engine's process below a server's. */
function engineOf(server: number | undefined): number {
  const line = execFileSync("ps", ["-eo", "pid=,ppid=,args=", "-ww"])
    .toString()
    .split("\n")
    .map((each) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(each))
    .find((match) => Number(match?.[2]) === server && /engine/.test(match?.[3] ?? ""));
  return Number(line?.[1]);
}

test("a server or engine killed in the middle of writes: what was told is there, nothing half, and the log is the live table", async () => {
  const sure = new Set<number>();
  let next = 0;
  let served: ServedProgram | undefined;
  for (let round = 0; round <= ROUNDS; round++) {
    served ??= serveProgram(temporary.dir);
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
      const rows: string[][] = body.result.data_array ?? [];
      for (let link = body.result.next_chunk_internal_link; link; ) {
        const chunk = (await call("GET", link)).body;
        rows.push(...chunk.data_array);
        link = chunk.next_chunk_internal_link;
      }
      return rows;
    };
    const create = () => run("CREATE TABLE IF NOT EXISTS main.default.hit (batch INT, n INT)");
    // An engine that was killed is started again; until then statements fail.
    await expect.poll(() => create().then(() => "made", String), { timeout: 60_000 }).toBe("made");
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
    if (round % 2 === 1) {
      process.kill(engineOf(served.child.pid), "SIGKILL");
      await writing;
      continue;
    }
    served.child.kill("SIGKILL");
    await once(served.child, "exit");
    await writing;
    served = undefined;
  }
  expect(sure.size).toBeGreaterThan(0);
}, 900_000);
