import * as zlib from "node:zlib";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Context, instant, query, type RawInstant } from "./context.ts";
import { StoreError } from "./errors.ts";
import type { BlobRow, BlobStore, SnapshotRow, SnapshotStore } from "./store.ts";

interface RawSnapshot {
  id: string;
  project_id: string;
  conversation_id: string | null;
  execution_id: string | null;
  kind: string;
  tree: string;
  files: number;
  bytes: number | string;
  created_at: RawInstant;
}

const columns = sql.raw(
  "s.id, s.project_id, s.conversation_id, s.execution_id, s.kind, s.tree, s.files, s.bytes, s.created_at",
);

export function snapshotStore({ run }: Context, blobs: BlobStore): SnapshotStore {
  return {
    create: (snapshot) =>
      run(async (db) => {
        const { id, projectId, conversationId, executionId, kind, tree, files, bytes } = snapshot;
        const [row] = await query<RawSnapshot>(
          db,
          sql`insert into lakehand.snapshots as s
                (id, project_id, conversation_id, execution_id, kind, tree, files, bytes)
              values (${id}, ${projectId}, ${conversationId}, ${executionId}, ${kind}, ${tree}, ${files}, ${bytes})
              returning ${columns}`,
        );
        return toSnapshot(row as RawSnapshot);
      }),
    get: (userEmail, id) =>
      run(async (db) => {
        const rows = await query<RawSnapshot>(
          db,
          sql`select ${columns} from lakehand.snapshots s join lakehand.projects p on p.id = s.project_id
              where s.id = ${id} and p.user_email = ${userEmail}`,
        );
        return rows.map(toSnapshot)[0];
      }),
    listForConversation: (conversationId) =>
      run(async (db) => {
        const rows = await query<RawSnapshot>(
          db,
          sql`select ${columns} from lakehand.snapshots s
              where s.conversation_id = ${conversationId} order by s.position`,
        );
        return rows.map(toSnapshot);
      }),
    forExecution: (executionId, kind) =>
      run(async (db) => {
        const rows = await query<RawSnapshot>(
          db,
          sql`select ${columns} from lakehand.snapshots s
              where s.execution_id = ${executionId} and s.kind = ${kind} order by s.position desc limit 1`,
        );
        return rows.map(toSnapshot)[0];
      }),
    latest: (projectId) =>
      run(async (db) => {
        const rows = await query<RawSnapshot>(
          db,
          sql`select ${columns} from lakehand.snapshots s
              where s.project_id = ${projectId} order by s.created_at desc, s.position desc limit 1`,
        );
        return rows.map(toSnapshot)[0];
      }),
    collectGarbage: async (reachable) => {
      const roots = await run((db) =>
        query<{ tree: string }>(db, sql`select distinct tree from lakehand.snapshots`),
      );
      const needed = await allReachable(
        roots.map(({ tree }) => tree),
        blobs,
        reachable,
      );
      let removed = 0;
      for (let after = ""; ; ) {
        const old = await run((db) =>
          query<{ hash: string }>(
            db,
            sql`select b.hash from lakehand.blobs b
                where b.used_at < now() - interval '1 day' and b.hash > ${after} order by b.hash limit 5000`,
          ),
        );
        const last = old.at(-1);
        if (!last) return removed;
        after = last.hash;
        const unneeded = old.map(({ hash }) => hash).filter((hash) => !needed.has(hash));
        if (unneeded.length === 0) continue;
        const gone = await run((db) =>
          query(
            db,
            // Who has named one of them since then has it counted as used.
            sql`delete from lakehand.blobs b
                where b.hash in (select jsonb_array_elements_text(${JSON.stringify(unneeded)}::jsonb))
                  and b.used_at < now() - interval '1 day'
                returning 1`,
          ),
        );
        removed += gone.length;
      }
    },
  };
}

/** Trees in one look; they are small. */
const treesAtOnce = 200;

async function allReachable(
  roots: readonly string[],
  blobs: BlobStore,
  reachable: Parameters<SnapshotStore["collectGarbage"]>[0],
): Promise<Set<string>> {
  const needed = new Set(roots);
  let next = [...needed];
  while (next.length > 0) {
    const found = await blobs.get(next.slice(0, treesAtOnce));
    const rest = next.slice(treesAtOnce);
    for (const blob of found) {
      const { blobs: files, trees } = reachable(plainBytes(blob));
      for (const hash of files) needed.add(hash);
      for (const hash of trees) {
        if (needed.has(hash)) continue;
        needed.add(hash);
        rest.push(hash);
      }
    }
    next = rest;
  }
  return needed;
}

function plainBytes({ encoding, data }: BlobRow): Uint8Array {
  if (encoding === "identity") return data;
  if (encoding === "gzip") return zlib.gunzipSync(data);
  if (encoding === "brotli") return zlib.brotliDecompressSync(data);
  const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (data: Uint8Array) => Uint8Array };
  // What cannot be read might name what is needed, so nothing may be removed.
  if (!zstdDecompressSync) {
    throw new StoreError({
      code: "DATABASE_ERROR",
      message: "A snapshot is compressed in a way (zstd) that this Node.js cannot read.",
      next: "Run Lakehand on Node.js 22.15 or later.",
    });
  }
  return zstdDecompressSync(data);
}

const kindSchema = z.enum(["before", "after", "undo"]).catch("undo");

function toSnapshot(row: RawSnapshot): SnapshotRow {
  return {
    id: row.id,
    projectId: row.project_id,
    conversationId: row.conversation_id,
    executionId: row.execution_id,
    kind: kindSchema.parse(row.kind),
    tree: row.tree,
    files: row.files,
    bytes: Number(row.bytes),
    createdAt: instant(row.created_at),
  };
}
