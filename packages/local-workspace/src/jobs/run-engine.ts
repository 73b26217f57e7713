import { setTimeout as sleep } from "node:timers/promises";
import { kindOf } from "./check-settings.ts";
import type { Task } from "./job-settings.ts";
import { DeadReference, type ReferenceScope, resolveReferences } from "./references.ts";
import { decide } from "./run-if.ts";
import { hasEnded, type RunRecord, type TaskRunRecord } from "./run-record.ts";
import { INTERRUPTED } from "./run-result.ts";
import type { RunStore } from "./run-store.ts";
import { Slots } from "./slots.ts";
import { withRunParameters } from "./task-parameters.ts";
import { afterSeconds, type StopReason, type TaskExecutor, type TaskOutcome } from "./task-work.ts";

export interface EngineParts {
  store: RunStore;
  executors: Record<Exclude<ReturnType<typeof kindOf>, "for_each_task">, TaskExecutor>;
  jobName(run: RunRecord): string;
  workspace: { id: string; url: () => string };
  log(line: string): void;
}

/** Tasks with a Python of their own that run at once in the whole workspace. */
const MOST_AT_ONCE = 8;
const MOST_ITERATIONS = 5000;

/** Runs the tasks of a run in the order of their graph. */
export class RunEngine {
  readonly #parts: EngineParts;
  readonly #slots = new Slots(MOST_AT_ONCE);

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** Runs the tasks with these keys; what they depend on and is not among them counts as it stands. */
  async run(
    run: RunRecord,
    keys: ReadonlySet<string>,
    signal: AbortSignal,
    repairId?: number,
  ): Promise<void> {
    const { store } = this.#parts;
    const tasks = (run.settings.tasks ?? []).filter((task) => keys.has(task.task_key));
    const before = store.latest(run.id);
    const open = new Map(tasks.map((task) => [task, this.#addTask(run, task, before, repairId)]));
    const going = new Set<Promise<void>>();
    while (open.size > 0 || going.size > 0) {
      let moved = false;
      for (const [task, taskRun] of [...open]) {
        const latest = store.latest(run.id);
        const dependencies = (task.depends_on ?? []).flatMap(({ task_key, outcome }) => {
          const other = latest.get(task_key);
          return other ? [{ run: other, outcome }] : [];
        });
        if (!signal.aborted && dependencies.some((dependency) => !hasEnded(dependency.run))) continue;
        open.delete(task);
        moved = true;
        if (signal.aborted) this.#stop(taskRun, signal);
        else if (task.disabled)
          this.#finish(taskRun, { result: "DISABLED", code: "DISABLED", message: "The task is disabled." });
        else {
          const decision = decide(task.run_if ?? "ALL_SUCCESS", dependencies);
          if (decision === "run") {
            const work = this.#withRetries(run, task, taskRun, signal).finally(() => going.delete(work));
            going.add(work);
          } else this.#finish(taskRun, { result: decision, code: "SKIPPED", message: WHY[decision] });
        }
      }
      if (moved) continue;
      if (going.size === 0) throw new Error("tasks wait for one another");
      await Promise.race(going);
    }
  }

  #addTask(
    run: RunRecord,
    task: Task,
    before: ReadonlyMap<string, TaskRunRecord>,
    repairId: number | undefined,
  ): TaskRunRecord {
    const earlier = before.get(task.task_key);
    return this.#add(run, task.task_key, earlier ? earlier.attempt + 1 : 0, {
      life: (task.depends_on ?? []).length > 0 ? "BLOCKED" : "PENDING",
      ...(repairId === undefined ? {} : { repairId }),
    });
  }

