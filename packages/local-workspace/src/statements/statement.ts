import type { ResultChunk } from "../engine/messages.ts";
import type { ResultField } from "../sql/types.ts";
import type { SqlSession } from "./sql-session.ts";

export type StatementState = "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELED" | "CLOSED";
export type Disposition = "INLINE" | "EXTERNAL_LINKS";
export type ResultFormat = "JSON_ARRAY" | "CSV";

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
  /** Lives longer than the statement, which then begins in its catalog and schema instead of the request's. */
  session?: SqlSession;
}

/** One statement and what is known of it. Kept for an hour after its end. */
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
  endedAt?: number;
  /** Aborted by a cancel. */
  abort: AbortController;
  /** Resolves when the statement has ended, whatever its end. */
  done: Promise<void>;
}

export const isEnded = (statement: Statement) =>
  statement.state !== "PENDING" && statement.state !== "RUNNING";
