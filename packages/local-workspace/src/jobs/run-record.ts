import { z } from "zod";
import { settingsSchema } from "./job-settings.ts";

export const LIFE_STATES = [
  "QUEUED",
  "PENDING",
  "BLOCKED",
  "RUNNING",
  "WAITING_FOR_RETRY",
  "TERMINATING",
  "TERMINATED",
  "SKIPPED",
  "INTERNAL_ERROR",
] as const;
export type LifeState = (typeof LIFE_STATES)[number];

export const RESULT_STATES = [
  "SUCCESS",
  "SUCCESS_WITH_FAILURES",
  "FAILED",
  "TIMEDOUT",
  "CANCELED",
  "MAXIMUM_CONCURRENT_RUNS_REACHED",
  "EXCLUDED",
  "UPSTREAM_FAILED",
  "UPSTREAM_CANCELED",
  "DISABLED",
] as const;
export type ResultState = (typeof RESULT_STATES)[number];

export const TRIGGERS = [
  "ONE_TIME",
  "PERIODIC",
  "CONTINUOUS",
  "CONTINUOUS_RESTART",
  "RUN_JOB_TASK",
  "RETRY",
] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** Times are epoch milliseconds. `code` is that of the termination details. */
const stateFields = {
  life: z.enum(LIFE_STATES),
  result: z.enum(RESULT_STATES).optional(),
  message: z.string(),
  code: z.string().optional(),
  createdAt: z.number(),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
};
const stateSchema = z.object(stateFields);
export type RunStateFields = z.infer<typeof stateSchema>;

const texts = z.record(z.string(), z.string());

/** Parameters of the older kind, that override those of tasks. */
export const overridesSchema = z.object({
  notebook_params: texts.optional(),
  python_params: z.array(z.string()).optional(),
  sql_params: texts.optional(),
  pipeline_params: z.object({ full_refresh: z.boolean().optional() }).loose().optional(),
});
export type Overrides = z.infer<typeof overridesSchema>;

const repairSchema = z.object({ id: z.number(), ...stateFields });

export const runSchema = z.object({
  ...stateFields,
  id: z.number(),
  jobId: z.number(),
  type: z.enum(["JOB_RUN", "SUBMIT_RUN", "WORKFLOW_RUN"]),
  name: z.string(),
  numberInJob: z.number(),
  creator: z.string(),
  trigger: z.enum(TRIGGERS),
  /** As they were when the run began. */
  settings: settingsSchema,
  /** Values of the job's parameters in this run. */
  parameters: texts,
  overrides: overridesSchema,
  /** Only these tasks take part. */
  only: z.array(z.string()).optional(),
  idempotencyToken: z.string().optional(),
  /** The task run that started this one, for a run_job task or a notebook's child run. */
  startedBy: z.number().optional(),
  /** How many runs that started one another stand above this one. */
  depth: z.number(),
  /** How it had ended before its first repair. */
  original: stateSchema.optional(),
  repairs: z.array(repairSchema),
});
export type RunRecord = z.infer<typeof runSchema>;

export const taskRunSchema = z.object({
  ...stateFields,
  id: z.number(),
  runId: z.number(),
  taskKey: z.string(),
  attempt: z.number(),
  /** The repair it belongs to; undefined for the original run. */
  repairId: z.number().optional(),
  /** Of an iteration: the run of its for_each task, and its place and input there. */
  parentId: z.number().optional(),
  iteration: z.number().optional(),
  input: z.unknown().optional(),
  /** The fields of the task with references replaced, once it runs. */
  resolved: z.record(z.string(), z.unknown()).optional(),
  /** Of a condition: "true" or "false". */
  outcome: z.string().optional(),
  /** What the task set for others, as JSON values. */
  values: z.record(z.string(), z.unknown()),
  /** Statements of a SQL task. */
  statementIds: z.array(z.string()).optional(),
  /** The run that a run_job task started. */
  childRunId: z.number().optional(),
  /** First rows of a SQL task's last result, by column name. */
  rows: z.array(z.record(z.string(), z.string().nullable())).optional(),
});
export type TaskRunRecord = z.infer<typeof taskRunSchema>;

export const hasEnded = ({ life }: Pick<RunStateFields, "life">): boolean =>
  life === "TERMINATED" || life === "SKIPPED" || life === "INTERNAL_ERROR";

/** Ended other than well: such tasks are run again by a repair. Excluded ones have not failed. */
export const hasFailed = (state: RunStateFields): boolean =>
  hasEnded(state) &&
  state.result !== "SUCCESS" &&
  state.result !== "SUCCESS_WITH_FAILURES" &&
  state.result !== "EXCLUDED" &&
  state.result !== "DISABLED";
