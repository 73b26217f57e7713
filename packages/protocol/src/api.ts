import { z } from "zod";
import { permissionModeSchema } from "./consequence.ts";
import { agentEventSchema, executionStatusSchema } from "./events.ts";
import { resultColumnSchema, resultRowSchema } from "./tool-details.ts";

/* Shapes of the HTTP API at the seed's paths (docs/api: GET /docs). Times are ISO 8601, ids are UUIDs. */

export const meSchema = z.object({
  user: z.string(),
  display_name: z.string().optional(),
  workspace_url: z.string(),
  lakebase_configured: z.boolean(),
  lakebase_project_id: z.string().nullable(),
  lakebase_error: z.string().nullable(),
});
export type Me = z.infer<typeof meSchema>;

export const partHealthSchema = z.object({
  ok: z.boolean(),
  /** What it runs on, e.g. `embedded (DuckDB)`. */
  running_on: z.string(),
  message: z.string().optional(),
  /** What to do when it is not ok, or what would unlock more. */
  next: z.string().optional(),
});
export type PartHealth = z.infer<typeof partHealthSchema>;

export const healthSchema = z.object({
  status: z.enum(["healthy", "unhealthy"]),
  version: z.string(),
  parts: z.object({
    workspace: partHealthSchema,
    database: partHealthSchema,
    model: partHealthSchema,
    sandbox: partHealthSchema,
  }),
});
export type Health = z.infer<typeof healthSchema>;

/** Facts the page needs to draw itself. GET /api/config */
export const appConfigSchema = z.object({
  workspace: z.object({ kind: z.enum(["embedded", "databricks"]), url: z.string(), label: z.string() }),
  database: z.object({ kind: z.enum(["embedded-postgres", "pglite", "postgres"]), label: z.string() }),
  model: z.object({
    kind: z.enum(["practice", "anthropic", "databricks", "custom"]),
    id: z.string(),
    label: z.string(),
  }),
  /** Local model servers that answered on their usual port: offered, never taken silently. */
  local_models: z.array(z.object({ name: z.string(), base_url: z.string(), models: z.array(z.string()) })),
  sandbox: z.object({ bash: z.boolean(), label: z.string(), next: z.string().optional() }),
  /** Mode of new conversations: "auto" on the embedded workspace, "ask" on a real one. */
  default_mode: permissionModeSchema,
  example_prompts: z.array(
    z.object({ id: z.string(), title: z.string(), description: z.string(), prompt: z.string() }),
  ),
});
export type AppConfig = z.infer<typeof appConfigSchema>;

/** PUT /api/model: back to what the environment says, the practice model, or one of `local_models`. */
export const modelChoiceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("default") }),
  z.object({ kind: z.literal("practice") }),
  z.object({ kind: z.literal("local"), base_url: z.string(), model: z.string() }),
]);
export type ModelChoice = z.infer<typeof modelChoiceSchema>;

export const projectSchema = z.object({
  id: z.string(),
  name: z.string(),
  user_email: z.string(),
  created_at: z.string(),
  conversation_count: z.number().int(),
});
export type Project = z.infer<typeof projectSchema>;

export const conversationSchema = z.object({
  id: z.string(),
  project_id: z.string(),
  title: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  cluster_id: z.string().nullable(),
  default_catalog: z.string().nullable(),
  default_schema: z.string().nullable(),
  warehouse_id: z.string().nullable(),
  workspace_folder: z.string().nullable(),
  message_count: z.number().int(),
  /** True while a run is open (queued, running or waiting for a person). */
  running: z.boolean(),
  mode: permissionModeSchema,
});
export type Conversation = z.infer<typeof conversationSchema>;

export const messageSchema = z.object({
  id: z.string(),
  conversation_id: z.string(),
  role: z.enum(["user", "assistant"]),
  content: z.string(),
  timestamp: z.string(),
  is_error: z.boolean(),
});
export type Message = z.infer<typeof messageSchema>;

export const conversationDetailSchema = conversationSchema.extend({
  session_id: z.string().nullable(),
  messages: z.array(messageSchema),
});
export type ConversationDetail = z.infer<typeof conversationDetailSchema>;

