import type { ConversationStatus } from "@lakehand/protocol";

/** A running conversation, with what the test wants different. */
export function status(id: string, rest: Partial<ConversationStatus> = {}): ConversationStatus {
  return {
    conversation_id: id,
    project_id: "p",
    title: `Title of ${id}`,
    status: "running",
    execution_id: `run-${id}`,
    needs_you: 0,
    queued_inputs: 0,
    updated_at: "2026-11-24T09:00:00Z",
    ...rest,
  };
}
