import { z } from "zod";
import { consequenceSchema, permissionModeSchema } from "./consequence.ts";

/*
 * Something the agent waits for a person to answer: a tool call to approve, questions, a plan, or a budget.
 * All four are stored under one id and answered at one address; the first answer wins.
 */

/** One part of a call with its own judgement, e.g. a statement of a script. */
export const judgedPartSchema = z.object({
  text: z.string(),
  consequence: consequenceSchema,
  /** Why, in a few words: `removes main.default.orders`. */
  reason: z.string(),
});
export type JudgedPart = z.infer<typeof judgedPartSchema>;

export const questionSchema = z.object({
  question: z.string(),
  /** A word or two that name it. */
  header: z.string(),
  options: z.array(z.object({ label: z.string(), description: z.string() })),
  multi_select: z.boolean(),
});
export type Question = z.infer<typeof questionSchema>;

const common = {
  /** The runtime's tool_use; absent for a budget. */
  tool_use_id: z.string().optional(),
  title: z.string(),
};

export const actionRequestSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("tool"),
    ...common,
    tool_name: z.string(),
    input: z.record(z.string(), z.unknown()),
    consequence: consequenceSchema,
    reason: z.string(),
    parts: z.array(judgedPartSchema).optional(),
    /** Name of the input's field that holds the text a person may edit, e.g. `sql_query`. */
    editable: z.string().optional(),
    /** The key Enter must not allow it. */
    default_to_no: z.boolean(),
  }),
  z.object({ kind: z.literal("question"), ...common, questions: z.array(questionSchema) }),
  z.object({ kind: z.literal("plan"), ...common, plan: z.string() }),
  z.object({
    kind: z.literal("budget"),
    ...common,
    scope: z.enum(["conversation", "project", "user"]),
    spent_usd: z.number(),
    limit_usd: z.number(),
  }),
]);
export type ActionRequest = z.infer<typeof actionRequestSchema>;

export const answerScopeSchema = z.enum(["once", "conversation", "project"]);
export type AnswerScope = z.infer<typeof answerScopeSchema>;

/** POST /api/executions/{id}/approvals/{approval_id}. 409 when it has been answered already. */
export const actionAnswerSchema = z.object({
  decision: z.enum(["allow", "deny"]),
  /** kind "tool": how long the answer holds. */
  scope: answerScopeSchema.default("once"),
  /** kind "tool": run with this input instead. */
  updated_input: z.record(z.string(), z.unknown()).optional(),
  /** With "deny": told to the agent, which goes on from there. */
  message: z.string().max(20_000).optional(),
  /** kind "question": question → chosen label(s) joined by ", ", or free text. */
  answers: z.record(z.string(), z.string()).optional(),
  /** kind "plan": the plan as the person edited it, and the mode to go on in. */
  plan: z.string().max(200_000).optional(),
  mode: permissionModeSchema.optional(),
});
export type ActionAnswer = z.infer<typeof actionAnswerSchema>;

export const actionStateSchema = z.enum(["pending", "allowed", "denied", "cancelled"]);
export type ActionState = z.infer<typeof actionStateSchema>;
