import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { type ConversationSession, openConversation } from "./session.ts";
import { type ConversationState, useStreamStore } from "./store.ts";

/** Keeps a conversation open while the component is shown, and gives its state. */
export function useConversation(projectId: string, conversationId: string | undefined) {
  const client = useQueryClient();
  const session = useRef<ConversationSession>(undefined);
  const state: ConversationState | undefined = useStreamStore((s) =>
    conversationId ? s.conversations[conversationId] : undefined,
  );

  useEffect(() => {
    if (!conversationId) return;
    const opened = openConversation({
      projectId,
      conversationId,
      onFinished: () => void client.invalidateQueries({ queryKey: ["projects", projectId] }),
    });
    session.current = opened;
    void opened.load();
    return () => {
      opened.close();
      if (session.current === opened) session.current = undefined;
    };
  }, [projectId, conversationId, client]);

  return { state, session };
}
