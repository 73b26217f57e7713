import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlobRow, BlobStore, SnapshotRow, SnapshotStore } from "@lakehand/store";
import { onTestFinished } from "vitest";
import { type CheckpointsOptions, createCheckpoints } from "./checkpoints.ts";

/** The parts of the store that checkpoints use, in memory. */
export function memoryStore() {
  const blobs = new Map<string, BlobRow>();
  const rows: SnapshotRow[] = [];
  const calls = { missing: 0, put: 0, get: 0 };
  const blobStore: BlobStore = {
    async missing(hashes) {
      calls.missing += 1;
      return hashes.filter((hash) => !blobs.has(hash));
    },
    async put(added) {
      calls.put += 1;
      for (const blob of added) blobs.set(blob.hash, { ...blob, data: Uint8Array.from(blob.data) });
    },
    async get(hashes) {
      calls.get += 1;
      return hashes.flatMap((hash) => blobs.get(hash) ?? []);
    },
  };
  const snapshots: SnapshotStore = {
    async create(snapshot) {
      const row = { ...snapshot, createdAt: new Date() };
      rows.push(row);
      return row;
    },
    get: async (_user, id) => rows.find((row) => row.id === id),
    listForConversation: async (id) => rows.filter((row) => row.conversationId === id),
    forExecution: async (id, kind) => rows.find((row) => row.executionId === id && row.kind === kind),
    latest: async (projectId) => rows.findLast((row) => row.projectId === projectId),
    collectGarbage: async () => 0,
  };
  const bytes = () => [...blobs.values()].reduce((sum, { data }) => sum + data.length, 0);
  return { blobs: blobStore, snapshots, held: blobs, rows, calls, bytes };
}

export type MemoryStore = ReturnType<typeof memoryStore>;

export const PROJECT = "11111111-2222-4333-8444-555555555555";

/** A machine with a folder for the project, on a store that others may share. */
export function machine(store: MemoryStore = memoryStore(), options: Partial<CheckpointsOptions> = {}) {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "lakehand-checkpoints-")));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const dir = join(base, PROJECT);
  mkdirSync(dir);
  const warnings: string[] = [];
  const log = {
    warn: (_fields: object, message: string) => void warnings.push(message),
    error: (_fields: object, message: string) => void warnings.push(message),
  };
  const make = (more: Partial<CheckpointsOptions> = {}) =>
    createCheckpoints({ store, projectDir: async () => dir, log, ...options, ...more });
  const checkpoints = make();
  const take = () =>
    checkpoints.take({ projectId: PROJECT, conversationId: "c", executionId: null, kind: "before" });
  const restore = (tree: string) =>
    checkpoints.restore({ projectId: PROJECT, conversationId: "c", executionId: null, tree });
  return { base, dir, store, warnings, make, checkpoints, take, restore };
}
