import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ResultChunk } from "./messages.ts";

/** A result up to this size travels in the answer, as one chunk; larger ones are files. */
const INLINE_BYTES = 64 * 1024;

/** Keeps the chunks of a result, each written while the next one is made; no more than that one is held. */
export class ChunkFiles {
  readonly chunks: ResultChunk[] = [];
  readonly #dir: string;
  readonly #ending: "json" | "arrow";
  #made = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(dir: string, ending: "json" | "arrow") {
    this.#dir = dir;
    this.#ending = ending;
  }

  /** `content` must not change afterwards. */
  async add(content: Uint8Array, rowOffset: number, rowCount: number): Promise<void> {
    const chunk: ResultChunk = { rowOffset, rowCount, byteCount: content.length };
    const index = this.chunks.push(chunk) - 1;
    await this.#writing;
    if (index === 0 && content.length <= INLINE_BYTES) {
      this.#keep(chunk, content);
      return;
    }
    if (!this.#made) await this.#make();
    this.#writing = writeFile(this.#file(index), content, { mode: 0o600 });
    // Reported by the next `add` or by `end`.
    this.#writing.catch(() => undefined);
  }

  async end(): Promise<void> {
    await this.#writing;
  }

  #keep(chunk: ResultChunk, content: Uint8Array): void {
    if (this.#ending === "arrow") chunk.bytes = content;
    else chunk.text = Buffer.from(content.buffer, content.byteOffset, content.length).toString("utf8");
  }

  async #make(): Promise<void> {
    this.#made = true;
    await mkdir(this.#dir, { recursive: true });
    const [first] = this.chunks;
    const content = first?.text ?? first?.bytes;
    if (!first || content === undefined) return;
    await writeFile(this.#file(0), content, { mode: 0o600 });
    delete first.text;
    delete first.bytes;
  }

  #file(index: number): string {
    return join(this.#dir, `${index}.${this.#ending}`);
  }
}
