import { type LoggedEvent, parseAgentEvent } from "@lakehand/protocol";
import { and, asc, eq, gt, type SQL, sql } from "drizzle-orm";
import { type Context, query } from "./context.ts";
import { leaseLost, notFound } from "./errors.ts";
import { heldStatus } from "./execution-row.ts";
import { executionEvents } from "./schema.ts";
import { notify } from "./signal-sql.ts";
import { storableJson, storableText } from "./storable.ts";
import type { Lease, Store } from "./store.ts";

/** Events as rows `v (seq, at, type, payload)` of a FROM clause. */
export function eventRecords(events: readonly LoggedEvent[]): SQL {
  const batch = events.map(({ seq, at, event: { type, ...payload } }) => ({ seq, at, type, payload }));
  return sql`jsonb_to_recordset(${storableJson(batch)}::jsonb) as v (seq bigint, at timestamptz, type text, payload jsonb)`;
}

/** A condition on `lakehand.executions e`: the run is open and this lease holds it. */
export const heldBy = (lease: Lease): SQL =>
  sql`e.lease_owner = ${lease.owner} and e.lease_epoch = ${lease.epoch}::int and e.status in ${heldStatus}`;

/**
 * A CTE named `held`: one row while the lease holds the run. Its row lock makes a take-over wait for this statement,
 * and this statement for a take-over, after which it finds the epoch changed.
 */
export const heldRun = (executionId: string, lease: Lease): SQL => sql`
  held as materialized (
    select e.id, e.conversation_id, e.project_id, e.user_email from lakehand.executions e
    where e.id = ${executionId} and ${heldBy(lease)}
    for share
  )`;

/** Steered messages become messages of the conversation, and leave the queue. */
function steered(events: readonly LoggedEvent[]): SQL | undefined {
  const said = events.flatMap(({ at, event }) =>
    event.type === "user_message" && event.steered
      ? [{ id: event.message_id, at, content: storableText(event.text) }]
      : [],
  );
  if (said.length === 0) return undefined;
  return sql`, said as materialized (
      select s.id, s.at, s.content from held,
        jsonb_to_recordset(${storableJson(said)}::jsonb) as s (id text, at timestamptz, content text)
    ), message as (
      insert into lakehand.messages (id, conversation_id, execution_id, role, content, timestamp)
      select said.id, held.conversation_id, held.id, 'user', said.content, said.at from held, said order by said.at
      on conflict (id) do nothing
    ), sent as (
      update lakehand.inputs i set gone_at = now() from held, said
      where i.id = said.id and i.conversation_id = held.conversation_id and i.gone_at is null
      returning i.id
    )`;
}

export function eventStore({ run, instanceId }: Context): Store["events"] {
  return {
    append: async (executionId, events, lease) => {
      if (events.length === 0) return;
      const extra = steered(events);
      const last = events.reduce((seq, event) => Math.max(seq, event.seq), 0);
      await run(async (db) => {
        // One statement whatever the size of the batch: it is in the log whole or not at all.
        const [row] = await query(
          db,
          sql`
          with ${heldRun(executionId, lease)}, log as (
            insert into lakehand.execution_events (execution_id, seq, at, type, payload)
            select held.id, v.seq, v.at, v.type, v.payload from held, ${eventRecords(events)}
          )${extra ?? sql``}
          select ${notify(instanceId, "events", { executionId: sql`held.id`, seq: sql`${last}::bigint` })}
            ${
              extra
                ? sql`, ${notify(instanceId, "inputs", {
                    conversationId: sql`held.conversation_id`,
                    projectId: sql`held.project_id`,
                    userEmail: sql`held.user_email`,
                  })} as b`
                : sql``
            }
          from held`,
        );
        if (row) return;
        const [known] = await query(db, sql`select 1 from lakehand.executions where id = ${executionId}`);
        throw known ? leaseLost() : notFound("This run does not exist any more.");
      });
    },
    read: (executionId, afterSeq = 0, limit) =>
      run(async (db) => {
        const rows = db
          .select()
          .from(executionEvents)
          .where(and(eq(executionEvents.execution_id, executionId), gt(executionEvents.seq, afterSeq)))
          .orderBy(asc(executionEvents.seq));
        return (await (limit === undefined ? rows : rows.limit(limit))).flatMap(toLogged);
      }),
    lastSeq: (executionId) =>
      run(async (db) => {
        const [row] = await db
          .select({ last: sql<string>`coalesce(max(${executionEvents.seq}), 0)::text` })
          .from(executionEvents)
          .where(eq(executionEvents.execution_id, executionId));
        return Number(row?.last ?? 0);
      }),
  };
}

/** A row that this version cannot read (an event type of a newer one) is left out, not an error. */
function toLogged(row: typeof executionEvents.$inferSelect): LoggedEvent[] {
  const event = parseAgentEvent({ ...(row.payload as object), type: row.type });
  return event ? [{ seq: row.seq, at: row.at.toISOString(), event }] : [];
}
