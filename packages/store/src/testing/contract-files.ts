import { createHash, randomUUID } from "node:crypto";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { BlobRow } from "../store.ts";
import { type Kit, me, other } from "./contract-kit.ts";

const blobOf = (text: string, encoding: BlobRow["encoding"] = "identity"): BlobRow => {
  const plain = Buffer.from(text);
  const packed = { identity: plain, gzip: gzipSync(plain), brotli: brotliCompressSync(plain), zstd: plain };
  const hash = createHash("sha256").update(plain).digest("hex");
  return { hash, size: plain.byteLength, encoding, data: packed[encoding] };
};
const bytes = (blob: BlobRow | undefined) => Buffer.from(blob?.data ?? []);

export function filesContract(kit: Kit): void {
  describe("blobs", () => {
    test("are kept once, byte for byte", async () => {
      const binary = Buffer.from(Array.from({ length: 70_000 }, (_, n) => (n * 7) % 256));
      const one: BlobRow = {
        hash: createHash("sha256").update(binary).digest("hex"),
        size: binary.byteLength,
        encoding: "identity",
        data: binary,
      };
      const two = blobOf(`two ${randomUUID()}`, "gzip");
      const absent = "0".repeat(64);
      const all = [one.hash, two.hash, absent];
      expect((await kit.store.blobs.missing([...all, one.hash])).sort()).toEqual([...all].sort());
      await kit.store.blobs.put([one, two, one]);
      await kit.store.blobs.put([two]);
      expect(await kit.store.blobs.missing(all)).toEqual([absent]);
      const found = await kit.store.blobs.get(all);
      expect(found).toHaveLength(2);
      const byHash = new Map(found.map((blob) => [blob.hash, blob]));
      expect(bytes(byHash.get(one.hash)).equals(binary)).toBe(true);
      expect(byHash.get(two.hash)).toMatchObject({ size: two.size, encoding: "gzip" });
      expect(bytes(byHash.get(two.hash)).equals(Buffer.from(two.data))).toBe(true);
      expect(await kit.store.blobs.missing([])).toEqual([]);
      expect(await kit.store.blobs.get([])).toEqual([]);
      await kit.store.blobs.put([]);
    });

    test("put by several at once do not block each other", async () => {
      const set = Array.from({ length: 40 }, (_, n) => blobOf(`shared ${n}`));
      await Promise.all(
        Array.from({ length: 6 }, (_, n) => kit.store.blobs.put(n % 2 ? set : [...set].reverse())),
      );
      expect(await kit.store.blobs.missing(set.map(({ hash }) => hash))).toEqual([]);
    });
  });

  describe("snapshots", () => {
    test("are found by conversation, run and project", async () => {
      const run = await kit.begin();
      const tree = blobOf("[]");
      const make = (kind: "before" | "after", files: number) =>
        kit.store.snapshots.create({
          id: randomUUID(),
          projectId: run.project.id,
          conversationId: run.conversation.id,
          executionId: run.execution.id,
          kind,
          tree: tree.hash,
          files,
          bytes: 5_000_000_000,
        });
      const before = await make("before", 1);
      const after = await make("after", 2);
      expect(before).toMatchObject({ kind: "before", files: 1, bytes: 5_000_000_000 });
      expect(await kit.store.snapshots.get(me, before.id)).toEqual(before);
      expect(await kit.store.snapshots.get(other, before.id)).toBeUndefined();
      expect(await kit.store.snapshots.listForConversation(run.conversation.id)).toEqual([before, after]);
      expect(await kit.store.snapshots.forExecution(run.execution.id, "before")).toEqual(before);
      expect(await kit.store.snapshots.forExecution(run.execution.id, "undo")).toBeUndefined();
      expect(await kit.store.snapshots.latest(run.project.id)).toEqual(after);
      expect(await kit.store.snapshots.latest("gone")).toBeUndefined();
    });

    test("of a deleted conversation go with it, but the project's newest stays", async () => {
      const run = await kit.begin();
      const make = () =>
        kit.store.snapshots.create({
          id: randomUUID(),
          projectId: run.project.id,
          conversationId: run.conversation.id,
          executionId: run.execution.id,
          kind: "before",
          tree: "0".repeat(64),
          files: 0,
          bytes: 0,
        });
      const [old, newest] = [await make(), await make()];
      expect(await kit.store.conversations.delete(me, run.project.id, run.conversation.id)).toBe(true);
      expect(await kit.store.snapshots.get(me, old.id)).toBeUndefined();
      expect(await kit.store.snapshots.latest(run.project.id)).toEqual({
        ...newest,
        conversationId: null,
        executionId: null,
      });
    });

    test("keep what they reach; young blobs are never collected", async () => {
      const { project } = await kit.conversation();
      const file = blobOf(`file ${randomUUID()}`);
      const folder = blobOf(JSON.stringify({ blobs: [file.hash], trees: [] }), "gzip");
      const root = blobOf(JSON.stringify({ blobs: [], trees: [folder.hash, folder.hash] }), "brotli");
      const stray = blobOf(`stray ${randomUUID()}`);
      await kit.store.blobs.put([file, folder, root, stray]);
      await kit.store.snapshots.create({
        id: randomUUID(),
        projectId: project.id,
        conversationId: null,
        executionId: null,
        kind: "undo",
        tree: root.hash,
        files: 1,
        bytes: 1,
      });
      const asked: string[] = [];
      const removed = await kit.store.snapshots.collectGarbage((tree) => {
        const text = Buffer.from(tree).toString();
        asked.push(text);
        return text.startsWith("{") ? JSON.parse(text) : { blobs: [], trees: [] };
      });
      expect(removed).toBe(0);
      expect(asked.filter((text) => text.includes(file.hash))).toHaveLength(1);
      expect(asked.filter((text) => text.includes(folder.hash))).toHaveLength(1);
      expect(await kit.store.blobs.missing([stray.hash])).toEqual([]);
    });
  });

  describe("transcripts", () => {
    test("keep their order, whole, and an entry with a uuid once", async () => {
      const key = { projectKey: `p ${randomUUID()}`, sessionId: "s1" };
      const { transcripts } = kit.store;
      expect(await transcripts.load(key)).toBeUndefined();
      const one = { z: 1, uuid: "u1", a: "x\0y", nested: { b: [1.5, null] } };
      const note = { type: "summary", text: "no uuid" };
      await transcripts.append(key, [one, note]);
      await transcripts.append(key, [one, { uuid: "u2" }, note, { uuid: "u2" }, { uuid: 5 }]);
      await transcripts.append(key, []);
      const loaded = await transcripts.load(key);
      expect(loaded).toEqual([{ ...one, a: "x\uFFFDy" }, note, { uuid: "u2" }, note, { uuid: 5 }]);
      expect(Object.keys(loaded?.[0] ?? {})).toEqual(["z", "uuid", "a", "nested"]);
      expect(await transcripts.load({ ...key, sessionId: "s2" })).toBeUndefined();
    });

    test("of sub-agents are their own, and go with their session", async () => {
      const key = { projectKey: `p ${randomUUID()}`, sessionId: "s1" };
      const { transcripts } = kit.store;
      await transcripts.append(key, [{ uuid: "u1" }]);
      await transcripts.append({ ...key, subpath: "agents/b" }, [{ uuid: "u1" }]);
      await transcripts.append({ ...key, subpath: "agents/a" }, [{ uuid: "u1" }, { uuid: "u2" }]);
      expect(await transcripts.listSubkeys(key)).toEqual(["agents/a", "agents/b"]);
      expect(await transcripts.load({ ...key, subpath: "agents/a" })).toHaveLength(2);
      expect(await transcripts.load(key)).toHaveLength(1);
      await transcripts.delete({ ...key, subpath: "agents/a" });
      expect(await transcripts.listSubkeys(key)).toEqual(["agents/b"]);
      await transcripts.delete(key);
      expect(await transcripts.listSubkeys(key)).toEqual([]);
      await transcripts.append(key, [{ uuid: "u1" }]);
      await transcripts.append({ ...key, projectKey: "another" }, [{ uuid: "u1" }]);
      await transcripts.deleteProject(key.projectKey);
      expect(await transcripts.load(key)).toBeUndefined();
      expect(await transcripts.load({ ...key, projectKey: "another" })).toEqual([{ uuid: "u1" }]);
      await transcripts.deleteProject("another");
    });

    test("of thousands of entries are written at once and keep their order", async () => {
      const key = { projectKey: `p ${randomUUID()}`, sessionId: "s1" };
      const entries = Array.from({ length: 3000 }, (_, n) => ({ n, ...(n % 3 ? { uuid: `u${n}` } : {}) }));
      await kit.store.transcripts.append(key, entries);
      expect(await kit.store.transcripts.load(key)).toEqual(entries);
    });
  });
}
