import { z } from "zod";
import { actionAnswerSchema, actionRequestSchema } from "./actions.ts";
import { permissionModeSchema } from "./consequence.ts";
import { errorBodySchema } from "./errors.ts";
import { toolDetailsSchema } from "./tool-details.ts";

/*
 * The event log. Names and fields of the seed's stream are kept (conversation.created, text_delta, text,
 * thinking, tool_use, tool_result, todos, result, error, cancelled, system, stream.completed); what we add is
 * additive, so that a client of the seed's time ignores it. Ids come from the source (message id + block
 * index, tool_use id), never from array position.
 */

export const todoSchema = z.object({
  content: z.string(),
  status: z.enum(["pending", "in_progress", "completed"]),
  activeForm: z.string().optional(),
});
export type Todo = z.infer<typeof todoSchema>;

export const usageSchema = z.object({
  input_tokens: z.number().default(0),
  output_tokens: z.number().default(0),
  cache_read_input_tokens: z.number().default(0),
  cache_creation_input_tokens: z.number().default(0),
});
export type Usage = z.infer<typeof usageSchema>;

/**
 * The state of a run: queued → running ⇄ requires_action → one of the last four. "error" is a run that failed
 * (the seed's word), "interrupted" one whose server or process went away: it can be continued.
 */
export const executionStatusSchema = z.enum([
  "queued",
  "running",
  "requires_action",
  "completed",
  "error",
  "cancelled",
  "interrupted",
]);
export type ExecutionStatus = z.infer<typeof executionStatusSchema>;

/** Whether a run can still change. */
export function isOpenStatus(status: ExecutionStatus): boolean {
  return status === "queued" || status === "running" || status === "requires_action";
}

/** What fills the model's context window. */
export const contextUsageSchema = z.object({
  total_tokens: z.number(),
  max_tokens: z.number(),
  categories: z.array(z.object({ name: z.string(), tokens: z.number() })),
});
export type ContextUsage = z.infer<typeof contextUsageSchema>;

/** Something that a stopped run left going on in the workspace. */
export const leftRunningSchema = z.object({
  kind: z.enum(["statement", "command", "job_run", "pipeline_update", "operation"]),
  id: z.string(),
  title: z.string(),
  url: z.string().optional(),
});
export type LeftRunning = z.infer<typeof leftRunningSchema>;

export const operationStatusSchema = z.enum(["running", "completed", "failed", "cancelled", "lost"]);
export type OperationStatus = z.infer<typeof operationStatusSchema>;

/** Set on events of a sub-agent: the tool_use id that started it. */
const parent = { parent_tool_use_id: z.string().optional() };

