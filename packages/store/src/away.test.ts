import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPostmaster } from "@lakehand/embedded-postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "./open-store.ts";
import type { ReceivedSignal, Store } from "./store.ts";
import { openRelay, type Relay } from "./testing/relay.ts";

let dataDir: string;
let embedded: Store;
let relay: Relay;
let store: Store;
const heard: ReceivedSignal[] = [];
const me = "me@example.com";
const unavailable = { name: "StoreError", code: "DATABASE_UNAVAILABLE", retryable: true, status: 503 };

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "lakehand away "));
  embedded = await openStore({ dataDir, force: "embedded-postgres" });
  relay = await openRelay(dataDir);
  store = await openStore({ url: relay.url, dataDir: "/nonexistent" });
  store.signals.subscribe((signal) => heard.push(signal));
});
afterAll(async () => {
  await relay?.open();
  await store?.close();
  await relay?.close();
  await embedded?.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function until(look: () => unknown, seconds = 20): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !(await look()); ) {
    if (Date.now() > end) expect.fail(`not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const works = () =>
  store.ping().then(
    () => true,
    () => false,
  );

/** After the outage: calls are answered, the gap was told, and signals of others come again. */
async function isBack(): Promise<void> {
  await until(works);
  await until(() => heard.some(({ kind }) => kind === "resync"));
  const id = randomUUID();
  await until(() => {
    embedded.signals.send({ kind: "stop", executionId: id });
    return heard.some((signal) => signal.kind === "stop" && signal.executionId === id);
  });
  await Promise.all(Array.from({ length: 30 }, () => store.projects.list(me)));
}

test("while the database refuses connections, calls fail at once, and work when it is back", async () => {
  const project = await store.projects.create(me, "P");
  const conversation = (await store.conversations.create(me, project.id, "C"))!;
  heard.length = 0;
  await relay.close();
  const begun = Date.now();
  for (let n = 0; n < 15; n++) {
    await expect(store.ping()).rejects.toMatchObject(unavailable);
    await expect(store.inputs.move(conversation.id, "a", null)).rejects.toMatchObject(unavailable);
  }
  store.signals.send({ kind: "queue" });
  expect(Date.now() - begun).toBeLessThan(30_000);
  await relay.open();
  await isBack();
}, 60_000);

test("calls under way when the connections are cut fail, transactions too, and none stays behind", async () => {
  const project = await store.projects.create(me, "P");
  const conversation = (await store.conversations.create(me, project.id, "C"))!;
  for (const id of ["a", "b", "c"]) await store.inputs.add(conversation.id, id + project.id, id);
  for (let round = 0; round < 5; round++) {
    heard.length = 0;
    const calls = Array.from({ length: 40 }, (_, n) =>
      n % 2 ? store.inputs.move(conversation.id, `a${project.id}`, null) : store.projects.list(me),
    );
    await new Promise((resolve) => setTimeout(resolve, round * 4));
    await relay.close();
    for (const outcome of await Promise.allSettled(calls))
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject(unavailable);
    await relay.open();
    await isBack();
  }
  expect(await store.inputs.list(conversation.id)).toHaveLength(3);
}, 120_000);

test("a database that falls silent is given up within seconds", async () => {
  const project = await store.projects.create(me, "P");
  const conversation = (await store.conversations.create(me, project.id, "C"))!;
  heard.length = 0;
  relay.silence();
  const begun = Date.now();
  const calls = [
    store.ping(),
    store.projects.list(me),
    store.inputs.move(conversation.id, "a", null),
    ...Array.from({ length: 20 }, () => store.status.get(conversation.id)),
  ];
  for (const outcome of await Promise.allSettled(calls)) {
    expect(outcome).toMatchObject({ status: "rejected", reason: unavailable });
  }
  expect(Date.now() - begun).toBeLessThan(45_000);
  await relay.open();
  await isBack();
}, 90_000);

test("the embedded server killed with -9 comes back, and says that signals may be missing", async () => {
  const told: ReceivedSignal[] = [];
  const stop = embedded.signals.subscribe((signal) => told.push(signal));
  const pid = readPostmaster(join(dataDir, "postgres"))?.pid ?? 0;
  process.kill(pid, "SIGKILL");
  await until(() =>
    embedded.ping().then(
      () => true,
      (error) => expect(error).toMatchObject(unavailable),
    ),
  );
  await until(() => told.some(({ kind }) => kind === "resync"));
  const id = randomUUID();
  await until(() => {
    embedded.signals.send({ kind: "stop", executionId: id });
    return told.some((signal) => signal.kind === "stop" && signal.executionId === id);
  });
  stop();
  const project = await embedded.projects.create(me, "after");
  expect(await embedded.projects.get(me, project.id)).toBeDefined();
}, 90_000);
