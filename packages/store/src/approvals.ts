import { randomUUID } from "node:crypto";
import {
  actionAnswerSchema,
  actionRequestSchema,
  actionStateSchema,
  consequenceSchema,
} from "@lakehand/protocol";
import { sql } from "drizzle-orm";
import { type Context, instant, maybeInstant, query, type RawInstant } from "./context.ts";
import type { Database } from "./database.ts";
import { leaseLost, notFound } from "./errors.ts";
import { heldRun } from "./events.ts";
import { notify } from "./signal-sql.ts";
import { storableJson } from "./storable.ts";
import type { ApprovalRow, ApprovalStore, PendingApproval, RuleRow } from "./store.ts";

interface RawApproval {
  id: string;
  execution_id: string;
  conversation_id: string;
  project_id: string;
  request: unknown;
  state: string;
  answer: unknown;
  answered_by: string | null;
  created_at: RawInstant;
  answered_at: RawInstant | null;
}

const columns = sql.raw(
  `a.id, a.execution_id, a.conversation_id, a.project_id, a.request, a.state, a.answer, a.answered_by,
   a.created_at, a.answered_at`,
);

export function approvalStore({ run, instanceId }: Context): ApprovalStore {
  const changed = notify(instanceId, "approval", {
    approvalId: sql`a.id`,
    executionId: sql`a.execution_id`,
  });
  return {
    create: ({ id, executionId, request }, lease) =>
      run(async (db) => {
        // Repeated with the same id it changes nothing.
        const rows = await query(
          db,
          sql`
          with ${heldRun(executionId, lease)}, asked as (
            insert into lakehand.approvals (id, execution_id, conversation_id, project_id, request)
            select ${id}, held.id, held.conversation_id, held.project_id, ${storableJson(request)}::jsonb from held
            on conflict (id) do nothing
          )
          select ${notify(instanceId, "approval", { approvalId: sql`${id}::text`, executionId: sql`held.id` })}
          from held`,
        );
        if (rows.length > 0) return;
        const [known] = await query(db, sql`select 1 from lakehand.executions where id = ${executionId}`);
        throw known ? leaseLost() : notFound("This run does not exist any more.");
      }),
    get: (userEmail, id) =>
      run(async (db) => {
        const rows = await query<RawApproval>(
          db,
          sql`select ${columns} from lakehand.approvals a join lakehand.projects p on p.id = a.project_id
              where a.id = ${id} and p.user_email = ${userEmail}`,
        );
        return rows.flatMap(toApproval)[0];
      }),
    read: (id) =>
      run(async (db) => {
        const rows = await query<RawApproval>(
          db,
          sql`select ${columns} from lakehand.approvals a where a.id = ${id}`,
        );
        return rows.flatMap(toApproval)[0];
      }),
    answer: (id, answer, by) =>
      run(async (db) => {
        const rows = await query<RawApproval>(
          db,
          sql`update lakehand.approvals a
              set state = ${answer.decision === "allow" ? "allowed" : "denied"},
                answer = ${storableJson(answer)}::jsonb, answered_by = ${by}, answered_at = now()
              where a.id = ${id} and a.state = 'pending'
              returning ${columns}, ${changed}`,
        );
        return rows.flatMap(toApproval)[0];
      }),
    listForExecution: (executionId) =>
      run(async (db) => {
        const rows = await query<RawApproval>(
          db,
          sql`select ${columns} from lakehand.approvals a where a.execution_id = ${executionId}
              order by a.created_at, a.id`,
        );
        return rows.flatMap(toApproval);
      }),
    pending: (userEmail) =>
      run(async (db) => {
        const rows = await query<
          RawApproval & { conversation_title: string; project_name: string; run_status: string }
        >(
          db,
          sql`select ${columns}, c.title as conversation_title, p.name as project_name, e.status as run_status
              from lakehand.approvals a
                join lakehand.executions e on e.id = a.execution_id
                join lakehand.conversations c on c.id = a.conversation_id
                join lakehand.projects p on p.id = a.project_id
              where a.state = 'pending' and p.user_email = ${userEmail} and e.rewound_at is null
                and e.status in ('queued', 'running', 'requires_action', 'interrupted')
              order by a.created_at, a.id`,
        );
        return rows.flatMap((row): PendingApproval[] =>
          toApproval(row).map((approval) => ({
            ...approval,
            conversationTitle: row.conversation_title,
            projectName: row.project_name,
            interrupted: row.run_status === "interrupted",
          })),
        );
      }),
    cancel: (executionId) =>
      run(async (db) => {
        const rows = await query<{ id: string }>(
          db,
          sql`update lakehand.approvals a set state = 'cancelled', answered_at = now()
              where a.execution_id = ${executionId} and a.state = 'pending'
              returning a.id, ${changed}`,
        );
        return rows.map(({ id }) => id);
      }),
    ...ruleStore(run),
  };
}

