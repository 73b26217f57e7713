import type { Operation } from "@lakehand/protocol";
import type { OperationRow } from "@lakehand/store";
import type { OperationView } from "@lakehand/tools";

/** As the agent's tools see it. */
export const toView = (row: OperationRow): OperationView => ({
  id: row.id,
  toolName: row.toolName,
  title: row.title,
  status: row.status,
  message: row.message,
  done: row.done,
  total: row.total,
  result: row.result,
  startedAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** As the page sees it. */
export const toOperation = (row: OperationRow): Operation => ({
  id: row.id,
  project_id: row.projectId,
  conversation_id: row.conversationId,
  execution_id: row.executionId,
  tool_use_id: row.toolUseId,
  tool_name: row.toolName,
  title: row.title,
  status: row.status,
  message: row.message,
  done: row.done,
  total: row.total,
  result: row.result,
  details: row.details,
  created_at: row.createdAt.toISOString(),
  updated_at: row.updatedAt.toISOString(),
});
