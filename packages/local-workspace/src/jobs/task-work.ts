import type { JobSettings, Task } from "./job-settings.ts";
import type { RunRecord, TaskRunRecord } from "./run-record.ts";
import type { TaskOutput } from "./run-store.ts";

/**
 * Why running tasks are told to stop: the reason of their signal. "timedout": the run has taken longer than its job
 * allows; "task-timedout": the task longer than itself allows; "stopped": the workspace is closing.
 */
export type StopReason = "canceled" | "timedout" | "task-timedout" | "stopped";

/** One attempt of a task, ready to run: references are replaced, parameters of job and run are in. */
export interface TaskWork {
  run: RunRecord;
  settings: JobSettings;
  task: Task;
  taskRun: TaskRunRecord;
  signal: AbortSignal;
}

export interface TaskOutcome {
  result: "SUCCESS" | "FAILED" | "CANCELED";
  /** A sentence for the run's state. */
  message?: string;
  /** Code of the termination details, where it is not that of the result. */
  code?: string;
  output?: TaskOutput;
  /** What the task run keeps of it. */
  keeps?: Partial<Pick<TaskRunRecord, "outcome" | "statementIds" | "childRunId" | "rows">>;
}

export type TaskExecutor = (work: TaskWork) => Promise<TaskOutcome>;

/** Most text of one kind that an output keeps. */
export const MOST_TEXT = 5 * 1024 * 1024;

export const failed = (message: string, code = "RUN_EXECUTION_ERROR", trace?: string): TaskOutcome => ({
  result: "FAILED",
  message,
  code,
  output: { error: message, ...(trace ? { error_trace: trace } : {}) },
});

/** Something that lives on its own until it has ended, or until the signal ends the waiting. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

/** Longest time that a timer can be set to. */
const LONGEST_SECONDS = 2_147_483;

/** Calls back after so many seconds; without any (0 or undefined), or after weeks, never. */
export function afterSeconds(seconds: number | undefined, call: () => void): NodeJS.Timeout | undefined {
  if (!seconds || seconds > LONGEST_SECONDS) return undefined;
  return setTimeout(call, seconds * 1000).unref();
}
