import { sql } from "drizzle-orm";
import { bigint, customType, index, integer, json, uniqueIndex, varchar } from "drizzle-orm/pg-core";
import { conversations, executions, projects } from "./schema.ts";
import { id, instant, lakehand, reference } from "./schema-parts.ts";

const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/** Compressed already: the migration keeps PostgreSQL from trying it again (storage external). */
export const blobs = lakehand.table(
  "blobs",
  {
    hash: varchar({ length: 64 }).primaryKey(),
    size: bigint({ mode: "number" }).notNull(),
    encoding: varchar({ length: 10 }).notNull(),
    data: bytea().notNull(),
    used_at: instant(),
  },
  (t) => [index("blobs_by_use").on(t.used_at)],
);

export const snapshots = lakehand.table(
  "snapshots",
  {
    id: id(),
    // Order of writing; two snapshots may carry the same time.
    position: bigint({ mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    project_id: reference()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    conversation_id: reference().references(() => conversations.id, { onDelete: "cascade" }),
    execution_id: reference().references(() => executions.id, { onDelete: "cascade" }),
    kind: varchar({ length: 10 }).notNull(),
    tree: varchar({ length: 64 }).notNull(),
    files: integer().notNull(),
    bytes: bigint({ mode: "number" }).notNull(),
    created_at: instant(),
  },
  (t) => [
    index("snapshots_by_project").on(t.project_id, t.created_at, t.position),
    index("snapshots_by_conversation").on(t.conversation_id, t.position),
    index("snapshots_by_execution").on(t.execution_id, t.kind),
  ],
);

export const transcriptEntries = lakehand.table(
  "transcript_entries",
  {
    position: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    project_key: varchar({ length: 500 }).notNull(),
    session_id: varchar({ length: 100 }).notNull(),
    /** "": the session itself; else one of its sub-agents. */
    subpath: varchar({ length: 500 }).notNull().default(""),
    uuid: varchar({ length: 100 }),
    // Not jsonb: the runtime gets its own entries back as it wrote them, down to the order of keys.
    entry: json().notNull(),
  },
  (t) => [
    index("transcript_entries_in_order").on(t.project_key, t.session_id, t.subpath, t.position),
    uniqueIndex("transcript_entries_once")
      .on(t.project_key, t.session_id, t.subpath, t.uuid)
      .where(sql`${t.uuid} is not null`),
  ],
);
