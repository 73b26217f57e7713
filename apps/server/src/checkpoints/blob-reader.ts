import type { BlobStore } from "@lakehand/store";
import { BlobError, decodeBlob } from "./blob-codec.ts";
import { TimeSlice } from "./time-slice.ts";
import { decodeTree, type FileEntry, type TreeEntry } from "./tree.ts";

const AT_ONCE_BLOBS = 128;
const AT_ONCE_BYTES = 16 * 2 ** 20;
const KEPT_TREES = 2000;

/** Reads trees and files back, verified. */
export class BlobReader {
  readonly #store: BlobStore;
  /** Trees are small, never change, and are asked for again and again. Oldest first. */
  readonly #trees = new Map<string, TreeEntry[]>();

  constructor(store: BlobStore) {
    this.#store = store;
  }

  async tree(hash: string): Promise<TreeEntry[]> {
    const kept = this.#trees.get(hash);
    if (kept) return kept;
    const entries = decodeTree(await this.#one(hash));
    this.#trees.set(hash, entries);
    const oldest = this.#trees.keys().next().value;
    if (this.#trees.size > KEPT_TREES && oldest !== undefined) this.#trees.delete(oldest);
    return entries;
  }

  /** A whole file in memory; the caller knows its size. */
  async file(entry: FileEntry): Promise<Buffer> {
    return Buffer.concat(await Promise.all(entry.blobs.map((hash) => this.#one(hash))));
  }

  /** A file's pieces in order, one in memory at a time. */
  async *pieces(entry: FileEntry): AsyncGenerator<Uint8Array> {
    for (const hash of entry.blobs) yield await this.#one(hash);
  }

  /** Many small files with few questions: calls `use` with each, in groups of bounded size. */
  async files<T extends FileEntry>(
    entries: readonly T[],
    use: (entry: T, bytes: Buffer) => Promise<void> | void,
  ): Promise<void> {
    for (let i = 0; i < entries.length; ) {
      const group: T[] = [];
      let [blobs, bytes] = [0, 0];
      do {
        const entry = entries[i++]!;
        group.push(entry);
        blobs += entry.blobs.length;
        bytes += entry.size;
      } while (i < entries.length && blobs < AT_ONCE_BLOBS && bytes + entries[i]!.size <= AT_ONCE_BYTES);
      const rows = await this.#many([...new Set(group.flatMap((entry) => entry.blobs))]);
      for (const entry of group) await use(entry, Buffer.concat(entry.blobs.map((hash) => rows.get(hash)!)));
    }
  }

  async #one(hash: string): Promise<Uint8Array> {
    return (await this.#many([hash])).get(hash)!;
  }

  async #many(hashes: readonly string[]): Promise<Map<string, Uint8Array>> {
    const rows = hashes.length > 0 ? await this.#store.get(hashes) : [];
    const found = new Map<string, Uint8Array>();
    const slice = new TimeSlice();
    for (const row of rows) {
      found.set(row.hash, await decodeBlob(row));
      if (slice.over) await slice.rest();
    }
    if (found.size < hashes.length)
      throw new BlobError({
        code: "CHECKPOINT_INCOMPLETE",
        message: "A part of this checkpoint is missing, so nothing was changed.",
        next: "Choose another checkpoint.",
      });
    return found;
  }
}
