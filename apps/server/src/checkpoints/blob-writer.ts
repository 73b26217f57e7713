import type { BlobRow, BlobStore } from "@lakehand/store";
import { encodeBlob } from "./blob-codec.ts";
import { TimeSlice } from "./time-slice.ts";

const BATCH_BYTES = 8 * 2 ** 20;
const BATCH_BLOBS = 256;
/** Compressed at once. */
const AT_ONCE = 3;

/** Stores blobs in batches of bounded size, and of each batch only what is missing. */
export class BlobWriter {
  readonly #store: BlobStore;
  #batch = new Map<string, Uint8Array>();
  #bytes = 0;
  /** Of this writer, so that equal files of one snapshot are asked about once. */
  readonly #seen = new Set<string>();
  /** Stored by this writer, for people who measure. */
  readonly stored = { blobs: 0, bytes: 0 };

  constructor(store: BlobStore) {
    this.#store = store;
  }

  /** `bytes` must stay as they are until the next `flush`. */
  async add(hash: string, bytes: Uint8Array): Promise<void> {
    if (this.#seen.has(hash)) return;
    this.#seen.add(hash);
    this.#batch.set(hash, bytes);
    this.#bytes += bytes.length;
    if (this.#bytes >= BATCH_BYTES || this.#batch.size >= BATCH_BLOBS) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#batch.size === 0) return;
    const batch = this.#batch;
    this.#batch = new Map();
    this.#bytes = 0;
    const missing = await this.#store.missing([...batch.keys()]);
    if (missing.length === 0) return;
    const rows: BlobRow[] = [];
    const slice = new TimeSlice();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let hash = missing.pop(); hash !== undefined; hash = missing.pop()) {
          rows.push(await encodeBlob(hash, batch.get(hash)!));
          if (slice.over) await slice.rest();
        }
      }),
    );
    await this.#store.put(rows);
    this.stored.blobs += rows.length;
    for (const row of rows) this.stored.bytes += row.data.length;
  }
}
