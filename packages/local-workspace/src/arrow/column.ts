import type { Vector } from "@duckdb/node-bindings";
import type { Data } from "apache-arrow";

/** Gathers the rows of one column out of DuckDB's vectors into Arrow's layout. */
export interface Column {
  /** Names the vector, of so many values, whose ranges the next calls mean. */
  load(vector: Vector, size: number): void;
  /** Bytes that a range of the loaded vector would add. */
  measure(start: number, count: number): number;
  copy(start: number, count: number): void;
  /** What was copied since the last `clear`; valid until the next call. */
  data(): Data;
  clear(): void;
}
