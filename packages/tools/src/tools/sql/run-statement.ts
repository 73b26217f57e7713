import { delay } from "../../client/http/delay.ts";
import { cancelled, WorkspaceError } from "../../client/http/workspace-error.ts";
import type { ExecuteStatementRequest, Statement } from "../../client/statements/schema.ts";
import type { WorkspaceClient } from "../../client/workspace-client.ts";
import { categorise, sqlErrorCode } from "../../sql/error-category.ts";

export interface RunStatementOptions {
  request: Omit<ExecuteStatementRequest, "wait_timeout" | "on_wait_timeout">;
  timeoutMs: number;
  signal: AbortSignal;
  /** Called once, as soon as the workspace has given the statement an id. */
  onStarted?: (statementId: string) => void;
}

const firstPollMs = 15;
const slowestPollMs = 1_000;
const cancelWaitMs = 3_000;

function isOver(statement: Statement): boolean {
  return statement.status.state !== "PENDING" && statement.status.state !== "RUNNING";
}

/** Ends a statement on the server; gives up after a moment, for the caller is already leaving. */
async function cancelStatement(client: WorkspaceClient, statementId: string): Promise<void> {
  await client.statements.cancel(statementId, { timeoutMs: cancelWaitMs }).catch(() => undefined);
}

/** Submits with "0s": the id is known at once, so that Stop can cancel the statement from its first moment. */
async function submit(client: WorkspaceClient, options: RunStatementOptions): Promise<Statement> {
  const { request, signal } = options;
  if (signal.aborted) throw cancelled(signal.reason);
  // Not ended by the signal: an answer thrown away would leave a statement that nobody can cancel.
  const submitted = client.statements.execute({
    ...request,
    wait_timeout: "0s",
    on_wait_timeout: "CONTINUE",
  });
  let onAbort = (): void => undefined;
  const aborted = new Promise<"aborted">((resolve) => {
    onAbort = () => resolve("aborted");
  });
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const first = await Promise.race([submitted, aborted]);
    if (first !== "aborted") return first;
    const cancelling = submitted
      .then((statement) => cancelStatement(client, statement.statement_id))
      .catch(() => undefined);
    await Promise.race([cancelling, delay(cancelWaitMs)]);
    throw cancelled(signal.reason);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function timedOut(statementId: string, timeoutMs: number): WorkspaceError {
  return new WorkspaceError({
    code: "STATEMENT_TIMEOUT",
    message: `Statement ${statementId} did not finish within ${timeoutMs / 1000} s and was cancelled.`,
    next: "Make the query smaller (filter, aggregate, LIMIT) or allow a longer timeout.",
    status: 504,
    statementId,
  });
}

function failed(statement: Statement): WorkspaceError {
  const { error, state } = statement.status;
  const message = error?.message ?? `The statement ended as ${state}.`;
  const code = sqlErrorCode(message, error?.error_code ?? state);
  const text = message.trimStart().startsWith("[") ? message.trim() : `[${code}] ${message}`;
  return new WorkspaceError({
    code: state === "CANCELED" ? "STATEMENT_CANCELLED" : "STATEMENT_FAILED",
    apiCode: code,
    message: text.slice(0, 4000),
    next: categorise(text).suggestion,
    status: 422,
    statementId: statement.statement_id,
  });
}

/**
 * Runs one statement to its end and gives the succeeded statement with its first chunk. After `timeoutMs`, or
 * when the signal is aborted, the statement is cancelled in the workspace before the error is thrown.
 */
export async function runStatement(
  client: WorkspaceClient,
  options: RunStatementOptions,
): Promise<Statement> {
  const deadline = Date.now() + options.timeoutMs;
  let statement = await submit(client, options);
  const id = statement.statement_id;
  options.onStarted?.(id);
  try {
    for (let wait = firstPollMs; !isOver(statement); wait = Math.min(wait * 1.6, slowestPollMs)) {
      if (Date.now() >= deadline) throw timedOut(id, options.timeoutMs);
      await delay(Math.min(wait, Math.max(0, deadline - Date.now())), options.signal);
      statement = await client.statements.get(id, { signal: options.signal });
    }
  } catch (error) {
    // Whatever ended the wait, nobody reads this statement's rows any more.
    await cancelStatement(client, id);
    if (options.signal.aborted) throw cancelled(error);
    throw error;
  }
  if (statement.status.state === "SUCCEEDED") return statement;
  throw failed(statement);
}