export const agentEventSchema = z.discriminatedUnion("type", [
  /** First event of every run. */
  z.object({
    type: z.literal("conversation.created"),
    conversation_id: z.string(),
    /** Absent in logs of the first version: running. */
    status: z.enum(["queued", "running"]).optional(),
  }),
  /** The run's state has changed, other than by its end. */
  z.object({ type: z.literal("status"), status: z.enum(["queued", "running", "requires_action"]) }),
  /** What the person said. Stored before the agent starts. */
  z.object({
    type: z.literal("user_message"),
    message_id: z.string(),
    text: z.string(),
    /** Given to the agent while it was working on an earlier message. */
    steered: z.boolean().optional(),
    /** Not typed by the person: the run goes on after an interruption. */
    synthetic: z.boolean().optional(),
  }),
  z.object({ type: z.literal("system"), subtype: z.string(), data: z.record(z.string(), z.unknown()) }),
  /** A piece of visible text. Pieces with one block_id belong together. */
  z.object({ type: z.literal("text_delta"), block_id: z.string(), text: z.string(), ...parent }),
  /** A whole text block; sent only when none of it was sent as deltas. */
  z.object({ type: z.literal("text"), block_id: z.string(), text: z.string(), ...parent }),
  z.object({ type: z.literal("thinking_delta"), block_id: z.string(), thinking: z.string(), ...parent }),
  /** A whole thinking block; replaces its deltas. */
  z.object({ type: z.literal("thinking"), block_id: z.string(), thinking: z.string(), ...parent }),
  z.object({
    type: z.literal("tool_use"),
    tool_id: z.string(),
    tool_name: z.string(),
    tool_input: z.record(z.string(), z.unknown()),
    ...parent,
  }),
  /** What the tool tells the person, while it runs and at its end. */
  z.object({ type: z.literal("tool_details"), tool_use_id: z.string(), details: toolDetailsSchema }),
  z.object({
    type: z.literal("tool_result"),
    tool_use_id: z.string(),
    /** What the model was told. */
    content: z.string(),
    is_error: z.boolean(),
    duration_ms: z.number().optional(),
    ...parent,
  }),
  z.object({ type: z.literal("todos"), todos: z.array(todoSchema) }),
  /** The model endpoint is being tried again (rate limit, overload, lost connection). */
  z.object({
    type: z.literal("model_retry"),
    attempt: z.number().int(),
    status: z.number().int().optional(),
    delay_ms: z.number(),
    message: z.string(),
  }),
  /** The agent waits for a person; `permission.resolved` with the same id ends it. */
  z.object({
    type: z.literal("permission.requested"),
    approval_id: z.string(),
    request: actionRequestSchema,
  }),
  z.object({
    type: z.literal("permission.resolved"),
    approval_id: z.string(),
    /** "cancelled": the run ended before anyone answered. */
    decision: z.enum(["allow", "deny", "cancelled"]),
    answer: actionAnswerSchema.optional(),
    by: z.string().optional(),
  }),
  z.object({ type: z.literal("mode.changed"), mode: permissionModeSchema, by: z.string().optional() }),
  /** The project's files as they were before this message. */
  z.object({
    type: z.literal("checkpoint.created"),
    checkpoint_id: z.string(),
    files: z.number().int(),
    bytes: z.number(),
  }),
  /** Tokens and cost of the run so far, after each model response. */
  z.object({ type: z.literal("usage"), usage: usageSchema, cost_usd: z.number().nullable() }),
  z.object({ type: z.literal("context"), context: contextUsageSchema }),
  z.object({
    type: z.literal("compacted"),
    trigger: z.enum(["manual", "auto"]),
    pre_tokens: z.number().optional(),
    post_tokens: z.number().optional(),
  }),
  /** A call that takes long goes on as an operation of its own. */
  z.object({
    type: z.literal("operation"),
    operation_id: z.string(),
    tool_use_id: z.string(),
    status: operationStatusSchema,
    message: z.string().optional(),
    done: z.number().optional(),
    total: z.number().optional(),
  }),
  z.object({ type: z.literal("left_running"), items: z.array(leftRunningSchema) }),
  /** The server, or the agent's process, went away; the run can be continued. */
  z.object({
    type: z.literal("interrupted"),
    reason: z.enum(["server_lost", "server_stopped", "agent_lost", "database_lost"]),
    message: z.string(),
  }),
  z.object({ type: z.literal("notice"), level: z.enum(["info", "warning"]), message: z.string() }),
  z.object({
    type: z.literal("result"),
    session_id: z.string(),
    duration_ms: z.number(),
    total_cost_usd: z.number().nullable(),
    is_error: z.boolean(),
    num_turns: z.number(),
    usage: usageSchema.optional(),
    model: z.string().optional(),
    /** Last entry of the runtime's transcript: where another session can branch off. */
    leaf_uuid: z.string().optional(),
  }),
  z.object({ type: z.literal("error"), error: z.string(), details: errorBodySchema.optional() }),
  /** The person pressed Stop. */
  z.object({ type: z.literal("stream.cancelled"), by: z.string().optional() }),
  /** The agent has confirmed that it stopped. */
  z.object({ type: z.literal("cancelled") }),
  /** Last event of every run. */
  z.object({
    type: z.literal("stream.completed"),
    status: executionStatusSchema,
    is_error: z.boolean(),
    is_cancelled: z.boolean(),
  }),
]);
export type AgentEvent = z.infer<typeof agentEventSchema>;
export type AgentEventType = AgentEvent["type"];

/** A row of the log: `seq` starts at 1 in each execution, is given once and is never reused. */
export interface LoggedEvent {
  seq: number;
  /** ISO 8601, server clock. For people; order is `seq`. */
  at: string;
  event: AgentEvent;
}

/** Events that live in the stream only and are never in the log. */
export const transportEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("keepalive"), elapsed_since_last_event: z.number() }),
  z.object({
    type: z.literal("stream.reconnect"),
    execution_id: z.string(),
    last_event_id: z.number(),
    last_timestamp: z.number(),
    message: z.string(),
  }),
]);
export type TransportEvent = z.infer<typeof transportEventSchema>;

/** Tolerant reader for stored or received events: an unknown type gives undefined, never a throw. */
export function parseAgentEvent(value: unknown): AgentEvent | undefined {
  const parsed = agentEventSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
