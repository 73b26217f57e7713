import type { ActionBlock } from "@lakehand/protocol";
import type { AnswerEntry } from "./answers.ts";

/** `later`: decided when its run was over, so that the run's own log does not have it. */
export type ShownAction = ActionBlock & { later?: boolean };

/**
 * Pure: an action of a run that was cut off, by what the server says still waits (undefined: not known yet). What
 * was answered since is written in the log of the run that goes on.
 */
export function withServerWord(
  action: ActionBlock,
  waiting: readonly { approval_id: string }[] | undefined,
): ShownAction {
  if (action.state !== "pending" || !waiting || waiting.some((w) => w.approval_id === action.id))
    return action;
  return { ...action, state: "cancelled", later: true };
}

/** Pure: the action with this tab's own answer, until the log says the same. */
export function withOwnAnswer(
  action: ActionBlock,
  entry: AnswerEntry | undefined,
  me: string | undefined,
): ActionBlock {
  if (action.state !== "pending" || entry?.phase !== "sent") return action;
  return {
    ...action,
    state: entry.answer.decision === "allow" ? "allowed" : "denied",
    answer: entry.answer,
    resolvedAt: entry.at,
    ...(me ? { by: me } : {}),
  };
}
