import { executionStatusSchema, isOpenStatus } from "@lakehand/protocol";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { instant, type RawInstant } from "./context.ts";
import type { ExecutionRow } from "./store.ts";

/** Columns of `lakehand.executions e` that `toExecution` reads. */
export const executionColumns = sql.raw(
  `e.id, e.conversation_id, e.project_id, e.user_email, e.status, e.kind, e.error, e.lease_owner, e.lease_epoch,
   e.stop_requested_at is not null as stop_requested, e.session_id, e.leaf_uuid, e.created_at, e.updated_at`,
);

export const openStatus = sql.raw(`('queued', 'running', 'requires_action')`);
export const heldStatus = sql.raw(`('running', 'requires_action')`);

export interface RawExecution {
  id: string;
  conversation_id: string;
  project_id: string;
  user_email: string;
  status: string;
  kind: string;
  error: string | null;
  lease_owner: string | null;
  lease_epoch: number;
  stop_requested: boolean;
  session_id: string | null;
  leaf_uuid: string | null;
  created_at: RawInstant;
  updated_at: RawInstant;
}

// What a newer version wrote reads as a run that did not finish here.
const statusSchema = executionStatusSchema.catch("interrupted");
const kindSchema = z.enum(["message", "continue", "compact"]).catch("message");

export function toExecution(row: RawExecution): ExecutionRow {
  const status = statusSchema.parse(row.status);
  const held = row.lease_owner !== null && isOpenStatus(status);
  return {
    id: row.id,
    conversationId: row.conversation_id,
    projectId: row.project_id,
    userEmail: row.user_email,
    status,
    error: row.error,
    lease: held ? { owner: row.lease_owner as string, epoch: row.lease_epoch } : null,
    stopRequested: row.stop_requested,
    sessionId: row.session_id,
    leafUuid: row.leaf_uuid,
    kind: kindSchema.parse(row.kind),
    createdAt: instant(row.created_at),
    updatedAt: instant(row.updated_at),
  };
}
