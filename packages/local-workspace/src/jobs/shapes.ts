import { kindOf } from "./check-settings.ts";
import type { JobSettings, Task } from "./job-settings.ts";
import type { JobRecord } from "./job-store.ts";
import { hasEnded, type RunRecord, type RunStateFields, type TaskRunRecord } from "./run-record.ts";
import type { RunStore } from "./run-store.ts";

/** Most tasks in one answer; the rest comes with its page token. */
export const TASKS_PER_PAGE = 100;

export interface ShapeOptions {
  /** `http://host:port` of the pages. */
  origin: string;
  expandTasks?: boolean;
  history?: boolean;
  resolved?: boolean;
  /** First task of the page. */
  from?: number;
}

export function settingsShape(settings: JobSettings, tasks: boolean, from = 0): Record<string, unknown> {
  const { tasks: all, job_clusters, environments, parameters, ...rest } = settings;
  return {
    timeout_seconds: 0,
    max_concurrent_runs: 1,
    ...rest,
    format: "MULTI_TASK",
    ...(tasks
      ? {
          tasks: (all ?? []).slice(from, from + TASKS_PER_PAGE).map((task) => ({
            run_if: "ALL_SUCCESS",
            timeout_seconds: 0,
            ...task,
          })),
          ...(job_clusters ? { job_clusters } : {}),
          ...(environments ? { environments } : {}),
          ...(parameters ? { parameters } : {}),
        }
      : {}),
  };
}

export function jobShape(job: JobRecord, tasks: boolean, from = 0): Record<string, unknown> {
  return {
    job_id: job.id,
    creator_user_name: job.creator,
    run_as_user_name: runAs(job),
    created_time: job.createdAt,
    settings: settingsShape(job.settings, tasks, from),
  };
}

function runAs({ settings, creator }: JobRecord): string {
  const given = settings.run_as as { user_name?: unknown; service_principal_name?: unknown } | undefined;
  const name = given?.user_name ?? given?.service_principal_name;
  return typeof name === "string" ? name : creator;
}

/** The state in its older and its newer words. */
export function stateShape(state: RunStateFields): { state: object; status: object } {
  const ended = hasEnded(state);
  return {
    state: {
      life_cycle_state: state.life,
      ...(state.result ? { result_state: state.result } : {}),
      state_message: state.message,
      user_cancelled_or_timedout: state.result === "CANCELED" || state.result === "TIMEDOUT",
      ...(state.life === "QUEUED" ? { queue_reason: state.message } : {}),
    },
    status: {
      state: ended ? "TERMINATED" : state.life === "WAITING_FOR_RETRY" ? "WAITING" : state.life,
      ...(state.life === "QUEUED"
        ? { queue_details: { code: "MAX_CONCURRENT_RUNS_REACHED", message: state.message } }
        : {}),
      ...(ended
        ? {
            termination_details: {
              code: state.code ?? "INTERNAL_ERROR",
              type: terminationType(state),
              message: state.message,
            },
          }
        : {}),
    },
  };
}

function terminationType({ life, result }: RunStateFields): string {
  if (life === "INTERNAL_ERROR") return "INTERNAL_ERROR";
  if (result === "SUCCESS" || result === "SUCCESS_WITH_FAILURES" || result === "EXCLUDED") return "SUCCESS";
  return "CLIENT_ERROR";
}

function times(state: RunStateFields) {
  const start = state.startedAt ?? state.createdAt;
  const lasted = hasEnded(state) ? Math.max((state.endedAt ?? start) - start, 0) : 0;
  return {
    start_time: start,
    end_time: hasEnded(state) ? (state.endedAt ?? 0) : 0,
    setup_duration: 0,
    cleanup_duration: 0,
    execution_duration: lasted,
    run_duration: lasted,
    queue_duration: Math.max(start - state.createdAt, 0),
  };
}

export const runPage = (origin: string, run: RunRecord, id = run.id) =>
  `${origin}/jobs/${run.jobId}/runs/${id}`;

export function runShape(store: RunStore, run: RunRecord, options: ShapeOptions): Record<string, unknown> {
  const all = [...store.latest(run.id).values()];
  const from = options.from ?? 0;
  const listed = (
    options.history ? store.tasks(run.id).filter(({ parentId }) => parentId === undefined) : all
  ).slice(from, from + TASKS_PER_PAGE);
  const { schedule, job_clusters, description } = run.settings;
  return {
    job_id: run.jobId,
    run_id: run.id,
    job_run_id: run.id,
    number_in_job: run.numberInJob,
    original_attempt_run_id: run.id,
    ...stateShape(run),
    ...times(run),
    trigger: run.trigger,
    ...(run.startedBy === undefined ? {} : { trigger_info: { run_id: run.startedBy } }),
    run_name: run.name,
    run_page_url: runPage(options.origin, run),
    run_type: run.type,
    creator_user_name: run.creator,
    format: "MULTI_TASK",
    ...(description === undefined ? {} : { description }),
    ...(schedule && run.trigger === "PERIODIC" ? { schedule } : {}),
    job_parameters: jobParameters(run),
    ...(Object.keys(run.overrides).length > 0 ? { overriding_parameters: run.overrides } : {}),
    ...(options.expandTasks === false
      ? {}
      : {
          tasks: listed.map((task) => taskShape(store, run, task, options)),
          ...(job_clusters ? { job_clusters } : {}),
        }),
    ...(options.history ? { repair_history: history(store, run) } : {}),
  };
}

