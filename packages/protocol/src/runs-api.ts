import { z } from "zod";
import { actionRequestSchema } from "./actions.ts";
import { consequenceSchema, permissionModeSchema } from "./consequence.ts";
import { executionStatusSchema, operationStatusSchema, usageSchema } from "./events.ts";
import { toolDetailsSchema } from "./tool-details.ts";

/* Shapes of everything around a run: queue, approvals, checkpoints, budgets, operations, user-level events. */

/** A message that waits for its turn. `position` orders them; it is not an index. */
export const queuedInputSchema = z.object({
  id: z.string(),
  text: z.string(),
  position: z.number(),
  created_at: z.string(),
});
export type QueuedInput = z.infer<typeof queuedInputSchema>;

/** GET /api/projects/{id}/conversations/{cid}/queue */
export const queueSchema = z.object({
  inputs: z.array(queuedInputSchema),
  /** The last run did not end well, so the queue waits for a person: POST …/queue/send goes on. */
  paused: z.boolean(),
});
export type Queue = z.infer<typeof queueSchema>;

/**
 * POST /api/executions/{id}/input. "steer": given to the agent now, between two of its steps; when the run is
 * over already, or cannot take it, it is queued and the answer says so.
 */
export const inputRequestSchema = z.object({
  text: z.string(),
  delivery: z.enum(["queue", "steer"]).default("queue"),
  /** Chosen by the client, so that a repeated request is the same message. */
  id: z.uuid().optional(),
});
export type InputRequest = z.infer<typeof inputRequestSchema>;
export const inputResponseSchema = z.object({
  input_id: z.string(),
  delivered: z.enum(["queued", "steered", "started"]),
  /** Set with "started": the run was over, so the message began a new one. */
  execution_id: z.string().optional(),
});
export type InputResponse = z.infer<typeof inputResponseSchema>;

/** PATCH …/queue/{qid}. `before`: id of the input it goes before, null for the end. */
export const queuePatchSchema = z.object({
  text: z.string().optional(),
  before: z.string().nullable().optional(),
});

/** GET /api/inbox: everything that waits for this person, oldest first. */
export const inboxItemSchema = z.object({
  approval_id: z.string(),
  execution_id: z.string(),
  conversation_id: z.string(),
  project_id: z.string(),
  conversation_title: z.string(),
  project_name: z.string(),
  request: actionRequestSchema,
  created_at: z.string(),
  /** The run that asked was cut off: answering continues it. */
  interrupted: z.boolean(),
});
export type InboxItem = z.infer<typeof inboxItemSchema>;
export const inboxSchema = z.object({ items: z.array(inboxItemSchema) });

/** A standing answer. GET /api/projects/{id}/rules, DELETE /api/projects/{id}/rules/{rule_id} */
export const approvalRuleSchema = z.object({
  id: z.string(),
  project_id: z.string(),
  /** Null: holds in every conversation of the project. */
  conversation_id: z.string().nullable(),
  tool_name: z.string(),
  consequence: consequenceSchema,
  decision: z.enum(["allow", "deny"]),
  created_at: z.string(),
});
export type ApprovalRule = z.infer<typeof approvalRuleSchema>;

export const conversationStatusSchema = z.object({
  conversation_id: z.string(),
  project_id: z.string(),
  title: z.string(),
  /** "idle": it has no run yet. */
  status: z.union([executionStatusSchema, z.literal("idle")]),
  execution_id: z.string().nullable(),
  needs_you: z.number().int(),
  queued_inputs: z.number().int(),
  updated_at: z.string(),
});
export type ConversationStatus = z.infer<typeof conversationStatusSchema>;

/** Frames of GET /api/events (SSE): one small stream for badges and notices, beside a stream per run. */
export const userEventSchema = z.discriminatedUnion("type", [
  /** First frame of every connection: all that is open, or ended in the last day. */
  z.object({ type: z.literal("snapshot"), conversations: z.array(conversationStatusSchema) }),
  z.object({ type: z.literal("conversation"), conversation: conversationStatusSchema }),
  z.object({
    type: z.literal("conversation.deleted"),
    conversation_id: z.string(),
    project_id: z.string(),
  }),
  z.object({
    type: z.literal("queue.changed"),
    conversation_id: z.string(),
    project_id: z.string(),
    queue: queueSchema,
  }),
  /** The server is going away in order; connect again after a moment. */
  z.object({ type: z.literal("server.draining"), retry_ms: z.number() }),
]);
export type UserEvent = z.infer<typeof userEventSchema>;

/** One file between two states of the project. */
export const fileChangeSchema = z.object({
  path: z.string(),
  status: z.enum(["added", "modified", "deleted"]),
  /** Null for a binary or very large file. */
  additions: z.number().int().nullable(),
  deletions: z.number().int().nullable(),
});
export type FileChange = z.infer<typeof fileChangeSchema>;

