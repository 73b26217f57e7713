import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { Engine } from "./engine.ts";

const SLOW = "SELECT count(*)::VARCHAR FROM range(100000000000) WHERE range % 7 = 1";
let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let engine: Engine;
const engines: Engine[] = [];
const opened: number[] = [];

function makeEngine(options: { largestProcessBytes?: number; cancelPatienceMs?: number } = {}): Engine {
  const place = (name: string) => join(temporary.dir, name);
  const made = new Engine({
    log: () => undefined,
    cancelPatienceMs: options.cancelPatienceMs ?? 10_000,
    opened: async (read) => void opened.push(Number((await read("SELECT 7"))[0]?.[0])),
    config: () => ({
      catalogsDir: place("catalogs"),
      volumesDir: place("volumes"),
      tempDir: place("tmp"),
      memoryLimit: "500MB",
      largestProcessBytes: options.largestProcessBytes ?? 1024 ** 4,
      threads: 2,
      prelude: [],
      catalogs: [],
    }),
  });
  engines.push(made);
  return made;
}

beforeAll(async () => {
  temporary = await temporaryDir();
  for (const name of ["catalogs", "volumes", "tmp"]) await mkdir(join(temporary.dir, name));
  engine = makeEngine();
  await engine.start();
});
afterAll(async () => {
  for (const made of engines) await made.close();
  await temporary.remove();
});
const query = (sql: string, signal?: AbortSignal, on = engine) =>
  on.statement(
    { transaction: [], query: { sql, columnCount: 1, spoolDir: join(temporary.dir, "r") } },
    signal,
  );

test("a statement that is cancelled at any moment after its start ends as cancelled", async () => {
  for (const delay of [0, 0, 1, 2, 3, 5, 8, 13, 40]) {
    const abort = new AbortController();
    const running = query(SLOW, abort.signal);
    if (delay === 0) queueMicrotask(() => abort.abort());
    else setTimeout(() => abort.abort(), delay);
    await expect(running, `after ${delay} ms`).rejects.toMatchObject({ kind: "cancelled" });
  }
});

test("a statement cancelled within its transaction leaves nothing of it", async () => {
  const abort = new AbortController();
  const transaction = [
    { sql: "CREATE TABLE half AS SELECT 1 AS a" },
    { sql: `CREATE TABLE rest AS ${SLOW}` },
  ];
  const running = engine.statement({ transaction }, abort.signal);
  setTimeout(() => abort.abort(), 100);
  await expect(running).rejects.toMatchObject({ kind: "cancelled" });
  await expect(engine.read("FROM half")).rejects.toThrow(/half/);
});

test("the affected rows of INSERT, UPDATE, DELETE and CREATE TABLE AS", async () => {
  const affected = async (sql: string) =>
    (await engine.statement({ transaction: [{ sql }], countOf: 0 })).affected;
  expect(await affected("CREATE TABLE n AS SELECT * FROM range(5)")).toBe(5);
  expect(await affected("INSERT INTO n SELECT * FROM range(3)")).toBe(3);
  expect(await affected("UPDATE n SET range = 9 WHERE range < 2")).toBe(4);
  expect(await affected("DELETE FROM n WHERE range = 9")).toBe(4);
});

test("after a crash it is opened anew, and only what ran then has failed", async () => {
  const times = opened.length;
  const running = query(SLOW);
  const failure = expect(running).rejects.toMatchObject({ kind: "crashed" });
  setTimeout(() => process.kill(engine.pid!, "SIGKILL"), 100);
  await failure;
  expect((await query("SELECT '1'")).rowCount).toBe(1);
  expect(opened.length).toBe(times + 1);
  expect(opened.at(-1)).toBe(7);
});

test("a statement that does not heed its cancellation is ended with the process", async () => {
  const impatient = makeEngine({ cancelPatienceMs: 200 });
  const abort = new AbortController();
  const deaf =
    "SELECT len(array_to_string(list_transform(range(40000000), lambda x: x::VARCHAR), ','))::VARCHAR";
  const running = query(deaf, abort.signal, impatient);
  const failure = expect(running).rejects.toMatchObject({ kind: "cancelled" });
  setTimeout(() => abort.abort(), 300);
  await failure;
  expect((await query("SELECT '1'", undefined, impatient)).rowCount).toBe(1);
});

test("a process that takes too much memory gives up and says why", async () => {
  const small = makeEngine({ largestProcessBytes: 1 });
  await expect(query(SLOW, undefined, small)).rejects.toMatchObject({
    kind: "crashed",
    message: expect.stringMatching(/too much memory/),
  });
});

test("an engine that cannot stay up is given up with its reason", async () => {
  for (let crash = 0; crash < 5; crash++) {
    const pid = engine.pid;
    if (pid !== undefined) process.kill(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  await expect(query("SELECT '1'")).rejects.toMatchObject({
    kind: "crashed",
    message: expect.stringMatching(/times within/),
  });
});
