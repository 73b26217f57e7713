import type { ConversationStatus, UserEvent } from "@lakehand/protocol";
import { useStatusStore } from "./status-store.ts";
import { readUserEvent } from "./user-stream.ts";

export interface SharedStreamOptions {
  /** Reads the stream until aborted. Called in one tab at a time. */
  follow: (onEvent: (event: UserEvent) => void, signal: AbortSignal) => Promise<void>;
  /** Every frame, in every tab. `leader`: this tab is the one that reads the stream. */
  onEvent: (event: UserEvent, leader: boolean) => void;
  signal: AbortSignal;
  locks?: LockManager | undefined;
  channel?: BroadcastChannel | undefined;
}

const LOCK = "lakehand.events";

/**
 * One stream for all tabs of the browser: the tab that holds the lock reads it and passes each frame on; when it
 * goes, the next one takes over. A browser opens six connections to a server, so a stream for each tab would soon
 * leave none for an answer. Without locks (a page that is not served securely) each tab reads for itself.
 */
export async function shareUserEvents(options: SharedStreamOptions): Promise<void> {
  const { follow, onEvent, signal, locks, channel } = options;
  if (!locks || !channel) return follow((event) => onEvent(event, true), signal);
  let leader = false;
  const receive = (message: MessageEvent<unknown>) => {
    if (message.data === "hello") {
      if (leader) channel.postMessage(JSON.stringify(snapshot()));
    } else if (!leader && typeof message.data === "string") {
      const event = readUserEvent(message.data);
      if (event) onEvent(event, false);
    }
  };
  channel.addEventListener("message", receive);
  channel.postMessage("hello");
  try {
    await locks.request(LOCK, { signal }, async () => {
      leader = true;
      await follow((event) => {
        // A follower that joins now asks for itself; the others need each frame.
        if (event.type !== "server.draining") channel.postMessage(JSON.stringify(event));
        onEvent(event, true);
      }, signal);
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    channel.removeEventListener("message", receive);
    channel.close();
  }
}

function snapshot(): { type: "snapshot"; conversations: ConversationStatus[] } | undefined {
  const { known, conversations } = useStatusStore.getState();
  return known ? { type: "snapshot", conversations: Object.values(conversations) } : undefined;
}