export const checkpointSchema = z.object({
  id: z.string(),
  /** The run before which it was taken. */
  execution_id: z.string().nullable(),
  created_at: z.string(),
  files: z.number().int(),
  bytes: z.number(),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** GET …/conversations/{cid}/changes?from=<checkpoint>&to=<checkpoint>: default from the first one to now. */
export const changesSchema = z.object({
  from: checkpointSchema.nullable(),
  to: checkpointSchema.nullable(),
  changes: z.array(fileChangeSchema),
});
export type Changes = z.infer<typeof changesSchema>;

/** GET …/changes/file?path=&from=&to= : both sides as text; null where there is none, or it is binary. */
export const fileDiffSchema = z.object({
  path: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  binary: z.boolean(),
});
export type FileDiff = z.infer<typeof fileDiffSchema>;

/** POST …/conversations/{cid}/rewind: back to the moment before the message of this run. */
export const rewindRequestSchema = z.object({
  execution_id: z.string(),
  files: z.boolean().default(true),
  conversation: z.boolean().default(true),
  /** Says what would happen, and changes nothing. */
  dry_run: z.boolean().default(false),
});
export type RewindRequest = z.infer<typeof rewindRequestSchema>;
export const rewindResultSchema = z.object({
  dry_run: z.boolean(),
  /** What happens to the project's files. Null: no checkpoint was taken for this message. */
  changes: z.array(fileChangeSchema).nullable(),
  /** Runs that disappear from the conversation. */
  runs: z.number().int(),
  /** Things in the workspace that these runs made or changed, and that stay as they are. */
  kept_in_workspace: z.array(z.object({ type: z.string(), name: z.string(), url: z.string().optional() })),
  /** The text of the message, to be edited and sent again. */
  message: z.string(),
  /** A checkpoint of how the files were until now, so that this can be undone. */
  undo_checkpoint_id: z.string().nullable(),
  /** Sentences worth knowing: files that stay as they are, changes of other conversations that go too. */
  notes: z.array(z.string()).optional(),
});
export type RewindResult = z.infer<typeof rewindResultSchema>;

/** POST …/checkpoints/{checkpoint_id}/restore: the files as they were then. Undoes a rewind of the files, too. */
export const restoreRequestSchema = z.object({ dry_run: z.boolean().default(false) });
export const restoreResultSchema = rewindResultSchema.pick({
  dry_run: true,
  changes: true,
  undo_checkpoint_id: true,
  notes: true,
});
export type RestoreResult = z.infer<typeof restoreResultSchema>;

/** POST …/conversations/{cid}/fork: a new conversation with everything up to and including this run. */
export const forkRequestSchema = z.object({
  execution_id: z.string(),
  /** "before" leaves the run itself out. */
  at: z.enum(["before", "after"]).default("after"),
  title: z.string().optional(),
});

/** POST /api/executions/{id}/continue, and what answers a continued approval. */
export const continueResponseSchema = z.object({ execution_id: z.string(), conversation_id: z.string() });

const spent = z.object({ usage: usageSchema, cost_usd: z.number().nullable(), runs: z.number().int() });
export const budgetSchema = z.object({
  /** Asks when reached. */
  soft_usd: z.number().positive().nullable(),
  /** Stops when reached. */
  hard_usd: z.number().positive().nullable(),
});
export type Budget = z.infer<typeof budgetSchema>;
const spentOf = spent.extend({ budget: budgetSchema });
/** GET …/conversations/{cid}/usage. PUT …/usage/budgets/{scope} sets a budget. */
export const usageReportSchema = z.object({
  conversation: spentOf,
  project: spentOf,
  user: spentOf,
  /** A sentence, when budgets cannot apply: the model's price is not known. */
  note: z.string().optional(),
});
export type UsageReport = z.infer<typeof usageReportSchema>;

export const operationSchema = z.object({
  id: z.string(),
  project_id: z.string(),
  conversation_id: z.string(),
  execution_id: z.string(),
  tool_use_id: z.string().nullable(),
  tool_name: z.string(),
  title: z.string(),
  status: operationStatusSchema,
  message: z.string().nullable(),
  done: z.number().nullable(),
  total: z.number().nullable(),
  /** What the tool answered, once it is over. */
  result: z.string().nullable(),
  /** What it told the person last, e.g. a SQL result whose rows are kept; replaces the card's own details. */
  details: z.array(toolDetailsSchema).optional(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type Operation = z.infer<typeof operationSchema>;
/** GET /api/operations?conversation_id= ; POST /api/operations/{id}/cancel */
export const operationsSchema = z.object({ operations: z.array(operationSchema) });

/** PUT …/conversations/{cid}/mode */
export const modeRequestSchema = z.object({ mode: permissionModeSchema });