function jobParameters(run: RunRecord) {
  const defaults = new Map((run.settings.parameters ?? []).map((each) => [each.name, each.default]));
  return Object.entries(run.parameters).map(([name, value]) => ({
    name,
    ...(defaults.has(name) ? { default: defaults.get(name) } : {}),
    ...(defaults.get(name) === value ? {} : { value }),
  }));
}

/** The task of the settings that a task run runs; that of an iteration stands in its for_each. */
export function specOf(store: RunStore, run: RunRecord, task: TaskRunRecord): Task | undefined {
  const tasks = run.settings.tasks ?? [];
  if (task.parentId === undefined) return tasks.find(({ task_key }) => task_key === task.taskKey);
  const parent = store.task(task.parentId);
  return tasks.find(({ task_key }) => task_key === parent?.taskKey)?.for_each_task?.task as Task | undefined;
}

export function taskShape(
  store: RunStore,
  run: RunRecord,
  task: TaskRunRecord,
  options: ShapeOptions,
): Record<string, unknown> {
  const spec = specOf(store, run, task);
  const kind = spec ? kindOf(spec) : undefined;
  return {
    ...spec,
    ...(kind === "condition_task" && spec
      ? {
          condition_task: {
            ...spec.condition_task,
            ...task.resolved,
            ...(task.outcome === undefined ? {} : { outcome: task.outcome }),
          },
        }
      : {}),
    ...(kind === "for_each_task" && spec
      ? { for_each_task: { ...spec.for_each_task, stats: statsOf(store, task) } }
      : {}),
    ...(options.resolved && kind && task.resolved
      ? { resolved_values: resolvedOf(kind, task.resolved) }
      : {}),
    task_key: task.taskKey,
    run_if: spec?.run_if ?? "ALL_SUCCESS",
    run_id: task.id,
    attempt_number: task.attempt,
    ...stateShape(task),
    ...times(task),
    run_page_url: runPage(options.origin, run, task.id),
  };
}

function resolvedOf(kind: string, resolved: Record<string, unknown>) {
  const keep: Record<string, readonly string[]> = {
    notebook_task: ["base_parameters"],
    spark_python_task: ["parameters"],
    sql_task: ["parameters"],
    condition_task: ["left", "right"],
    run_job_task: ["job_parameters"],
  };
  const fields = (keep[kind] ?? []).filter((name) => resolved[name] !== undefined);
  return { [kind]: Object.fromEntries(fields.map((name) => [name, resolved[name]])) };
}

function statsOf(store: RunStore, task: TaskRunRecord) {
  const all = store.iterations(task);
  const ended = all.filter(hasEnded);
  const succeeded = ended.filter(({ result }) => result === "SUCCESS").length;
  const inputs = typeof task.resolved?.inputs === "string" ? JSON.parse(task.resolved.inputs) : [];
  const messages = new Map<string, { count: number; code: string }>();
  for (const { result, message, code } of ended)
    if (result !== "SUCCESS")
      messages.set(message, { count: (messages.get(message)?.count ?? 0) + 1, code: code ?? "" });
  return {
    task_run_stats: {
      total_iterations: Array.isArray(inputs) ? inputs.length : all.length,
      scheduled_iterations: all.length,
      active_iterations: all.length - ended.length,
      completed_iterations: ended.length,
      succeeded_iterations: succeeded,
      failed_iterations: ended.length - succeeded,
    },
    error_message_stats: [...messages]
      .sort(([, a], [, b]) => b.count - a.count)
      .slice(0, 3)
      .map(([error_message, { count, code }]) => ({ error_message, count, termination_category: code })),
  };
}

function history(store: RunStore, run: RunRecord) {
  const ids = (repairId: number | undefined) =>
    store
      .tasks(run.id)
      .filter((task) => task.repairId === repairId && task.parentId === undefined)
      .map(({ id }) => id);
  const original: RunStateFields = run.original ?? run;
  return [
    {
      type: "ORIGINAL",
      start_time: run.startedAt ?? run.createdAt,
      end_time: original.endedAt ?? 0,
      ...stateShape(original),
      task_run_ids: ids(undefined),
    },
    ...run.repairs.map((repair) => ({
      type: "REPAIR",
      id: repair.id,
      start_time: repair.createdAt,
      end_time: repair.endedAt ?? 0,
      ...stateShape(repair),
      task_run_ids: ids(repair.id),
    })),
  ];
}

/** A task run asked for as a run: one of its own, with its iterations. */
export function taskAsRunShape(
  store: RunStore,
  run: RunRecord,
  task: TaskRunRecord,
  options: ShapeOptions,
): Record<string, unknown> {
  const from = options.from ?? 0;
  return {
    job_id: run.jobId,
    run_id: task.id,
    job_run_id: run.id,
    number_in_job: run.numberInJob,
    original_attempt_run_id: store
      .tasks(run.id)
      .find((each) => each.taskKey === task.taskKey && each.iteration === task.iteration)?.id,
    attempt_number: task.attempt,
    ...stateShape(task),
    ...times(task),
    trigger: task.attempt > 0 && task.repairId === undefined ? "RETRY" : run.trigger,
    run_name: task.taskKey,
    run_page_url: runPage(options.origin, run, task.id),
    run_type: run.type,
    creator_user_name: run.creator,
    format: "MULTI_TASK",
    tasks: [taskShape(store, run, task, options)],
    ...(specOf(store, run, task)?.for_each_task
      ? {
          iterations: store
            .iterations(task)
            .slice(from, from + TASKS_PER_PAGE)
            .map((each) => taskShape(store, run, each, options)),
        }
      : {}),
  };
}
