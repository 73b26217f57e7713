import { type ActionAnswer, continueResponseSchema, LakehandError } from "@lakehand/protocol";
import { z } from "zod";
import { create } from "zustand";
import { path, request } from "../api/client.ts";
import { noticeRun, reloadOpen } from "../stream/session.ts";
import { useStreamStore } from "../stream/store.ts";
import { forgetDraft } from "./drafts.ts";

export type AnswerEntry =
  | { phase: "sending" | "sent"; answer: ActionAnswer; at: string }
  /** Somebody else was first; what they said comes with the run's log. */
  | { phase: "taken" }
  | { phase: "failed"; error: unknown };

interface AnswerStore {
  entries: Readonly<Record<string, AnswerEntry>>;
  set: (approvalId: string, entry: AnswerEntry) => void;
}

/** What this tab has answered, by approval. The log says the same a moment later, to every tab. */
export const useAnswerStore = create<AnswerStore>()((set) => ({
  entries: {},
  set: (id, entry) => set(({ entries }) => ({ entries: { ...entries, [id]: entry } })),
}));

export const useAnswerEntry = (approvalId: string) => useAnswerStore((s) => s.entries[approvalId]);

const answerResponse = z.union([continueResponseSchema, z.unknown()]);

/** Never rejects: how it went stands in the store. Of two answers from this tab only the first is sent. */
export async function sendAnswer(
  executionId: string,
  approvalId: string,
  answer: ActionAnswer,
): Promise<void> {
  const { entries, set } = useAnswerStore.getState();
  const known = entries[approvalId]?.phase;
  if (known === "sending" || known === "sent") return;
  const at = new Date().toISOString();
  set(approvalId, { phase: "sending", answer, at });
  try {
    const url = path`/api/executions/${executionId}/approvals/${approvalId}`;
    const result = await request(url, answerResponse, { method: "POST", body: answer });
    forgetDraft(approvalId);
    set(approvalId, { phase: "sent", answer, at });
    const went = continueResponseSchema.safeParse(result);
    if (went.success && went.data.execution_id !== executionId)
      noticeRun(went.data.conversation_id, went.data.execution_id);
    refresh(executionId);
  } catch (error) {
    if (LakehandError.isInstance(error) && error.status === 409) {
      set(approvalId, { phase: "taken" });
      refresh(executionId);
    } else {
      set(approvalId, { phase: "failed", error });
    }
  }
}

/** A run that is over is not followed any more, so what was added to its log has to be read. */
function refresh(executionId: string): void {
  const { conversations } = useStreamStore.getState();
  for (const [id, state] of Object.entries(conversations)) {
    if (state.activeId !== executionId && state.executions.some((e) => e.executionId === executionId))
      reloadOpen(id);
  }
}
