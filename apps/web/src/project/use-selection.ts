import type { Conversation } from "@lakehand/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { updateConversation } from "../api/mutations.ts";
import { conversationsQuery } from "../api/queries.ts";

export interface Selection {
  default_catalog: string | null;
  default_schema: string | null;
  warehouse_id: string | null;
}

const none: Selection = { default_catalog: null, default_schema: null, warehouse_id: null };

/**
 * Catalog, schema and warehouse of the conversation. Before there is one they are kept here and go with its
 * first message.
 */
export function useSelection(projectId: string, conversation: Conversation | undefined) {
  const client = useQueryClient();
  const [unsaved, setUnsaved] = useState<Selection>(none);
  const [error, setError] = useState<unknown>();
  const { queryKey } = conversationsQuery(projectId);
  const selection: Selection = conversation
    ? {
        default_catalog: conversation.default_catalog,
        default_schema: conversation.default_schema,
        warehouse_id: conversation.warehouse_id,
      }
    : unsaved;

  const change = async (part: Partial<Selection>) => {
    setError(undefined);
    if (!conversation) return setUnsaved((before) => ({ ...before, ...part }));
    const before = client.getQueryData(queryKey);
    client.setQueryData(queryKey, (list) =>
      list?.map((c) => (c.id === conversation.id ? { ...c, ...part } : c)),
    );
    try {
      await updateConversation(projectId, conversation.id, part);
    } catch (cause) {
      client.setQueryData(queryKey, before);
      setError(cause);
    }
  };
  return { selection, change, error, dismiss: () => setError(undefined) };
}

/** The part of a selection that is a choice; what is left out the server chooses. */
export function chosen(selection: Selection): Partial<Record<keyof Selection, string>> {
  return Object.fromEntries(Object.entries(selection).filter(([, value]) => value !== null));
}
