import { LakehandError, type LoggedEvent } from "@lakehand/protocol";
import { networkError } from "../api/errors.ts";
import { createBatcher, type Schedule } from "./batch.ts";
import { fetchHistory } from "./history.ts";
import {
  applyEvents,
  type ConversationState,
  isOpen,
  mergeHistory,
  noteStarted,
  useStreamStore,
} from "./store.ts";
import { type TailOptions, tailExecution } from "./tail.ts";

export interface SessionOptions {
  projectId: string;
  conversationId: string;
  /** A followed run reached its end. */
  onFinished?: () => void;
  schedule?: Schedule;
  tail?: Pick<TailOptions, "fetch" | "silenceMs" | "backoffMs">;
}

/**
 * One open conversation: reads its history into the store, then follows the run that is going on. Close it
 * when the conversation is left; what was read stays in the store.
 */
export function openConversation(options: SessionOptions) {
  const { projectId, conversationId } = options;
  const closed = new AbortController();
  let following: { executionId: string; stop: AbortController } | undefined;
  const update = (change: (state: ConversationState) => ConversationState) =>
    useStreamStore.getState().update(conversationId, change);

  async function load(): Promise<void> {
    update(({ error: _error, ...state }) => ({
      ...state,
      phase: state.executions.length > 0 ? "ready" : "loading",
    }));
    try {
      const history = await fetchHistory(projectId, conversationId, closed.signal);
      update((state) => ({ ...mergeHistory(state, history.executions), phase: "ready" }));
      if (history.activeId) void follow(history.activeId);
    } catch (error) {
      if (closed.signal.aborted) return;
      update((state) => ({
        ...state,
        phase: state.executions.length > 0 ? "ready" : "failed",
        error: asError(error),
      }));
    }
  }

  async function follow(executionId: string): Promise<void> {
    if (closed.signal.aborted || following?.executionId === executionId) return;
    following?.stop.abort();
    const stop = new AbortController();
    following = { executionId, stop };
    const signal = AbortSignal.any([closed.signal, stop.signal]);
    const batch = createBatcher<LoggedEvent>(
      (events) => update((state) => applyEvents(state, executionId, events)),
      options.schedule,
    );
    update(({ connectionError: _error, ...state }) => ({
      ...applyEvents(state, executionId, []),
      activeId: executionId,
    }));
    let failure: LakehandError | undefined;
    try {
      await tailExecution({
        ...options.tail,
        executionId,
        after: lastSeq(conversationId, executionId),
        signal,
        onEvents: batch.push,
        onConnection: (connection, error) =>
          update(({ connectionError: _old, ...state }) => ({
            ...state,
            connection,
            ...(error ? { connectionError: error } : {}),
          })),
      });
    } catch (error) {
      failure = asError(error);
    }
    batch.flush();
    if (following?.stop !== stop || closed.signal.aborted) return;
    following = undefined;
    update(({ activeId: _id, connection: _c, connectionError: _e, ...state }) => ({
      ...state,
      ...(failure ? { connectionError: failure } : {}),
    }));
    options.onFinished?.();
  }

  return {
    load,
    /** The server took a message: show it at once and follow its run. */
    started(executionId: string, text: string): void {
      noteStarted(conversationId, executionId, text);
      void follow(executionId);
    },
    close(): void {
      closed.abort();
      if (following) update(({ activeId: _id, connection: _c, connectionError: _e, ...state }) => state);
    },
  };
}

export type ConversationSession = ReturnType<typeof openConversation>;

function lastSeq(conversationId: string, executionId: string): number {
  const state = useStreamStore.getState().conversations[conversationId];
  return state?.executions.find((e) => e.executionId === executionId)?.lastSeq ?? 0;
}

/** Whether a run is going on, as far as this page knows. */
export function isRunning(state: ConversationState | undefined): boolean {
  if (!state) return false;
  if (state.activeId) return true;
  return (
    state.pending !== undefined &&
    state.executions.some((e) => e.executionId === state.pending?.executionId && isOpen(e))
  );
}

function asError(error: unknown): LakehandError {
  return LakehandError.isInstance(error) ? error : networkError(error);
}
