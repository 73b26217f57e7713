import { type LoggedEvent, parseAgentEvent } from "@lakehand/protocol";
import { and, asc, eq, gt, type SQL, sql } from "drizzle-orm";
import type { Database, Run } from "./database.ts";
import { executionEvents } from "./schema.ts";
import { storableJson } from "./storable.ts";
import type { Store } from "./store.ts";

/** One statement whatever the size of the batch: it is in the log whole or not at all. */
export async function insertEvents(
  db: Database,
  executionId: string,
  events: readonly LoggedEvent[],
): Promise<void> {
  await db.execute(sql`
    insert into lakehand.execution_events (execution_id, seq, at, type, payload)
    select ${executionId}, e.seq, e.at, e.type, e.payload from ${eventRecords(events)}`);
}

/** Events as rows `e (seq, at, type, payload)` of a FROM clause. */
export function eventRecords(events: readonly LoggedEvent[]): SQL {
  const batch = events.map(({ seq, at, event: { type, ...payload } }) => ({ seq, at, type, payload }));
  return sql`jsonb_to_recordset(${storableJson(batch)}::jsonb) as e (seq bigint, at timestamptz, type text, payload jsonb)`;
}

export function eventStore(run: Run): Store["events"] {
  return {
    append: async (executionId, events) => {
      if (events.length > 0) await run((db) => insertEvents(db, executionId, events));
    },
    read: (executionId, afterSeq = 0, limit) =>
      run(async (db) => {
        const query = db
          .select()
          .from(executionEvents)
          .where(and(eq(executionEvents.execution_id, executionId), gt(executionEvents.seq, afterSeq)))
          .orderBy(asc(executionEvents.seq));
        const rows = await (limit === undefined ? query : query.limit(limit));
        return rows.flatMap(toLogged);
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