  #add(run: RunRecord, taskKey: string, attempt: number, more: Partial<TaskRunRecord>): TaskRunRecord {
    const { store } = this.#parts;
    return store.addTask({
      id: store.nextId(),
      runId: run.id,
      taskKey,
      attempt,
      life: "PENDING",
      message: "",
      createdAt: Date.now(),
      values: {},
      ...more,
    });
  }

  /** Resolves to the last attempt. */
  async #withRetries(run: RunRecord, task: Task, first: TaskRunRecord, signal: AbortSignal): Promise<void> {
    let attempt = first;
    const most = task.max_retries === -1 ? Number.POSITIVE_INFINITY : (task.max_retries ?? 0);
    for (let retries = 0; ; retries++) {
      await this.#attempt(run, task, attempt, signal);
      const again =
        attempt.result === "FAILED" || (attempt.result === "TIMEDOUT" && task.retry_on_timeout === true);
      if (!again || retries >= most || signal.aborted) return;
      const { repairId, parentId, iteration, input } = attempt;
      attempt = this.#add(run, task.task_key, attempt.attempt + 1, {
        life: "WAITING_FOR_RETRY",
        ...(repairId === undefined ? {} : { repairId }),
        ...(parentId === undefined ? {} : { parentId, iteration, input }),
      });
      await sleep(task.min_retry_interval_millis ?? 0, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) {
        this.#stop(attempt, signal);
        return;
      }
    }
  }

  async #attempt(run: RunRecord, task: Task, taskRun: TaskRunRecord, outer: AbortSignal): Promise<void> {
    const { store } = this.#parts;
    const kind = kindOf(task);
    let release: (() => void) | undefined;
    if ((kind === "notebook_task" || kind === "spark_python_task") && run.type !== "WORKFLOW_RUN") {
      store.changeTask(taskRun, { life: "PENDING" });
      release = await this.#slots.take(outer);
      if (!release) {
        this.#stop(taskRun, outer);
        return;
      }
    }
    const own = new AbortController();
    const pass = () => own.abort(outer.reason);
    if (outer.aborted) pass();
    outer.addEventListener("abort", pass, { once: true });
    const timer = afterSeconds(task.timeout_seconds, () => own.abort("task-timedout" satisfies StopReason));
    store.changeTask(taskRun, { life: "RUNNING", startedAt: Date.now() });
    let outcome: TaskOutcome;
    try {
      outcome = await this.#execute(run, task, taskRun, own.signal);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const ours = error instanceof DeadReference;
      if (!ours)
        this.#parts.log(`job run ${run.id}, task ${task.task_key}: ${(error as Error).stack ?? message}`);
      outcome = {
        result: "FAILED",
        message: ours ? message : "The local workspace failed to run this task; its log says why.",
        code: ours ? "INVALID_RUN_CONFIGURATION" : "INTERNAL_ERROR",
        output: { error: message },
      };
    }
    clearTimeout(timer);
    outer.removeEventListener("abort", pass);
    release?.();
    if (outcome.output) store.writeOutput(taskRun.id, outcome.output);
    if (outcome.keeps) store.changeTask(taskRun, outcome.keeps);
    if (own.signal.aborted && outcome.result !== "SUCCESS") this.#stop(taskRun, own.signal, task);
    else
      this.#finish(taskRun, {
        result: outcome.result,
        message: outcome.message ?? "",
        code: outcome.code ?? (outcome.result === "SUCCESS" ? "SUCCESS" : "RUN_EXECUTION_ERROR"),
      });
  }

  #execute(run: RunRecord, task: Task, taskRun: TaskRunRecord, signal: AbortSignal): Promise<TaskOutcome> {
    const { executors, store } = this.#parts;
    const kind = kindOf(task);
    const scope = this.#scope(run, taskRun, task);
    if (kind === "for_each_task") return this.#forEach(run, task, taskRun, scope, signal);
    const given = withRunParameters({ ...task, [kind]: resolveReferences(task[kind], scope) }, kind, run);
    store.changeTask(taskRun, { resolved: given[kind] as Record<string, unknown> });
    return executors[kind]({ run, settings: run.settings, task: given, taskRun, signal });
  }

  async #forEach(
    run: RunRecord,
    task: Task,
    taskRun: TaskRunRecord,
    scope: ReferenceScope,
    signal: AbortSignal,
  ): Promise<TaskOutcome> {
    const { inputs, concurrency = 1, task: inner } = task.for_each_task!;
    const list = listOf(resolveReferences(inputs, scope));
    if (typeof list === "string")
      return {
        result: "FAILED",
        message: list,
        code: "INVALID_RUN_CONFIGURATION",
        output: { error: list },
      };
    this.#parts.store.changeTask(taskRun, { resolved: { inputs: JSON.stringify(list) } });
    const kept = this.#keepSucceeded(run, taskRun, list);
    let next = 0;
    const worker = async () => {
      while (next < list.length && !signal.aborted) {
        const iteration = next++;
        if (kept.has(iteration)) continue;
        const first = this.#add(run, inner.task_key, 0, {
          parentId: taskRun.id,
          iteration,
          input: list[iteration],
          ...(taskRun.repairId === undefined ? {} : { repairId: taskRun.repairId }),
        });
        await this.#withRetries(run, inner as Task, first, signal);
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, list.length) }, worker));
    const bad = this.#parts.store.iterations(taskRun).filter((each) => each.result !== "SUCCESS");
    if (signal.aborted) return { result: "CANCELED" };
    if (bad.length === 0) return { result: "SUCCESS" };
    const message = `${bad.length} of ${list.length} iterations failed. ${bad[0]!.message}`.trim();
    return { result: "FAILED", message, code: "RUN_EXECUTION_ERROR", output: { error: message } };
  }

  /** Takes over the iterations that succeeded when this task failed before with the same inputs. */
  #keepSucceeded(run: RunRecord, taskRun: TaskRunRecord, list: readonly unknown[]): Set<number> {
    const { store } = this.#parts;
    const before = store
      .tasks(run.id)
      .findLast((each) => each.taskKey === taskRun.taskKey && !each.parentId && each.id < taskRun.id);
    const kept = new Set<number>();
    if (!before || before.result === "SUCCESS" || before.resolved?.inputs !== JSON.stringify(list))
      return kept;
    for (const old of store.iterations(before)) {
      if (old.result !== "SUCCESS" || old.iteration === undefined) continue;
      const id = store.nextId();
      const { repairId: _of, ...rest } = old;
      const repair = taskRun.repairId === undefined ? {} : { repairId: taskRun.repairId };
      store.addTask({ ...rest, ...repair, id, parentId: taskRun.id });
      store.writeOutput(id, store.output(old.id));
      kept.add(old.iteration);
    }
    return kept;
  }

  #scope(run: RunRecord, taskRun: TaskRunRecord, task: Task): ReferenceScope {
    const path = task.notebook_task?.notebook_path;
    return {
      run,
      jobName: this.#parts.jobName(run),
      task: taskRun,
      ...(path === undefined ? {} : { notebookPath: path }),
      tasks: this.#parts.store.latest(run.id),
      workspace: { id: this.#parts.workspace.id, url: this.#parts.workspace.url() },
    };
  }

  #finish(
    taskRun: TaskRunRecord,
    end: Pick<TaskRunRecord, "result" | "message" | "code">,
    life: "TERMINATED" | "INTERNAL_ERROR" = "TERMINATED",
  ): void {
    this.#parts.store.changeTask(taskRun, { ...end, life, endedAt: Date.now() });
  }

  #stop(taskRun: TaskRunRecord, signal: AbortSignal, task?: Task): void {
    const reason = signal.reason as StopReason;
    const end = ENDS[reason](task?.timeout_seconds ?? 0);
    this.#finish(taskRun, end, reason === "stopped" ? "INTERNAL_ERROR" : "TERMINATED");
  }
}

