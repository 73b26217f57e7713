import { delay } from "../../client/http/delay.ts";
import { cancelled, isWorkspaceError } from "../../client/http/workspace-error.ts";
import type { Run } from "../../client/jobs/schema.ts";
import type { WorkspaceClient } from "../../client/workspace-client.ts";
import type { ToolContext } from "../../types.ts";
import { withoutColours } from "../compute/command-text.ts";

const over = new Set(["TERMINATED", "SKIPPED", "INTERNAL_ERROR"]);
export const isOver = (run: Run): boolean => over.has(run.state?.life_cycle_state ?? "");

const slowestPollMs = 5_000;
const mostErrors = 5;
const longestError = 3_000;

export interface RunOutcome {
  job_id: number | null;
  run_id: number;
  job_name: string | null;
  lifecycle_state: string;
  result_state: string | null;
  success: boolean;
  duration_seconds: number | null;
  /** ISO 8601. */
  start_time: string | null;
  end_time: string | null;
  run_page_url: string | null;
  state_message: string | null;
  /** Why each failed task failed. */
  errors: string[];
}

const iso = (at: number | null | undefined): string | null => (at ? new Date(at).toISOString() : null);

export function describeRun(run: Run, errors: string[] = []): RunOutcome {
  const { start_time: start, end_time: end } = run;
  return {
    job_id: run.job_id ?? null,
    run_id: run.run_id,
    job_name: run.run_name ?? null,
    lifecycle_state: run.state?.life_cycle_state ?? "UNKNOWN",
    result_state: run.state?.result_state ?? null,
    success: run.state?.result_state === "SUCCESS",
    duration_seconds: start && end ? Math.round((end - start) / 100) / 10 : null,
    start_time: iso(start),
    end_time: iso(end),
    run_page_url: run.run_page_url ?? null,
    state_message: run.state?.state_message || null,
    errors,
  };
}

/** What the failed tasks of a run say: their traces where there are any. */
export async function runErrors(
  workspace: WorkspaceClient,
  run: Run,
  signal: AbortSignal,
): Promise<string[]> {
  const failed = (run.tasks ?? []).filter(({ state }) => {
    const result = state?.result_state ?? state?.life_cycle_state;
    return result === "FAILED" || result === "TIMEDOUT" || result === "INTERNAL_ERROR";
  });
  const said: string[] = [];
  for (const task of failed.slice(0, mostErrors)) {
    const output = await workspace.jobs.output(task.run_id, { signal }).catch((error: unknown) => {
      if (signal.aborted || !isWorkspaceError(error)) throw error;
      return undefined;
    });
    const text =
      output?.error_trace || output?.error || task.state?.state_message || "It failed and said nothing.";
    said.push(`${task.task_key ?? task.run_id}: ${withoutColours(text).trim().slice(0, longestError)}`);
  }
  return said;
}

/** Waits for a run, telling the person how many tasks are done. When the signal is aborted the run is cancelled. */
export async function waitForRun(
  { workspace, signal, emit, running }: Pick<ToolContext, "workspace" | "signal" | "emit" | "running">,
  runId: number,
  timeoutMs: number,
): Promise<Run> {
  const deadline = Date.now() + timeoutMs;
  let told = "";
  running?.started({ kind: "job_run", id: String(runId), title: `run ${runId}` });
  try {
    for (let wait = 100; ; wait = Math.min(wait * 1.5, slowestPollMs)) {
      const run = await workspace.jobs.run(runId, { signal });
      const tasks = run.tasks ?? [];
      const done = tasks.filter(({ state }) => over.has(state?.life_cycle_state ?? "")).length;
      const message = `the run is ${(run.state?.life_cycle_state ?? "unknown").toLowerCase()}, ${done} of ${tasks.length} tasks are over`;
      if (message !== told) emit({ kind: "progress", message, done, total: tasks.length });
      told = message;
      if (isOver(run)) {
        running?.ended(String(runId));
        return run;
      }
      if (Date.now() >= deadline) return run;
      await delay(Math.min(wait, Math.max(0, deadline - Date.now())), signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    const stopped = await workspace.jobs.cancelRun(runId, { timeoutMs: 3_000 }).then(
      () => true,
      () => false,
    );
    if (stopped) running?.ended(String(runId));
    throw cancelled(error);
  }
}
