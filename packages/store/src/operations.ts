import { operationStatusSchema, toolDetailsSchema } from "@lakehand/protocol";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Context, instant, leaseEnd, query, type RawInstant } from "./context.ts";
import { notify } from "./signal-sql.ts";
import { storableJson, storableText } from "./storable.ts";
import type { OperationHandle, OperationRow, OperationStore } from "./store.ts";

interface RawOperation {
  id: string;
  user_email: string;
  project_id: string;
  conversation_id: string;
  execution_id: string;
  tool_use_id: string | null;
  tool_name: string;
  title: string;
  input: unknown;
  status: string;
  message: string | null;
  done: number | null;
  total: number | null;
  result: string | null;
  handles: unknown;
  details: unknown;
  told: boolean;
  cancel_requested: boolean;
  created_at: RawInstant;
  updated_at: RawInstant;
}

const columns = sql.raw(
  `o.id, o.user_email, o.project_id, o.conversation_id, o.execution_id, o.tool_use_id, o.tool_name, o.title, o.input,
   o.status, o.message, o.done, o.total, o.result, o.handles, o.details, o.told,
   o.cancel_requested_at is not null as cancel_requested, o.created_at, o.updated_at`,
);

const text = (value: string | null) => (value === null ? null : storableText(value));

const whileRunning = (column: string, value: SQL) =>
  sql`${sql.raw(column)} = case when o.status = 'running' then ${value} else o.${sql.raw(column)} end`;

/** Columns that a change sets. How an operation ended is said once; later words about that change nothing. */
function assignments(change: Parameters<OperationStore["update"]>[1]): SQL[] {
  const set: SQL[] = [];
  if (change.status !== undefined) {
    set.push(whileRunning("status", sql`${change.status}::text`));
  }
  if (change.message !== undefined) set.push(whileRunning("message", sql`${text(change.message)}::text`));
  if (change.done !== undefined) set.push(whileRunning("done", sql`${change.done}::float8`));
  if (change.total !== undefined) set.push(whileRunning("total", sql`${change.total}::float8`));
  if (change.result !== undefined) set.push(whileRunning("result", sql`${text(change.result)}::text`));
  if (change.handles !== undefined) set.push(sql`handles = ${storableJson(change.handles)}::jsonb`);
  if (change.details !== undefined) set.push(sql`details = ${storableJson(change.details)}::jsonb`);
  if (change.told !== undefined) set.push(sql`told = ${change.told}::boolean`);
  return set;
}

export function operationStore({ run, instanceId }: Context): OperationStore {
  const changed = notify(instanceId, "operation", {
    operationId: sql`o.id`,
    executionId: sql`o.execution_id`,
  });
  return {
    create: (operation, leaseMs) =>
      run(async (db) => {
        await db.execute(sql`
          insert into lakehand.operations as o (id, user_email, project_id, conversation_id, execution_id,
            tool_use_id, tool_name, title, input, handles, lease_owner, lease_until)
          values (${operation.id}, ${operation.userEmail}, ${operation.projectId}, ${operation.conversationId},
            ${operation.executionId}, ${operation.toolUseId}, ${operation.toolName}, ${storableText(operation.title)},
            ${storableJson(operation.input)}::jsonb, ${storableJson(operation.handles)}::jsonb, ${instanceId},
            ${leaseEnd(leaseMs)})
          on conflict (id) do nothing
          returning ${changed}`);
      }),
    update: (id, change) =>
      run(async (db) => {
        const set = assignments(change);
        if (set.length === 0) return;
        await db.execute(sql`
          update lakehand.operations o set ${whileRunning("updated_at", sql`now()`)}, ${sql.join(set, sql`, `)}
          where o.id = ${id} returning ${changed}`);
      }),
    get: (userEmail, id) =>
      run(async (db) => {
        const rows = await query<RawOperation>(
          db,
          sql`select ${columns} from lakehand.operations o where o.id = ${id} and o.user_email = ${userEmail}`,
        );
        return rows.map(toOperation)[0];
      }),
    list: (userEmail, { conversationId, executionId, limit = 100 } = {}) =>
      run(async (db) => {
        const rows = await query<RawOperation>(
          db,
          sql`select ${columns} from lakehand.operations o
              where o.user_email = ${userEmail}
                ${conversationId === undefined ? sql`` : sql`and o.conversation_id = ${conversationId}`}
                ${executionId === undefined ? sql`` : sql`and o.execution_id = ${executionId}`}
              order by o.created_at desc, o.id desc limit ${limit}::int`,
        );
        return rows.map(toOperation);
      }),
    requestCancel: (userEmail, id) =>
      run(async (db) => {
        const rows = await query(
          db,
          sql`update lakehand.operations o set cancel_requested_at = coalesce(o.cancel_requested_at, now())
              where o.id = ${id} and o.user_email = ${userEmail} and o.status = 'running'
              returning ${changed}`,
        );
        return rows.length > 0;
      }),
    renew: (leaseMs) =>
      run(async (db) => {
        const rows = await query<{ id: string; cancel_requested: boolean }>(
          db,
          sql`update lakehand.operations o set lease_until = ${leaseEnd(leaseMs)}
              where o.lease_owner = ${instanceId} and o.status = 'running'
              returning o.id, o.cancel_requested_at is not null as cancel_requested`,
        );
        return rows.map((row) => ({ id: row.id, cancelRequested: row.cancel_requested }));
      }),
    takeLapsed: (leaseMs, limit) =>
      run(async (db) => {
        const rows = await query<RawOperation>(
          db,
          sql`
          with lapsed as materialized (
            select id from lakehand.operations
            where status = 'running' and lease_until < clock_timestamp() and lease_owner <> ${instanceId}
            order by lease_until limit ${limit}::int
            for update skip locked
          )
          update lakehand.operations o
          set lease_owner = ${instanceId}, lease_until = ${leaseEnd(leaseMs)}, updated_at = now()
          from lapsed where o.id = lapsed.id
          returning ${columns}`,
        );
        return rows.map(toOperation);
      }),
  };
}

const statusSchema = operationStatusSchema.catch("lost");
const inputSchema = z.record(z.string(), z.unknown()).catch({});
const handleSchema = z.looseObject({
  kind: z.enum(["statement", "command", "job_run", "pipeline_update"]),
  id: z.string(),
  url: z.string().optional(),
});
const known = <T>(schema: z.ZodType<T>, value: unknown): T[] =>
  (Array.isArray(value) ? value : []).flatMap((item) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });

function toOperation(row: RawOperation): OperationRow {
  return {
    id: row.id,
    userEmail: row.user_email,
    projectId: row.project_id,
    conversationId: row.conversation_id,
    executionId: row.execution_id,
    toolUseId: row.tool_use_id,
    toolName: row.tool_name,
    title: row.title,
    input: inputSchema.parse(row.input),
    status: statusSchema.parse(row.status),
    message: row.message,
    done: row.done,
    total: row.total,
    result: row.result,
    handles: known(handleSchema, row.handles) as OperationHandle[],
    details: known(toolDetailsSchema, row.details),
    told: row.told,
    cancelRequested: row.cancel_requested,
    createdAt: instant(row.created_at),
    updatedAt: instant(row.updated_at),
  };
}
