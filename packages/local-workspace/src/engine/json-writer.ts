import duckdb, { type DataChunk } from "@duckdb/node-bindings";
import { ChunkFiles } from "./chunk-files.ts";
import { fitting, type ResultWriter } from "./result-writer.ts";
import { TextBytes } from "./vectors/text-bytes.ts";

export const CHUNK_ROWS = 24_576;
export const CHUNK_BYTES = 8 * 1024 * 1024;
const [OPEN, CLOSE, COMMA] = [0x5b, 0x5d, 0x2c];

/** Writes rows, each one JSON text, as JSON arrays of bounded rows and bytes. */
export class JsonWriter implements ResultWriter {
  rowCount = 0;
  byteCount = 0;
  readonly #files: ChunkFiles;
  readonly #texts = new TextBytes(COMMA);
  #rows = 0;

  constructor(dir: string) {
    this.#files = new ChunkFiles(dir, "json");
  }

  get chunks() {
    return this.#files.chunks;
  }

  /** The rows are the chunk's only column. */
  async add(chunk: DataChunk, rowLimit: number, byteLimit: number): Promise<number> {
    const size = duckdb.data_chunk_get_size(chunk);
    this.#texts.load(duckdb.data_chunk_get_vector(chunk, 0), size);
    const rows = fitting(Math.min(size, rowLimit), byteLimit, (count) => this.#measure(0, count));
    if (rows > 0) await this.#take(0, rows);
    return rows;
  }

  async end(): Promise<void> {
    if (this.#rows > 0) await this.#flush();
    await this.#files.end();
  }

  #measure(start: number, count: number): number {
    return this.#texts.measure(start, count) + count;
  }

  async #take(start: number, count: number): Promise<void> {
    const bytes = this.#measure(start, count);
    if (count > 1 && bytes > CHUNK_BYTES / 2) {
      const middle = count >> 1;
      await this.#take(start, middle);
      await this.#take(start + middle, count - middle);
      return;
    }
    const full = this.#rows + count > CHUNK_ROWS || this.#texts.bytes.length + bytes > CHUNK_BYTES;
    if (this.#rows > 0 && full) await this.#flush();
    this.#texts.copy(start, count);
    this.#rows += count;
    this.rowCount += count;
    this.byteCount += bytes;
  }

  async #flush(): Promise<void> {
    const { content } = this.#texts.bytes;
    const text = new Uint8Array(content.length + 1);
    text[0] = OPEN;
    text.set(content, 1);
    // In place of the last comma.
    text[content.length] = CLOSE;
    const rows = this.#rows;
    this.#rows = 0;
    this.#texts.clear();
    await this.#files.add(text, this.rowCount - rows, rows);
  }
}
