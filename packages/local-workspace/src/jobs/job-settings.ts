import { z } from "zod";

/** An int64 identifier; JSON may hold it as a number or as text. */
export const idSchema = z
  .union([z.number(), z.string().regex(/^\d{1,16}$/, "must be a whole number")])
  .transform(Number)
  .refine((id) => Number.isSafeInteger(id) && id > 0, "must be a positive whole number");

const texts = z.record(z.string().max(1000), z.string().max(100_000));
const seconds = z.number().int().min(0).max(100_000_000);
const pause = z.enum(["PAUSED", "UNPAUSED"]);
const source = z.enum(["WORKSPACE", "GIT"]);

export const RUN_IF = [
  "ALL_SUCCESS",
  "ALL_DONE",
  "NONE_FAILED",
  "AT_LEAST_ONE_SUCCESS",
  "ALL_FAILED",
  "AT_LEAST_ONE_FAILED",
] as const;
export type RunIf = (typeof RUN_IF)[number];

export const CONDITION_OPS = [
  "EQUAL_TO",
  "NOT_EQUAL",
  "GREATER_THAN",
  "GREATER_THAN_OR_EQUAL",
  "LESS_THAN",
  "LESS_THAN_OR_EQUAL",
] as const;

const notebookTask = z
  .object({
    notebook_path: z.string().min(1).max(4096),
    base_parameters: texts.optional(),
    source: source.optional(),
    warehouse_id: z.string().optional(),
  })
  .loose();
const sparkPythonTask = z
  .object({
    python_file: z.string().min(1).max(4096),
    parameters: z.array(z.string()).max(1000).optional(),
    source: source.optional(),
  })
  .loose();
const sqlTask = z
  .object({
    warehouse_id: z.string().min(1),
    parameters: texts.optional(),
    file: z
      .object({ path: z.string().min(1).max(4096), source: source.optional() })
      .loose()
      .optional(),
    query: z
      .object({ query_id: z.string().min(1) })
      .loose()
      .optional(),
  })
  .loose();
const conditionTask = z
  .object({ left: z.string().max(10_000), op: z.enum(CONDITION_OPS), right: z.string().max(10_000) })
  .loose();
const runJobTask = z
  .object({
    job_id: idSchema,
    job_parameters: texts.optional(),
    notebook_params: texts.optional(),
    python_params: z.array(z.string()).max(1000).optional(),
    sql_params: texts.optional(),
    pipeline_params: z.object({ full_refresh: z.boolean().optional() }).loose().optional(),
  })
  .loose();
const pipelineTask = z
  .object({
    pipeline_id: z.string().min(1),
    full_refresh: z.boolean().optional(),
    refresh_selection: z.array(z.string()).max(1000).optional(),
    full_refresh_selection: z.array(z.string()).max(1000).optional(),
  })
  .loose();
const library = z
  .object({
    pypi: z
      .object({ package: z.string().min(1), repo: z.string().optional() })
      .loose()
      .optional(),
  })
  .loose();

const plainTask = z
  .object({
    task_key: z
      .string()
      .min(1)
      .max(100)
      .regex(/^[\w-]+$/, "may hold letters, digits, '_' and '-' only"),
    description: z.string().max(1000).optional(),
    depends_on: z
      .array(z.object({ task_key: z.string().min(1), outcome: z.enum(["true", "false"]).optional() }).loose())
      .max(1000)
      .optional(),
    run_if: z.enum(RUN_IF).optional(),
    notebook_task: notebookTask.optional(),
    spark_python_task: sparkPythonTask.optional(),
    sql_task: sqlTask.optional(),
    condition_task: conditionTask.optional(),
    run_job_task: runJobTask.optional(),
    pipeline_task: pipelineTask.optional(),
    libraries: z.array(library).max(100).optional(),
    environment_key: z.string().optional(),
    job_cluster_key: z.string().optional(),
    timeout_seconds: seconds.optional(),
    max_retries: z.number().int().min(-1).max(1000).optional(),
    min_retry_interval_millis: z.number().int().min(0).max(86_400_000).optional(),
    retry_on_timeout: z.boolean().optional(),
    disabled: z.boolean().optional(),
  })
  .loose();

export const taskSchema = plainTask.extend({
  for_each_task: z
    .object({
      inputs: z.string().min(1).max(1_000_000),
      concurrency: z.number().int().min(1).max(100).optional(),
      task: plainTask,
    })
    .loose()
    .optional(),
});
/** A task as a client writes it. Exactly one of the `…_task` fields is set once it has been checked. */
export type Task = z.infer<typeof taskSchema>;

const environment = z
  .object({
    environment_key: z.string().min(1),
    spec: z
      .object({ dependencies: z.array(z.string().max(1000)).max(100).optional() })
      .loose()
      .optional(),
  })
  .loose();

export const cronSchema = z
  .object({
    quartz_cron_expression: z.string().min(1).max(500),
    timezone_id: z.string().min(1).max(100),
    pause_status: pause.optional(),
  })
  .loose();

/** Settings of a job, and of a one-time run where they apply. Fields without effect here are kept and given back. */
export const settingsSchema = z
  .object({
    name: z.string().min(1).max(4096).optional(),
    description: z.string().max(27_700).optional(),
    tasks: z.array(taskSchema).max(1000).optional(),
    parameters: z
      .array(
        z
          .object({
            name: z
              .string()
              .min(1)
              .max(1000)
              .regex(/^[\w.-]+$/),
            default: z.string().max(100_000),
          })
          .loose(),
      )
      .max(1000)
      .optional(),
    environments: z.array(environment).max(100).optional(),
    job_clusters: z
      .array(z.object({ job_cluster_key: z.string().min(1) }).loose())
      .max(100)
      .optional(),
    timeout_seconds: seconds.optional(),
    max_concurrent_runs: z.number().int().min(0).max(1000).optional(),
    queue: z.object({ enabled: z.boolean() }).loose().optional(),
    schedule: cronSchema.optional(),
    continuous: z
      .object({ pause_status: pause.optional(), task_retry_mode: z.enum(["NEVER", "ON_FAILURE"]).optional() })
      .loose()
      .optional(),
    trigger: z
      .object({
        pause_status: pause.optional(),
        periodic: z
          .object({ interval: z.number().int().min(1).max(10_000), unit: z.enum(["HOURS", "DAYS", "WEEKS"]) })
          .loose()
          .optional(),
      })
      .loose()
      .optional(),
    tags: z.record(z.string().min(1).max(255), z.string().max(255)).optional(),
    format: z.string().optional(),
  })
  .loose();
export type JobSettings = z.infer<typeof settingsSchema>;
