import type { ConversationStatus } from "@lakehand/protocol";
import type { StatusChange } from "../events/changes.ts";
import { isOpenConversation } from "../events/status-store.ts";

export interface Notice {
  kind: "needs_you" | "ended";
  conversation: ConversationStatus;
  title: string;
}

const endings: Partial<Record<ConversationStatus["status"], string>> = {
  completed: "Done",
  error: "Ended with an error",
  interrupted: "Interrupted",
};

/**
 * Pure: what of these changes a person who looks elsewhere wants to hear: something new waits for them, or a run
 * has come to its end. A stop is their own doing and needs no word.
 */
export function noticesFor(changes: readonly StatusChange[]): Notice[] {
  return changes.flatMap(({ before, after }): Notice[] => {
    if (!after) return [];
    if (after.needs_you > (before?.needs_you ?? 0))
      return [{ kind: "needs_you", conversation: after, title: `Needs you: ${after.title}` }];
    const ended = before && isOpenConversation(before) && !isOpenConversation(after);
    const word = endings[after.status];
    // With a queue the next run follows at once: that is not the end yet.
    if (!ended || !word || (after.status === "completed" && after.queued_inputs > 0)) return [];
    return [{ kind: "ended", conversation: after, title: `${word}: ${after.title}` }];
  });
}
