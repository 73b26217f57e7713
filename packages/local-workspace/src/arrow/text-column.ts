import duckdb, { type Vector } from "@duckdb/node-bindings";
import { type Binary, makeData, type Utf8 } from "apache-arrow";
import type { Column } from "./column.ts";
import { GrowingBytes } from "./growing-bytes.ts";
import { NullBits } from "./null-bits.ts";

/** DuckDB keeps a text in 16 bytes: its length (4), then up to 12 bytes itself, or 4 bytes and a pointer to all of it. */
const ENTRY = 16;
const INLINE = 12;
/**
 * Texts whose places in memory lie so near each other are read at once. Less than a page of memory, so that every page
 * that is read holds some text and is there.
 */
const NEAR = 2048n;
const LARGEST_READ = 1n << 20n;

/** STRING, BINARY and what travels as text. */
export class TextColumn implements Column {
  readonly #type: Utf8 | Binary;
  readonly #bytes = new GrowingBytes();
  readonly #offsets = new GrowingBytes();
  readonly #nulls = new NullBits();
  #length = 0;
  #source: Uint8Array = new Uint8Array();
  #lengths: Int32Array = new Int32Array();
  #pointers: BigUint64Array = new BigUint64Array();

  constructor(type: Utf8 | Binary) {
    this.#type = type;
    this.clear();
  }

  load(vector: Vector, size: number): void {
    this.#source = duckdb.vector_get_data(vector, size * ENTRY);
    const { buffer, byteOffset } = this.#source;
    this.#lengths = new Int32Array(buffer, byteOffset, size * 4);
    this.#pointers = new BigUint64Array(buffer, byteOffset, size * 2);
    this.#nulls.load(vector, size);
  }

  measure(start: number, count: number): number {
    let bytes = count * 4;
    for (let index = start; index < start + count; index++) bytes += this.#lengthOf(index);
    return bytes;
  }

  copy(start: number, count: number): void {
    const from = this.#offsets.grow(count * 4);
    const { buffer, byteOffset } = this.#offsets.block;
    const offsets = new Int32Array(buffer, byteOffset + from, count);
    for (let index = 0; index < count; ) {
      const length = this.#lengthOf(start + index);
      if (length > INLINE) {
        index += this.#copyRun(start + index, count - index, offsets, index);
        continue;
      }
      if (length > 0) this.#addInline((start + index) * ENTRY + 4, length);
      offsets[index++] = this.#bytes.length;
    }
    this.#nulls.copy(start, count);
    this.#length += count;
  }

  data() {
    const offsets = this.#offsets.content;
    return makeData({
      type: this.#type as Utf8,
      length: this.#length,
      nullCount: this.#nulls.nullCount,
      nullBitmap: this.#nulls.content ?? null,
      valueOffsets: new Int32Array(offsets.buffer, offsets.byteOffset, this.#length + 1),
      data: this.#bytes.content,
    });
  }

  clear(): void {
    this.#bytes.clear();
    this.#nulls.clear();
    this.#length = 0;
    this.#offsets.clear();
    this.#offsets.add(new Uint8Array(4));
  }

  #lengthOf(index: number): number {
    return this.#nulls.isNull(index) ? 0 : this.#lengths[index * 4]!;
  }

  #addInline(from: number, length: number): void {
    const to = this.#bytes.grow(length);
    const { block } = this.#bytes;
    for (let byte = 0; byte < length; byte++) block[to + byte] = this.#source[from + byte]!;
  }

  /** Reads the long text at `first` and those after it that lie close behind in memory. Gives how many they were. */
  #copyRun(first: number, most: number, offsets: Int32Array, at: number): number {
    const start = this.#pointers[first * 2 + 1]!;
    let end = start + BigInt(this.#lengths[first * 4]!);
    let count = 1;
    for (; count < most; count++) {
      const length = this.#lengthOf(first + count);
      if (length <= INLINE) continue;
      const pointer = this.#pointers[(first + count) * 2 + 1]!;
      const next = pointer + BigInt(length);
      if (pointer < end || pointer - end > NEAR || next - start > LARGEST_READ) break;
      end = next;
    }
    const memory = duckdb.get_data_from_pointer(
      this.#source.buffer as ArrayBuffer,
      this.#source.byteOffset + first * ENTRY + 8,
      Number(end - start),
    );
    for (let index = 0; index < count; index++) {
      const entry = first + index;
      const length = this.#lengthOf(entry);
      if (length > INLINE) {
        const from = Number(this.#pointers[entry * 2 + 1]! - start);
        this.#bytes.add(memory.subarray(from, from + length));
      } else if (length > 0) {
        this.#addInline(entry * ENTRY + 4, length);
      }
      offsets[at + index] = this.#bytes.length;
    }
    return count;
  }
}