const ENDS: Record<StopReason, (seconds: number) => Pick<TaskRunRecord, "result" | "message" | "code">> = {
  canceled: () => ({ result: "CANCELED", code: "USER_CANCELED", message: "Canceled." }),
  "task-timedout": (seconds) => ({
    result: "TIMEDOUT",
    code: "CANCELED",
    message: `The task took longer than its ${seconds} s.`,
  }),
  timedout: () => ({
    result: "CANCELED",
    code: "CANCELED",
    message: "The run took longer than its job allows.",
  }),
  stopped: () => ({ code: "INTERNAL_ERROR", message: INTERRUPTED }),
};

const WHY = {
  EXCLUDED: "The task did not run because its conditions were not met.",
  UPSTREAM_FAILED: "The task did not run because a task before it failed.",
  UPSTREAM_CANCELED: "The task did not run because a task before it was canceled.",
};

/** The inputs of a for_each, or what is wrong with them. */
function listOf(text: string): unknown[] | string {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return `The inputs of a for_each must be a JSON array; they are '${text.slice(0, 100)}'.`;
  }
  if (!Array.isArray(list)) return "The inputs of a for_each must be a JSON array.";
  if (list.length > MOST_ITERATIONS) return `A for_each may have ${MOST_ITERATIONS} inputs at most.`;
  return list;
}
