import type { ConversationStatus } from "@lakehand/protocol";
import type { Statuses } from "./status-store.ts";

export interface StatusChange {
  /** Absent: not heard of before. */
  before?: ConversationStatus;
  /** Absent: deleted, or over for longer than a day. */
  after?: ConversationStatus;
}

/** Pure: what differs between two states, conversation by conversation. */
export function statusChanges(before: Statuses, after: Statuses): StatusChange[] {
  const changes: StatusChange[] = [];
  for (const next of Object.values(after)) {
    const known = before[next.conversation_id];
    if (known !== next) changes.push({ ...(known ? { before: known } : {}), after: next });
  }
  for (const known of Object.values(before))
    if (!after[known.conversation_id]) changes.push({ before: known });
  return changes;
}
