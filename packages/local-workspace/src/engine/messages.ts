import type { ResultField } from "../sql/types.ts";

/* What the server and the engine process say to each other over the fork's IPC channel. */

export interface CatalogFile {
  /** Name under which DuckDB knows the catalog. */
  alias: string;
  /** Absolute path of the DuckDB file. */
  file: string;
  readOnly: boolean;
}

export interface EngineConfig {
  catalogsDir: string;
  volumesDir: string;
  tempDir: string;
  memoryLimit: string;
  threads: number;
  /** The process gives up when it holds more than this: some functions take memory that the limit does not see. */
  largestProcessBytes: number;
  /** SQL run once before the lock: macros and such. */
  prelude: string[];
  catalogs: CatalogFile[];
}

export type EngineValue = string | number | boolean | null;

export interface BoundSql {
  sql: string;
  values?: EngineValue[];
}

export interface QueryJob {
  /** DuckDB SQL with one column per field: text that JSON shows, or with `arrow` values of the fields' own types. */
  sql: string;
  columnCount: number;
  /** The result is Arrow streams with these fields instead of JSON. */
  arrow?: ResultField[];
  /** Folder that receives chunk files; made only when the result is too large to travel inline. */
  spoolDir: string;
  rowLimit?: number;
  /** Stop after this many bytes and call the result truncated. */
  byteLimit?: number;
  /** Fail with kind "inline_limit" beyond this many bytes. */
  failAboveBytes?: number;
}

export interface StatementJob {
  /** All of these commit together, or none does. */
  transaction: BoundSql[];
  query?: QueryJob;
  /** Index in `transaction` whose affected row count is wanted. */
  countOf?: number;
}

export interface ResultChunk {
  rowOffset: number;
  rowCount: number;
  byteCount: number;
  /** JSON text of an array of rows. Without it and `bytes` the chunk is a file of the spool folder: `<chunk index>.json` or `.arrow`. */
  text?: string;
  /** An Arrow stream. */
  bytes?: Uint8Array;
}

export interface StatementOutcome {
  chunks: ResultChunk[];
  rowCount: number;
  byteCount: number;
  truncated: boolean;
  affected?: number;
}

export type EngineRequest =
  | { op: "open"; config: EngineConfig }
  | { op: "attach"; catalog: CatalogFile; setup?: BoundSql[] }
  | { op: "detach"; alias: string }
  | { op: "read"; query: BoundSql }
  | { op: "statement"; job: StatementJob }
  | { op: "ping" };

export type EngineErrorKind = "sql" | "cancelled" | "inline_limit" | "internal";

export type ToEngine = { id: number; request: EngineRequest } | { cancel: number };
export type FromEngine =
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; error: { kind: EngineErrorKind; message: string } }
  /** The last word of a process that is about to end itself. */
  | { giveUp: string };
