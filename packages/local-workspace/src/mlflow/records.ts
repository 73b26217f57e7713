import { z } from "zod";

const tags = z.record(z.string(), z.string());
export const STAGES = ["active", "deleted"] as const;

export const experimentSchema = z.object({
  id: z.string(),
  name: z.string(),
  artifactLocation: z.string(),
  stage: z.enum(STAGES),
  createdAt: z.number(),
  updatedAt: z.number(),
  tags,
});
export type ExperimentRecord = z.infer<typeof experimentSchema>;

export const RUN_STATUSES = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;

const dataset = z.object({
  tags,
  dataset: z.object({
    name: z.string(),
    digest: z.string(),
    source_type: z.string().optional(),
    source: z.string().optional(),
    schema: z.string().optional(),
    profile: z.string().optional(),
  }),
});

export const runSchema = z.object({
  id: z.string(),
  experimentId: z.string(),
  name: z.string(),
  userId: z.string(),
  status: z.enum(RUN_STATUSES),
  startTime: z.number(),
  endTime: z.number().optional(),
  stage: z.enum(STAGES),
  deletedAt: z.number().optional(),
  params: tags,
  tags,
  datasets: z.array(dataset),
  modelInputs: z.array(z.object({ model_id: z.string() })),
  modelOutputs: z.array(z.object({ model_id: z.string(), step: z.number() })),
});
export type RunRecord = z.infer<typeof runSchema>;

export const MODEL_STATUSES = [
  "LOGGED_MODEL_PENDING",
  "LOGGED_MODEL_READY",
  "LOGGED_MODEL_UPLOAD_FAILED",
] as const;
export const modelSchema = z.object({
  id: z.string(),
  experimentId: z.string(),
  name: z.string(),
  type: z.string().optional(),
  sourceRunId: z.string().optional(),
  status: z.enum(MODEL_STATUSES),
  createdAt: z.number(),
  updatedAt: z.number(),
  params: tags,
  tags,
  /** The latest of each metric and data set. */
  metrics: z.array(
    z.object({
      key: z.string(),
      value: z.union([z.number(), z.string()]),
      timestamp: z.number(),
      step: z.number(),
      run_id: z.string(),
      dataset_name: z.string().optional(),
      dataset_digest: z.string().optional(),
    }),
  ),
});
export type ModelRecord = z.infer<typeof modelSchema>;

export const TRACE_STATES = ["STATE_UNSPECIFIED", "OK", "ERROR", "IN_PROGRESS"] as const;

export const assessmentSchema = z
  .object({
    assessment_id: z.string(),
    assessment_name: z.string(),
    trace_id: z.string(),
    create_time: z.string(),
    last_update_time: z.string(),
    valid: z.boolean(),
  })
  .loose();
export type AssessmentRecord = z.infer<typeof assessmentSchema>;

export const traceSchema = z.object({
  id: z.string(),
  experimentId: z.string(),
  clientRequestId: z.string().optional(),
  request: z.string().optional(),
  response: z.string().optional(),
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  milliseconds: z.number().optional(),
  state: z.enum(TRACE_STATES),
  metadata: tags,
  tags,
  assessments: z.array(assessmentSchema),
  /** Runs that it was linked to, beside the one it came from. */
  runs: z.array(z.string()),
});
export type TraceRecord = z.infer<typeof traceSchema>;
