import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Backend } from "./database.ts";
import { migrate } from "./migrate.ts";
import { createStore } from "./open-store.ts";
import { openPGlite } from "./pglite/open.ts";
import type { BlobRow, Store } from "./store.ts";

/* What depends on age, with a database whose rows can be made old. */

let dataDir: string;
let backend: Backend;
let store: Store;
const me = "me@example.com";
const run = (statement: SQL) => backend.database.execute(statement);

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "lakehand aged "));
  backend = await openPGlite(dataDir, "test");
  await migrate(backend.database);
  store = await createStore(backend, "p1");
});
afterAll(async () => {
  await store?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const blobOf = (text: string): BlobRow => {
  const data = Buffer.from(text);
  const hash = createHash("sha256").update(data).digest("hex");
  return { hash, size: data.byteLength, encoding: "identity", data };
};
const readTree = (tree: Uint8Array) => JSON.parse(Buffer.from(tree).toString());
const age = (hashes: string[]) =>
  run(sql`update lakehand.blobs set used_at = now() - interval '2 days'
          where hash in (select jsonb_array_elements_text(${JSON.stringify(hashes)}::jsonb))`);

test("old blobs that no snapshot reaches are removed; reached, young and newly named ones stay", async () => {
  const project = await store.projects.create(me, "P");
  const file = blobOf("file");
  const folder = blobOf(JSON.stringify({ blobs: [file.hash], trees: [] }));
  const root = blobOf(JSON.stringify({ blobs: [], trees: [folder.hash] }));
  const [stray, young, named, again] = ["stray", "young", "named", "again"].map(blobOf) as BlobRow[];
  const all = [file, folder, root, stray!, young!, named!, again!];
  await store.blobs.put(all);
  await age(all.filter((blob) => blob !== young).map(({ hash }) => hash));
  const snapshot = {
    id: randomUUID(),
    projectId: project.id,
    conversationId: null,
    executionId: null,
    kind: "before" as const,
    tree: root.hash,
    files: 1,
    bytes: 4,
  };
  await store.snapshots.create(snapshot);
  expect(await store.blobs.missing([named!.hash])).toEqual([]);
  await store.blobs.put([again!]);
  expect(await store.snapshots.collectGarbage(readTree)).toBe(1);
  expect(await store.blobs.missing(all.map(({ hash }) => hash))).toEqual([stray!.hash]);
  // With the project goes the need.
  await store.projects.delete(me, project.id);
  await age(all.map(({ hash }) => hash));
  expect(await store.snapshots.collectGarbage(readTree)).toBe(6);
});

test("a tree that cannot be read stops the collection before it removes anything", async () => {
  const project = await store.projects.create(me, "P");
  const root: BlobRow = { ...blobOf("packed"), encoding: "zstd" };
  const stray = blobOf("stray");
  await store.blobs.put([root, stray]);
  await age([root.hash, stray.hash]);
  await store.snapshots.create({
    id: randomUUID(),
    projectId: project.id,
    conversationId: null,
    executionId: null,
    kind: "undo",
    tree: root.hash,
    files: 1,
    bytes: 4,
  });
  await expect(store.snapshots.collectGarbage(readTree)).rejects.toThrow();
  expect(await store.blobs.get([stray.hash])).toHaveLength(1);
});

test("a claim that was not fulfilled in 10 s is free again, for the same request and conversation", async () => {
  const first = await store.idempotency.claim(me, "k", "h");
  expect(await store.idempotency.claim(me, "k", "h")).toEqual({ state: "busy" });
  await run(sql`update lakehand.idempotency_keys set claimed_at = now() - interval '11 seconds'`);
  expect(await store.idempotency.claim(me, "k", "other")).toEqual({ state: "mismatch" });
  expect(await store.idempotency.claim(me, "k", "h")).toEqual(first);
  expect(await store.idempotency.claim(me, "k", "h")).toEqual({ state: "busy" });
});

test("keys are kept for a day", async () => {
  const project = await store.projects.create(me, "P");
  const claim = await store.idempotency.claim(me, "day", "h");
  const id = claim.state === "new" ? claim.conversationId : "";
  await store.conversations.create(me, project.id, "C", { id });
  await store.executions.start({
    userEmail: me,
    conversationId: id,
    projectId: project.id,
    messageId: randomUUID(),
    text: "x",
    idempotencyKey: "day",
  });
  const old = (hours: number) =>
    run(sql`update lakehand.idempotency_keys set created_at = now() - ${hours}::float8 * interval '1 hour'`);
  await old(23);
  expect(await store.idempotency.claim(me, "day", "h")).toMatchObject({ state: "done" });
  await old(25);
  const anew = await store.idempotency.claim(me, "day", "another request");
  expect(anew).toMatchObject({ state: "new" });
  expect(anew).not.toEqual(claim);
  // Old ones of others were swept on the way.
  const { rows } = (await run(sql`select key from lakehand.idempotency_keys`)) as unknown as {
    rows: unknown[];
  };
  expect(rows).toEqual([{ key: "day" }]);
});

test("messages that are gone are remembered for a day", async () => {
  const project = await store.projects.create(me, "P");
  const conversation = (await store.conversations.create(me, project.id, "C"))!;
  await store.inputs.add(conversation.id, "gone", "x");
  await store.inputs.add(conversation.id, "waits", "y");
  await store.inputs.remove(conversation.id, "gone");
  expect(await store.inputs.add(conversation.id, "gone", "x")).toMatchObject({ gone: true });
  await run(
    sql`update lakehand.inputs set gone_at = gone_at - interval '25 hours', created_at = now() - interval '3 days'`,
  );
  await store.inputs.add(conversation.id, "next", "z");
  const { rows } = (await run(sql`select id from lakehand.inputs order by id`)) as unknown as {
    rows: unknown[];
  };
  expect(rows).toEqual([{ id: "next" }, { id: "waits" }]);
});
