import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Statement } from "./statements/statement.ts";
import { temporaryDir } from "./testing/temporary-dir.ts";
import { Warehouses } from "./warehouses.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let file: string;
const opened: Warehouses[] = [];
const open = () => {
  const warehouses = new Warehouses(file, "me");
  opened.push(warehouses);
  return warehouses;
};

beforeEach(async () => {
  temporary = await temporaryDir();
  file = join(temporary.dir, "warehouses.json");
});
afterEach(async () => {
  for (const warehouses of opened.splice(0)) warehouses.close();
  await temporary.remove();
});

test("warehouses and their ids outlive a restart; a damaged file is set aside", async () => {
  const first = open();
  const [local] = first.list();
  const { id } = first.create({ name: "Second", creator: "me", clusterSize: "Small" });
  first.edit(id, { state: "STOPPED", permissions: [{ user_name: "x", permission_level: "CAN_USE" }] });
  const again = open();
  expect(again.get(local!.id)?.name).toBe("Local Warehouse");
  expect(again.get(id)).toMatchObject({ name: "Second", clusterSize: "Small", state: "STOPPED" });
  expect(again.get(id)?.permissions).toEqual([{ user_name: "x", permission_level: "CAN_USE" }]);
  writeFileSync(file, "{");
  expect(open().list()).toHaveLength(1);
  expect(existsSync(`${file}.damaged`)).toBe(true);
});

test("a state on the way is settled at the next start", () => {
  const first = open();
  const [local] = first.list();
  const { id } = first.create({ name: "Second", creator: "me" });
  first.edit(local!.id, { state: "STARTING" });
  first.edit(id, { state: "STOPPING" });
  const again = open();
  expect([again.get(local!.id)?.state, again.get(id)?.state]).toEqual(["RUNNING", "STOPPED"]);
});

test("a warehouse of an older version of the file is read", () => {
  open().create({ name: "Second", creator: "me" });
  const stored = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>[];
  for (const each of stored) for (const key of ["photon", "tags", "channel", "permissions"]) delete each[key];
  writeFileSync(file, JSON.stringify(stored));
  expect(open().named("Second")).toMatchObject({ tags: [], channel: {} });
});

test("an idle warehouse stops after its minutes, a busy one and one with 0 minutes do not", async () => {
  const warehouses = open();
  const busy = warehouses.create({ name: "busy", creator: "me", autoStopMins: 5 }).id;
  const always = warehouses.create({ name: "always", creator: "me", autoStopMins: 0 }).id;
  const [local] = warehouses.list();
  const now = Date.now();
  warehouses.attach({
    running: (id) => (id === busy ? [{ done: Promise.resolve() } as Statement] : []),
    cancel: () => undefined,
    answers: async () => undefined,
  });
  warehouses.sweep(now + 9 * 60_000);
  expect(warehouses.get(local!.id)?.state).toBe("RUNNING");
  warehouses.sweep(now + 11 * 60_000);
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  expect(warehouses.list().map(({ id, state }) => [id, state])).toEqual([
    [local!.id, "STOPPED"],
    [busy, "RUNNING"],
    [always, "RUNNING"],
  ]);
});

test("a stopped warehouse starts when it is used; stopping cancels what runs and waits for it", async () => {
  const warehouses = open();
  const { id } = warehouses.list()[0]!;
  let answer = () => {};
  let end = () => {};
  const cancelled: unknown[] = [];
  const statement = { done: new Promise<void>((resolve) => (end = resolve)) } as Statement;
  warehouses.attach({
    running: () => [statement],
    cancel: (each) => cancelled.push(each),
    answers: () => new Promise<void>((resolve) => (answer = resolve)),
  });
  warehouses.stop(id);
  expect([warehouses.get(id)?.state, cancelled]).toEqual(["STOPPING", [statement]]);
  end();
  await expect.poll(() => warehouses.get(id)?.state).toBe("STOPPED");
  warehouses.start(id);
  expect(warehouses.get(id)?.state).toBe("STARTING");
  answer();
  await expect.poll(() => warehouses.get(id)?.state).toBe("RUNNING");
});
