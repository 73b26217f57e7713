import { type ExecutionView, isOpenExecution } from "@lakehand/protocol";
import { waitingIn } from "../approvals/waiting.ts";
import { plural } from "../lib/format.ts";

/** How far a person has seen: in the newest run that was there when they left. */
export interface SeenMark {
  executionId: string;
  seq: number;
  /** Blocks the run had. They are only ever added at the end, so this is a place. */
  blocks: number;
  open: boolean;
  /** When they left, epoch milliseconds. */
  at: number;
}

export const AWAY_MS = 60_000;

const endings: Partial<Record<ExecutionView["status"], string>> = {
  completed: "the run is done",
  error: "the run failed",
  interrupted: "the run was interrupted",
  cancelled: "the run was stopped",
};

export function markOf(executions: readonly ExecutionView[], at: number): SeenMark | undefined {
  const view = executions.at(-1);
  if (!view || view.lastSeq === 0) return undefined;
  return {
    executionId: view.executionId,
    seq: view.lastSeq,
    blocks: view.blocks.length,
    open: isOpenExecution(view),
    at,
  };
}

/**
 * Pure: what happened between the leaving and the return, as a line for the place where the person left; undefined
 * when nothing did that is worth a line. It may be asked again as the rest of the log arrives.
 */
export function awayLine(
  executions: readonly ExecutionView[],
  mark: SeenMark,
  returnedAt: number,
): string | undefined {
  const from = executions.findIndex((e) => e.executionId === mark.executionId);
  if (from < 0 || returnedAt - mark.at < AWAY_MS) return undefined;
  const within = (iso: string | undefined) => iso !== undefined && Date.parse(iso) <= returnedAt;
  const since = executions.slice(from).filter((view, i) => i === 0 || within(view.startedAt));
  const waiting = waitingIn(executions);
  const asked = new Set(waiting.map(({ action }) => action.request.tool_use_id));
  const steps = since
    .flatMap((view, i) => view.blocks.slice(i === 0 ? mark.blocks : 0))
    .filter((b) => b.kind === "tool" && !b.parent && !asked.has(b.id) && within(b.startedAt)).length;
  const last = since.at(-1)!;
  const wasOpen = since.length > 1 || mark.open;
  const ending = wasOpen && within(last.endedAt) ? endings[last.status] : undefined;
  const needs = waiting.length;
  const seen = since.length === 1 && last.lastSeq <= mark.seq;
  const parts = [
    steps > 0 && plural(steps, "step"),
    ending,
    needs > 0 && plural(needs, "needs you", "need you"),
  ].filter(Boolean);
  if (seen || parts.length === 0) return undefined;
  return `While you were away: ${parts.join(", ")}`;
}
