import { hasFailed, type RunRecord, type RunStateFields, type TaskRunRecord } from "./run-record.ts";
import type { StopReason } from "./task-work.ts";

/** How a run ends whose tasks have ended: the tasks that no other depends on decide. */
export function runResult(
  run: RunRecord,
  tasks: ReadonlyMap<string, TaskRunRecord>,
  stopped: StopReason | undefined,
): Pick<RunStateFields, "life" | "result" | "message" | "code"> {
  const failures = [...tasks.values()].filter(hasFailed);
  if (stopped === "stopped")
    return { life: "INTERNAL_ERROR", code: "INTERNAL_ERROR", message: INTERRUPTED, result: undefined };
  if (stopped !== undefined && failures.length > 0)
    return stopped === "timedout"
      ? {
          life: "TERMINATED",
          result: "TIMEDOUT",
          code: "CANCELED",
          message: `The run took longer than the ${run.settings.timeout_seconds ?? 0} s its job allows.`,
        }
      : { life: "TERMINATED", result: "CANCELED", code: "USER_CANCELED", message: "Run cancelled." };
  const inner = new Set(
    (run.settings.tasks ?? [])
      .filter(({ task_key }) => tasks.has(task_key))
      .flatMap((task) => (task.depends_on ?? []).map(({ task_key }) => task_key)),
  );
  const leaves = failures.filter(({ taskKey }) => !inner.has(taskKey));
  if (failures.length === 0) return { life: "TERMINATED", result: "SUCCESS", code: "SUCCESS", message: "" };
  const first =
    failures.find(({ result }) => result !== "UPSTREAM_FAILED" && result !== "UPSTREAM_CANCELED") ??
    failures[0]!;
  const message = `Task ${first.taskKey} ${WORDS[first.result ?? ""] ?? "failed"}${first.message ? `: ${first.message}` : "."}`;
  if (leaves.length === 0)
    return { life: "TERMINATED", result: "SUCCESS_WITH_FAILURES", code: "SUCCESS_WITH_FAILURES", message };
  if (leaves.every(({ result }) => result === "CANCELED" || result === "UPSTREAM_CANCELED"))
    return { life: "TERMINATED", result: "CANCELED", code: "USER_CANCELED", message };
  return { life: "TERMINATED", result: "FAILED", code: "RUN_EXECUTION_ERROR", message };
}

const WORDS: Record<string, string> = { TIMEDOUT: "timed out", CANCELED: "was canceled" };
export const INTERRUPTED = "The local workspace was stopped while this was running.";
