import type { SqlErrorInfo } from "../sql/types.ts";

/** A statement that cannot be run or failed, in Databricks' words. */
export class SqlFailure extends Error implements SqlErrorInfo {
  readonly errorClass: string;
  readonly sqlState: string;

  constructor(info: SqlErrorInfo, options?: { cause?: unknown }) {
    super(info.message, options);
    this.name = "SqlFailure";
    this.errorClass = info.errorClass;
    this.sqlState = info.sqlState;
  }
}

/** Builds the message in the usual form: `[CLASS] sentence SQLSTATE: xxxxx`. */
export function sqlFailure(errorClass: string, sqlState: string, sentence: string): SqlFailure {
  return new SqlFailure({
    errorClass,
    sqlState,
    message: `[${errorClass}] ${sentence} SQLSTATE: ${sqlState}`,
  });
}

/** The error's own class and state, when it is a SQL failure of any module. */
export function asSqlErrorInfo(error: unknown): SqlErrorInfo | undefined {
  if (!(error instanceof Error)) return undefined;
  const own = error as Error & { errorClass?: unknown; sqlState?: unknown; info?: SqlErrorInfo };
  if (own.info && typeof own.info.errorClass === "string") return own.info;
  if (typeof own.errorClass === "string" && typeof own.sqlState === "string") {
    return { errorClass: own.errorClass, sqlState: own.sqlState, message: own.message };
  }
  return undefined;
}
