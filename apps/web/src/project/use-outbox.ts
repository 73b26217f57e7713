import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { invokeAgent } from "../api/mutations.ts";
import { rewindConversation } from "../checkpoints/api.ts";
import { readDraft, writeDraft } from "../composer/draft.ts";
import { createOutbox, type Delivered } from "../composer/outbox.ts";
import type { OutboxEntry } from "../composer/outbox-store.ts";
import { uuid } from "../lib/uuid.ts";
import { queueQuery, sendInput } from "../queue/api.ts";
import { withInput } from "../queue/reorder.ts";
import { fetchHistory } from "../stream/history.ts";
import { noticeRun, reloadOpen } from "../stream/session.ts";
import { noteStarted, useStreamStore } from "../stream/store.ts";

let tell: ((delivered: Delivered) => void | Promise<void>) | undefined;

/** One for the page: a message goes on being sent while its writer looks at something else. */
const outbox = createOutbox({
  calls: {
    invoke: invokeAgent,
    input: sendInput,
    rewind: async (entry, { executionId, files }) => {
      const { projectId, conversationId } = entry;
      if (!conversationId) return;
      await rewindConversation(projectId, conversationId, {
        execution_id: executionId,
        files,
        conversation: true,
        dry_run: false,
      });
      reloadOpen(conversationId);
    },
    activeRun(conversationId) {
      const state = useStreamStore.getState().conversations[conversationId];
      return state?.activeId ?? state?.pending?.executionId;
    },
    askActiveRun: async (projectId, conversationId) =>
      (await fetchHistory(projectId, conversationId, undefined, "recent")).activeId,
  },
  onDelivered(delivered) {
    const { entry, conversationId, executionId } = delivered;
    if (delivered.delivered === "started") {
      noteStarted(conversationId, executionId, entry.text);
      noticeRun(conversationId, executionId);
      if (entry.conversationId === null) {
        // What was typed since belongs to the conversation that has begun.
        const since = readDraft(entry.place);
        if (since) writeDraft(conversationId, since);
        writeDraft(entry.place, "");
      }
    }
    return tell?.(delivered);
  },
});

export interface OutboxPlace {
  projectId: string;
  conversationId: string | undefined;
  /** Choices that go with a message that begins a conversation. */
  settings: Record<string, string>;
  /** A message that was written here began a new conversation. */
  onConversation: (conversationId: string) => void | Promise<void>;
}

/** Sends messages of this place, also those that an earlier page could not. */
export function useOutbox({ projectId, conversationId, settings, onConversation }: OutboxPlace) {
  const client = useQueryClient();
  const place = conversationId ?? `new:${projectId}`;
  const latest = useRef({ settings, onConversation });
  useEffect(() => {
    latest.current = { settings, onConversation };
  });

  useEffect(() => {
    tell = async ({ entry, conversationId: now, delivered }) => {
      if (delivered === "queued") {
        const { queryKey } = queueQuery(entry.projectId, now);
        await client.cancelQueries({ queryKey });
        client.setQueryData(queryKey, (queue) => withInput(queue, entry.id, entry.text));
      }
      if (entry.conversationId === null && entry.place === place) await latest.current.onConversation(now);
      void client.invalidateQueries({ queryKey: ["projects", entry.projectId, "conversations"] });
    };
    outbox.resume(place);
    return () => {
      tell = undefined;
    };
  }, [client, place]);

  const send = useCallback(
    (text: string, delivery: OutboxEntry["delivery"], replaces?: OutboxEntry["replaces"]) =>
      outbox.send({
        id: uuid(),
        place,
        projectId,
        conversationId: conversationId ?? null,
        text,
        delivery,
        at: Date.now(),
        settings: latest.current.settings,
        ...(replaces ? { replaces } : {}),
      }),
    [place, projectId, conversationId],
  );
  return { place, send, takeBack: outbox.takeBack };
}
