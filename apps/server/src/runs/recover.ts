import type { AgentEvent, ExecutionStatus, LoggedEvent } from "@lakehand/protocol";
import type { Lease, Store } from "@lakehand/store";
import { unknownCalls } from "./cut-off.ts";
import { completed, interruption } from "./finish.ts";
import { digestOf } from "./read-log.ts";

/**
 * Ends a run whose process is gone, with the lease that was taken over: its log says why, what was said is kept, and
 * the conversation is free again. A run that a person had stopped ends as stopped; approvals that wait for a person
 * stay, to be answered later.
 */
export async function recover(
  store: Store,
  run: { id: string; stopRequested: boolean },
  lease: Lease,
  reason: "server_lost" | "database_lost",
): Promise<ExecutionStatus> {
  const { digest, lastSeq } = await digestOf(store, run.id);
  let { status } = digest;
  if (!digest.ended) {
    const stopped = run.stopRequested || digest.stopAsked;
    const ending: AgentEvent[] = [];
    if (stopped) {
      if (!digest.stopAsked) ending.push({ type: "stream.cancelled" });
      for (const id of await store.approvals.cancel(run.id))
        ending.push({ type: "permission.resolved", approval_id: id, decision: "cancelled" });
      ending.push({ type: "cancelled" }, completed("cancelled"));
    } else {
      const unknown = unknownCalls(digest, await store.approvals.listForExecution(run.id));
      ending.push(interruption(reason, unknown), completed("interrupted"));
    }
    const at = new Date().toISOString();
    const events = ending.map((event, i): LoggedEvent => ({ seq: lastSeq + 1 + i, at, event }));
    await store.events.append(run.id, events, lease);
    status = stopped ? "cancelled" : "interrupted";
  }
  await store.executions.end(run.id, lease, {
    status: status as "completed" | "error" | "cancelled" | "interrupted",
    error: status === "interrupted" ? "The run was cut off." : null,
    answer: digest.answer,
    ...(digest.sessionId ? { sessionId: digest.sessionId } : {}),
    ...(digest.leafUuid ? { leafUuid: digest.leafUuid } : {}),
  });
  return status;
}
