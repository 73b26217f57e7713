import { conversationSchema, type RewindRequest, rewindResultSchema } from "@lakehand/protocol";
import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { path, request } from "../api/client.ts";

/* Back to an earlier message, and off from one. */

const base = (projectId: string, conversationId: string) =>
  path`/api/projects/${projectId}/conversations/${conversationId}`;

export const rewindConversation = (projectId: string, conversationId: string, body: RewindRequest) =>
  request(`${base(projectId, conversationId)}/rewind`, rewindResultSchema, { method: "POST", body });

/** What would happen; changes nothing. Always asked anew: the files may have changed. */
export const rewindPreviewQuery = (projectId: string, conversationId: string, executionId: string) =>
  queryOptions({
    queryKey: ["rewind", projectId, conversationId, executionId],
    queryFn: () =>
      rewindConversation(projectId, conversationId, {
        execution_id: executionId,
        files: true,
        conversation: true,
        dry_run: true,
      }),
    gcTime: 0,
    staleTime: 0,
  });

export const forkConversation = (projectId: string, conversationId: string, executionId: string) =>
  request(`${base(projectId, conversationId)}/fork`, conversationSchema.pick({ id: true }), {
    method: "POST",
    body: { execution_id: executionId, at: "after" },
  });

/** Puts the project's files back to how they were at a checkpoint. */
export const restoreCheckpoint = (projectId: string, conversationId: string, checkpointId: string) =>
  request(`${base(projectId, conversationId)}${path`/checkpoints/${checkpointId}/restore`}`, z.unknown(), {
    method: "POST",
    body: {},
  });

export const continueRun = (executionId: string) =>
  request(
    path`/api/executions/${executionId}/continue`,
    z.object({ execution_id: z.string(), conversation_id: z.string() }),
    { method: "POST" },
  );
