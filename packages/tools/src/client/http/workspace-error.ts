import { LakehandError, type LakehandErrorOptions } from "@lakehand/protocol";

export type WorkspaceErrorCode =
  | "WORKSPACE_TOKEN_REJECTED"
  | "WORKSPACE_SIGN_IN_FAILED"
  | "WORKSPACE_FORBIDDEN"
  | "WORKSPACE_NOT_FOUND"
  | "WORKSPACE_ALREADY_EXISTS"
  | "WORKSPACE_BAD_REQUEST"
  | "WORKSPACE_RATE_LIMITED"
  | "WORKSPACE_UNAVAILABLE"
  | "WORKSPACE_NOT_SUPPORTED"
  | "WORKSPACE_FAILED"
  | "WORKSPACE_UNREACHABLE"
  | "WORKSPACE_UNTRUSTED"
  | "WORKSPACE_REDIRECTED"
  | "WORKSPACE_TIMEOUT"
  | "WORKSPACE_CONNECTION_LOST"
  | "WORKSPACE_BAD_RESPONSE"
  | "WORKSPACE_NAME_INVALID"
  | "WORKSPACE_NOT_CONFIGURED"
  | "CANCELLED"
  | "STATEMENT_FAILED"
  | "STATEMENT_TIMEOUT"
  | "STATEMENT_CANCELLED"
  | "WAREHOUSE_NOT_FOUND"
  | "CLUSTER_NOT_RUNNING"
  | "COMMAND_FAILED"
  | "COMMAND_TIMEOUT";

export interface WorkspaceErrorOptions extends LakehandErrorOptions {
  code: WorkspaceErrorCode;
  /** `error_code` of the Databricks error body. */
  apiCode?: string;
  /** HTTP status that the workspace answered with; absent when there was no answer. */
  workspaceStatus?: number;
  /** From `Retry-After`. */
  retryAfterMs?: number;
  statementId?: string;
}

/** Every failure of a call to the workspace. The message is a sentence; `next` says what to do. */
export class WorkspaceError extends LakehandError {
  declare readonly code: WorkspaceErrorCode;
  readonly apiCode: string | undefined;
  readonly workspaceStatus: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly statementId: string | undefined;

  constructor(options: WorkspaceErrorOptions) {
    super(options);
    this.name = "WorkspaceError";
    this.apiCode = options.apiCode;
    this.workspaceStatus = options.workspaceStatus;
    this.retryAfterMs = options.retryAfterMs;
    this.statementId = options.statementId;
  }
}

export function isWorkspaceError(value: unknown): value is WorkspaceError {
  return LakehandError.isInstance(value) && value.name === "WorkspaceError";
}

/** The one error of a call ended by the caller's signal. */
export function cancelled(cause?: unknown): WorkspaceError {
  return new WorkspaceError({ code: "CANCELLED", message: "The call was stopped.", status: 499, cause });
}