/** An event of the log as it stands in JSON: its own fields plus `seq` and `timestamp` (epoch seconds). */
export const wireEventSchema = z.intersection(
  agentEventSchema,
  z.object({ seq: z.number().int(), timestamp: z.number(), at: z.string() }),
);
export type WireEvent = z.infer<typeof wireEventSchema>;

export const executionSchema = z.object({
  id: z.string(),
  conversation_id: z.string(),
  project_id: z.string(),
  status: executionStatusSchema,
  events: z.array(wireEventSchema),
  error: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  /** With status "queued": how many runs start before it. */
  queue_position: z.number().int().optional(),
  /** It was cut off and is the conversation's newest: POST /api/executions/{id}/continue goes on. */
  can_continue: z.boolean().optional(),
});
export type Execution = z.infer<typeof executionSchema>;

/** GET /api/projects/{id}/conversations/{cid}/executions. `?all=true` adds `all`, oldest first. */
export const executionsSchema = z.object({
  active: executionSchema.nullable(),
  recent: z.array(executionSchema),
  all: z.array(executionSchema).optional(),
});
export type Executions = z.infer<typeof executionsSchema>;

export const MAX_MESSAGE_CHARACTERS = 200_000;

export const invokeRequestSchema = z.object({
  project_id: z.string(),
  conversation_id: z.string().nullish(),
  message: z.string(),
  cluster_id: z.string().nullish(),
  default_catalog: z.string().nullish(),
  default_schema: z.string().nullish(),
  warehouse_id: z.string().nullish(),
  workspace_folder: z.string().nullish(),
  mlflow_experiment_name: z.string().nullish(),
  /** Mode of the conversation from this message on. */
  mode: permissionModeSchema.nullish(),
});
export type InvokeRequest = z.infer<typeof invokeRequestSchema>;

export const invokeResponseSchema = z.object({ execution_id: z.string(), conversation_id: z.string() });
export type InvokeResponse = z.infer<typeof invokeResponseSchema>;

export const fileEntrySchema = z.object({
  path: z.string(),
  name: z.string(),
  size: z.number(),
  modified: z.string(),
});
export type FileEntry = z.infer<typeof fileEntrySchema>;
export const fileListSchema = z.object({
  project_id: z.string(),
  files: z.array(fileEntrySchema),
  truncated: z.boolean(),
});
export type FileList = z.infer<typeof fileListSchema>;
/** GET /api/projects/{id}/files/content?path= */
export const fileContentSchema = z.object({
  path: z.string(),
  size: z.number(),
  modified: z.string(),
  /** Null for a binary file. */
  content: z.string().nullable(),
  truncated: z.boolean(),
});
export type FileContent = z.infer<typeof fileContentSchema>;

export const warehouseSchema = z.object({
  warehouse_id: z.string(),
  warehouse_name: z.string(),
  state: z.string(),
  cluster_size: z.string().nullable(),
  creator_name: z.string().nullable(),
  is_serverless: z.boolean(),
});
export type Warehouse = z.infer<typeof warehouseSchema>;

export const clusterSchema = z.object({
  cluster_id: z.string(),
  cluster_name: z.string(),
  state: z.string(),
  creator_user_name: z.string().nullable(),
});
export type Cluster = z.infer<typeof clusterSchema>;

/** GET /api/catalogs and GET /api/catalogs/{catalog}/schemas */
export const namedSchema = z.object({ name: z.string(), comment: z.string().nullable() });
export type Named = z.infer<typeof namedSchema>;

/** GET /api/results/{id}?offset=&limit= ; GET /api/results/{id}/csv gives all kept rows as text/csv. */
export const resultPageSchema = z.object({
  result_id: z.string(),
  columns: z.array(resultColumnSchema),
  total_rows: z.number().int(),
  kept_rows: z.number().int(),
  offset: z.number().int(),
  rows: z.array(resultRowSchema),
});
export type ResultPage = z.infer<typeof resultPageSchema>;

/** Every error answer: `detail` is the sentence (as the seed has it), the rest says more. */
export const errorResponseSchema = z.object({
  detail: z.string(),
  code: z.string(),
  next: z.string().optional(),
  retryable: z.boolean().optional(),
});
export type ErrorResponse = z.infer<typeof errorResponseSchema>;
