import { randomUUID } from "node:crypto";
import type { LoggedEvent } from "@lakehand/protocol";
import { type SQL, sql } from "drizzle-orm";
import { type Context, leaseEnd, query } from "./context.ts";
import { refusal } from "./errors.ts";
import { executionColumns, type RawExecution, toExecution } from "./execution-row.ts";
import { notify } from "./signal-sql.ts";
import { storableJson, storableText } from "./storable.ts";
import type { ExecutionStore, StartExecution } from "./store.ts";

const refuseUnless = (found: SQL, code: string) =>
  sql`case when not (${found}) then lakehand.refuse(${sql.raw(`'${code}'`)}) end`;

/**
 * One statement, so one round trip and one commit: it stands between a person's Enter and the agent. The order of
 * its locks is the conversation, then the capacity; whatever it is refused for undoes all of it.
 */
export function startExecution({ run, instanceId }: Context): ExecutionStore["start"] {
  return (input: StartExecution) =>
    run(async (db) => {
      const { userEmail, conversationId, projectId, messageId, lease, idempotencyKey, inputId } = input;
      const content = storableText(input.text);
      const id = randomUUID();
      const room = lease
        ? sql`lakehand.has_room(${instanceId}, ${userEmail}, ${lease.limits.server}::int, ${lease.limits.user}::int)`
        : sql`false`;
      const said = { message_id: messageId, text: content, ...(input.synthetic ? { synthetic: true } : {}) };
      const keyUsed = sql`
        update lakehand.idempotency_keys set execution_id = ${id}, conversation_id = ${conversationId}
        where user_email = ${userEmail} and key = ${idempotencyKey ?? null} and execution_id is null
        returning key`;
      const inputGone = sql`
        update lakehand.inputs set gone_at = now()
        where id = ${inputId ?? null} and conversation_id = ${conversationId} and gone_at is null
        returning id`;
      const [row] = await query<RawExecution>(
        db,
        sql`
        with touched as (
          update lakehand.conversations c set updated_at = now()
          from lakehand.projects p
          where c.id = ${conversationId} and c.project_id = ${projectId}
            and p.id = c.project_id and p.user_email = ${userEmail}
          returning c.id
        ), room as materialized (
          select touched.id, ${room} as free from touched
        ), execution as (
          insert into lakehand.executions as e
            (id, conversation_id, project_id, user_email, status, kind, lease_owner, lease_epoch, lease_until)
          select ${id}, room.id, ${projectId}, ${userEmail}, case when free then 'running' else 'queued' end,
            ${input.kind ?? "message"}, case when free then ${instanceId} end, case when free then 1 else 0 end,
            case when free then ${leaseEnd(lease?.leaseMs ?? 0)} end
          from room
          returning ${executionColumns}
        ), message as (
          insert into lakehand.messages (id, conversation_id, execution_id, role, content, timestamp)
          select ${messageId}, ${conversationId}, e.id, 'user', ${content}, now() from execution e
        ), log as (
          insert into lakehand.execution_events (execution_id, seq, at, type, payload)
          select e.id, 1, now(), 'conversation.created',
            jsonb_build_object('conversation_id', e.conversation_id, 'status', e.status)
          from execution e
          union all
          select e.id, 2, now(), 'user_message', ${storableJson(said)}::jsonb from execution e
        )${idempotencyKey === undefined ? sql`` : sql`, fulfilled as (${keyUsed})`}
        ${inputId === undefined ? sql`` : sql`, sent as (${inputGone})`}
        select e.*,
          ${idempotencyKey === undefined ? sql`null` : refuseUnless(sql`exists (select 1 from fulfilled)`, refusal.keyUsed)} as a,
          ${inputId === undefined ? sql`null` : refuseUnless(sql`exists (select 1 from sent)`, refusal.notFound)} as b,
          ${notify(instanceId, "conversation", {
            conversationId: sql`e.conversation_id`,
            projectId: sql`e.project_id`,
            userEmail: sql`e.user_email`,
          })},
          case when e.status = 'queued' then ${notify(instanceId, "queue")} end as c
          ${
            inputId === undefined
              ? sql``
              : sql`, ${notify(instanceId, "inputs", {
                  conversationId: sql`e.conversation_id`,
                  projectId: sql`e.project_id`,
                  userEmail: sql`e.user_email`,
                })} as d`
          }
        from (values (1)) one left join execution e on true
        ${refusalWhenNothing}`,
      );
      if (!row) throw new Error("a started run gives its row");
      const execution = toExecution(row);
      const at = execution.createdAt.toISOString();
      const status = execution.status === "queued" ? "queued" : "running";
      const events: LoggedEvent[] = [
        {
          seq: 1,
          at,
          event: { type: "conversation.created", conversation_id: conversationId, status },
        },
        { seq: 2, at, event: { type: "user_message", ...said } },
      ];
      return { execution, events };
    });
}

// Without a conversation there is no row, and a used key must not stay used: the statement fails as a whole.
const refusalWhenNothing = sql`
  where e.id is not null or lakehand.refuse(${sql.raw(`'${refusal.notFound}'`)}) is null`;
