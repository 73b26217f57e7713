import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ResultChunk } from "./messages.ts";

export const CHUNK_ROWS = 24_576;
export const CHUNK_BYTES = 8 * 1024 * 1024;
/** Results up to this size travel in the answer; larger ones are files. */
export const INLINE_BYTES = 64 * 1024;

/** Gathers rows (each one JSON text) into chunks of bounded rows and bytes, in memory at first, then in files. */
export class ChunkWriter {
  readonly chunks: ResultChunk[] = [];
  rowCount = 0;
  byteCount = 0;
  readonly #dir: string;
  #parts: string[] = [];
  #rows = 0;
  #bytes = 0;
  #onDisk = false;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Adds rows. `rows` are JSON array texts. */
  async add(rows: string[]): Promise<void> {
    const text = rows.join(",");
    const bytes = Buffer.byteLength(text);
    if (rows.length > 1 && bytes > CHUNK_BYTES / 2) {
      const middle = rows.length >> 1;
      await this.add(rows.slice(0, middle));
      await this.add(rows.slice(middle));
      return;
    }
    if (this.#rows > 0 && (this.#rows + rows.length > CHUNK_ROWS || this.#bytes + bytes > CHUNK_BYTES)) {
      await this.#flush();
    }
    this.#parts.push(text);
    this.#rows += rows.length;
    this.#bytes += bytes + 1;
    this.rowCount += rows.length;
    this.byteCount += bytes + 1;
    if (!this.#onDisk && this.byteCount > INLINE_BYTES) await this.#moveToDisk();
  }

  async end(): Promise<void> {
    if (this.#rows > 0) await this.#flush();
  }

  async #moveToDisk() {
    this.#onDisk = true;
    await mkdir(this.#dir, { recursive: true });
    for (const [index, chunk] of this.chunks.entries()) {
      await writeFile(this.#file(index), chunk.text ?? "[]", { mode: 0o600 });
      delete chunk.text;
    }
  }

  async #flush() {
    const text = `[${this.#parts.join(",")}]`;
    const chunk: ResultChunk = {
      rowOffset: this.rowCount - this.#rows,
      rowCount: this.#rows,
      byteCount: Buffer.byteLength(text),
    };
    if (this.#onDisk) await writeFile(this.#file(this.chunks.length), text, { mode: 0o600 });
    else chunk.text = text;
    this.chunks.push(chunk);
    this.#parts = [];
    this.#rows = 0;
    this.#bytes = 0;
  }

  #file(index: number) {
    return join(this.#dir, `${index}.json`);
  }
}
