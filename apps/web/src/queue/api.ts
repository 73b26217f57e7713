import { type InputRequest, inputResponseSchema, queueSchema } from "@lakehand/protocol";
import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { path, request } from "../api/client.ts";

/* Messages that wait for their turn. */

const base = (projectId: string, conversationId: string) =>
  path`/api/projects/${projectId}/conversations/${conversationId}/queue`;

/** Under the conversation's key: what invalidates the project reads it again. */
export const queueQuery = (projectId: string, conversationId: string) =>
  queryOptions({
    queryKey: ["projects", projectId, "conversations", conversationId, "queue"],
    queryFn: ({ signal }) => request(base(projectId, conversationId), queueSchema, { signal }),
  });

export const sendInput = (executionId: string, body: InputRequest) =>
  request(path`/api/executions/${executionId}/input`, inputResponseSchema, { method: "POST", body });

export const editQueued = (
  projectId: string,
  conversationId: string,
  id: string,
  body: { text?: string; before?: string | null },
) => request(`${base(projectId, conversationId)}${path`/${id}`}`, z.unknown(), { method: "PATCH", body });

export const deleteQueued = (projectId: string, conversationId: string, id: string) =>
  request(`${base(projectId, conversationId)}${path`/${id}`}`, z.unknown(), { method: "DELETE" });

/** Goes on with a paused queue: its first message begins a run. */
export const sendNext = (projectId: string, conversationId: string) =>
  request(`${base(projectId, conversationId)}/send`, z.object({ execution_id: z.string().nullish() }), {
    method: "POST",
  });

/** Gives a queued message to the agent now, if it can take it; else it stays queued. */
export const steerQueued = (projectId: string, conversationId: string, id: string) =>
  request(`${base(projectId, conversationId)}${path`/${id}/steer`}`, inputResponseSchema, { method: "POST" });
