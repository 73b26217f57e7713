import {
  type AgentEvent,
  type ExecutionView,
  executionStatusSchema,
  fromWire,
  isOpenStatus,
  type LoggedEvent,
  reduce,
  reduceAll,
} from "@lakehand/protocol";
import { z } from "zod";
import { path, request } from "../api/client.ts";

/** Like executionsSchema but with events read one by one, so that one of an unknown type costs only itself. */
const storedExecutionSchema = z.object({
  id: z.string(),
  status: executionStatusSchema,
  events: z.array(z.unknown()),
  error: z.string().nullish(),
  created_at: z.string(),
  updated_at: z.string(),
});
type StoredExecution = z.infer<typeof storedExecutionSchema>;
const historySchema = z.object({
  active: storedExecutionSchema.nullable(),
  recent: z.array(storedExecutionSchema),
  all: z.array(storedExecutionSchema).optional(),
});

export interface History {
  /** Oldest first; includes the active one. */
  executions: ExecutionView[];
  activeId?: string;
}

/** "all": every run of the conversation; "recent": the last few, enough to hear of a new one. */
export async function fetchHistory(
  projectId: string,
  conversationId: string,
  signal?: AbortSignal,
  what: "all" | "recent" = "all",
): Promise<History> {
  const url = path`/api/projects/${projectId}/conversations/${conversationId}/executions`;
  const answer = await request(
    what === "all" ? `${url}?all=true` : url,
    historySchema,
    signal ? { signal } : {},
  );
  return readHistory(answer);
}

export function readHistory(answer: z.infer<typeof historySchema>): History {
  const byId = new Map<string, StoredExecution>();
  for (const execution of [...(answer.all ?? answer.recent), ...(answer.active ? [answer.active] : [])]) {
    const known = byId.get(execution.id);
    if (!known || known.events.length < execution.events.length) byId.set(execution.id, execution);
  }
  const stored = [...byId.values()].sort((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at));
  return {
    executions: stored.map(view),
    ...(answer.active ? { activeId: answer.active.id } : {}),
  };
}

function view(execution: StoredExecution): ExecutionView {
  const events = execution.events.map(fromWire).filter((e): e is LoggedEvent => e !== undefined);
  const reduced = reduceAll(execution.id, events);
  // A run that lost its last event (the server died) has its end in the row alone.
  if (isOpenStatus(execution.status) || !isOpenStatus(reduced.status)) return reduced;
  const event: AgentEvent = {
    type: "stream.completed",
    status: execution.status,
    is_error: execution.status === "error",
    is_cancelled: execution.status === "cancelled",
  };
  const closed = reduce(reduced, { seq: reduced.lastSeq + 1, at: execution.updated_at, event });
  return { ...closed, lastSeq: reduced.lastSeq };
}
