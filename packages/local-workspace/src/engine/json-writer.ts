import duckdb, { type DataChunk } from "@duckdb/node-bindings";
import { ChunkFiles } from "./chunk-files.ts";
import { ChunkedWriter } from "./chunked-writer.ts";
import { TextBytes } from "./vectors/text-bytes.ts";

export const CHUNK_ROWS = 24_576;
export const CHUNK_BYTES = 8 * 1024 * 1024;
const [OPEN, CLOSE, COMMA] = [0x5b, 0x5d, 0x2c];

/** Writes rows, each one JSON text and the only column of what is added, as JSON arrays. */
export class JsonWriter extends ChunkedWriter {
  readonly #texts = new TextBytes(COMMA);

  constructor(dir: string) {
    super(new ChunkFiles(dir, "json"), { rows: CHUNK_ROWS, bytes: CHUNK_BYTES });
  }

  protected load(chunk: DataChunk, size: number): void {
    this.#texts.load(duckdb.data_chunk_get_vector(chunk, 0), size);
  }

  protected measure(start: number, count: number): number {
    return this.#texts.measure(start, count) + count;
  }

  protected copy(start: number, count: number): void {
    this.#texts.copy(start, count);
  }

  protected content(): Uint8Array {
    const { content } = this.#texts.bytes;
    const text = new Uint8Array(content.length + 1);
    text[0] = OPEN;
    text.set(content, 1);
    // In place of the last comma.
    text[content.length] = CLOSE;
    this.#texts.clear();
    return text;
  }
}
