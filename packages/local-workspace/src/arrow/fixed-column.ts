import duckdb, { type Vector } from "@duckdb/node-bindings";
import { type DataType, makeData } from "apache-arrow";
import { GrowingBytes } from "../engine/vectors/growing-bytes.ts";
import { NullBits } from "../engine/vectors/null-bits.ts";
import type { Column } from "./column.ts";

/** Turns values of the vector into those of the column, when they are not laid out alike. */
export interface Conversion {
  /** Bytes of a value in DuckDB. */
  sourceWidth: number;
  convert(source: DataView, start: number, count: number, target: DataView, at: number): void;
}

/** Numbers, dates, times and decimals: every value takes the same number of bytes. */
export class FixedColumn implements Column {
  readonly #type: DataType;
  readonly #width: number;
  readonly #conversion: Conversion | undefined;
  readonly #bytes = new GrowingBytes();
  readonly #nulls = new NullBits();
  #length = 0;
  #source: Uint8Array = new Uint8Array();

  constructor(type: DataType, width: number, conversion?: Conversion) {
    this.#type = type;
    this.#width = width;
    this.#conversion = conversion;
  }

  load(vector: Vector, size: number): void {
    this.#source = duckdb.vector_get_data(vector, size * (this.#conversion?.sourceWidth ?? this.#width));
    this.#nulls.load(vector, size);
  }

  measure(_start: number, count: number): number {
    return count * this.#width;
  }

  copy(start: number, count: number): void {
    if (this.#conversion) {
      const at = this.#bytes.grow(count * this.#width);
      this.#conversion.convert(view(this.#source), start, count, view(this.#bytes.block), at);
    } else {
      this.#bytes.add(this.#source.subarray(start * this.#width, (start + count) * this.#width));
    }
    this.#nulls.copy(start, count);
    this.#length += count;
  }

  data() {
    const { ArrayType } = this.#type;
    const bytes = this.#bytes.content;
    return makeData({
      type: this.#type,
      length: this.#length,
      nullCount: this.#nulls.nullCount,
      nullBitmap: this.#nulls.content,
      data: new ArrayType(bytes.buffer, bytes.byteOffset, bytes.byteLength / ArrayType.BYTES_PER_ELEMENT),
    } as never);
  }

  clear(): void {
    this.#bytes.clear();
    this.#nulls.clear();
    this.#length = 0;
  }
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
