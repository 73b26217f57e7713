import { LakehandError, type Queue } from "@lakehand/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useUserEvent } from "../events/listen.ts";
import { noticeRun } from "../stream/session.ts";
import { deleteQueued, editQueued, queueQuery, sendNext, steerQueued } from "./api.ts";
import { moveBefore, stepTarget, without, withText } from "./reorder.ts";

const empty: Queue = { inputs: [], paused: false };

/** The queue of a conversation and what can be done with it. Changes show at once; a refusal takes them back. */
export function useQueue(projectId: string, conversationId: string, running: boolean) {
  const client = useQueryClient();
  const options = queueQuery(projectId, conversationId);
  const { queryKey } = options;
  const [error, setError] = useState<unknown>();
  const query = useQuery({
    ...options,
    // The user-level stream tells of changes; this is for when it is down.
    refetchInterval: ({ state }) => ((state.data?.inputs.length ?? 0) > 0 || running ? 15_000 : false),
  });
  useUserEvent((event) => {
    if (event.type === "queue.changed" && event.conversation_id === conversationId) {
      void client.cancelQueries({ queryKey });
      client.setQueryData(queryKey, event.queue);
    } else if (event.type === "snapshot") void client.invalidateQueries({ queryKey });
  });
  const queue = query.data ?? empty;

  const attempt = async (optimistic: (queue: Queue) => Queue, call: () => Promise<unknown>) => {
    setError(undefined);
    await client.cancelQueries({ queryKey });
    client.setQueryData(queryKey, (before) => before && optimistic(before));
    try {
      return await call();
    } catch (cause) {
      setError(cause);
      return undefined;
    } finally {
      void client.invalidateQueries({ queryKey });
    }
  };

  return {
    queue,
    error,
    dismiss: () => setError(undefined),
    /** False when it was not saved because it had been sent meanwhile. */
    async edit(id: string, text: string): Promise<boolean> {
      setError(undefined);
      client.setQueryData(queryKey, (before) => before && withText(before, id, text));
      try {
        await editQueued(projectId, conversationId, id, { text });
        return true;
      } catch (cause) {
        if (!(LakehandError.isInstance(cause) && cause.status === 404)) setError(cause);
        return false;
      } finally {
        void client.invalidateQueries({ queryKey });
      }
    },
    move(id: string, before: string | null) {
      return attempt(
        (q) => moveBefore(q, id, before),
        () => editQueued(projectId, conversationId, id, { before }),
      );
    },
    step(id: string, by: -1 | 1) {
      const target = stepTarget(queue.inputs, id, by);
      if (target) void this.move(id, target.before);
    },
    remove(id: string) {
      return attempt(
        (q) => without(q, id),
        () => deleteQueued(projectId, conversationId, id),
      );
    },
    /** Given to the agent now; when it cannot take it, it comes back into the queue. */
    steer(id: string) {
      return attempt(
        (q) => without(q, id),
        () => steerQueued(projectId, conversationId, id),
      );
    },
    async sendNext() {
      const answer = await attempt(
        (q) => ({ paused: false, inputs: q.inputs.slice(1) }),
        () => sendNext(projectId, conversationId),
      );
      const started = (answer as { execution_id?: string | null } | undefined)?.execution_id;
      if (started) noticeRun(conversationId, started);
    },
  };
}

export type QueueControls = ReturnType<typeof useQueue>;
