import { setTimeout as sleep } from "node:timers/promises";
import type { SqlResult } from "@lakehand/protocol";
import { isWorkspaceError, type Running, type ToolContext } from "@lakehand/tools";

const FIRST_MS = 250;
const SLOWEST_MS = 3_000;
/** A workspace that is away this long is not waited for. */
const AWAY_MS = 10 * 60_000;
const LONGEST_MS = 60 * 60_000;

/** Asks until the workspace answers. Rejects with its refusal, or when it stays away. */
export async function untilAnswered<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const until = Date.now() + AWAY_MS;
  for (let wait = FIRST_MS; ; wait = Math.min(wait * 2, SLOWEST_MS)) {
    try {
      return await ask();
    } catch (error) {
      const passes = isWorkspaceError(error) && error.retryable;
      if (signal.aborted || !passes || Date.now() > until) throw error;
    }
    await sleep(wait, undefined, { signal, ref: false });
  }
}

type StatementEnd = Pick<SqlResult, "status" | "total_rows" | "error">;

/** Follows a statement to its end and says how it ended: "running" when that cannot be found out. */
export async function waitForStatement(
  { id, title }: { id: string; title: string },
  options: { workspace: ToolContext["workspace"]; signal: AbortSignal; running: Running },
): Promise<StatementEnd> {
  const { workspace, signal, running } = options;
  const until = Date.now() + LONGEST_MS;
  running.started({ kind: "statement", id, title });
  try {
    for (let wait = FIRST_MS; ; wait = Math.min(wait * 1.6, SLOWEST_MS)) {
      const { status, manifest } = await untilAnswered(
        () => workspace.statements.get(id, { signal }),
        signal,
      );
      const end = endOf(status.state, manifest?.total_row_count, status.error?.message);
      if (end || Date.now() > until) return end ?? { status: "running" };
      await sleep(wait, undefined, { signal, ref: false });
    }
  } catch (error) {
    if (signal.aborted) throw error;
    return { status: "running" };
  } finally {
    running.ended(id);
  }
}

function endOf(
  state: string,
  rows: number | null | undefined,
  message: string | null | undefined,
): StatementEnd | undefined {
  if (state === "PENDING" || state === "RUNNING") return undefined;
  // CLOSED: it succeeded, and its rows are gone.
  if (state === "SUCCEEDED" || state === "CLOSED")
    return { status: "succeeded", ...(typeof rows === "number" ? { total_rows: rows } : {}) };
  if (state !== "FAILED") return { status: "cancelled" };
  return {
    status: "failed",
    error: { code: state, message: (message ?? "It gave no reason.").slice(0, 1000) },
  };
}
