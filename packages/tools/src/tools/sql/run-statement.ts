import { randomUUID } from "node:crypto";
import { delay } from "../../client/http/delay.ts";
import { cancelled, isWorkspaceError, WorkspaceError } from "../../client/http/workspace-error.ts";
import type { ExecuteStatementRequest, Statement } from "../../client/statements/schema.ts";
import type { WorkspaceClient } from "../../client/workspace-client.ts";
import { oneLine } from "../../one-line.ts";
import type { Running } from "../../operations/running-things.ts";
import { categorise, sqlErrorCode } from "../../sql/error-category.ts";

export interface RunStatementOptions {
  request: Omit<ExecuteStatementRequest, "wait_timeout" | "on_wait_timeout">;
  timeoutMs: number;
  signal: AbortSignal;
  /** Called once, as soon as the workspace has given the statement an id. */
  onStarted?: ((statementId: string) => void) | undefined;
  /** Told of the statement while it may be running; a cancelled one until the workspace has confirmed its end. */
  running?: Running | undefined;
  /** Follows this statement, submitted earlier from the same request, instead of submitting one. */
  statementId?: string | undefined;
}

const firstPollMs = 15;
const slowestPollMs = 1_000;
const cancelWaitMs = 3_000;

function isOver(statement: Statement): boolean {
  return statement.status.state !== "PENDING" && statement.status.state !== "RUNNING";
}

/** Where a person finds the statement in the workspace. */
function historyUrl(client: WorkspaceClient, statementId?: string): string {
  const query = statementId === undefined ? "" : `?queryId=${encodeURIComponent(statementId)}`;
  return `${client.host.replace(/\/+$/, "")}/sql/history${query}`;
}

/**
 * Cancels a statement and says whether the workspace has confirmed its end. Gives up after a moment, for the caller
 * is already leaving.
 */
async function cancelStatement(client: WorkspaceClient, statementId: string): Promise<boolean> {
  const until = Date.now() + cancelWaitMs;
  const left = (): { timeoutMs: number } => ({ timeoutMs: Math.max(1, until - Date.now()) });
  try {
    await client.statements.cancel(statementId, left());
    for (let wait = firstPollMs; Date.now() < until; wait *= 2) {
      if (isOver(await client.statements.get(statementId, left()))) return true;
      await delay(Math.min(wait, Math.max(0, until - Date.now())));
    }
    return false;
  } catch (error) {
    return isWorkspaceError(error) && error.code === "WORKSPACE_NOT_FOUND";
  }
}

interface Watch {
  client: WorkspaceClient;
  title: string;
  running: Running | undefined;
}

/** Cancels; what is not confirmed stays in the list of running things. */
async function endStatement({ client, running }: Watch, statementId: string): Promise<void> {
  if (await cancelStatement(client, statementId)) running?.ended(statementId);
}

/** The person has stopped waiting while the statement was on its way: its id, once known, is used to cancel it. */
async function endSubmitted(watch: Watch, submitted: Promise<Statement>): Promise<void> {
  const { client, title, running } = watch;
  const unknown = `unconfirmed-${randomUUID()}`;
  running?.started({ kind: "statement", id: unknown, title, url: historyUrl(client) });
  const cancelling = submitted.then(
    async ({ statement_id: id }) => {
      running?.started({ kind: "statement", id, title, url: historyUrl(client, id) });
      running?.ended(unknown);
      await endStatement(watch, id);
    },
    (error: unknown) => {
      // Only an answer says that the workspace did not take it.
      if (isWorkspaceError(error) && error.workspaceStatus !== undefined) running?.ended(unknown);
    },
  );
  await Promise.race([cancelling, delay(cancelWaitMs)]);
}

/** Submits with "0s": the id is known at once, so that Stop can cancel the statement from its first moment. */
async function submit(watch: Watch, options: RunStatementOptions): Promise<Statement> {
  const { request, signal } = options;
  if (signal.aborted) throw cancelled(signal.reason);
  // Not ended by the signal: an answer thrown away would leave a statement that nobody can cancel.
  const submitted = watch.client.statements.execute({
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
    await endSubmitted(watch, submitted);
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
  const { signal, running, timeoutMs } = options;
  const watch: Watch = { client, title: oneLine(options.request.statement), running };
  const deadline = Date.now() + timeoutMs;
  let statement = options.statementId ? undefined : await submit(watch, options);
  const id = statement?.statement_id ?? (options.statementId as string);
  running?.started({ kind: "statement", id, title: watch.title, url: historyUrl(client, id) });
  options.onStarted?.(id);
  try {
    statement ??= await client.statements.get(id, { signal });
    for (let wait = firstPollMs; !isOver(statement); wait = Math.min(wait * 1.6, slowestPollMs)) {
      if (Date.now() >= deadline) throw timedOut(id, timeoutMs);
      await delay(Math.min(wait, Math.max(0, deadline - Date.now())), signal);
      statement = await client.statements.get(id, { signal });
    }
  } catch (error) {
    // Whatever ended the wait, nobody reads this statement's rows any more.
    await endStatement(watch, id);
    if (signal.aborted) throw cancelled(error);
    throw error;
  }
  running?.ended(id);
  if (statement.status.state === "SUCCEEDED") return statement;
  throw failed(statement);
}
