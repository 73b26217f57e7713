import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { type Context, leaseEnd, query } from "./context.ts";
import type { Database } from "./database.ts";
import { leaseLost } from "./errors.ts";
import { heldBy } from "./events.ts";
import { executionColumns, heldStatus, openStatus, type RawExecution, toExecution } from "./execution-row.ts";
import { notify } from "./signal-sql.ts";
import { startExecution } from "./start-execution.ts";
import { storableText } from "./storable.ts";
import type { ExecutionStore } from "./store.ts";
import { spentByLog } from "./usage.ts";

export function executionStore(context: Context): ExecutionStore {
  const { run, instanceId } = context;
  const changed = notify(instanceId, "execution", {
    executionId: sql`e.id`,
    conversationId: sql`e.conversation_id`,
  });
  const find = async (db: Database, statement: SQL) =>
    (await query<RawExecution>(db, statement)).map(toExecution);
  return {
    start: startExecution(context),
    get: (userEmail, id) =>
      run(
        async (db) =>
          (
            await find(
              db,
              sql`select ${executionColumns} from lakehand.executions e
                  where e.id = ${id} and e.user_email = ${userEmail}`,
            )
          )[0],
      ),
    listForConversation: (conversationId, limit = 50) =>
      run((db) =>
        find(
          db,
          sql`select ${executionColumns} from lakehand.executions e
              where e.conversation_id = ${conversationId} and e.rewound_at is null
              order by e.created_at desc, e.id desc limit ${limit}::int`,
        ),
      ),
    claimQueued: (limits, leaseMs) =>
      run(
        async (db) =>
          (
            await find(
              db,
              sql`select ${executionColumns}, ${changed}
                  from lakehand.claim_queued(${instanceId}, ${leaseMs}::float8, ${limits.server}::int,
                    ${limits.user}::int) e`,
            )
          )[0],
      ),
    queuePosition: (id) =>
      run(async (db) => {
        const [row] = await query<{ before: number }>(
          db,
          sql`select (
                select count(*)::int from lakehand.executions e
                where e.status = 'queued' and (e.created_at, e.id) < (q.created_at, q.id)) as before
              from lakehand.executions q where q.id = ${id} and q.status = 'queued'`,
        );
        return row && Number(row.before);
      }),
    renew: (leaseMs) =>
      run(async (db) => {
        const rows = await query<RawExecution>(
          db,
          sql`update lakehand.executions e set lease_until = ${leaseEnd(leaseMs)}
              where e.lease_owner = ${instanceId} and e.status in ${heldStatus}
              returning ${executionColumns}`,
        );
        return rows.map((row) => ({
          id: row.id,
          epoch: row.lease_epoch,
          stopRequested: row.stop_requested,
        }));
      }),
    setStatus: (id, lease, status) =>
      run(async (db) => {
        const rows = await query(
          db,
          sql`update lakehand.executions e set status = ${status}, updated_at = now()
              where e.id = ${id} and ${heldBy(lease)}
              returning ${changed}, ${notify(instanceId, "queue")} as b`,
        );
        if (rows.length === 0) throw leaseLost();
      }),
    takeLapsed: (leaseMs, limit) =>
      run((db) =>
        find(
          db,
          sql`
          with lapsed as materialized (
            select id from lakehand.executions
            where status in ${heldStatus} and lease_until < clock_timestamp()
              and lease_owner is distinct from ${instanceId}
            order by lease_until limit ${limit}::int
            for update skip locked
          )
          update lakehand.executions e
          set lease_owner = ${instanceId}, lease_epoch = e.lease_epoch + 1, lease_until = ${leaseEnd(leaseMs)},
            updated_at = now()
          from lapsed where e.id = lapsed.id
          returning ${executionColumns}, ${changed}`,
        ),
      ),
    requestStop: (userEmail, id) =>
      run(async (db) => {
        const rows = await query(
          db,
          sql`update lakehand.executions e set stop_requested_at = coalesce(e.stop_requested_at, now())
              where e.id = ${id} and e.user_email = ${userEmail} and e.status in ${openStatus}
              returning ${notify(instanceId, "stop", { executionId: sql`e.id` })}`,
        );
        return rows.length > 0;
      }),
    end: (id, lease, { status, error = null, answer = "", sessionId, leafUuid }) =>
      run(async (db) => {
        // Only an open run can end: a second call changes nothing and doubles no message.
        const rows = await query(
          db,
          sql`
          with ended as (
            update lakehand.executions e
            set status = ${status}, error = ${error === null ? null : storableText(error)}, lease_until = null,
              session_id = coalesce(${sessionId ?? null}, e.session_id),
              leaf_uuid = coalesce(${leafUuid ?? null}, e.leaf_uuid), spent = ${spentByLog(id)}, updated_at = now()
            where e.id = ${id}
              and ${lease ? heldBy(lease) : sql`e.lease_owner is null and e.status in ${openStatus}`}
            returning e.id, e.conversation_id, e.project_id, e.user_email
          ), touched as (
            update lakehand.conversations c set updated_at = now() from ended where c.id = ended.conversation_id
          ), answered as (
            insert into lakehand.messages (id, conversation_id, execution_id, role, content, timestamp, is_error)
            select ${randomUUID()}, ended.conversation_id, ended.id, 'assistant', ${storableText(answer)}, now(),
              ${status === "error"}::boolean
            from ended where ${answer !== ""}::boolean
          )
          select ${changed}, ${notify(instanceId, "queue")} as b from ended e`,
        );
        if (rows.length > 0) return;
        const [left] = await query<{ open: boolean; mine: boolean }>(
          db,
          sql`select e.status in ${openStatus} as open,
                ${lease ? sql`e.lease_owner = ${lease.owner} and e.lease_epoch = ${lease.epoch}::int` : sql`true`}
                  as mine
              from lakehand.executions e where e.id = ${id}`,
        );
        if (left && (left.open || !left.mine)) throw leaseLost();
      }),
    setSession: (id, sessionId) =>
      run(async (db) => {
        await db.execute(sql`update lakehand.executions set session_id = ${sessionId} where id = ${id}`);
      }),
    cancelQueued: (id) =>
      run(async (db) => {
        const rows = await query(
          db,
          sql`
          with ended as (
            update lakehand.executions e set status = 'cancelled', updated_at = now()
            where e.id = ${id} and e.status = 'queued'
            returning e.id, e.conversation_id
          ), touched as (
            update lakehand.conversations c set updated_at = now() from ended where c.id = ended.conversation_id
          ), last as materialized (
            select ended.id, coalesce(max(v.seq), 0) as seq
            from ended left join lakehand.execution_events v on v.execution_id = ended.id group by ended.id
          ), log as (
            insert into lakehand.execution_events (execution_id, seq, at, type, payload)
            select last.id, last.seq + 1, now(), 'stream.cancelled', '{}'::jsonb from last
            union all
            select last.id, last.seq + 2, now(), 'stream.completed',
              '{"status": "cancelled", "is_error": false, "is_cancelled": true}'::jsonb from last
          )
          select ${changed}, ${notify(instanceId, "queue")} as b,
            ${notify(instanceId, "events", { executionId: sql`e.id`, seq: sql`last.seq + 2` })} as c
          from ended e join last on last.id = e.id`,
        );
        return rows.length > 0;
      }),
  };
}
