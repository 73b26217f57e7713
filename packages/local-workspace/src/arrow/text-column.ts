import type { Vector } from "@duckdb/node-bindings";
import { type Binary, makeData, type Utf8 } from "apache-arrow";
import { GrowingBytes } from "../engine/vectors/growing-bytes.ts";
import { TextBytes } from "../engine/vectors/text-bytes.ts";
import type { Column } from "./column.ts";

/** STRING, BINARY and what travels as text. */
export class TextColumn implements Column {
  readonly #type: Utf8 | Binary;
  readonly #texts = new TextBytes();
  readonly #offsets = new GrowingBytes();
  #length = 0;

  constructor(type: Utf8 | Binary) {
    this.#type = type;
    this.clear();
  }

  load(vector: Vector, size: number): void {
    this.#texts.load(vector, size);
  }

  measure(start: number, count: number): number {
    return count * 4 + this.#texts.measure(start, count);
  }

  copy(start: number, count: number): void {
    const from = this.#offsets.grow(count * 4);
    const { buffer, byteOffset } = this.#offsets.block;
    this.#texts.copy(start, count, new Int32Array(buffer, byteOffset + from, count));
    this.#length += count;
  }

  data() {
    const offsets = this.#offsets.content;
    const { nulls, bytes } = this.#texts;
    return makeData({
      type: this.#type as Utf8,
      length: this.#length,
      nullCount: nulls.nullCount,
      nullBitmap: nulls.content ?? null,
      valueOffsets: new Int32Array(offsets.buffer, offsets.byteOffset, this.#length + 1),
      data: bytes.content,
    });
  }

  clear(): void {
    this.#texts.clear();
    this.#length = 0;
    this.#offsets.clear();
    this.#offsets.add(new Uint8Array(4));
  }
}
