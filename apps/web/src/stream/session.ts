import { isOpenExecution, LakehandError, type LoggedEvent } from "@lakehand/protocol";
import { networkError } from "../api/errors.ts";
import { createBatcher, type Schedule } from "./batch.ts";
import { fetchHistory } from "./history.ts";
import {
  applyEvents,
  type ConversationState,
  mergeHistory,
  mergeRecent,
  noteStarted,
  useStreamStore,
} from "./store.ts";
import { type TailOptions, tailExecution } from "./tail.ts";

export interface SessionOptions {
  projectId: string;
  conversationId: string;
  /** A followed run reached its end. */
  onFinished?: () => void;
  /** Whether another run is about to begin by itself, since messages are queued. */
  expectsMore?: () => boolean;
  schedule?: Schedule;
  tail?: Pick<TailOptions, "fetch" | "silenceMs" | "backoffMs">;
}

/** When to look for the next run after one has ended, in ms after each other; as long as one is expected. */
const LOOKS = [0, 150, 400, 1000, 2000, 4000];

/** The conversations that are open in this page, by id. */
const opened = new Map<string, ConversationSession>();

/** A run of this conversation was heard of, e.g. from another tab or the queue: followed if it is open here. */
export function noticeRun(conversationId: string, executionId: string): void {
  opened.get(conversationId)?.notice(executionId);
}

/** What is shown of this conversation may be out of date (runs were rewound, the line was down): read it again. */
export function reloadOpen(conversationId: string): void {
  void opened.get(conversationId)?.load();
}

/**
 * One open conversation: reads its history into the store, then follows the run that is going on. Close it
 * when the conversation is left; what was read stays in the store.
 */
export function openConversation(options: SessionOptions): ConversationSession {
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

  /** Hears of runs that began elsewhere, without reading the whole history again. */
  async function look(): Promise<void> {
    const history = await fetchHistory(projectId, conversationId, closed.signal, "recent");
    update((state) => mergeRecent(state, history.executions));
    if (history.activeId) notice(history.activeId);
  }

  async function lookOn(): Promise<void> {
    for (const delay of LOOKS) {
      if (delay) await new Promise((resolve) => setTimeout(resolve, delay));
      if (closed.signal.aborted || following) return;
      await look().catch(() => undefined);
      if (following || !options.expectsMore?.()) return;
    }
  }

  function notice(executionId: string): void {
    const known = view(conversationId, executionId);
    if (known && !isOpenExecution(known)) return;
    void follow(executionId);
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
        after: view(conversationId, executionId)?.lastSeq ?? 0,
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
    if (!failure) void lookOn();
  }

  const session = {
    load,
    look,
    notice,
    /** The server took a message: show it at once and follow its run. */
    started(executionId: string, text: string): void {
      noteStarted(conversationId, executionId, text);
      void follow(executionId);
    },
    close(): void {
      closed.abort();
      if (opened.get(conversationId) === session) opened.delete(conversationId);
      if (following) update(({ activeId: _id, connection: _c, connectionError: _e, ...state }) => state);
    },
  };
  opened.set(conversationId, session);
  return session;
}

export interface ConversationSession {
  /** Reads the whole history, and follows the run that is going on. */
  load: () => Promise<void>;
  look: () => Promise<void>;
  notice: (executionId: string) => void;
  started: (executionId: string, text: string) => void;
  close: () => void;
}

function view(conversationId: string, executionId: string) {
  const state = useStreamStore.getState().conversations[conversationId];
  return state?.executions.find((e) => e.executionId === executionId);
}

/** Whether a run is going on, as far as this page knows. */
export function isRunning(state: ConversationState | undefined): boolean {
  if (!state) return false;
  if (state.activeId) return true;
  return (
    state.pending !== undefined &&
    state.executions.some((e) => e.executionId === state.pending?.executionId && isOpenExecution(e))
  );
}

function asError(error: unknown): LakehandError {
  return LakehandError.isInstance(error) ? error : networkError(error);
}
