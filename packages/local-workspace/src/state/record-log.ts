import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

const lineSchema = z.union([
  z.object({ key: z.string(), value: z.unknown() }),
  z.object({ drop: z.string() }),
]);

/** Changes beyond the number of records after which the file is written anew. */
const SLACK = 1000;

/**
 * Records by key that outlive the process: a map in memory and a log of its changes on disk. A change is on disk
 * when the call returns; a line cut short by a crash is left out at the next start. Values are checked when they are
 * read, so that a record of an older version is dropped rather than believed (`onDropped` is told).
 */
export class RecordLog<T> {
  readonly #file: string;
  readonly #schema: z.ZodType<T>;
  readonly #records = new Map<string, T>();
  #handle: number;
  #lines = 0;

  constructor(file: string, schema: z.ZodType<T>, onDropped: (key: string) => void = () => {}) {
    this.#file = file;
    this.#schema = schema;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    if (existsSync(file)) this.#load(readFileSync(file, "utf8"), onDropped);
    this.#handle = this.#rewrite();
  }

  get(key: string): T | undefined {
    return this.#records.get(key);
  }

  has(key: string): boolean {
    return this.#records.has(key);
  }

  /** In the order of their first writing. */
  list(): T[] {
    return [...this.#records.values()];
  }

  get size(): number {
    return this.#records.size;
  }

  /** Stores the record under its key, in place of an earlier one. */
  put(key: string, value: T): T {
    this.#append([{ key, value }]);
    this.#records.set(key, value);
    return value;
  }

  /** Many changes with one flush; `undefined` deletes. After a crash the first so many of them are there. */
  apply(changes: [key: string, value: T | undefined][]): void {
    const lines = changes.map(([key, value]) => (value === undefined ? { drop: key } : { key, value }));
    if (lines.length === 0) return;
    this.#append(lines);
    for (const [key, value] of changes) {
      if (value === undefined) this.#records.delete(key);
      else this.#records.set(key, value);
    }
  }

  /** False when there is none. */
  delete(key: string): boolean {
    if (!this.#records.has(key)) return false;
    this.#append([{ drop: key }]);
    return this.#records.delete(key);
  }

  close(): void {
    closeSync(this.#handle);
  }

  #append(lines: z.infer<typeof lineSchema>[]): void {
    // Before the change is written: what is written anew is the map, which does not hold it yet.
    if (this.#lines > this.#records.size * 2 + SLACK) {
      closeSync(this.#handle);
      this.#handle = this.#rewrite();
    }
    writeSync(this.#handle, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    fsyncSync(this.#handle);
    this.#lines += lines.length;
  }

  #rewrite(): number {
    const text = [...this.#records].map(([key, value]) => `${JSON.stringify({ key, value })}\n`).join("");
    const fresh = `${this.#file}.new`;
    writeFileSync(fresh, text, { mode: 0o600 });
    renameSync(fresh, this.#file);
    this.#lines = this.#records.size;
    return openSync(this.#file, "a", 0o600);
  }

  #load(text: string, onDropped: (key: string) => void): void {
    for (const line of text.split("\n")) {
      if (line === "") continue;
      let change: z.infer<typeof lineSchema>;
      try {
        change = lineSchema.parse(JSON.parse(line));
      } catch {
        continue; // Cut short by a crash.
      }
      if ("drop" in change) {
        this.#records.delete(change.drop);
        continue;
      }
      const value = this.#schema.safeParse(change.value);
      if (value.success) this.#records.set(change.key, value.data);
      else {
        this.#records.delete(change.key);
        onDropped(change.key);
      }
    }
  }
}
