import type { RunOutcome } from "@lakehand/agent";
import type { AgentEvent, ExecutionStatus } from "@lakehand/protocol";
import type { Engine } from "./context.ts";
import type { OpenCall } from "./digest.ts";
import type { LiveRun } from "./live-run.ts";
import { patiently } from "./retry.ts";

type Interruption = Extract<AgentEvent, { type: "interrupted" }>["reason"];
type End = Extract<ExecutionStatus, "completed" | "error" | "cancelled" | "interrupted">;

const WHY: Record<Interruption, string> = {
  server_lost: "The server was lost while this was running.",
  server_stopped: "The server was stopped while this was running.",
  agent_lost: "The agent's process was lost while this was running.",
  database_lost: "The database did not answer while this was running.",
};

/** What the transcript says of a run that was cut off, with the calls whose outcome nobody knows. */
export function interruption(reason: Interruption, unknown: readonly OpenCall[]): AgentEvent {
  const calls = unknown.map((call) => shortName(call.name)).join(", ");
  const doubt = calls ? ` Whether this was carried out is not known: ${calls}.` : "";
  return {
    type: "interrupted",
    reason,
    message: `${WHY[reason]}${doubt} What was done so far is kept; Continue goes on from here.`,
  };
}

export const shortName = (tool: string): string => tool.replace(/^mcp__.+?__/, "");

/** The last event of a log. */
export const completed = (status: End): AgentEvent => ({
  type: "stream.completed",
  status,
  is_error: status === "error",
  is_cancelled: status === "cancelled",
});

/**
 * Writes how the run ended: first its log, then its row. A run that was taken over writes nothing; one whose end
 * cannot be stored is left to the keeper.
 */
export async function finish(engine: Engine, run: LiveRun, outcome: RunOutcome): Promise<End | undefined> {
  if (run.lost) return undefined;
  const { status, events } = endOf(run, outcome);
  const { store } = engine;
  try {
    if (run.hasAsked && status !== "interrupted") {
      for (const id of await patiently(() => store.approvals.cancel(run.id), {
        giveUpMs: engine.times.giveUpMs,
      }))
        run.emit({ type: "permission.resolved", approval_id: id, decision: "cancelled" });
    }
    if (run.halt?.why === "stop") {
      const left = [...run.left, ...((await engine.options.operations?.stopOf(run.id)) ?? [])];
      const items = [...new Map(left.map((item) => [item.id, item])).values()];
      if (items.length > 0) run.emit({ type: "left_running", items });
    }
    for (const event of events) run.emit(event);
    run.emit(completed(status));
    await run.drain();
    if (run.lost) return undefined;
    await patiently(
      () =>
        store.executions.end(run.id, run.lease, {
          status,
          error: status === "interrupted" ? WHY[reasonOf(run)] : (outcome.error ?? null),
          answer: run.digest.answer,
          ...(outcome.sessionId ? { sessionId: outcome.sessionId } : {}),
          ...((outcome.leafUuid ?? run.digest.leafUuid)
            ? { leafUuid: (outcome.leafUuid ?? run.digest.leafUuid) as string }
            : {}),
        }),
      { giveUpMs: engine.times.giveUpMs },
    );
    return status;
  } catch (error) {
    engine.log.error({ executionId: run.id, err: error }, "the end of a run could not be stored");
    run.lose("database", error);
    engine.orphans.set(run.id, "database_lost");
    return undefined;
  }
}

const reasonOf = (run: LiveRun): Interruption =>
  run.halt?.why === "drain" ? "server_stopped" : "agent_lost";

function endOf(run: LiveRun, outcome: RunOutcome): { status: End; events: AgentEvent[] } {
  const { halt, digest } = run;
  if (halt?.why === "stop") return { status: "cancelled", events: [{ type: "cancelled" }] };
  if (halt?.why === "budget") {
    const { message, next } = halt;
    const details = { code: "BUDGET_REACHED", message, next };
    return { status: "error", events: [{ type: "error", error: message, details }] };
  }
  if (outcome.status === "lost" || (halt?.why === "drain" && outcome.status !== "completed"))
    return { status: "interrupted", events: [interruption(reasonOf(run), digest.unknown)] };
  if (outcome.status === "cancelled") return { status: "cancelled", events: [{ type: "cancelled" }] };
  if (outcome.status === "error" && !digest.saidError)
    return { status: "error", events: [{ type: "error", error: outcome.error ?? "The run failed." }] };
  return { status: outcome.status as End, events: [] };
}
