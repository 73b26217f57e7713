import { type ConversationStatus, executionStatusSchema } from "@lakehand/protocol";
import { sql } from "drizzle-orm";
import { type Context, instant, query, type RawInstant } from "./context.ts";
import { openStatus } from "./execution-row.ts";
import type { StatusStore } from "./store.ts";

interface RawStatus {
  conversation_id: string;
  project_id: string;
  user_email: string;
  title: string;
  status: string | null;
  execution_id: string | null;
  needs_you: number;
  queued_inputs: number;
  updated_at: RawInstant;
}

const selection = sql`
  select c.id as conversation_id, c.project_id, p.user_email, c.title, e.status, e.id as execution_id,
    (select count(*)::int from lakehand.approvals a join lakehand.executions x on x.id = a.execution_id
      where a.conversation_id = c.id and a.state = 'pending' and x.rewound_at is null
        and x.status in ('queued', 'running', 'requires_action', 'interrupted')) as needs_you,
    (select count(*)::int from lakehand.inputs i
      where i.conversation_id = c.id and i.gone_at is null) as queued_inputs,
    c.updated_at
  from lakehand.conversations c
    join lakehand.projects p on p.id = c.project_id
    left join lateral (
      select x.id, x.status from lakehand.executions x
      where x.conversation_id = c.id and x.rewound_at is null
      order by x.created_at desc, x.id desc limit 1
    ) e on true`;

export function statusStore({ run }: Context): StatusStore {
  return {
    list: (userEmail, since) =>
      run(async (db) => {
        const rows = await query<RawStatus>(
          db,
          sql`${selection}
              where p.user_email = ${userEmail} and (
                c.updated_at >= ${since.toISOString()}::timestamptz
                or c.id in (select x.conversation_id from lakehand.executions x
                  where x.user_email = ${userEmail} and x.status in ${openStatus})
                or c.id in (select a.conversation_id from lakehand.approvals a
                  join lakehand.executions x on x.id = a.execution_id
                  where a.state = 'pending' and x.user_email = ${userEmail} and x.rewound_at is null
                    and x.status in ('queued', 'running', 'requires_action', 'interrupted')))
              order by c.updated_at desc, c.id desc`,
        );
        return rows.map(toStatus);
      }),
    get: (conversationId) =>
      run(async (db) => {
        const [row] = await query<RawStatus>(db, sql`${selection} where c.id = ${conversationId}`);
        return row && { ...toStatus(row), userEmail: row.user_email };
      }),
  };
}

const statusSchema = executionStatusSchema.catch("interrupted");

function toStatus(row: RawStatus): ConversationStatus {
  return {
    conversation_id: row.conversation_id,
    project_id: row.project_id,
    title: row.title,
    status: row.status === null ? "idle" : statusSchema.parse(row.status),
    execution_id: row.execution_id,
    needs_you: row.needs_you,
    queued_inputs: row.queued_inputs,
    updated_at: instant(row.updated_at).toISOString(),
  };
}
