import { sql } from "drizzle-orm";
import {
  boolean,
  doublePrecision,
  index,
  jsonb,
  primaryKey,
  text,
  uniqueIndex,
  varchar,
} from "drizzle-orm/pg-core";
import { conversations, executions, projects } from "./schema.ts";
import { id, instant, lakehand, maybeInstant, reference } from "./schema-parts.ts";

/* What people say to a run: messages that wait, answers, rules, budgets; and what goes on for them. */

const project = () =>
  reference()
    .notNull()
    .references(() => projects.id, { onDelete: "cascade" });
const conversation = () =>
  reference()
    .notNull()
    .references(() => conversations.id, { onDelete: "cascade" });
const execution = () =>
  reference()
    .notNull()
    .references(() => executions.id, { onDelete: "cascade" });

export const idempotencyKeys = lakehand.table(
  "idempotency_keys",
  {
    user_email: varchar({ length: 255 }).notNull(),
    key: varchar({ length: 255 }).notNull(),
    request_hash: varchar({ length: 100 }).notNull(),
    conversation_id: reference().notNull(),
    /** Set when the request has been fulfilled. */
    execution_id: reference(),
    claimed_at: instant(),
    created_at: instant(),
  },
  (t) => [
    primaryKey({ name: "idempotency_keys_pkey", columns: [t.user_email, t.key] }),
    index("idempotency_keys_by_age").on(t.created_at),
  ],
);

export const inputs = lakehand.table(
  "inputs",
  {
    id: id(),
    conversation_id: conversation(),
    text: text().notNull(),
    position: doublePrecision().notNull(),
    steer: boolean().notNull().default(false),
    created_at: instant(),
    /** Sent or removed. The row stays a while, so that a repeated request does not bring it back. */
    gone_at: maybeInstant(),
  },
  (t) => [
    index("inputs_by_conversation").on(t.conversation_id, t.position).where(sql`${t.gone_at} is null`),
    index("inputs_gone").on(t.gone_at).where(sql`${t.gone_at} is not null`),
  ],
);

export const approvals = lakehand.table(
  "approvals",
  {
    id: id(),
    execution_id: execution(),
    conversation_id: conversation(),
    project_id: project(),
    request: jsonb().notNull(),
    state: varchar({ length: 20 }).notNull().default("pending"),
    answer: jsonb(),
    answered_by: varchar({ length: 255 }),
    created_at: instant(),
    answered_at: maybeInstant(),
  },
  (t) => [
    index("approvals_by_execution").on(t.execution_id),
    index("approvals_by_conversation").on(t.conversation_id),
    index("approvals_by_project").on(t.project_id),
    index("approvals_pending").on(t.conversation_id, t.created_at).where(sql`${t.state} = 'pending'`),
  ],
);

export const rules = lakehand.table(
  "rules",
  {
    id: id(),
    project_id: project(),
    conversation_id: reference().references(() => conversations.id, { onDelete: "cascade" }),
    tool_name: varchar({ length: 255 }).notNull(),
    consequence: varchar({ length: 30 }).notNull(),
    decision: varchar({ length: 10 }).notNull(),
    created_at: instant(),
  },
  (t) => [
    uniqueIndex("rules_once").on(
      t.project_id,
      sql`coalesce(${t.conversation_id}, '')`,
      t.tool_name,
      t.consequence,
    ),
    index("rules_by_conversation").on(t.conversation_id),
  ],
);

export const operations = lakehand.table(
  "operations",
  {
    id: id(),
    user_email: varchar({ length: 255 }).notNull(),
    project_id: project(),
    conversation_id: conversation(),
    execution_id: execution(),
    tool_use_id: varchar({ length: 255 }),
    tool_name: varchar({ length: 255 }).notNull(),
    title: text().notNull(),
    input: jsonb().notNull(),
    status: varchar({ length: 20 }).notNull().default("running"),
    message: text(),
    done: doublePrecision(),
    total: doublePrecision(),
    result: text(),
    handles: jsonb().notNull(),
    details: jsonb().notNull().default([]),
    told: boolean().notNull().default(false),
    lease_owner: varchar({ length: 100 }).notNull(),
    lease_until: instant(),
    cancel_requested_at: maybeInstant(),
    created_at: instant(),
    updated_at: instant(),
  },
  (t) => [
    index("operations_by_user").on(t.user_email, t.created_at),
    index("operations_by_conversation").on(t.conversation_id, t.created_at),
    index("operations_by_execution").on(t.execution_id),
    index("operations_by_project").on(t.project_id),
    index("operations_held").on(t.lease_until).where(sql`${t.status} = 'running'`),
  ],
);

export const budgets = lakehand.table(
  "budgets",
  {
    /** `conversation:<id>`, `project:<id>` or `user:<email>`. */
    scope: varchar({ length: 300 }).primaryKey(),
    conversation_id: reference().references(() => conversations.id, { onDelete: "cascade" }),
    project_id: reference().references(() => projects.id, { onDelete: "cascade" }),
    soft_usd: doublePrecision(),
    hard_usd: doublePrecision(),
  },
  (t) => [
    index("budgets_by_conversation").on(t.conversation_id),
    index("budgets_by_project").on(t.project_id),
  ],
);
