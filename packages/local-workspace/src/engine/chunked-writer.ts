import duckdb, { type DataChunk } from "@duckdb/node-bindings";
import type { ChunkFiles } from "./chunk-files.ts";
import { fitting, type ResultWriter } from "./result-writer.ts";

export interface ChunkLimits {
  rows: number;
  bytes: number;
}

/** Writes rows as chunks of bounded rows and bytes; what a chunk looks like is for those that extend it. */
export abstract class ChunkedWriter implements ResultWriter {
  rowCount = 0;
  /** Bytes of the values, without the frame that a format puts round them. */
  byteCount = 0;
  readonly #files: ChunkFiles;
  readonly #limits: ChunkLimits;
  #rows = 0;
  #bytes = 0;

  constructor(files: ChunkFiles, limits: ChunkLimits) {
    this.#files = files;
    this.#limits = limits;
  }

  get chunks() {
    return this.#files.chunks;
  }

  async add(chunk: DataChunk, rowLimit: number, byteLimit: number): Promise<number> {
    const size = duckdb.data_chunk_get_size(chunk);
    this.load(chunk, size);
    const rows = fitting(Math.min(size, rowLimit), byteLimit, (count) => this.measure(0, count));
    if (rows > 0) await this.#take(0, rows);
    return rows;
  }

  async end(): Promise<void> {
    if (this.#rows > 0) await this.flush();
    await this.#files.end();
  }

  /** Names the data, of so many rows, whose ranges the next calls mean. */
  protected abstract load(chunk: DataChunk, size: number): void;
  /** Bytes that a range adds to the chunk. */
  protected abstract measure(start: number, count: number): number;
  /** Adds a range to the chunk. */
  protected abstract copy(start: number, count: number): void;
  /** The chunk of so many rows as it is written; the next one begins empty. */
  protected abstract content(rows: number): Uint8Array;

  protected async flush(): Promise<void> {
    const rows = this.#rows;
    const content = this.content(rows);
    this.#rows = 0;
    this.#bytes = 0;
    await this.#files.add(content, this.rowCount - rows, rows);
  }

  async #take(start: number, count: number): Promise<void> {
    const bytes = this.measure(start, count);
    if (count > 1 && bytes > this.#limits.bytes / 2) {
      const middle = count >> 1;
      await this.#take(start, middle);
      await this.#take(start + middle, count - middle);
      return;
    }
    const full = this.#rows + count > this.#limits.rows || this.#bytes + bytes > this.#limits.bytes;
    if (this.#rows > 0 && full) await this.flush();
    this.copy(start, count);
    this.#rows += count;
    this.#bytes += bytes;
    this.rowCount += count;
    this.byteCount += bytes;
  }
}