interface RawRule {
  id: string;
  project_id: string;
  conversation_id: string | null;
  tool_name: string;
  consequence: string;
  decision: string;
  created_at: RawInstant;
}

const ruleColumns = sql.raw(
  "r.id, r.project_id, r.conversation_id, r.tool_name, r.consequence, r.decision, r.created_at",
);

function ruleStore(run: Context["run"]): Pick<ApprovalStore, "rules" | "addRule" | "removeRule"> {
  const find = async (db: Database, projectId: string, conversationId: string | undefined) =>
    query<RawRule>(
      db,
      sql`select ${ruleColumns} from lakehand.rules r
          where r.project_id = ${projectId}
            and ${conversationId === undefined ? sql`true` : sql`(r.conversation_id is null or r.conversation_id = ${conversationId})`}
          order by r.created_at, r.id`,
    );
  return {
    rules: (projectId, conversationId) =>
      run(async (db) => (await find(db, projectId, conversationId)).flatMap(toRule)),
    addRule: ({ projectId, conversationId, toolName, consequence, decision }) =>
      run(async (db) => {
        // The newest answer to the same question counts.
        const rows = await query<RawRule>(
          db,
          sql`insert into lakehand.rules as r
                (id, project_id, conversation_id, tool_name, consequence, decision)
              values (${randomUUID()}, ${projectId}, ${conversationId}, ${toolName}, ${consequence}, ${decision})
              on conflict (project_id, (coalesce(conversation_id, '')), tool_name, consequence)
                do update set decision = excluded.decision, created_at = now()
              returning ${ruleColumns}`,
        );
        const [rule] = rows.flatMap(toRule);
        if (!rule) throw new Error("a stored rule can be read");
        return rule;
      }),
    removeRule: (projectId, id) =>
      run(async (db) => {
        const rows = await query(
          db,
          sql`delete from lakehand.rules where project_id = ${projectId} and id = ${id} returning id`,
        );
        return rows.length > 0;
      }),
  };
}

/** What this version cannot read is left out, not an error. */
function toApproval(row: RawApproval): ApprovalRow[] {
  const request = actionRequestSchema.safeParse(row.request);
  const state = actionStateSchema.safeParse(row.state);
  if (!request.success || !state.success) return [];
  return [
    {
      id: row.id,
      executionId: row.execution_id,
      conversationId: row.conversation_id,
      projectId: row.project_id,
      request: request.data,
      state: state.data,
      answer: actionAnswerSchema.nullable().catch(null).parse(row.answer),
      answeredBy: row.answered_by,
      createdAt: instant(row.created_at),
      answeredAt: maybeInstant(row.answered_at),
    },
  ];
}

function toRule(row: RawRule): RuleRow[] {
  const consequence = consequenceSchema.safeParse(row.consequence);
  if (!consequence.success || (row.decision !== "allow" && row.decision !== "deny")) return [];
  return [
    {
      id: row.id,
      projectId: row.project_id,
      conversationId: row.conversation_id,
      toolName: row.tool_name,
      consequence: consequence.data,
      decision: row.decision,
      createdAt: instant(row.created_at),
    },
  ];
}
