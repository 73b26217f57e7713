/** Bytes that are only ever added to, in one block of memory which is used again after `clear`. */
export class GrowingBytes {
  length = 0;
  #bytes = new Uint8Array(4096);

  /** Makes room for so many more bytes and counts them in. Gives where they begin. */
  grow(count: number): number {
    const start = this.length;
    const needed = start + count;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
    }
    this.length = needed;
    return start;
  }

  add(bytes: Uint8Array): void {
    const start = this.grow(bytes.length);
    this.#bytes.set(bytes, start);
  }

  /** All of the block, also beyond `length`; another one after `grow`. */
  get block(): Uint8Array {
    return this.#bytes;
  }

  /** Valid until the next change. */
  get content(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }
}
