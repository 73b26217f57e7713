import duckdb, { type Vector } from "@duckdb/node-bindings";
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

/** Gathers the bytes of texts out of DuckDB's vectors, without making a JavaScript string of any. */
export class TextBytes {
  readonly bytes = new GrowingBytes();
  readonly nulls = new NullBits();
  readonly #separator: number | undefined;
  #source: Uint8Array = new Uint8Array();
  #lengths: Int32Array = new Int32Array();
  #pointers: BigUint64Array = new BigUint64Array();

  /** `separator` is a byte that is put behind each text. */
  constructor(separator?: number) {
    this.#separator = separator;
  }

  /** Names the vector, of so many texts, whose ranges the next calls mean. */
  load(vector: Vector, size: number): void {
    this.#source = duckdb.vector_get_data(vector, size * ENTRY);
    const { buffer, byteOffset } = this.#source;
    this.#lengths = new Int32Array(buffer, byteOffset, size * 4);
    this.#pointers = new BigUint64Array(buffer, byteOffset, size * 2);
    this.nulls.load(vector, size);
  }

  /** Bytes of the texts of a range, without separators. */
  measure(start: number, count: number): number {
    let bytes = 0;
    for (let index = start; index < start + count; index++) bytes += this.#lengthOf(index);
    return bytes;
  }

  /** Adds a range of texts. `ends`, when given, receives where each of them ends. */
  copy(start: number, count: number, ends?: Int32Array): void {
    for (let index = 0; index < count; ) {
      const length = this.#lengthOf(start + index);
      if (length > INLINE) {
        index += this.#copyRun(start + index, count - index, ends, index);
        continue;
      }
      this.#addInline(start + index, length);
      if (ends) ends[index] = this.bytes.length;
      index++;
    }
    this.nulls.copy(start, count);
  }

  clear(): void {
    this.bytes.clear();
    this.nulls.clear();
  }

  #lengthOf(index: number): number {
    return this.nulls.isNull(index) ? 0 : this.#lengths[index * 4]!;
  }

  #addInline(entry: number, length: number): void {
    const extra = this.#separator === undefined ? 0 : 1;
    if (length + extra === 0) return;
    const from = entry * ENTRY + 4;
    const to = this.bytes.grow(length + extra);
    const { block } = this.bytes;
    for (let byte = 0; byte < length; byte++) block[to + byte] = this.#source[from + byte]!;
    if (this.#separator !== undefined) block[to + length] = this.#separator;
  }

  #addFrom(memory: Uint8Array, from: number, length: number): void {
    const extra = this.#separator === undefined ? 0 : 1;
    const to = this.bytes.grow(length + extra);
    const { block } = this.bytes;
    // A call to copy a few bytes costs more than they do.
    if (length < 64) for (let byte = 0; byte < length; byte++) block[to + byte] = memory[from + byte]!;
    else block.set(memory.subarray(from, from + length), to);
    if (this.#separator !== undefined) block[to + length] = this.#separator;
  }

  /** Reads the long text at `first` and those after it that lie close behind in memory. Gives how many they were. */
  #copyRun(first: number, most: number, ends: Int32Array | undefined, at: number): number {
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
      if (length > INLINE) this.#addFrom(memory, Number(this.#pointers[entry * 2 + 1]! - start), length);
      else this.#addInline(entry, length);
      if (ends) ends[at + index] = this.bytes.length;
    }
    return count;
  }
}
