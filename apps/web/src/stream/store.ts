import {
  type ExecutionView,
  emptyExecution,
  isOpenExecution,
  type LakehandError,
  type LoggedEvent,
  reduce,
} from "@lakehand/protocol";
import { create } from "zustand";
import type { Connection } from "./tail.ts";

export interface ConversationState {
  /** `ready` once its history is here; it may be shown before that when it was open earlier. */
  phase: "loading" | "ready" | "failed";
  /** Why the history could not be read. */
  error?: LakehandError;
  /** Oldest first. */
  executions: readonly ExecutionView[];
  /** The execution whose log is being followed. */
  activeId?: string;
  connection?: Connection;
  /** Why the line is down, or why following ended for good. */
  connectionError?: LakehandError;
  /** Text of a message that was accepted and whose event is not here yet. */
  pending?: { executionId: string; text: string };
}

interface StreamStore {
  conversations: Readonly<Record<string, ConversationState>>;
  update: (conversationId: string, change: (state: ConversationState) => ConversationState) => void;
  forget: (conversationId: string) => void;
}

const fresh: ConversationState = { phase: "loading", executions: [] };

export const useStreamStore = create<StreamStore>()((set) => ({
  conversations: {},
  update: (id, change) =>
    set(({ conversations }) => {
      const before = conversations[id] ?? fresh;
      const after = change(before);
      return after === before ? {} : { conversations: { ...conversations, [id]: after } };
    }),
  forget: (id) =>
    set(({ conversations }) => {
      const { [id]: _gone, ...rest } = conversations;
      return { conversations: rest };
    }),
}));

/** The state after events of one execution; unknown executions are added at the end. */
export function applyEvents(
  state: ConversationState,
  executionId: string,
  events: readonly LoggedEvent[],
): ConversationState {
  const index = state.executions.findIndex((e) => e.executionId === executionId);
  const before = index < 0 ? emptyExecution(executionId) : state.executions[index]!;
  const after = events.reduce(reduce, before);
  if (after === before && index >= 0) return state;
  const executions = state.executions.slice();
  if (index < 0) executions.push(after);
  else executions[index] = after;
  return withoutPending({ ...state, executions });
}

/**
 * Every execution of the conversation as the server has it, joined with those already here; of each the one that
 * knows more is kept. One that the server does not have was rewound, unless it has only just begun.
 */
export function mergeHistory(state: ConversationState, loaded: readonly ExecutionView[]): ConversationState {
  const known = new Map(state.executions.map((e) => [e.executionId, e]));
  const executions = loaded.map((view) => {
    const here = known.get(view.executionId);
    known.delete(view.executionId);
    return here ? better(here, view) : view;
  });
  return withoutPending({
    ...state,
    executions: [...executions, ...[...known.values()].filter(isOpenExecution)],
  });
}

/** The last few executions joined with those already here: nothing is taken away. */
export function mergeRecent(state: ConversationState, loaded: readonly ExecutionView[]): ConversationState {
  const fresh = new Map(loaded.map((e) => [e.executionId, e]));
  const executions = state.executions.map((here) => {
    const view = fresh.get(here.executionId);
    fresh.delete(here.executionId);
    return view ? better(here, view) : here;
  });
  if (fresh.size === 0 && executions.every((e, i) => e === state.executions[i])) return state;
  const begun = (e: ExecutionView) => (e.startedAt ? Date.parse(e.startedAt) : Number.POSITIVE_INFINITY);
  return withoutPending({
    ...state,
    executions: [...executions, ...fresh.values()].toSorted((a, b) => begun(a) - begun(b) || 0),
  });
}

/** The server took a message: its run is shown before its first event is here. */
export function noteStarted(conversationId: string, executionId: string, text: string): void {
  useStreamStore.getState().update(conversationId, (state) => ({
    ...applyEvents(state, executionId, []),
    phase: "ready",
    pending: { executionId, text },
  }));
}

function better(here: ExecutionView, loaded: ExecutionView): ExecutionView {
  if (here.lastSeq !== loaded.lastSeq) return here.lastSeq > loaded.lastSeq ? here : loaded;
  return isOpenExecution(here) && !isOpenExecution(loaded) ? loaded : here;
}

function withoutPending(state: ConversationState): ConversationState {
  const { pending, ...rest } = state;
  if (!pending) return state;
  const view = state.executions.find((e) => e.executionId === pending.executionId);
  return view?.blocks.some((b) => b.kind === "user") ? rest : state;
}
