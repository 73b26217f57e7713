import { ApiError, badRequest, invalidParameter } from "../rest/api-error.ts";
import { type Abilities, checkSettings } from "./check-settings.ts";
import type { JobSettings } from "./job-settings.ts";
import type { JobRecord, JobStore } from "./job-store.ts";
import { mergeSettings } from "./merge-settings.ts";
import { resolveReferences } from "./references.ts";
import type { RunEngine } from "./run-engine.ts";
import {
  hasEnded,
  hasFailed,
  type Overrides,
  type RunRecord,
  type TaskRunRecord,
  type Trigger,
} from "./run-record.ts";
import { INTERRUPTED, runResult } from "./run-result.ts";
import type { RunStore } from "./run-store.ts";
import { afterSeconds, type StopReason } from "./task-work.ts";

/** Most runs of one job that wait for their turn. */
const MOST_QUEUED = 100;
const MOST_JOBS = 2000;
/** How many runs may start one another. */
const MOST_DEPTH = 10;

export interface StartOptions {
  trigger: Trigger;
  jobParameters?: Record<string, string>;
  overrides?: Overrides;
  only?: string[];
  queue?: boolean;
  idempotencyToken?: string;
  /** The task run that asks for it. */
  startedBy?: TaskRunRecord;
}

export interface SubmitOptions {
  type: "SUBMIT_RUN" | "WORKFLOW_RUN";
  name: string;
  settings: JobSettings;
  idempotencyToken?: string;
  startedBy?: TaskRunRecord;
}

export interface JobServiceParts {
  jobs: JobStore;
  runs: RunStore;
  engine: RunEngine;
  abilities(): Abilities;
  user: { userName: string };
  workspace: { id: string; url: () => string };
  log(line: string): void;
}

interface Going {
  abort: AbortController;
  done: Promise<void>;
}

/** Jobs and their runs: what the API does, without its shapes. Errors are ApiErrors. */
export class JobService {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly #parts: JobServiceParts;
  readonly #going = new Map<number, Going>();
  readonly #waiters = new Map<number, (() => void)[]>();
  #closing = false;
  /** Told when jobs have changed or a run has ended, for the scheduler. */
  onChange: () => void = () => {};

  constructor(parts: JobServiceParts) {
    this.#parts = parts;
    this.jobs = parts.jobs;
    this.runs = parts.runs;
    this.#recover();
  }

