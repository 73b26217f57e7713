import { z } from "zod";

/** Ids of jobs and runs are 64-bit; those that a workspace gives fit into a number. */
const id = z.number();

export const jobSettingsSchema = z.looseObject({
  name: z.string().nullish(),
  tasks: z.array(z.looseObject({ task_key: z.string() })).nullish(),
});
export type JobSettings = z.infer<typeof jobSettingsSchema>;

export const jobSchema = z.looseObject({
  job_id: id,
  creator_user_name: z.string().nullish(),
  /** Milliseconds since 1970. */
  created_time: z.number().nullish(),
  settings: jobSettingsSchema.nullish(),
});
export type Job = z.infer<typeof jobSchema>;

export const jobListSchema = z.object({
  jobs: z.array(jobSchema).nullish(),
  next_page_token: z.string().nullish(),
});

export const runStateSchema = z.looseObject({
  /** PENDING, RUNNING, TERMINATING, TERMINATED, SKIPPED, INTERNAL_ERROR, BLOCKED, WAITING_FOR_RETRY or QUEUED. */
  life_cycle_state: z.string().nullish(),
  /** SUCCESS, FAILED, TIMEDOUT, CANCELED … once it is over. */
  result_state: z.string().nullish(),
  state_message: z.string().nullish(),
});

export const taskRunSchema = z.looseObject({
  run_id: id,
  task_key: z.string().nullish(),
  state: runStateSchema.nullish(),
});

export const runSchema = z.looseObject({
  run_id: id,
  job_id: id.nullish(),
  run_name: z.string().nullish(),
  run_page_url: z.string().nullish(),
  state: runStateSchema.nullish(),
  start_time: z.number().nullish(),
  end_time: z.number().nullish(),
  tasks: z.array(taskRunSchema).nullish(),
});
export type Run = z.infer<typeof runSchema>;

export const runListSchema = z.object({
  runs: z.array(runSchema).nullish(),
  next_page_token: z.string().nullish(),
});

export const runOutputSchema = z.looseObject({
  error: z.string().nullish(),
  error_trace: z.string().nullish(),
  logs: z.string().nullish(),
  notebook_output: z
    .looseObject({ result: z.string().nullish(), truncated: z.boolean().nullish() })
    .nullish(),
  metadata: runSchema.nullish(),
});
export type RunOutput = z.infer<typeof runOutputSchema>;
