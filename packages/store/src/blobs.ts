import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Context, query } from "./context.ts";
import type { BlobRow, BlobStore } from "./store.ts";

export interface RawBlob {
  hash: string;
  size: number | string;
  encoding: string;
  data: Uint8Array;
}

const encodingSchema = z.enum(["identity", "gzip", "brotli", "zstd"]);

/** Bytes in one statement, about: a message to PostgreSQL has a limit, and so has our memory. */
const batchBytes = 8_000_000;

export function blobStore({ run }: Context): BlobStore {
  return {
    missing: (hashes) =>
      run(async (db) => {
        if (hashes.length === 0) return [];
        const rows = await query<{ hash: string }>(
          db,
          // An hour's grain spares a write for each look at a blob that is in use anyway.
          sql`
          with asked as (
            select distinct value as hash from jsonb_array_elements_text(${JSON.stringify(hashes)}::jsonb)
          ), used as (
            update lakehand.blobs b set used_at = now() from asked
            where b.hash = asked.hash and b.used_at < now() - interval '1 hour'
          )
          select asked.hash from asked
          where not exists (select 1 from lakehand.blobs b where b.hash = asked.hash)`,
        );
        return rows.map(({ hash }) => hash);
      }),
    put: (blobs) =>
      run(async (db) => {
        for (const batch of batches(blobs)) {
          const rows = batch.map(
            ({ hash, size, encoding, data }) => sql`(${hash}, ${size}::bigint, ${encoding}, ${data}::bytea)`,
          );
          await db.execute(sql`
            insert into lakehand.blobs (hash, size, encoding, data) values ${sql.join(rows, sql`, `)}
            on conflict (hash) do update set used_at = now()`);
        }
      }),
    get: (hashes) =>
      run(async (db) => {
        if (hashes.length === 0) return [];
        const rows = await query<RawBlob>(
          db,
          sql`select b.hash, b.size, b.encoding, b.data from lakehand.blobs b
              where b.hash in (select jsonb_array_elements_text(${JSON.stringify(hashes)}::jsonb))`,
        );
        return rows.flatMap(toBlob);
      }),
  };
}

/** Each hash once in all: a statement may not touch a row twice. In order, so that two writers cannot block each other. */
function* batches(blobs: readonly BlobRow[]): Generator<BlobRow[]> {
  const once = [...new Map(blobs.map((blob) => [blob.hash, blob])).values()];
  once.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  let batch: BlobRow[] = [];
  let bytes = 0;
  for (const blob of once) {
    batch.push(blob);
    bytes += blob.data.byteLength;
    if (bytes < batchBytes && batch.length < 1000) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

export function toBlob(row: RawBlob): BlobRow[] {
  const encoding = encodingSchema.safeParse(row.encoding);
  if (!encoding.success) return [];
  return [{ hash: row.hash, size: Number(row.size), encoding: encoding.data, data: row.data }];
}
