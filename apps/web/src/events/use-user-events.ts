import type { Conversation, UserEvent } from "@lakehand/protocol";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { conversationsQuery } from "../api/queries.ts";
import { inboxQuery } from "../inbox/api.ts";
import { notifyOf, type OpenConversation } from "../notify/notify.ts";
import { announceVisibility } from "../notify/visible-tabs.ts";
import { noticeRun } from "../stream/session.ts";
import { type StatusChange, statusChanges } from "./changes.ts";
import { tellUserEvent } from "./listen.ts";
import { shareUserEvents } from "./shared-stream.ts";
import { applyUserEvent, isOpenConversation, useStatusStore } from "./status-store.ts";
import { followUserEvents } from "./user-stream.ts";

/** Follows the user-level stream for as long as the app is shown. Used once, at the root. */
export function useUserEvents(): void {
  const client = useQueryClient();
  const navigate = useNavigate();
  useEffect(announceVisibility, []);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const open: OpenConversation = (projectId, conversationId) =>
      void navigate({ to: "/projects/$projectId/c/$conversationId", params: { projectId, conversationId } });
    void shareUserEvents({
      follow: (onEvent, until) => followUserEvents({ onEvent, signal: until }),
      onEvent: (event, leader) => takeUserEvent(event, { client, leader, open }),
      signal,
      locks: navigator.locks,
      channel: typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel("lakehand.events"),
    });
    return () => stop.abort();
  }, [client, navigate]);
}

interface Page {
  client: QueryClient;
  /** This tab is the one that tells the person. */
  leader: boolean;
  open: OpenConversation;
}

/** One frame: badges, lists, open conversations and notices follow it. */
export function takeUserEvent(event: UserEvent, { client, leader, open }: Page): void {
  const { conversations: before, known } = useStatusStore.getState();
  const after = applyUserEvent(before, event);
  if (after !== before || event.type === "snapshot")
    useStatusStore.setState({ conversations: after, known: known || event.type === "snapshot" });
  const changes = statusChanges(before, after);
  refresh(changes, client);
  for (const { after: now } of changes)
    if (now?.execution_id && isOpenConversation(now)) noticeRun(now.conversation_id, now.execution_id);
  // What stands in the first snapshot has not happened just now.
  if (leader && known) void notifyOf(changes, client, open);
  tellUserEvent(event);
}

/** Lists that show one of these conversations are brought up to date, or read again when that cannot be told. */
function refresh(changes: readonly StatusChange[], client: QueryClient): void {
  const stale = new Set<string>();
  let inbox = false;
  for (const { before, after } of changes) {
    const one = after ?? before!;
    if ((before?.needs_you ?? 0) !== (after?.needs_you ?? 0)) inbox = true;
    const { queryKey } = conversationsQuery(one.project_id);
    const list = client.getQueryData<Conversation[]>(queryKey);
    const row = list?.find((c) => c.id === one.conversation_id);
    const running = after !== undefined && isOpenConversation(after);
    if (!list) continue;
    if (!row || !after || row.title !== after.title || row.running !== running) stale.add(one.project_id);
  }
  if (inbox) void client.invalidateQueries({ queryKey: inboxQuery.queryKey });
  for (const projectId of stale)
    void client.invalidateQueries({ queryKey: conversationsQuery(projectId).queryKey });
}
