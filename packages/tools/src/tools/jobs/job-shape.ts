import { z } from "zod";

const object = z.record(z.string(), z.unknown());
const objects = z.array(object);

/** Settings of a job beside its name and tasks, as the Jobs API names them. */
export const jobOptions = {
  job_clusters: objects.optional().describe("Clusters that several tasks share."),
  environments: objects.optional().describe("Environments of serverless Python tasks."),
  tags: z.record(z.string(), z.string()).optional().describe("Tags of the job."),
  timeout_seconds: z.number().int().min(0).optional().describe("Most seconds of a run; 0 for no limit."),
  max_concurrent_runs: z.number().int().min(0).max(1000).optional().describe("Runs at once; 1 unless told."),
  email_notifications: object.optional().describe("Who is written to, and when."),
  webhook_notifications: object.optional().describe("What is called, and when."),
  notification_settings: object.optional().describe("When notifications are left out."),
  schedule: object.optional().describe("{quartz_cron_expression, timezone_id, pause_status}."),
  queue: object.optional().describe("{enabled: true} lets runs wait for room."),
  run_as: object.optional().describe("User or service principal that it runs as."),
  git_source: object.optional().describe("Repository that sources come from."),
  parameters: objects.optional().describe("[{name, default}], reached as {{job.parameters.name}}."),
  health: object.optional().describe("Rules that call a run unhealthy."),
  deployment: object.optional().describe("Says that a bundle made it."),
};

export const taskList = z
  .array(z.looseObject({ task_key: z.string().min(1) }))
  .min(1)
  .describe(
    "Its tasks: each a task_key, one kind (notebook_task {notebook_path}, spark_python_task {python_file}, sql_task, " +
      "pipeline_task {pipeline_id}, condition_task, for_each_task, run_job_task …) and depends_on [{task_key}].",
  );

/** What a call gives, without what it leaves out. */
export function settingsOf(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== ""));
}
