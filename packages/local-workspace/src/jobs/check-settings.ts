import { ApiError, invalidParameter, notImplemented } from "../rest/api-error.ts";
import { nextFire } from "./cron.ts";
import type { JobSettings, Task } from "./job-settings.ts";

export const TASK_KINDS = [
  "notebook_task",
  "spark_python_task",
  "sql_task",
  "condition_task",
  "for_each_task",
  "run_job_task",
  "pipeline_task",
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** Parameters of tasks that are not run here. */
export const FOREIGN_PARAMETERS = [
  "jar_params",
  "spark_submit_params",
  "dbt_commands",
  "python_named_params",
] as const;

/** Which of the optional kinds this workspace can run. */
export interface Abilities {
  pipelines: boolean;
  savedQueries: boolean;
}

/** The one kind of the task. Call it on checked tasks only. */
export const kindOf = (task: Task): TaskKind => TASK_KINDS.find((kind) => task[kind] !== undefined)!;

/** Throws ApiError: 400 for settings that make no sense, 501 for what this workspace cannot do. */
export function checkSettings(settings: JobSettings, abilities: Abilities): void {
  if (settings.git_source !== undefined) throw notImplemented("Code from Git (git_source)");
  const tasks = settings.tasks ?? [];
  unique(
    tasks.map((task) => task.task_key),
    "task_key",
  );
  unique(
    (settings.parameters ?? []).map(({ name }) => name),
    "parameter",
  );
  unique(
    (settings.job_clusters ?? []).map((cluster) => cluster.job_cluster_key),
    "job_cluster_key",
  );
  unique(
    (settings.environments ?? []).map((environment) => environment.environment_key),
    "environment_key",
  );
  for (const task of tasks) {
    checkTask(task, settings, abilities);
    for (const dependency of task.depends_on ?? []) checkDependency(task, dependency, tasks);
  }
  refuseCycle(tasks);
  checkTriggers(settings);
}

function unique(names: string[], what: string): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalidParameter(`The ${what} '${twice}' is there twice.`);
}

function checkTask(task: Task, settings: JobSettings, abilities: Abilities): void {
  const key = task.task_key;
  const kinds = Object.keys(task).filter(
    (name) => name.endsWith("_task") && (task as Record<string, unknown>)[name] !== undefined,
  );
  const other = kinds.find((kind) => !(TASK_KINDS as readonly string[]).includes(kind));
  if (other) throw notImplemented(`${other} (task '${key}')`);
  if (kinds.length !== 1)
    throw invalidParameter(
      kinds.length === 0
        ? `Task '${key}': says nothing of what to run; set one of ${TASK_KINDS.join(", ")}.`
        : `Task '${key}': has ${kinds.join(" and ")}; a task has one kind.`,
    );
  if (task.notebook_task?.source === "GIT" || task.spark_python_task?.source === "GIT")
    throw notImplemented(`Code from Git (task '${key}')`);
  if (task.pipeline_task && !abilities.pipelines) throw notImplemented(`pipeline_task (task '${key}')`);
  const unknown = FOREIGN_PARAMETERS.find((name) => task.run_job_task?.[name] !== undefined);
  if (unknown) throw notImplemented(`'${unknown}' of a run_job_task (task '${key}')`);
  if (task.sql_task) checkSqlTask(task.sql_task, key, abilities);
  const foreign = (task.libraries ?? []).find((library) => library.pypi === undefined);
  if (foreign)
    throw notImplemented(
      `A library of the kind '${Object.keys(foreign)[0] ?? "unknown"}' (task '${key}'; PyPI ones are installed)`,
    );
  if (task.environment_key !== undefined && !named(settings.environments, "environment_key", task))
    throw invalidParameter(`Task '${key}': there is no environment '${task.environment_key}' in the job.`);
  if (task.job_cluster_key !== undefined && !named(settings.job_clusters, "job_cluster_key", task))
    throw invalidParameter(`Task '${key}': there is no job cluster '${task.job_cluster_key}' in the job.`);
  const each = task.for_each_task;
  if (each) {
    if (each.task.for_each_task !== undefined)
      throw invalidParameter(`Task '${key}': a for_each task cannot hold one.`);
    if ((each.task.depends_on ?? []).length > 0)
      throw invalidParameter(`Task '${key}': the task of a for_each has no depends_on of its own.`);
    checkTask(each.task as Task, settings, abilities);
  }
}

function named<Key extends "environment_key" | "job_cluster_key">(
  list: readonly Partial<Record<Key, unknown>>[] | undefined,
  key: Key,
  task: Task,
): boolean {
  return (list ?? []).some((entry) => entry[key] === task[key]);
}

function checkSqlTask(sql: NonNullable<Task["sql_task"]>, key: string, abilities: Abilities): void {
  for (const kind of ["dashboard", "alert"])
    if (sql[kind] !== undefined) throw notImplemented(`A sql_task with a ${kind} (task '${key}')`);
  if ((sql.file === undefined) === (sql.query === undefined))
    throw invalidParameter(`Task '${key}': a sql_task has a file or a query.`);
  if (sql.query && !abilities.savedQueries)
    throw notImplemented(`A sql_task with a saved query (task '${key}')`);
  if (sql.file?.source === "GIT") throw notImplemented(`Code from Git (task '${key}')`);
}

function checkDependency(
  task: Task,
  dependency: NonNullable<Task["depends_on"]>[number],
  tasks: readonly Task[],
): void {
  const other = tasks.find(({ task_key }) => task_key === dependency.task_key);
  if (!other)
    throw invalidParameter(
      `Task '${task.task_key}': depends on '${dependency.task_key}', which is not a task of the job.`,
    );
  if (dependency.outcome !== undefined && !other.condition_task)
    throw invalidParameter(
      `Task '${task.task_key}': waits for an outcome of '${other.task_key}', which is not a condition.`,
    );
}

function refuseCycle(tasks: readonly Task[]): void {
  const done = new Set<string>();
  for (let rest = [...tasks]; rest.length > 0; ) {
    const ready = rest.filter((task) => (task.depends_on ?? []).every(({ task_key }) => done.has(task_key)));
    if (ready.length === 0)
      throw invalidParameter(
        `The tasks ${rest.map(({ task_key }) => `'${task_key}'`).join(", ")} wait for one another in a circle.`,
      );
    for (const { task_key } of ready) done.add(task_key);
    rest = rest.filter(({ task_key }) => !done.has(task_key));
  }
}

function checkTriggers(settings: JobSettings): void {
  const { schedule, continuous, trigger } = settings;
  if ([schedule, continuous, trigger].filter((each) => each !== undefined).length > 1)
    throw invalidParameter("A job has one of schedule, trigger and continuous.");
  if (schedule) {
    try {
      nextFire(schedule, Date.now());
    } catch (error) {
      if (error instanceof ApiError) throw error;
      throw invalidParameter(`'schedule': ${(error as Error).message}`);
    }
  }
  if (!trigger) return;
  for (const kind of ["file_arrival", "table_update", "table", "model"])
    if (trigger[kind] !== undefined) throw notImplemented(`A trigger of the kind '${kind}'`);
  if (!trigger.periodic) throw invalidParameter("'trigger': says nothing of when; set 'periodic'.");
}
