import type { DataChunk } from "@duckdb/node-bindings";
import type { ResultChunk } from "./messages.ts";

/** Turns DuckDB's data chunks into the chunks of a result. */
export interface ResultWriter {
  readonly chunks: ResultChunk[];
  readonly rowCount: number;
  readonly byteCount: number;
  /** Adds the first rows of a chunk, at most so many rows and bytes. Gives how many it took. */
  add(chunk: DataChunk, rowLimit: number, byteLimit: number): Promise<number>;
  end(): Promise<void>;
}

/** The most of `rows` first rows whose measure does not go beyond the limit. */
export function fitting(rows: number, limit: number, measure: (rows: number) => number): number {
  if (limit === Number.POSITIVE_INFINITY || measure(rows) <= limit) return rows;
  let [fits, most] = [0, rows];
  while (fits < most) {
    const middle = (fits + most + 1) >> 1;
    if (measure(middle) <= limit) fits = middle;
    else most = middle - 1;
  }
  return fits;
}
