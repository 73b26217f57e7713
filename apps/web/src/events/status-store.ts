import { type ConversationStatus, isOpenStatus, type UserEvent } from "@lakehand/protocol";
import { create } from "zustand";

export type Statuses = Readonly<Record<string, ConversationStatus>>;

interface StatusStore {
  /** By conversation id: all that are open, or ended in the last day. */
  conversations: Statuses;
  /** The first snapshot is here. Until then nothing is known, which is not the same as nothing is open. */
  known: boolean;
}

export const useStatusStore = create<StatusStore>()(() => ({ conversations: {}, known: false }));

/** Pure: the statuses after one frame. Frames may come late or twice; an older one changes nothing. */
export function applyUserEvent(before: Statuses, event: UserEvent): Statuses {
  switch (event.type) {
    case "snapshot":
      return Object.fromEntries(event.conversations.map((c) => [c.conversation_id, c]));
    case "conversation": {
      const next = event.conversation;
      const known = before[next.conversation_id];
      if (known && Date.parse(known.updated_at) > Date.parse(next.updated_at)) return before;
      return { ...before, [next.conversation_id]: next };
    }
    case "conversation.deleted": {
      const { [event.conversation_id]: _gone, ...rest } = before;
      return rest;
    }
    case "queue.changed": {
      const known = before[event.conversation_id];
      if (!known) return before;
      return {
        ...before,
        [event.conversation_id]: { ...known, queued_inputs: event.queue.inputs.length },
      };
    }
    case "server.draining":
      return before;
  }
}

/** How many things wait for this person, in all conversations. */
export function needsYouCount(statuses: Statuses): number {
  return Object.values(statuses).reduce((sum, c) => sum + c.needs_you, 0);
}

export function isOpenConversation(status: ConversationStatus): boolean {
  return status.status !== "idle" && isOpenStatus(status.status);
}

export const useNeedsYouCount = () => useStatusStore((s) => needsYouCount(s.conversations));

export const useConversationStatus = (conversationId: string | undefined) =>
  useStatusStore((s) => (conversationId ? s.conversations[conversationId] : undefined));
