import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import duckdb, { type DataChunk } from "@duckdb/node-bindings";
import { makeData, RecordBatch, RecordBatchStreamWriter, Struct } from "apache-arrow";
import type { ResultChunk } from "../engine/messages.ts";
import type { ResultField } from "../sql/types.ts";
import { arrowSchema } from "./arrow-type.ts";
import { makeColumn } from "./make-column.ts";

export const ARROW_CHUNK_ROWS = 131_072;
export const ARROW_CHUNK_BYTES = 16 * 1024 * 1024;
/** A result up to this size travels to the server in memory; larger ones are files. */
const INLINE_BYTES = 64 * 1024;

/** Writes DuckDB's data chunks as Arrow streams, one stream with one record batch for each chunk of the result. */
export class ArrowWriter {
  readonly chunks: ResultChunk[] = [];
  rowCount = 0;
  /** Bytes of the values, without the frame that Arrow puts round them. */
  byteCount = 0;
  readonly #schema;
  readonly #columns;
  readonly #dir: string;
  #rows = 0;
  #bytes = 0;
  #onDisk = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(dir: string, fields: readonly ResultField[]) {
    this.#dir = dir;
    this.#schema = arrowSchema(fields);
    this.#columns = fields.map((field, index) => makeColumn(field.type, this.#schema.fields[index]!.type));
  }

  /** Adds the first rows of a chunk, at most so many rows and bytes. Gives how many it took. */
  async add(chunk: DataChunk, rowLimit: number, byteLimit: number): Promise<number> {
    const size = duckdb.data_chunk_get_size(chunk);
    for (const [index, column] of this.#columns.entries())
      column.load(duckdb.data_chunk_get_vector(chunk, index), size);
    const rows = this.#fitting(Math.min(size, rowLimit), byteLimit);
    if (rows > 0) await this.#take(0, rows);
    return rows;
  }

  async end(): Promise<void> {
    // A result without rows is one chunk too: a reader learns its columns.
    if (this.#rows > 0 || this.chunks.length === 0) await this.#flush();
    await this.#writing;
  }

  #measure(start: number, count: number): number {
    return this.#columns.reduce((sum, column) => sum + column.measure(start, count), 0);
  }

  #fitting(rows: number, byteLimit: number): number {
    if (byteLimit === Number.POSITIVE_INFINITY || this.#measure(0, rows) <= byteLimit) return rows;
    let [fits, most] = [0, rows];
    while (fits < most) {
      const middle = (fits + most + 1) >> 1;
      if (this.#measure(0, middle) <= byteLimit) fits = middle;
      else most = middle - 1;
    }
    return fits;
  }

  async #take(start: number, count: number): Promise<void> {
    const bytes = this.#measure(start, count);
    if (count > 1 && bytes > ARROW_CHUNK_BYTES / 2) {
      const middle = count >> 1;
      await this.#take(start, middle);
      await this.#take(start + middle, count - middle);
      return;
    }
    if (
      this.#rows > 0 &&
      (this.#rows + count > ARROW_CHUNK_ROWS || this.#bytes + bytes > ARROW_CHUNK_BYTES)
    ) {
      await this.#flush();
    }
    for (const column of this.#columns) column.copy(start, count);
    this.#rows += count;
    this.#bytes += bytes;
    this.rowCount += count;
    this.byteCount += bytes;
  }

  async #flush(): Promise<void> {
    const children = this.#columns.map((column) => column.data());
    const struct = makeData({ type: new Struct(this.#schema.fields), length: this.#rows, children });
    const writer = new RecordBatchStreamWriter();
    writer.write(new RecordBatch(this.#schema, struct));
    writer.finish();
    const bytes = writer.toUint8Array(true);
    const chunk: ResultChunk = {
      rowOffset: this.rowCount - this.#rows,
      rowCount: this.#rows,
      byteCount: bytes.length,
    };
    const index = this.chunks.push(chunk) - 1;
    for (const column of this.#columns) column.clear();
    this.#rows = 0;
    this.#bytes = 0;
    // The last chunk is written while the engine makes the next one, and no more than that one is held.
    await this.#writing;
    if (!this.#onDisk && index === 0 && bytes.length <= INLINE_BYTES) {
      chunk.bytes = bytes;
      return;
    }
    if (!this.#onDisk) await this.#moveToDisk();
    this.#writing = writeFile(this.#file(index), bytes, { mode: 0o600 });
    this.#writing.catch(() => undefined);
  }

  async #moveToDisk(): Promise<void> {
    this.#onDisk = true;
    await mkdir(this.#dir, { recursive: true });
    const [first] = this.chunks;
    if (!first?.bytes) return;
    await writeFile(this.#file(0), first.bytes, { mode: 0o600 });
    delete first.bytes;
  }

  #file(index: number): string {
    return join(this.#dir, `${index}.arrow`);
  }
}
