import type { RunIf } from "./job-settings.ts";
import { hasFailed, type ResultState, type TaskRunRecord } from "./run-record.ts";

/** One arrow of the graph, once the task it comes from has ended. */
export interface EndedDependency {
  run: TaskRunRecord;
  /** The outcome that this arrow of a condition stands for. */
  outcome?: string | undefined;
}

export type Decision = "run" | Extract<ResultState, "EXCLUDED" | "UPSTREAM_FAILED" | "UPSTREAM_CANCELED">;

/** Whether a task runs, now that all it depends on has ended. */
export function decide(runIf: RunIf, dependencies: readonly EndedDependency[]): Decision {
  if (dependencies.length === 0) return "run";
  const kinds = dependencies.map(kindOf);
  if (kinds.every((kind) => kind === "excluded" || kind === "other-outcome")) return "EXCLUDED";
  const failed = kinds.filter((kind) => kind === "failed" || kind === "canceled").length;
  const succeeded = kinds.filter((kind) => kind === "success").length;
  const upstream: Decision = kinds.includes("failed") ? "UPSTREAM_FAILED" : "UPSTREAM_CANCELED";
  switch (runIf) {
    case "ALL_SUCCESS":
      if (failed > 0) return upstream;
      return kinds.includes("other-outcome") ? "EXCLUDED" : "run";
    case "NONE_FAILED":
      return failed > 0 ? upstream : "run";
    case "AT_LEAST_ONE_SUCCESS":
      return succeeded > 0 ? "run" : upstream;
    case "ALL_DONE":
      return "run";
    // A task that handles failures has nothing to do when there are none.
    case "AT_LEAST_ONE_FAILED":
      return failed > 0 ? "run" : "EXCLUDED";
    case "ALL_FAILED":
      return failed === kinds.length ? "run" : "EXCLUDED";
  }
}

function kindOf({ run, outcome }: EndedDependency) {
  if (hasFailed(run))
    return run.result === "CANCELED" || run.result === "UPSTREAM_CANCELED" ? "canceled" : "failed";
  if (run.result === "EXCLUDED" || run.result === "DISABLED") return "excluded";
  if (outcome !== undefined && run.outcome !== outcome) return "other-outcome";
  return "success";
}
