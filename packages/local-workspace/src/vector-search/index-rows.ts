import { existsSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { ApiError } from "../rest/api-error.ts";
import { RecordLog } from "../state/record-log.ts";
import { type IndexRow, rowSchema, type SearchIndex } from "./records.ts";
import { WordIndex } from "./word-index.ts";

/** A file is read whole when its index is first used. */
const MOST_BYTES = 256 * 1024 * 1024;

/** The rows of one index: in memory, and in a file of their own. */
export class IndexRows {
  readonly #file: string;
  readonly #log: RecordLog<IndexRow>;
  #words: WordIndex<IndexRow> | undefined;

  constructor(file: string) {
    this.#file = file;
    this.#log = new RecordLog<IndexRow>(file, rowSchema as never);
  }

  get size(): number {
    return this.#log.size;
  }

  all(): IndexRow[] {
    return this.#log.list();
  }

  get(key: string): IndexRow | undefined {
    return this.#log.get(key);
  }

  has(key: string): boolean {
    return this.#log.has(key);
  }

  /** With one flush. Throws ApiError 400 when the index would become larger than it can be read again. */
  change(put: IndexRow[], drop: string[] = []): void {
    const grows = put.reduce((sum, row) => sum + 200 + (row.vector?.values.length ?? 0) * 6, 0);
    if (put.length > 0 && existsSync(this.#file) && statSync(this.#file).size + grows > MOST_BYTES)
      throw new ApiError(
        400,
        "RESOURCE_LIMIT_EXCEEDED",
        "An index of the local workspace may have about 256 MiB of rows and vectors.",
      );
    this.#log.apply([
      ...put.map((row): [string, IndexRow] => [String(row.key), row]),
      ...drop.map((key): [string, undefined] => [key, undefined]),
    ]);
    this.#words = undefined;
  }

  /** Of the texts of all its columns. */
  words(index: SearchIndex): WordIndex<IndexRow> {
    const texts = index.columns
      .filter(({ kind, array }) => kind === "string" && !array)
      .map(({ name }) => name);
    this.#words ??= new WordIndex(
      this.all().map((row): [IndexRow, string] => [
        row,
        texts.map((name) => row.values[name] ?? "").join("\n"),
      ]),
    );
    return this.#words;
  }

  close(): void {
    this.#log.close();
  }

  async remove(): Promise<void> {
    this.close();
    await rm(this.#file, { force: true });
  }
}
