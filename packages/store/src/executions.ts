import { randomUUID } from "node:crypto";
import { executionStatusSchema, type LoggedEvent } from "@lakehand/protocol";
import { and, desc, eq, exists, inArray, sql } from "drizzle-orm";
import type { Run } from "./database.ts";
import { notFound } from "./errors.ts";
import { eventRecords } from "./events.ts";
import { conversations, executions, messages, projects } from "./schema.ts";
import { storableText } from "./storable.ts";
import type { ExecutionRow, Store } from "./store.ts";

export function executionStore(run: Run): Store["executions"] {
  return {
    // One statement, so one round trip and one commit: it stands between a person's Enter and the agent.
    start: ({ conversationId, projectId, messageId, text }) =>
      run(async (db) => {
        const now = new Date();
        const at = now.toISOString();
        const content = storableText(text);
        const id = randomUUID();
        const events: LoggedEvent[] = [
          { seq: 1, at, event: { type: "conversation.created", conversation_id: conversationId } },
          { seq: 2, at, event: { type: "user_message", message_id: messageId, text: content } },
        ];
        const { rows } = (await db.execute(sql`
          with touched as (
            update lakehand.conversations set updated_at = ${at}::timestamptz
            where id = ${conversationId} and project_id = ${projectId}
            returning id
          ), execution as (
            insert into lakehand.executions (id, conversation_id, project_id, status, created_at, updated_at)
            select ${id}, touched.id, ${projectId}, 'running', ${at}::timestamptz, ${at}::timestamptz from touched
            returning id
          ), message as (
            insert into lakehand.messages (id, conversation_id, execution_id, role, content, timestamp)
            select ${messageId}, ${conversationId}, execution.id, 'user', ${content}, ${at}::timestamptz from execution
          ), log as (
            insert into lakehand.execution_events (execution_id, seq, at, type, payload)
            select execution.id, e.seq, e.at, e.type, e.payload
            from execution, ${eventRecords(events)}
          )
          select id from execution`)) as unknown as { rows: unknown[] };
        if (rows.length === 0) throw notFound("This conversation does not exist (any more).");
        const execution: ExecutionRow = {
          id,
          conversationId,
          projectId,
          status: "running",
          error: null,
          createdAt: now,
          updatedAt: now,
        };
        return { execution, events };
      }),
    get: (userEmail, id) =>
      run(async (db) => {
        const mine = db
          .select({ one: sql`1` })
          .from(projects)
          .where(and(eq(projects.id, executions.project_id), eq(projects.user_email, userEmail)));
        const rows = await db
          .select()
          .from(executions)
          .where(and(eq(executions.id, id), exists(mine)));
        return rows.map(toExecution)[0];
      }),
    listForConversation: (conversationId, limit = 50) =>
      run(async (db) => {
        const rows = await db
          .select()
          .from(executions)
          .where(eq(executions.conversation_id, conversationId))
          .orderBy(desc(executions.created_at), desc(executions.id))
          .limit(limit);
        return rows.map(toExecution);
      }),
    listRunning: () =>
      run(async (db) =>
        (await db.select().from(executions).where(eq(executions.status, "running"))).map(toExecution),
      ),
    end: (id, { status, error = null, answer }) =>
      run((db) =>
        db.transaction(async (tx) => {
          const now = new Date();
          // Only an open run can end: a second call changes nothing and doubles no message.
          const [ended] = await tx
            .update(executions)
            .set({ status, error: error === null ? null : storableText(error), updated_at: now })
            .where(and(eq(executions.id, id), inArray(executions.status, ["queued", "running"])))
            .returning({ conversationId: executions.conversation_id });
          if (!ended) return;
          await tx
            .update(conversations)
            .set({ updated_at: now })
            .where(eq(conversations.id, ended.conversationId));
          if (!answer) return;
          await tx.insert(messages).values({
            id: randomUUID(),
            conversation_id: ended.conversationId,
            execution_id: id,
            role: "assistant",
            content: storableText(answer),
            timestamp: now,
            is_error: status === "error",
          });
        }),
      ),
  };
}

function toExecution(row: typeof executions.$inferSelect): ExecutionRow {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    projectId: row.project_id,
    // A status of a newer version reads as a run that did not finish here.
    status: executionStatusSchema.catch("interrupted").parse(row.status),
    error: row.error,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
