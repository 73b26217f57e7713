import duckdb, { type DataChunk } from "@duckdb/node-bindings";
import { makeData, RecordBatch, RecordBatchStreamWriter, Struct } from "apache-arrow";
import { ChunkFiles } from "../engine/chunk-files.ts";
import { ChunkedWriter } from "../engine/chunked-writer.ts";
import type { ResultField } from "../sql/types.ts";
import { arrowSchema } from "./arrow-type.ts";
import { makeColumn } from "./make-column.ts";

const LIMITS = { rows: 131_072, bytes: 16 * 1024 * 1024 };

/** Writes rows as Arrow streams, one stream with one record batch for each chunk of the result. */
export class ArrowWriter extends ChunkedWriter {
  readonly #schema;
  readonly #columns;

  constructor(dir: string, fields: readonly ResultField[]) {
    super(new ChunkFiles(dir, "arrow"), LIMITS);
    this.#schema = arrowSchema(fields);
    this.#columns = fields.map((field, index) => makeColumn(field.type, this.#schema.fields[index]!.type));
  }

  override async end(): Promise<void> {
    // A result without rows is one chunk too: a reader learns its columns.
    if (this.rowCount === 0) await this.flush();
    await super.end();
  }

  protected load(chunk: DataChunk, size: number): void {
    for (const [index, column] of this.#columns.entries())
      column.load(duckdb.data_chunk_get_vector(chunk, index), size);
  }

  protected measure(start: number, count: number): number {
    return this.#columns.reduce((sum, column) => sum + column.measure(start, count), 0);
  }

  protected copy(start: number, count: number): void {
    for (const column of this.#columns) column.copy(start, count);
  }

  protected content(rows: number): Uint8Array {
    const children = this.#columns.map((column) => column.data());
    const struct = makeData({ type: new Struct(this.#schema.fields), length: rows, children });
    const writer = new RecordBatchStreamWriter();
    writer.write(new RecordBatch(this.#schema, struct));
    writer.finish();
    const stream = writer.toUint8Array(true);
    for (const column of this.#columns) column.clear();
    return stream;
  }
}
