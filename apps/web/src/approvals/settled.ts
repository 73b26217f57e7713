import type { ActionBlock } from "@lakehand/protocol";
import type { AnswerEntry } from "./answers.ts";

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
