import { z } from "zod";
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

export const executionStatusSchema = z.enum([
  "queued",
  "running",
  "completed",
  "error",
  "cancelled",
  "interrupted",
]);
export type ExecutionStatus = z.infer<typeof executionStatusSchema>;

/** Set on events of a sub-agent: the tool_use id that started it. */
const parent = { parent_tool_use_id: z.string().optional() };

export const agentEventSchema = z.discriminatedUnion("type", [
  /** First event of every run. */
  z.object({ type: z.literal("conversation.created"), conversation_id: z.string() }),
  /** What the person said. Stored before the agent starts. */
  z.object({ type: z.literal("user_message"), message_id: z.string(), text: z.string() }),
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
  }),
  z.object({ type: z.literal("error"), error: z.string(), details: errorBodySchema.optional() }),
  /** The person pressed Stop. */
  z.object({ type: z.literal("stream.cancelled") }),
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
