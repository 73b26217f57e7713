import { randomUUID } from "node:crypto";
import { and, asc, desc, eq, exists, sql } from "drizzle-orm";
import type { Database, Run } from "./database.ts";
import { conversations, messages, projects } from "./schema.ts";
import { storableText } from "./storable.ts";
import type { ConversationSettings, MessageRow, Store } from "./store.ts";

const selection = {
  id: conversations.id,
  projectId: conversations.project_id,
  title: conversations.title,
  createdAt: conversations.created_at,
  updatedAt: conversations.updated_at,
  sessionId: conversations.session_id,
  clusterId: conversations.cluster_id,
  defaultCatalog: conversations.default_catalog,
  defaultSchema: conversations.default_schema,
  warehouseId: conversations.warehouse_id,
  workspaceFolder: conversations.workspace_folder,
  messageCount: sql<number>`(
    select count(*)::int from lakehand.messages m where m.conversation_id = conversations.id)`,
  running: sql<boolean>`exists (
    select 1 from lakehand.executions e where e.conversation_id = conversations.id and e.status = 'running')`,
};

const ownedProject = (db: Database, userEmail: string, projectId: string) =>
  db
    .select({ one: sql`1` })
    .from(projects)
    .where(and(eq(projects.id, projectId), eq(projects.user_email, userEmail)));

const inProject = (db: Database, userEmail: string, projectId: string) =>
  and(eq(conversations.project_id, projectId), exists(ownedProject(db, userEmail, projectId)));

/** Column values of the settings that were given; an absent setting stays as it is, null clears it. */
function settingColumns(change: Partial<ConversationSettings>) {
  const { clusterId, defaultCatalog, defaultSchema, warehouseId, workspaceFolder } = change;
  return {
    cluster_id: clusterId,
    default_catalog: defaultCatalog,
    default_schema: defaultSchema,
    warehouse_id: warehouseId,
    workspace_folder: workspaceFolder,
  };
}

export function conversationStore(run: Run): Store["conversations"] {
  const getIn = async (db: Database, userEmail: string, projectId: string, id: string) => {
    const mine = and(eq(conversations.id, id), inProject(db, userEmail, projectId));
    return (await db.select(selection).from(conversations).where(mine))[0];
  };
  return {
    list: (userEmail, projectId) =>
      run((db) =>
        db
          .select(selection)
          .from(conversations)
          .where(inProject(db, userEmail, projectId))
          .orderBy(desc(conversations.updated_at), desc(conversations.id)),
      ),
    create: (userEmail, projectId, title, settings = {}) =>
      run(async (db) => {
        if ((await ownedProject(db, userEmail, projectId)).length === 0) return undefined;
        const now = new Date();
        const id = randomUUID();
        await db.insert(conversations).values({
          id,
          project_id: projectId,
          title: storableText(title),
          created_at: now,
          updated_at: now,
          ...settingColumns(settings),
        });
        return getIn(db, userEmail, projectId, id);
      }),
    get: (userEmail, projectId, id) => run((db) => getIn(db, userEmail, projectId, id)),
    update: (userEmail, projectId, id, { title, ...settings }) =>
      run(async (db) => {
        const done = await db
          .update(conversations)
          .set({
            updated_at: new Date(),
            ...(title === undefined ? {} : { title: storableText(title) }),
            ...settingColumns(settings),
          })
          .where(and(eq(conversations.id, id), inProject(db, userEmail, projectId)))
          .returning({ id: conversations.id });
        return done.length > 0;
      }),
    delete: (userEmail, projectId, id) =>
      run(async (db) => {
        const done = await db
          .delete(conversations)
          .where(and(eq(conversations.id, id), inProject(db, userEmail, projectId)))
          .returning({ id: conversations.id });
        return done.length > 0;
      }),
    setSession: (id, sessionId) =>
      run(async (db) => {
        await db.update(conversations).set({ session_id: sessionId }).where(eq(conversations.id, id));
      }),
    messages: (id) =>
      run(async (db) => {
        const rows = await db
          .select()
          .from(messages)
          .where(eq(messages.conversation_id, id))
          .orderBy(asc(messages.position));
        return rows.map(toMessage);
      }),
  };
}

function toMessage(row: typeof messages.$inferSelect): MessageRow {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    executionId: row.execution_id,
    role: row.role === "user" ? "user" : "assistant",
    content: row.content,
    timestamp: row.timestamp,
    isError: row.is_error,
  };
}
