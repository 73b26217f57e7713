import duckdb, { type Vector } from "@duckdb/node-bindings";

/** The bitmap of a column: a bit is set where there is a value, lowest bit first, in DuckDB as in Arrow. */
export class NullBits {
  nullCount = 0;
  #length = 0;
  #bits: Uint8Array | undefined;
  #source: Uint8Array | undefined;

  /** Names the vector of the next `copy` calls. */
  load(vector: Vector, size: number): void {
    // A vector without nulls has no mask, whatever the type says.
    this.#source =
      (duckdb.vector_get_validity(vector, Math.ceil(size / 64) * 8) as Uint8Array | null) ?? undefined;
  }

  isNull(index: number): boolean {
    return this.#source !== undefined && (this.#source[index >> 3]! & (1 << (index & 7))) === 0;
  }

  copy(start: number, count: number): void {
    const end = this.#length + count;
    if (!this.#source) {
      if (this.#bits) this.#reserve(end);
      this.#length = end;
      return;
    }
    for (let index = 0; index < count; index++) {
      if (!this.isNull(start + index)) continue;
      const bits = this.#reserve(end);
      const at = this.#length + index;
      bits[at >> 3]! &= ~(1 << (at & 7));
      this.nullCount++;
    }
    this.#length = end;
  }

  /** Absent where nothing is null. Valid until the next change. */
  get content(): Uint8Array | undefined {
    return this.nullCount > 0
      ? this.#reserve(this.#length).subarray(0, Math.ceil(this.#length / 8))
      : undefined;
  }

  clear(): void {
    this.nullCount = 0;
    this.#length = 0;
    this.#bits = undefined;
  }

  /** Bits not yet written say "value". */
  #reserve(length: number): Uint8Array {
    const bytes = Math.ceil(length / 8);
    if (!this.#bits || this.#bits.length < bytes) {
      const larger = new Uint8Array(Math.max(bytes, (this.#bits?.length ?? 512) * 2)).fill(255);
      if (this.#bits) larger.set(this.#bits);
      this.#bits = larger;
    }
    return this.#bits;
  }
}
