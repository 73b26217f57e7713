import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  varchar,
} from "drizzle-orm/pg-core";

/*
 * All tables live in a schema of their own: a shared database keeps its other tables, and a role without
 * CREATE on `public` (the default since PostgreSQL 15, and for apps on Lakebase) can still be used.
 */
export const lakehand = pgSchema("lakehand");

const id = () => varchar({ length: 50 }).primaryKey();
const instant = () => timestamp({ withTimezone: true, mode: "date" }).notNull().defaultNow();

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
    status: varchar({ length: 20 }).notNull(),
    error: text(),
    created_at: instant(),
    updated_at: instant(),
  },
  (t) => [
    index("executions_by_conversation").on(t.conversation_id, t.created_at),
    index("executions_by_project").on(t.project_id),
    // One run at a time in a conversation, whoever starts it and from whichever process.
    uniqueIndex("executions_one_running").on(t.conversation_id).where(sql`${t.status} = 'running'`),
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
  (t) => [primaryKey({ name: "execution_events_pkey", columns: [t.execution_id, t.seq] })],
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
