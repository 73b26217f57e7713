import duckdb, { type Vector } from "@duckdb/node-bindings";
import { type List, type Map_, makeData, Null, type Struct } from "apache-arrow";
import { GrowingBytes } from "../engine/vectors/growing-bytes.ts";
import { NullBits } from "../engine/vectors/null-bits.ts";
import type { Column } from "./column.ts";

/** ARRAY and MAP: a place and a length in the vector of all elements. A map's elements are structs of key and value. */
export class ListColumn implements Column {
  readonly #type: List | Map_;
  readonly #child: Column;
  readonly #offsets = new GrowingBytes();
  readonly #nulls = new NullBits();
  #length = 0;
  #elements = 0;
  #entries: BigUint64Array = new BigUint64Array();

  constructor(type: List | Map_, child: Column) {
    this.#type = type;
    this.#child = child;
    this.clear();
  }

  load(vector: Vector, size: number): void {
    const bytes = duckdb.vector_get_data(vector, size * 16);
    this.#entries = new BigUint64Array(bytes.buffer, bytes.byteOffset, size * 2);
    this.#nulls.load(vector, size);
    this.#child.load(duckdb.list_vector_get_child(vector), duckdb.list_vector_get_size(vector));
  }

  measure(start: number, count: number): number {
    let bytes = count * 4;
    this.#eachRun(start, count, (from, length) => {
      bytes += this.#child.measure(from, length);
    });
    return bytes;
  }

  copy(start: number, count: number): void {
    const at = this.#offsets.grow(count * 4);
    const { buffer, byteOffset } = this.#offsets.block;
    const offsets = new Int32Array(buffer, byteOffset + at, count);
    for (let index = 0; index < count; index++) {
      this.#elements += this.#lengthOf(start + index);
      offsets[index] = this.#elements;
    }
    this.#eachRun(start, count, (from, length) => this.#child.copy(from, length));
    this.#nulls.copy(start, count);
    this.#length += count;
  }

  data() {
    const offsets = this.#offsets.content;
    return makeData({
      type: this.#type as List,
      length: this.#length,
      nullCount: this.#nulls.nullCount,
      nullBitmap: this.#nulls.content ?? null,
      valueOffsets: new Int32Array(offsets.buffer, offsets.byteOffset, this.#length + 1),
      child: this.#child.data(),
    });
  }

  clear(): void {
    this.#child.clear();
    this.#nulls.clear();
    this.#length = 0;
    this.#elements = 0;
    this.#offsets.clear();
    this.#offsets.add(new Uint8Array(4));
  }

  #lengthOf(index: number): number {
    return this.#nulls.isNull(index) ? 0 : Number(this.#entries[index * 2 + 1]);
  }

  /** Lists may share elements and lie in any order; those that follow each other are one run. */
  #eachRun(start: number, count: number, take: (from: number, length: number) => void): void {
    let from = 0;
    let length = 0;
    for (let index = start; index < start + count; index++) {
      const more = this.#lengthOf(index);
      if (more === 0) continue;
      const place = Number(this.#entries[index * 2]);
      if (length > 0 && place === from + length) {
        length += more;
        continue;
      }
      if (length > 0) take(from, length);
      from = place;
      length = more;
    }
    if (length > 0) take(from, length);
  }
}

export class StructColumn implements Column {
  readonly #type: Struct;
  readonly #children: Column[];
  readonly #nulls = new NullBits();
  #length = 0;

  constructor(type: Struct, children: Column[]) {
    this.#type = type;
    this.#children = children;
  }

  load(vector: Vector, size: number): void {
    this.#nulls.load(vector, size);
    for (const [index, child] of this.#children.entries())
      child.load(duckdb.struct_vector_get_child(vector, index), size);
  }

  measure(start: number, count: number): number {
    return this.#children.reduce((sum, child) => sum + child.measure(start, count), count / 8);
  }

  copy(start: number, count: number): void {
    for (const child of this.#children) child.copy(start, count);
    this.#nulls.copy(start, count);
    this.#length += count;
  }

  data() {
    return makeData({
      type: this.#type,
      length: this.#length,
      nullCount: this.#nulls.nullCount,
      nullBitmap: this.#nulls.content ?? null,
      children: this.#children.map((child) => child.data()),
    });
  }

  clear(): void {
    for (const child of this.#children) child.clear();
    this.#nulls.clear();
    this.#length = 0;
  }
}

/** VOID: only a count. */
export class NullColumn implements Column {
  #length = 0;

  load(): void {}

  measure(): number {
    return 0;
  }

  copy(_start: number, count: number): void {
    this.#length += count;
  }

  data() {
    return makeData({ type: new Null(), length: this.#length });
  }

  clear(): void {
    this.#length = 0;
  }
}
