import { sql } from "drizzle-orm";
import { type Context, query } from "./context.ts";
import { busy } from "./errors.ts";
import { openStatus } from "./execution-row.ts";
import { notify } from "./signal-sql.ts";
import type { Store } from "./store.ts";

interface Point {
  id: string;
  open: boolean;
  session_id: string | null;
  leaf_uuid: string | null;
  hidden: boolean;
}

/**
 * Where a conversation's next turn goes on after its runs `kept`, oldest first. A session that later runs wrote to
 * is only of use up to a known entry; else a new one is seeded from the log.
 */
export function sessionAfter(
  kept: readonly Pick<Point, "session_id" | "leaf_uuid">[],
  laterSessions: ReadonlySet<string>,
): { sessionId: string | null; at: string | null } {
  const last = kept.findLast((run) => run.session_id !== null);
  if (!last?.session_id) return { sessionId: null, at: null };
  if (last.leaf_uuid === null && laterSessions.has(last.session_id)) return { sessionId: null, at: null };
  return { sessionId: last.session_id, at: last.leaf_uuid };
}

export function rewindConversation({ run, instanceId }: Context): Store["conversations"]["rewind"] {
  return (id, executionId) =>
    run((db) =>
      db.transaction(async (tx) => {
        // No run starts meanwhile: its start takes this lock first.
        await tx.execute(sql`select 1 from lakehand.conversations where id = ${id} for no key update`);
        const runs = await query<Point>(
          tx,
          sql`select e.id, e.status in ${openStatus} as open, e.session_id, e.leaf_uuid,
                (e.created_at, e.id) >= (x.created_at, x.id) as hidden
              from lakehand.executions x
                join lakehand.executions e on e.conversation_id = x.conversation_id and e.rewound_at is null
              where x.id = ${executionId} and x.conversation_id = ${id} and x.rewound_at is null
              order by e.created_at, e.id`,
        );
        const hidden = runs.filter((point) => point.hidden);
        if (hidden.length === 0) return [];
        if (hidden.some((point) => point.open)) throw busy();
        const ids = JSON.stringify(hidden.map((point) => point.id));
        const later = new Set(hidden.flatMap((point) => point.session_id ?? []));
        const { sessionId, at } = sessionAfter(
          runs.filter((point) => !point.hidden),
          later,
        );
        await tx.execute(sql`
          with these as (
            select value as id from jsonb_array_elements_text(${ids}::jsonb)
          ), run as (
            update lakehand.executions e set rewound_at = now() from these where e.id = these.id
          ), said as (
            update lakehand.messages m set rewound_at = now() from these where m.execution_id = these.id
          )
          update lakehand.conversations c
          set updated_at = now(), session_id = ${sessionId}, session_at = ${at}
          from lakehand.projects p where c.id = ${id} and p.id = c.project_id
          returning ${notify(instanceId, "conversation", {
            conversationId: sql`c.id`,
            projectId: sql`c.project_id`,
            userEmail: sql`p.user_email`,
          })}`);
        return hidden.map((point) => point.id);
      }),
    );
}
