import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { type Context, query } from "./context.ts";
import type { IdempotencyStore, KeyClaim } from "./store.ts";

interface Claimed {
  fresh: boolean;
  request_hash: string;
  conversation_id: string;
  execution_id: string | null;
}

export function idempotencyStore({ run }: Context): IdempotencyStore {
  return {
    claim: (userEmail, key, requestHash) =>
      run(async (db): Promise<KeyClaim> => {
        const [row] = await query<Claimed>(
          db,
          // A claim whose process died keeps its conversation: it may have been made already.
          sql`
          with old as (
            delete from lakehand.idempotency_keys
            where created_at < now() - interval '24 hours' and (user_email, key) <> (${userEmail}, ${key})
          ), mine as (
            insert into lakehand.idempotency_keys as k (user_email, key, request_hash, conversation_id)
            values (${userEmail}, ${key}, ${requestHash}, ${randomUUID()})
            on conflict (user_email, key) do update set
              claimed_at = now(),
              conversation_id = case when k.created_at < now() - interval '24 hours'
                then excluded.conversation_id else k.conversation_id end,
              request_hash = excluded.request_hash,
              execution_id = null,
              created_at = case when k.created_at < now() - interval '24 hours' then now() else k.created_at end
            where k.created_at < now() - interval '24 hours'
              or (k.execution_id is null and k.claimed_at < now() - interval '10 seconds'
                and k.request_hash = excluded.request_hash)
            returning *
          )
          select true as fresh, request_hash, conversation_id, execution_id from mine
          union all
          select false, request_hash, conversation_id, execution_id from lakehand.idempotency_keys
          where user_email = ${userEmail} and key = ${key} and not exists (select 1 from mine)`,
        );
        // No row: the other request's claim was made while this statement ran.
        if (!row) return { state: "busy" };
        if (row.fresh) return { state: "new", conversationId: row.conversation_id };
        if (row.request_hash !== requestHash) return { state: "mismatch" };
        if (row.execution_id === null) return { state: "busy" };
        return { state: "done", executionId: row.execution_id, conversationId: row.conversation_id };
      }),
    release: (userEmail, key) =>
      run(async (db) => {
        await db.execute(
          sql`delete from lakehand.idempotency_keys
              where user_email = ${userEmail} and key = ${key} and execution_id is null`,
        );
      }),
  };
}
