import { z } from "zod";

/* What is kept of pipelines, their updates and events. Times are epoch milliseconds. */

export const UPDATE_STATES = [
  "QUEUED",
  "CREATED",
  "WAITING_FOR_RESOURCES",
  "INITIALIZING",
  "RESETTING",
  "SETTING_UP_TABLES",
  "RUNNING",
  "STOPPING",
  "COMPLETED",
  "FAILED",
  "CANCELED",
] as const;
export type UpdateState = (typeof UPDATE_STATES)[number];

export const hasEnded = (state: UpdateState): boolean =>
  state === "COMPLETED" || state === "FAILED" || state === "CANCELED";

const object = z.record(z.string(), z.unknown());

export const pipelineSchema = z.object({
  id: z.string(),
  name: z.string(),
  creator: z.string(),
  createdAt: z.number(),
  modifiedAt: z.number(),
  spec: object,
  /** The statement of a warehouse that made it; its only source then. */
  statement: z.string().optional(),
  permissions: z.array(object).default([]),
  /** How the datasets were at the last update that understood them all. */
  graph: z
    .array(
      z.object({
        name: z.string(),
        type: z.string(),
        reads: z.array(z.string()),
        expectations: z.array(z.object({ name: z.string(), sql: z.string(), action: z.string() })),
      }),
    )
    .default([]),
  fileColumns: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))).default({}),
});
export type PipelineRecord = z.infer<typeof pipelineSchema>;

export const updateSchema = z.object({
  id: z.string(),
  pipelineId: z.string(),
  state: z.enum(UPDATE_STATES),
  cause: z.string(),
  createdAt: z.number(),
  fullRefresh: z.boolean(),
  fullRefreshSelection: z.array(z.string()),
  refreshSelection: z.array(z.string()),
  validateOnly: z.boolean(),
  parameters: z.record(z.string(), z.string()).default({}),
  failure: z.string().optional(),
});
export type UpdateRecord = z.infer<typeof updateSchema>;

export const eventSchema = z.object({
  id: z.string(),
  sequence: z.number(),
  at: z.number(),
  type: z.string(),
  level: z.enum(["ERROR", "INFO", "METRICS", "WARN"]),
  message: z.string(),
  updateId: z.string().optional(),
  dataset: z.string().optional(),
  flow: z.string().optional(),
  details: object,
  errors: z.array(z.object({ className: z.string(), message: z.string() })).optional(),
});
export type EventRecord = z.infer<typeof eventSchema>;
