import type { QueryClient } from "@tanstack/react-query";
import { create } from "zustand";
import { actionTitle } from "../approvals/action-title.ts";
import type { StatusChange } from "../events/changes.ts";
import { inboxQuery } from "../inbox/api.ts";
import { type Notice, noticesFor } from "./notices.ts";
import { isSomeTabVisible } from "./visible-tabs.ts";

const KEY = "lakehand.notify";

export type OpenConversation = (projectId: string, conversationId: string) => void;

/** "unsupported": this browser cannot, or the person has said no to the browser itself. */
export type NotifyState = "off" | "on" | "refused" | "unsupported";

function read(): NotifyState {
  if (typeof Notification === "undefined") return "unsupported";
  if (Notification.permission === "denied") return "refused";
  try {
    return Notification.permission === "granted" && localStorage.getItem(KEY) === "on" ? "on" : "off";
  } catch {
    return "off";
  }
}

interface NotifyStore {
  state: NotifyState;
  /** Asks the browser where needed. Only to be called from the person's own click. */
  toggle: () => Promise<void>;
}

export const useNotify = create<NotifyStore>()((set, get) => ({
  state: read(),
  toggle: async () => {
    const on = get().state === "on";
    if (!on && Notification.permission === "default") await Notification.requestPermission();
    try {
      localStorage.setItem(KEY, on ? "off" : "on");
    } catch {
      // Without storage the choice cannot be kept, so it is not made.
    }
    set({ state: read() });
  },
}));

/** Shows a browser notification for each change that wants one, unless a tab of Lakehand is in view. */
export async function notifyOf(
  changes: readonly StatusChange[],
  client: QueryClient,
  open: OpenConversation,
): Promise<void> {
  // Another tab may have switched it off or on.
  if (read() !== "on") return;
  const notices = noticesFor(changes);
  if (notices.length === 0 || (await isSomeTabVisible())) return;
  for (const notice of notices) show(notice, await what(notice, client), open);
}

/** What it is that waits, in words; a notice without them is still a notice. */
async function what({ kind, conversation }: Notice, client: QueryClient): Promise<string | undefined> {
  if (kind !== "needs_you") return undefined;
  const items = await client.fetchQuery(inboxQuery).catch(() => []);
  const item = items.findLast((one) => one.conversation_id === conversation.conversation_id);
  return item && actionTitle(item.request);
}

function show({ kind, conversation, title }: Notice, body: string | undefined, open: OpenConversation): void {
  try {
    const notification = new Notification(title, {
      // A newer one of the same conversation takes the place of the older.
      tag: `lakehand:${conversation.conversation_id}`,
      ...(body ? { body } : {}),
      ...(kind === "needs_you" ? { requireInteraction: true } : {}),
    });
    notification.onclick = () => {
      window.focus();
      notification.close();
      open(conversation.project_id, conversation.conversation_id);
    };
  } catch {
    // Some phones have the name and not the thing; the badge in the title is there all the same.
  }
}
