import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { type Context, query } from "./context.ts";
import { findConversation } from "./conversations.ts";
import { busy } from "./errors.ts";
import { openStatus } from "./execution-row.ts";
import { notify } from "./signal-sql.ts";
import { storableText } from "./storable.ts";
import type { Store } from "./store.ts";

interface Copied {
  id: string;
  open: boolean;
  session_id: string | null;
  leaf_uuid: string | null;
}

export function forkConversation({ run, instanceId }: Context): Store["conversations"]["fork"] {
  return (userEmail, projectId, id, { executionId, inclusive, title }) =>
    run((db) =>
      db.transaction(async (tx) => {
        const source = await findConversation(tx, userEmail, projectId, id);
        if (!source) return undefined;
        const at = await query(
          tx,
          sql`select 1 from lakehand.executions
              where id = ${executionId} and conversation_id = ${id} and rewound_at is null`,
        );
        if (at.length === 0) return undefined;
        const copied = await query<Copied>(
          tx,
          sql`select e.id, e.status in ${openStatus} as open, e.session_id, e.leaf_uuid
              from lakehand.executions x
                join lakehand.executions e on e.conversation_id = x.conversation_id and e.rewound_at is null
                  and (e.created_at, e.id) ${sql.raw(inclusive ? "<=" : "<")} (x.created_at, x.id)
              where x.id = ${executionId}
              order by e.created_at, e.id`,
        );
        if (copied.some((one) => one.open)) throw busy();
        const last = copied.findLast((one) => one.session_id !== null);
        // Two conversations must not write to one session, so it can only be branched off at a known entry.
        const session = last?.leaf_uuid ? last : undefined;
        const target = randomUUID();
        const ids = JSON.stringify(copied.map((one) => ({ old: one.id, id: randomUUID() })));
        await tx.execute(sql`
          insert into lakehand.conversations (id, project_id, title, mode, session_id, session_at, cluster_id,
            default_catalog, default_schema, warehouse_id, workspace_folder)
          select ${target}, c.project_id, ${title === undefined ? sql`c.title` : sql`${storableText(title)}::text`}, c.mode,
            ${session?.session_id ?? null}, ${session?.leaf_uuid ?? null}, c.cluster_id,
            c.default_catalog, c.default_schema, c.warehouse_id, c.workspace_folder
          from lakehand.conversations c where c.id = ${id}`);
        const pairs = sql`jsonb_to_recordset(${ids}::jsonb) as r (old text, id text)`;
        await tx.execute(sql`
          insert into lakehand.executions (id, conversation_id, project_id, user_email, status, kind, error,
            session_id, leaf_uuid, copied_from, created_at, updated_at)
          select r.id, ${target}, e.project_id, e.user_email, e.status, e.kind, e.error,
            e.session_id, e.leaf_uuid, e.id, e.created_at, e.updated_at
          from ${pairs} join lakehand.executions e on e.id = r.old`);
        // The log names messages and checkpoints: the copy names its own.
        await tx.execute(sql`
          with runs as materialized (
            select * from ${pairs}
          ), said as materialized (
            select m.*, gen_random_uuid()::text as new_id, runs.id as new_run
            from runs join lakehand.messages m on m.execution_id = runs.old
          ), taken as materialized (
            select s.*, gen_random_uuid()::text as new_id, runs.id as new_run
            from runs join lakehand.snapshots s on s.execution_id = runs.old
          ), message as (
            insert into lakehand.messages (id, conversation_id, execution_id, role, content, timestamp, is_error)
            select new_id, ${target}, new_run, role, content, timestamp, is_error from said order by position
          ), snapshot as (
            insert into lakehand.snapshots (id, project_id, conversation_id, execution_id, kind, tree, files, bytes, created_at)
            select new_id, project_id, ${target}, new_run, kind, tree, files, bytes, created_at from taken order by position
          )
          insert into lakehand.execution_events (execution_id, seq, at, type, payload)
          select runs.id, v.seq, v.at, v.type,
            case
              when v.type = 'conversation.created'
                then v.payload || jsonb_build_object('conversation_id', ${target}::text)
              when v.type = 'user_message' and said.new_id is not null
                then v.payload || jsonb_build_object('message_id', said.new_id)
              when v.type = 'checkpoint.created' and taken.new_id is not null
                then v.payload || jsonb_build_object('checkpoint_id', taken.new_id)
              else v.payload
            end
          from runs
            join lakehand.execution_events v on v.execution_id = runs.old
            left join said on v.type = 'user_message' and said.id = v.payload ->> 'message_id'
            left join taken on v.type = 'checkpoint.created' and taken.id = v.payload ->> 'checkpoint_id'`);
        await tx.execute(sql`
          select ${notify(instanceId, "conversation", {
            conversationId: sql`${target}::text`,
            projectId: sql`${projectId}::text`,
            userEmail: sql`${userEmail}::text`,
          })}`);
        return findConversation(tx, userEmail, projectId, target);
      }),
    );
}
