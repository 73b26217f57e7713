import duckdb, { type DataChunk } from "@duckdb/node-bindings";
import { makeData, RecordBatch, RecordBatchStreamWriter, Struct } from "apache-arrow";
import { ChunkFiles } from "../engine/chunk-files.ts";
import { fitting, type ResultWriter } from "../engine/result-writer.ts";
import type { ResultField } from "../sql/types.ts";
import { arrowSchema } from "./arrow-type.ts";
import { makeColumn } from "./make-column.ts";

const CHUNK_ROWS = 131_072;
const CHUNK_BYTES = 16 * 1024 * 1024;

/** Writes rows as Arrow streams, one stream with one record batch for each chunk of the result. */
export class ArrowWriter implements ResultWriter {
  rowCount = 0;
  /** Bytes of the values, without the frame that Arrow puts round them. */
  byteCount = 0;
  readonly #schema;
  readonly #columns;
  readonly #files: ChunkFiles;
  #rows = 0;
  #bytes = 0;

  constructor(dir: string, fields: readonly ResultField[]) {
    this.#files = new ChunkFiles(dir, "arrow");
    this.#schema = arrowSchema(fields);
    this.#columns = fields.map((field, index) => makeColumn(field.type, this.#schema.fields[index]!.type));
  }

  get chunks() {
    return this.#files.chunks;
  }

  async add(chunk: DataChunk, rowLimit: number, byteLimit: number): Promise<number> {
    const size = duckdb.data_chunk_get_size(chunk);
    for (const [index, column] of this.#columns.entries())
      column.load(duckdb.data_chunk_get_vector(chunk, index), size);
    const rows = fitting(Math.min(size, rowLimit), byteLimit, (count) => this.#measure(0, count));
    if (rows > 0) await this.#take(0, rows);
    return rows;
  }

  async end(): Promise<void> {
    // A result without rows is one chunk too: a reader learns its columns.
    if (this.#rows > 0 || this.chunks.length === 0) await this.#flush();
    await this.#files.end();
  }

  #measure(start: number, count: number): number {
    return this.#columns.reduce((sum, column) => sum + column.measure(start, count), 0);
  }

  async #take(start: number, count: number): Promise<void> {
    const bytes = this.#measure(start, count);
    if (count > 1 && bytes > CHUNK_BYTES / 2) {
      const middle = count >> 1;
      await this.#take(start, middle);
      await this.#take(start + middle, count - middle);
      return;
    }
    const full = this.#rows + count > CHUNK_ROWS || this.#bytes + bytes > CHUNK_BYTES;
    if (this.#rows > 0 && full) await this.#flush();
    for (const column of this.#columns) column.copy(start, count);
    this.#rows += count;
    this.#bytes += bytes;
    this.rowCount += count;
    this.byteCount += bytes;
  }

  async #flush(): Promise<void> {
    const rows = this.#rows;
    const children = this.#columns.map((column) => column.data());
    const struct = makeData({ type: new Struct(this.#schema.fields), length: rows, children });
    const writer = new RecordBatchStreamWriter();
    writer.write(new RecordBatch(this.#schema, struct));
    writer.finish();
    const stream = writer.toUint8Array(true);
    for (const column of this.#columns) column.clear();
    this.#rows = 0;
    this.#bytes = 0;
    await this.#files.add(stream, this.rowCount - rows, rows);
  }
}
