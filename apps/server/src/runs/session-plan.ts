import { randomUUID } from "node:crypto";
import type { SessionPlan } from "@lakehand/agent";
import type { ConversationRow } from "@lakehand/store";

/**
 * The agent session of the conversation's next run, with its id chosen now, so that a crash at any later moment
 * still knows it. `earlierMessages`: messages stored before this run's own.
 */
export function planSession(
  conversation: Pick<ConversationRow, "sessionId" | "sessionAt">,
  earlierMessages: number,
): SessionPlan {
  const { sessionId, sessionAt } = conversation;
  // Said before, but in no session that can be read any more: the runtime then begins with what was said.
  if (!sessionId) return { id: randomUUID(), resume: earlierMessages > 0 };
  if (sessionAt) return { id: randomUUID(), resume: true, from: { id: sessionId, at: sessionAt } };
  return { id: sessionId, resume: earlierMessages > 0 };
}
