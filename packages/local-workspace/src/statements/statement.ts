import type { ResultChunk } from "../engine/messages.ts";
import type { ResultField } from "../sql/types.ts";
import type { SqlSession } from "./sql-session.ts";

export type StatementState = "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELED" | "CLOSED";
/** With INLINE_OR_EXTERNAL_LINKS the server chooses, by the size of the result. */
export type Disposition = "INLINE" | "EXTERNAL_LINKS" | "INLINE_OR_EXTERNAL_LINKS";
export type ResultFormat = "JSON_ARRAY" | "CSV" | "ARROW_STREAM";

export interface QueryTag {
  key: string;
  value?: string;
}

export interface StatementRequest {
  statement: string;
  warehouseId: string;
  catalog: string;
  schema: string;
  disposition: Disposition;
  format: ResultFormat;
  rowLimit?: number;
  byteLimit?: number;
  parameters: { name: string; value: string | null; type: string }[];
  userName: string;
  queryTags?: QueryTag[];
  /** Lives longer than the statement, which then begins in its catalog and schema instead of the request's. */
  session?: SqlSession;
}

/** One statement and what is known of it. Its result is kept for an hour after its end, its state for longer. */
export interface Statement {
  id: string;
  request: StatementRequest;
  state: StatementState;
  statementType: string;
  error?: { errorCode: string; message: string; sqlState?: string };
  fields: ResultField[];
  chunks: ResultChunk[];
  rowCount: number;
  byteCount: number;
  truncated: boolean;
  /** The engine's SQL, in order, for the "ran as" display. */
  ranAs: string[];
  createdAt: number;
  /** When it was planned and began to run. */
  plannedAt?: number;
  endedAt?: number;
  /** Aborted by a cancel. */
  abort: AbortController;
  /** Resolves when the statement has ended, whatever its end. */
  done: Promise<void>;
}

export const isEnded = (statement: Statement) =>
  statement.state !== "PENDING" && statement.state !== "RUNNING";
