import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  uniqueIndex,
  varchar,
} from "drizzle-orm/pg-core";
import { id, instant, lakehand, maybeInstant } from "./schema-parts.ts";

export * from "./schema-files.ts";
export { lakehand } from "./schema-parts.ts";
export * from "./schema-people.ts";

export const projects = lakehand.table(
  "projects",
  {
    id: id(),
    name: varchar({ length: 255 }).notNull(),
    user_email: varchar({ length: 255 }).notNull(),
    created_at: instant(),
  },
  (t) => [index("projects_by_user").on(t.user_email, t.created_at)],
);

export const conversations = lakehand.table(
  "conversations",
  {
    id: id(),
    project_id: varchar({ length: 50 })
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    title: varchar({ length: 255 }).notNull().default("New Conversation"),
    created_at: instant(),
    updated_at: instant(),
    session_id: varchar({ length: 100 }),
    session_at: varchar({ length: 100 }),
    mode: varchar({ length: 20 }).notNull().default("ask"),
    cluster_id: varchar({ length: 100 }),
    default_catalog: varchar({ length: 255 }),
    default_schema: varchar({ length: 255 }),
    warehouse_id: varchar({ length: 100 }),
    workspace_folder: varchar({ length: 500 }),
  },
  (t) => [index("conversations_by_project").on(t.project_id, t.updated_at)],
);

export const executions = lakehand.table(
  "executions",
  {
    id: id(),
    conversation_id: varchar({ length: 50 })
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    project_id: varchar({ length: 50 })
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    user_email: varchar({ length: 255 }).notNull(),
    status: varchar({ length: 20 }).notNull(),
    kind: varchar({ length: 20 }).notNull().default("message"),
    error: text(),
    /** Stays when the run is over: its owner may end it twice, a former owner may not end it at all. */
    lease_owner: varchar({ length: 100 }),
    lease_epoch: integer().notNull().default(0),
    lease_until: maybeInstant(),
    stop_requested_at: maybeInstant(),
    session_id: varchar({ length: 100 }),
    leaf_uuid: varchar({ length: 100 }),
    /** Hidden since then, with its messages. */
    rewound_at: maybeInstant(),
    /** `{usage, cost}`, taken from the log at the run's end: sums over many runs then read no logs. */
    spent: jsonb(),
    /** The run of which this is a fork's copy; its cost was not spent again. */
    copied_from: varchar({ length: 50 }),
    created_at: instant(),
    updated_at: instant(),
  },
  (t) => [
    index("executions_by_conversation").on(t.conversation_id, t.created_at),
    index("executions_by_project").on(t.project_id),
    index("executions_by_user").on(t.user_email),
    // One open run in a conversation, whoever starts it and from whichever process.
    uniqueIndex("executions_one_open")
      .on(t.conversation_id)
      .where(sql`${t.status} in ('queued', 'running', 'requires_action')`),
    index("executions_held").on(t.lease_until).where(sql`${t.status} in ('running', 'requires_action')`),
    index("executions_queued").on(t.created_at).where(sql`${t.status} = 'queued'`),
  ],
);

export const messages = lakehand.table(
  "messages",
  {
    id: id(),
    conversation_id: varchar({ length: 50 })
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    execution_id: varchar({ length: 50 }).references(() => executions.id, { onDelete: "cascade" }),
    // Order of writing; two messages may carry the same timestamp.
    position: bigint({ mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    role: varchar({ length: 20 }).notNull(),
    content: text().notNull(),
    timestamp: instant(),
    is_error: boolean().notNull().default(false),
    rewound_at: maybeInstant(),
  },
  (t) => [
    index("messages_by_conversation").on(t.conversation_id, t.position),
    index("messages_by_execution").on(t.execution_id),
  ],
);

export const executionEvents = lakehand.table(
  "execution_events",
  {
    execution_id: varchar({ length: 50 })
      .notNull()
      .references(() => executions.id, { onDelete: "cascade" }),
    seq: bigint({ mode: "number" }).notNull(),
    at: instant(),
    type: varchar({ length: 50 }).notNull(),
    /** The event without its `type`. */
    payload: jsonb().notNull(),
  },
  (t) => [
    primaryKey({ name: "execution_events_pkey", columns: [t.execution_id, t.seq] }),
    // What a run cost is found without reading its log.
    index("execution_events_usage")
      .on(t.execution_id, t.type, t.seq)
      .where(sql`${t.type} in ('result', 'usage')`),
  ],
);

export const results = lakehand.table(
  "results",
  {
    id: id(),
    execution_id: varchar({ length: 50 })
      .notNull()
      .references(() => executions.id, { onDelete: "cascade" }),
    columns: jsonb().notNull(),
    total_rows: bigint({ mode: "number" }).notNull().default(0),
    kept_rows: bigint({ mode: "number" }).notNull().default(0),
    created_at: instant(),
  },
  (t) => [index("results_by_execution").on(t.execution_id)],
);

export const resultPages = lakehand.table(
  "result_pages",
  {
    result_id: varchar({ length: 50 })
      .notNull()
      .references(() => results.id, { onDelete: "cascade" }),
    first_row: bigint({ mode: "number" }).notNull(),
    row_count: integer().notNull(),
    rows: jsonb().notNull(),
  },
  (t) => [primaryKey({ name: "result_pages_pkey", columns: [t.result_id, t.first_row] })],
);
