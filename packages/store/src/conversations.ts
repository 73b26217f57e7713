import { randomUUID } from "node:crypto";
import { permissionModeSchema } from "@lakehand/protocol";
import { type SQL, sql } from "drizzle-orm";
import { type Context, instant, query, type RawInstant } from "./context.ts";
import type { Database } from "./database.ts";
import { openStatus } from "./execution-row.ts";
import { forkConversation } from "./fork.ts";
import { rewindConversation } from "./rewind.ts";
import { notify } from "./signal-sql.ts";
import { storableText } from "./storable.ts";
import type { ConversationRow, ConversationSettings, MessageRow, Store } from "./store.ts";

interface RawConversation {
  id: string;
  project_id: string;
  title: string;
  created_at: RawInstant;
  updated_at: RawInstant;
  session_id: string | null;
  session_at: string | null;
  mode: string;
  cluster_id: string | null;
  default_catalog: string | null;
  default_schema: string | null;
  warehouse_id: string | null;
  workspace_folder: string | null;
  message_count: number;
  running: boolean;
}

const selection = sql`
  select c.*,
    (select count(*)::int from lakehand.messages m
      where m.conversation_id = c.id and m.rewound_at is null) as message_count,
    exists (select 1 from lakehand.executions e
      where e.conversation_id = c.id and e.status in ${openStatus}) as running
  from lakehand.conversations c join lakehand.projects p on p.id = c.project_id`;

const inProject = (userEmail: string, projectId: string): SQL =>
  sql`c.project_id = ${projectId} and p.id = c.project_id and p.user_email = ${userEmail}`;

const columnOf: Record<keyof ConversationSettings, string> = {
  clusterId: "cluster_id",
  defaultCatalog: "default_catalog",
  defaultSchema: "default_schema",
  warehouseId: "warehouse_id",
  workspaceFolder: "workspace_folder",
};

/** Columns and values of the settings that were given; an absent setting stays as it is, null clears it. */
function settingColumns(change: Partial<ConversationSettings>): [SQL, string | null][] {
  return Object.entries(columnOf).flatMap(([name, column]): [SQL, string | null][] => {
    const value = change[name as keyof ConversationSettings];
    if (value === undefined) return [];
    return [[sql.raw(column), value === null ? null : storableText(value)]];
  });
}

export async function findConversation(
  db: Database,
  userEmail: string,
  projectId: string,
  id: string,
): Promise<ConversationRow | undefined> {
  const rows = await query<RawConversation>(
    db,
    sql`${selection} where c.id = ${id} and ${inProject(userEmail, projectId)}`,
  );
  return rows.map(toConversation)[0];
}

export function conversationStore(context: Context): Store["conversations"] {
  const { run, instanceId } = context;
  const changed = notify(instanceId, "conversation", {
    conversationId: sql`c.id`,
    projectId: sql`c.project_id`,
    userEmail: sql`p.user_email`,
  });
  return {
    list: (userEmail, projectId) =>
      run(async (db) => {
        const rows = await query<RawConversation>(
          db,
          sql`${selection} where ${inProject(userEmail, projectId)} order by c.updated_at desc, c.id desc`,
        );
        return rows.map(toConversation);
      }),
    create: (userEmail, projectId, title, { id = randomUUID(), mode, ...settings } = {}) =>
      run(async (db) => {
        const columns: [SQL, string | null][] = settingColumns(settings);
        if (mode !== undefined) columns.push([sql.raw("mode"), mode]);
        const names = columns.map(([name]) => sql`, ${name}`);
        const values = columns.map(([, value]) => sql`, ${value}::text`);
        await db.execute(sql`
          with made as (
            insert into lakehand.conversations (id, project_id, title${sql.join(names)})
            select ${id}, p.id, ${storableText(title)}::text${sql.join(values)}
            from lakehand.projects p where p.id = ${projectId} and p.user_email = ${userEmail}
            on conflict (id) do nothing
            returning id, project_id
          )
          select ${changed} from made c join lakehand.projects p on p.id = c.project_id`);
        return findConversation(db, userEmail, projectId, id);
      }),
    get: (userEmail, projectId, id) => run((db) => findConversation(db, userEmail, projectId, id)),
    update: (userEmail, projectId, id, { title, mode, ...settings }) =>
      run(async (db) => {
        const columns = settingColumns(settings);
        if (title !== undefined) columns.push([sql.raw("title"), storableText(title)]);
        if (mode !== undefined) columns.push([sql.raw("mode"), mode]);
        const set = columns.map(([name, value]) => sql`, ${name} = ${value}`);
        const rows = await query(
          db,
          sql`update lakehand.conversations c set updated_at = now()${sql.join(set)}
              from lakehand.projects p where c.id = ${id} and ${inProject(userEmail, projectId)}
              returning ${changed}`,
        );
        return rows.length > 0;
      }),
    delete: (userEmail, projectId, id) =>
      run(async (db) => {
        // The project's newest snapshot stays whoever took it: it is how the next machine gets the project's files.
        const rows = await query(
          db,
          sql`
          with kept as (
            update lakehand.snapshots s set conversation_id = null, execution_id = null
            where s.conversation_id = ${id} and s.id = (
              select n.id from lakehand.snapshots n join lakehand.projects p on p.id = n.project_id
              where n.project_id = ${projectId} and p.user_email = ${userEmail}
              order by n.created_at desc, n.position desc limit 1)
          )
          delete from lakehand.conversations c using lakehand.projects p
          where c.id = ${id} and ${inProject(userEmail, projectId)}
          returning ${changed}`,
        );
        return rows.length > 0;
      }),
    setSession: (id, sessionId, at = null) =>
      run(async (db) => {
        await db.execute(
          sql`update lakehand.conversations set session_id = ${sessionId}, session_at = ${at} where id = ${id}`,
        );
      }),
    rewind: rewindConversation(context),
    fork: forkConversation(context),
    messages: (id) =>
      run(async (db) => {
        const rows = await query<RawMessage>(
          db,
          sql`select m.id, m.conversation_id, m.execution_id, m.role, m.content, m.timestamp, m.is_error
              from lakehand.messages m
              where m.conversation_id = ${id} and m.rewound_at is null order by m.position`,
        );
        return rows.map(toMessage);
      }),
  };
}

const modeSchema = permissionModeSchema.catch("ask");

function toConversation(row: RawConversation): ConversationRow {
  return {
    id: row.id,
    projectId: row.project_id,
    title: row.title,
    createdAt: instant(row.created_at),
    updatedAt: instant(row.updated_at),
    sessionId: row.session_id,
    sessionAt: row.session_at,
    mode: modeSchema.parse(row.mode),
    clusterId: row.cluster_id,
    defaultCatalog: row.default_catalog,
    defaultSchema: row.default_schema,
    warehouseId: row.warehouse_id,
    workspaceFolder: row.workspace_folder,
    messageCount: row.message_count,
    running: row.running,
  };
}

interface RawMessage {
  id: string;
  conversation_id: string;
  execution_id: string | null;
  role: string;
  content: string;
  timestamp: RawInstant;
  is_error: boolean;
}

function toMessage(row: RawMessage): MessageRow {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    executionId: row.execution_id,
    role: row.role === "user" ? "user" : "assistant",
    content: row.content,
    timestamp: instant(row.timestamp),
    isError: row.is_error,
  };
}
