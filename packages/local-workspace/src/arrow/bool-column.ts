import duckdb, { type Vector } from "@duckdb/node-bindings";
import { Bool, makeData } from "apache-arrow";
import { GrowingBytes } from "../engine/vectors/growing-bytes.ts";
import { NullBits } from "../engine/vectors/null-bits.ts";
import type { Column } from "./column.ts";

/** Booleans: a byte each in DuckDB, a bit each in Arrow. */
export class BoolColumn implements Column {
  readonly #bits = new GrowingBytes();
  readonly #nulls = new NullBits();
  #length = 0;
  #source: Uint8Array = new Uint8Array();

  load(vector: Vector, size: number): void {
    this.#source = duckdb.vector_get_data(vector, size);
    this.#nulls.load(vector, size);
  }

  measure(_start: number, count: number): number {
    return Math.ceil(count / 8);
  }

  copy(start: number, count: number): void {
    const bytes = Math.ceil((this.#length + count) / 8) - this.#bits.length;
    if (bytes > 0) {
      const from = this.#bits.grow(bytes);
      this.#bits.block.fill(0, from, this.#bits.length);
    }
    const { block } = this.#bits;
    for (let index = 0; index < count; index++) {
      if (this.#source[start + index] === 0) continue;
      const at = this.#length + index;
      block[at >> 3]! |= 1 << (at & 7);
    }
    this.#nulls.copy(start, count);
    this.#length += count;
  }

  data() {
    return makeData({
      type: new Bool(),
      length: this.#length,
      nullCount: this.#nulls.nullCount,
      nullBitmap: this.#nulls.content ?? null,
      data: this.#bits.content,
    });
  }

  clear(): void {
    this.#bits.clear();
    this.#nulls.clear();
    this.#length = 0;
  }
}
