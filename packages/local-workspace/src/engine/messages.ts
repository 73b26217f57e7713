/* What the server and the engine process say to each other over the fork's IPC channel. */
import type { CommitInfo } from "../delta/actions.ts";
import type { StatColumn } from "../delta/file-stats.ts";
import type { MetricsKind } from "../delta/operation-metrics.ts";
import type { ResultField } from "../sql/types.ts";

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
  /** Holds the Delta versions of tables; absent: none are written. */
  deltaDir?: string;
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

/** A table version that a transaction makes: its rows in a file, its commit in the ledger of its catalog. */
export interface VersionCapture {
  /** The catalog's ledger, as SQL. */
  ledger: string;
  tableId: string;
  version: number;
  /** Absolute folder of the table's versions; it exists. */
  folder: string;
  /** The rows to write; absent: no row is new. */
  data?: { file: string; select: string; columns: StatColumn[]; dataChange: boolean };
  /** Lines of the commit that are known before: JSON texts of actions. */
  actions: string[];
  commitInfo: CommitInfo;
  metrics: MetricsKind;
  /** Figures to count in the transaction: SQL expressions over `from`. */
  counted?: { from: string; values: Record<string, string> };
  removed: { files: number; bytes: number };
  /** Make no version when no row was affected. */
  unlessUnchanged: boolean;
}

export interface WrittenVersion {
  tableId: string;
  version: number;
  /** The commit file, whole. */
  text: string;
}

export interface StatementJob {
  /** All of these commit together, or none does. */
  transaction: BoundSql[];
  /** Made after the transaction's statements, and committed with them. */
  versions?: VersionCapture[];
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
  versions?: WrittenVersion[];
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
