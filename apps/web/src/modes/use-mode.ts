import type { Conversation, PermissionMode } from "@lakehand/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { configQuery, conversationsQuery } from "../api/queries.ts";
import { setMode } from "./api.ts";

export interface ModeChoice {
  /** Undefined while it is not known yet. */
  mode: PermissionMode | undefined;
  /** What goes with a first message: the person's own choice, if they made one. */
  chosen: PermissionMode | undefined;
  change: (mode: PermissionMode) => Promise<void>;
  error: unknown;
  dismiss: () => void;
}

/**
 * The mode of a conversation; before there is one it is kept here and goes with its first message. `running` is
 * the mode of the run that goes on, which a plan's approval may have changed.
 */
export function useMode(
  projectId: string,
  conversation: Conversation | undefined,
  running: PermissionMode | undefined,
): ModeChoice {
  const client = useQueryClient();
  const { data: config } = useQuery(configQuery);
  const [unsaved, setUnsaved] = useState<PermissionMode>();
  const [saving, setSaving] = useState<PermissionMode>();
  const [error, setError] = useState<unknown>();
  const { queryKey } = conversationsQuery(projectId);

  const change = async (mode: PermissionMode) => {
    setError(undefined);
    if (!conversation) return setUnsaved(mode);
    setSaving(mode);
    try {
      await setMode(projectId, conversation.id, mode);
      client.setQueryData(queryKey, (list) =>
        list?.map((c) => (c.id === conversation.id ? { ...c, mode } : c)),
      );
    } catch (cause) {
      setError(cause);
    } finally {
      setSaving(undefined);
    }
  };
  return {
    mode: conversation ? (saving ?? running ?? conversation.mode) : (unsaved ?? config?.default_mode),
    chosen: conversation ? undefined : unsaved,
    change,
    error,
    dismiss: () => setError(undefined),
  };
}