  /** Ends what was running when the process died; queued runs go on. */
  #recover(): void {
    for (const run of this.runs.runs()) {
      for (const task of this.runs.tasks(run.id))
        if (!hasEnded(task)) this.runs.changeTask(task, interrupted());
      if (!hasEnded(run) && run.life !== "QUEUED") this.runs.changeRun(run, interrupted());
    }
    for (const run of this.runs.runs()) {
      const asker = run.startedBy === undefined ? undefined : this.runs.task(run.startedBy);
      // Nobody waits any more for what an interrupted run had started.
      if (run.life === "QUEUED" && run.startedBy !== undefined && (!asker || hasEnded(asker)))
        this.runs.changeRun(run, interrupted());
    }
  }

  /** Starts the queued runs that were left over. */
  begin(): void {
    for (const id of new Set(this.runs.runs().map(({ jobId }) => jobId))) this.#promote(id);
  }

  /** `permissions` are the grants of the new job. */
  create(settings: JobSettings, permissions: Record<string, unknown>[] = []): JobRecord {
    if (this.jobs.list().length >= MOST_JOBS)
      throw new ApiError(400, "QUOTA_EXCEEDED", `A local workspace holds ${MOST_JOBS} jobs at most.`);
    const full = { name: "Untitled", ...settings };
    checkSettings(full, this.#parts.abilities());
    const job = this.jobs.put({
      id: this.runs.nextId(),
      createdAt: Date.now(),
      creator: this.#parts.user.userName,
      settings: full,
      runs: 0,
      countedFrom: Date.now(),
      permissions,
    });
    this.onChange();
    return job;
  }

  job(id: number): JobRecord {
    const job = this.jobs.get(id);
    // The API's own answer to an unknown job is a 400.
    if (!job) throw invalidParameter(`Job ${id} does not exist.`);
    return job;
  }

  reset(id: number, settings: JobSettings): void {
    this.#set(this.job(id), { name: "Untitled", ...settings });
  }

  update(id: number, settings: JobSettings | undefined, remove: readonly string[]): void {
    const job = this.job(id);
    this.#set(job, { name: "Untitled", ...mergeSettings(job.settings, settings, remove) });
  }

  #set(job: JobRecord, settings: JobSettings): void {
    checkSettings(settings, this.#parts.abilities());
    const when = ({ schedule, trigger, continuous }: JobSettings) =>
      JSON.stringify([schedule, trigger, continuous]);
    const countedFrom = when(settings) === when(job.settings) ? job.countedFrom : Date.now();
    this.jobs.put({ ...job, settings, countedFrom });
    this.onChange();
    this.#promote(job.id);
  }

  setPermissions(id: number, permissions: Record<string, unknown>[]): void {
    this.jobs.put({ ...this.job(id), permissions });
  }

  delete(id: number): void {
    this.job(id);
    this.jobs.delete(id);
    for (const run of this.activeRuns(id)) this.#cancel(run);
    this.onChange();
  }

  /** Runs of the job that have not ended, queued ones included. */
  activeRuns(jobId?: number): RunRecord[] {
    return this.runs.runs().filter((run) => !hasEnded(run) && (jobId === undefined || run.jobId === jobId));
  }

  /** Starts a run of the job, or queues it, or skips it when the job is at its limit. */
  runNow(jobId: number, options: StartOptions): RunRecord {
    const job = this.job(jobId);
    const again = this.#sameToken(options.idempotencyToken, jobId);
    if (again) return again;
    const tasks = job.settings.tasks ?? [];
    if (tasks.length === 0) throw badRequest(`Job ${jobId} has no tasks to run.`);
    const unknown = options.only?.find((key) => !tasks.some(({ task_key }) => task_key === key));
    if (unknown !== undefined) throw invalidParameter(`Job ${jobId} has no task '${unknown}'.`);
    const depth = this.#depthBelow(options.startedBy);
    const { overrides = {}, jobParameters = {} } = options;
    if (
      Object.keys(jobParameters).length > 0 &&
      Object.keys(overrides).some((key) => key !== "pipeline_params")
    )
      throw invalidParameter("Give job_parameters or the parameters of tasks, not both.");
    const job_ = this.jobs.put({ ...job, runs: job.runs + 1 });
    const run: RunRecord = {
      ...this.#fresh(job.id, "JOB_RUN", job.settings.name ?? "Untitled", job.settings),
      numberInJob: job_.runs,
      trigger: options.trigger,
      overrides,
      depth,
      ...(options.only ? { only: options.only } : {}),
      ...(options.idempotencyToken === undefined ? {} : { idempotencyToken: options.idempotencyToken }),
      ...(options.startedBy ? { startedBy: options.startedBy.id } : {}),
    };
    run.parameters = this.#parametersOf(run, jobParameters);
    const most = job.settings.max_concurrent_runs ?? 1;
    const active = this.activeRuns(jobId);
    if (active.filter(({ life }) => life !== "QUEUED").length < most && !active.some(isQueued)) {
      this.runs.addRun(run);
      this.#launch(run);
      return run;
    }
    const queue = options.queue ?? job.settings.queue?.enabled ?? false;
    if (queue && most > 0 && active.filter(isQueued).length < MOST_QUEUED) {
      run.life = "QUEUED";
      run.message = "Waits until an earlier run of the job has ended.";
    } else {
      run.life = "SKIPPED";
      run.result = "MAXIMUM_CONCURRENT_RUNS_REACHED";
      run.code = queue && most > 0 ? "MAX_JOB_QUEUE_SIZE_EXCEEDED" : "MAX_CONCURRENT_RUNS_EXCEEDED";
      run.message = `The run was skipped: the job already has ${active.length} active ${active.length === 1 ? "run" : "runs"}, and its limit is ${most}.`;
      run.endedAt = Date.now();
    }
    return this.runs.addRun(run);
  }

  /** Starts a run that belongs to no job. */
  submit(options: SubmitOptions): RunRecord {
    const again = this.#sameToken(options.idempotencyToken);
    if (again) return again;
    if ((options.settings.tasks ?? []).length === 0) throw invalidParameter("'tasks': there are none");
    checkSettings(options.settings, this.#parts.abilities());
    const run: RunRecord = {
      ...this.#fresh(this.runs.nextId(), options.type, options.name, options.settings),
      depth: this.#depthBelow(options.startedBy),
      ...(options.idempotencyToken === undefined ? {} : { idempotencyToken: options.idempotencyToken }),
      ...(options.startedBy ? { startedBy: options.startedBy.id } : {}),
    };
    run.parameters = this.#parametersOf(run, {});
    this.runs.addRun(run);
    this.#launch(run);
    return run;
  }

  #fresh(jobId: number, type: RunRecord["type"], name: string, settings: JobSettings): RunRecord {
    return {
      id: this.runs.nextId(),
      jobId,
      type,
      name,
      settings,
      numberInJob: 1,
      creator: this.#parts.user.userName,
      trigger: "ONE_TIME",
      parameters: {},
      overrides: {},
      depth: 0,
      repairs: [],
      life: "PENDING",
      message: "",
      createdAt: Date.now(),
    };
  }

  #sameToken(token: string | undefined, jobId?: number): RunRecord | undefined {
    if (token === undefined) return undefined;
    return this.runs
      .runs()
      .find((run) => run.idempotencyToken === token && (jobId === undefined || run.jobId === jobId));
  }

  #depthBelow(asker: TaskRunRecord | undefined): number {
    if (!asker) return 0;
    const depth = (this.runs.run(asker.runId)?.depth ?? 0) + 1;
    if (depth > MOST_DEPTH)
      throw badRequest(`Runs may start one another ${MOST_DEPTH} deep; this may be a circle of jobs.`);
    return depth;
  }

  #parametersOf(run: RunRecord, given: Record<string, string>): Record<string, string> {
    const own = (run.settings.parameters ?? []).map((each) => [each.name, each.default] as const);
    const scope = { run, jobName: run.name, tasks: new Map(), workspace: this.#scopeWorkspace() };
    const all = { ...Object.fromEntries(own), ...given };
    try {
      return resolveReferences(all, scope);
    } catch (error) {
      throw invalidParameter((error as Error).message);
    }
  }

  #scopeWorkspace = () => ({ id: this.#parts.workspace.id, url: this.#parts.workspace.url() });

  hasEnded = hasEnded;

  run(id: number): RunRecord {
    const run = this.runs.run(id);
    if (!run) throw invalidParameter(`Run ${id} does not exist.`);
    return run;
  }

  cancel(id: number): void {
    const run = this.runs.run(id) ?? this.runs.run(this.runs.task(id)?.runId ?? 0);
    if (!run) throw invalidParameter(`Run ${id} does not exist.`);
    this.#cancel(run);
  }

  #cancel(run: RunRecord, reason: StopReason = "canceled"): void {
    if (run.life === "QUEUED") {
      this.runs.changeRun(run, {
        life: "TERMINATED",
        result: "CANCELED",
        code: "USER_CANCELED",
        message: "Run cancelled.",
        endedAt: Date.now(),
      });
      this.#tellEnded(run);
    } else if (!hasEnded(run)) {
      this.runs.changeRun(run, { life: "TERMINATING" });
      this.#going.get(run.id)?.abort.abort(reason);
    }
  }

  cancelAll(jobId: number | undefined, queuedOnly: boolean): void {
    if (jobId !== undefined) this.job(jobId);
    for (const run of this.activeRuns(jobId)) if (!queuedOnly || isQueued(run)) this.#cancel(run);
  }

  deleteRun(id: number): void {
    const run = this.run(id);
    if (!hasEnded(run)) throw badRequest(`Run ${id} is ${run.life}; cancel it first.`);
    this.runs.deleteRun(id);
  }

  /** Runs tasks of an ended run again. Returns the repair's id. */
  repair(
    id: number,
    want: {
      tasks?: string[];
      allFailed: boolean;
      dependents: boolean;
      latestRepairId?: number;
      jobParameters?: Record<string, string>;
      overrides?: Overrides;
    },
  ): number {
    const run = this.run(id);
    if (!hasEnded(run)) throw badRequest(`Run ${id} is ${run.life}; a run is repaired once it has ended.`);
    if (run.life === "SKIPPED") throw badRequest(`Run ${id} was skipped; there is nothing to repair.`);
    const last = run.repairs.at(-1);
    if (last && want.latestRepairId !== last.id)
      throw invalidParameter(
        `'latest_repair_id': the latest repair of run ${id} is ${last.id}; give it to repair the run again`,
      );
    if (!last && want.latestRepairId !== undefined)
      throw invalidParameter(`'latest_repair_id': run ${id} has not been repaired yet`);
    const keys = this.#tasksToRepair(run, want);
    const repair = { id: this.runs.nextId(), life: "RUNNING" as const, message: "", createdAt: Date.now() };
    const { life, result, message, code, createdAt, startedAt, endedAt } = run;
    const original = run.original ?? { life, result, message, code, createdAt, startedAt, endedAt };
    this.runs.changeRun(run, {
      original,
      result: undefined,
      code: undefined,
      endedAt: undefined,
      message: "",
      parameters: { ...run.parameters, ...want.jobParameters },
      overrides: { ...run.overrides, ...want.overrides },
      repairs: [...run.repairs, repair],
    });
    this.#launch(run, keys, repair.id);
    return repair.id;
  }

  #tasksToRepair(
    run: RunRecord,
    want: { tasks?: string[]; allFailed: boolean; dependents: boolean },
  ): Set<string> {
    const latest = this.runs.latest(run.id);
    const tasks = (run.settings.tasks ?? []).filter(
      ({ task_key }) => !run.only || run.only.includes(task_key),
    );
    if ((want.tasks !== undefined) === want.allFailed)
      throw invalidParameter("Give one of rerun_tasks and rerun_all_failed_tasks.");
    const unknown = want.tasks?.find((key) => !tasks.some(({ task_key }) => task_key === key));
    if (unknown !== undefined) throw invalidParameter(`Run ${run.id} has no task '${unknown}'.`);
    const keys = new Set(want.tasks ?? []);
    if (want.allFailed)
      for (const { task_key } of tasks) {
        const state = latest.get(task_key);
        if (!state || hasFailed(state)) keys.add(task_key);
      }
    if (keys.size === 0) throw badRequest(`Run ${run.id} has no failed task to run again.`);
    // Tasks in the order of the graph, so one pass over each level finds all that follow.
    for (let grown = true; grown; ) {
      grown = false;
      for (const task of tasks) {
        const follows = (task.depends_on ?? []).some(({ task_key }) => keys.has(task_key));
        const state = latest.get(task.task_key);
        // What did not run because of those tasks is judged anew.
        const open = state?.result === "EXCLUDED" || state?.result?.startsWith("UPSTREAM_") === true;
        if (follows && !keys.has(task.task_key) && (want.dependents || (want.allFailed && open))) {
          keys.add(task.task_key);
          grown = true;
        }
      }
    }
    return keys;
  }

  #launch(run: RunRecord, keys?: Set<string>, repairId?: number): void {
    const abort = new AbortController();
    const now = Date.now();
    this.runs.changeRun(run, {
      life: "RUNNING",
      message: "",
      startedAt: repairId === undefined ? now : (run.startedAt ?? now),
    });
    const tasks = (run.settings.tasks ?? []).map(({ task_key }) => task_key);
    const chosen = keys ?? new Set(run.only ?? tasks);
    const limit = this.jobs.get(run.jobId)?.settings.timeout_seconds ?? run.settings.timeout_seconds;
    const timer = afterSeconds(limit, () => this.#cancel(run, "timedout"));
    const done = this.#parts.engine
      .run(run, chosen, abort.signal, repairId)
      .then(() => runResult(run, this.runs.latest(run.id), abort.signal.reason as StopReason | undefined))
      .catch((error: Error) => {
        this.#parts.log(`job run ${run.id}: ${error.stack ?? error.message}`);
        const message = "The local workspace failed to run this; its log says why.";
        return { life: "INTERNAL_ERROR" as const, result: undefined, code: "INTERNAL_ERROR", message };
      })
      .then((result) => {
        clearTimeout(timer);
        this.#going.delete(run.id);
        const end = { ...result, endedAt: Date.now() };
        const repairs = run.repairs.map((each) => (each.id === repairId ? { ...each, ...end } : each));
        this.runs.changeRun(run, { ...end, repairs });
        this.#tellEnded(run);
      })
      .catch((error: Error) => this.#parts.log(`job run ${run.id} could not be recorded: ${error.message}`));
    this.#going.set(run.id, { abort, done });
  }

  #tellEnded(run: RunRecord): void {
    for (const tell of this.#waiters.get(run.id) ?? []) tell();
    this.#waiters.delete(run.id);
    if (this.#closing) return;
    this.#promote(run.jobId);
    this.onChange();
  }

  /** Starts queued runs of the job while there is room. */
  #promote(jobId: number): void {
    if (this.#closing) return;
    const most = this.jobs.get(jobId)?.settings.max_concurrent_runs ?? 1;
    const active = this.activeRuns(jobId);
    let free = most - active.filter((run) => !isQueued(run)).length;
    for (const run of active.filter(isQueued)) {
      if (free-- <= 0) return;
      this.#launch(run);
    }
  }

  /** Resolves when the run has ended. */
  async ended(run: RunRecord): Promise<RunRecord> {
    if (!hasEnded(run))
      await new Promise<void>((resolve) => {
        this.#waiters.set(run.id, [...(this.#waiters.get(run.id) ?? []), resolve]);
      });
    return run;
  }

  /** Ends what runs; queued runs wait for the next start. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const { abort } of this.#going.values()) abort.abort("stopped" satisfies StopReason);
    const all = Promise.all([...this.#going.values()].map(({ done }) => done));
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 7000).unref())]);
    this.runs.close();
    this.jobs.close();
  }
}

const isQueued = ({ life }: RunRecord) => life === "QUEUED";

const interrupted = () => ({
  life: "INTERNAL_ERROR" as const,
  result: undefined,
  code: "INTERNAL_ERROR",
  message: INTERRUPTED,
  endedAt: Date.now(),
});
