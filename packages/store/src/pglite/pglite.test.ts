import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openStore } from "../open-store.ts";
import { buildChild, type ChildProgram, spawnStore } from "../testing/spawn-store.ts";

let program: ChildProgram;
let dataDir: string;
beforeAll(async () => {
  program = await buildChild("linked");
  dataDir = await mkdtemp(join(tmpdir(), "lakehand pglite "));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));
afterAll(() => program.remove());

test("one process has the folder; a killed one leaves it free and loses no acknowledged event", async () => {
  const owner = spawnStore(program, dataDir, { force: "pglite" });
  expect(await owner.next("ready")).toBe("embedded (PGlite fallback: asked for)");
  await expect(openStore({ dataDir, force: "pglite" })).rejects.toMatchObject({ code: "DATABASE_LOCKED" });
  owner.order("run");
  const runId = await owner.next("run");
  owner.order("append");
  let stored = 0;
  while (stored < 50) stored = Number(await owner.next("stored"));
  owner.process.kill("SIGKILL");
  await owner.ended;

  // Without being asked for: what was begun with PGlite is not left behind for an empty server.
  const store = await openStore({ dataDir });
  expect(store.label).toBe("embedded (PGlite fallback: this folder's data was created with it)");
  expect(await store.events.lastSeq(runId)).toBeGreaterThanOrEqual(stored);
  await store.close();
});
