import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RecordLog } from "../state/record-log.ts";
import { hasEnded, type RunRecord, runSchema, type TaskRunRecord, taskRunSchema } from "./run-record.ts";

/** What a task run leaves behind, as `runs/get-output` gives it. */
export type TaskOutput = Record<string, unknown>;

/** Ended runs beyond these numbers are forgotten, oldest first. */
const MOST_RUNS = 1000;
const MOST_RUNS_OF_A_JOB = 200;
/** The same for all their task runs together. */
const MOST_TASK_RUNS = 20_000;

/** Runs, their task runs and their outputs. Records are changed through `change…` only, which writes them down. */
export class RunStore {
  readonly #runs: RecordLog<RunRecord>;
  readonly #tasks: RecordLog<TaskRunRecord>;
  readonly #byRun = new Map<number, TaskRunRecord[]>();
  readonly #outputs: string;
  #lastId = 0;
  #closed = false;

  constructor(dir: string) {
    this.#outputs = join(dir, "outputs");
    mkdirSync(this.#outputs, { recursive: true, mode: 0o700 });
    this.#runs = new RecordLog(join(dir, "runs.jsonl"), runSchema);
    this.#tasks = new RecordLog(join(dir, "task-runs.jsonl"), taskRunSchema);
    for (const task of this.#tasks.list()) this.#index(task);
    for (const { id } of [...this.#runs.list(), ...this.#tasks.list()])
      this.#lastId = Math.max(this.#lastId, id);
  }

  /** A fresh id: whole, exact as a JSON number, larger than all before. Jobs, runs and repairs share them. */
  nextId(): number {
    this.#lastId = Math.max(this.#lastId + 1, Date.now() * 1000);
    return this.#lastId;
  }

  run(id: number): RunRecord | undefined {
    return this.#runs.get(String(id));
  }

  /** Oldest first. */
  runs(): RunRecord[] {
    return this.#runs.list();
  }

  task(id: number): TaskRunRecord | undefined {
    return this.#tasks.get(String(id));
  }

  /** All task runs of a run, iterations and earlier attempts included, oldest first. */
  tasks(runId: number): readonly TaskRunRecord[] {
    return this.#byRun.get(runId) ?? [];
  }

  /** The last attempt of each task. */
  latest(runId: number): Map<string, TaskRunRecord> {
    const found = new Map<string, TaskRunRecord>();
    for (const task of this.tasks(runId)) if (task.parentId === undefined) found.set(task.taskKey, task);
    return found;
  }

  /** The last attempt of each iteration, in their order. */
  iterations(task: TaskRunRecord): TaskRunRecord[] {
    const found: TaskRunRecord[] = [];
    for (const other of this.tasks(task.runId))
      if (other.parentId === task.id) found[other.iteration!] = other;
    return found.filter((other) => other !== undefined);
  }

  addRun(run: RunRecord): RunRecord {
    this.#runs.put(String(run.id), run);
    this.#prune(run.jobId);
    return run;
  }

  changeRun(run: RunRecord, change: Partial<RunRecord>): void {
    Object.assign(run, change);
    if (!this.#closed && this.#runs.has(String(run.id))) this.#runs.put(String(run.id), run);
  }

  addTask(task: TaskRunRecord): TaskRunRecord {
    if (!this.#closed) this.#tasks.put(String(task.id), task);
    this.#index(task);
    return task;
  }

  changeTask(task: TaskRunRecord, change: Partial<TaskRunRecord>): void {
    Object.assign(task, change);
    if (!this.#closed && this.#tasks.has(String(task.id))) this.#tasks.put(String(task.id), task);
  }

  writeOutput(taskRunId: number, output: TaskOutput): void {
    if (!this.#closed) writeFileSync(this.#outputFile(taskRunId), JSON.stringify(output), { mode: 0o600 });
  }

  output(taskRunId: number): TaskOutput {
    try {
      return JSON.parse(readFileSync(this.#outputFile(taskRunId), "utf8")) as TaskOutput;
    } catch {
      return {};
    }
  }

  deleteRun(id: number): void {
    for (const task of this.tasks(id)) {
      this.#tasks.delete(String(task.id));
      rmSync(this.#outputFile(task.id), { force: true });
    }
    this.#byRun.delete(id);
    this.#runs.delete(String(id));
  }

  close(): void {
    this.#closed = true;
    this.#runs.close();
    this.#tasks.close();
  }

  #outputFile = (id: number) => join(this.#outputs, `${id}.json`);

  #index(task: TaskRunRecord): void {
    const list = this.#byRun.get(task.runId);
    if (list) list.push(task);
    else this.#byRun.set(task.runId, [task]);
  }

  #prune(jobId: number): void {
    // A job that runs all the time must not push out the history of the others.
    const same = this.#runs.list().filter((run) => run.jobId === jobId);
    for (const run of same.slice(0, Math.max(same.length - MOST_RUNS_OF_A_JOB, 0)))
      if (hasEnded(run)) this.deleteRun(run.id);
    for (const run of this.#runs.list()) {
      if (this.#runs.size <= MOST_RUNS && this.#tasks.size <= MOST_TASK_RUNS) return;
      if (hasEnded(run)) this.deleteRun(run.id);
    }
  }
}
