import { LakehandError } from "@lakehand/protocol";
import type { ExecutionRow } from "@lakehand/store";
import type { Engine } from "./context.ts";
import { continueMessage, cutOffOf } from "./cut-off.ts";
import type { RunEngine } from "./engine.ts";

/**
 * Goes on with a run that was cut off, as a new run of the same conversation that is told what happened. Only the
 * newest run of a conversation, and only one that was interrupted: otherwise 409.
 */
export async function continueRun(engine: RunEngine, execution: ExecutionRow): Promise<ExecutionRow> {
  await checkContinuable(engine, execution);
  const { userEmail, projectId, conversationId } = execution;
  const conversation = await engine.store.conversations.get(userEmail, projectId, conversationId);
  if (!conversation) throw cannot("Its conversation was deleted.", "Start a new one.");
  const cut = await cutOffOf(engine.store, execution);
  return engine.begin({
    userEmail,
    conversation,
    message: continueMessage(cut),
    kind: "continue",
    synthetic: true,
  });
}

/** Whether the conversation's newest run is this one, and was cut off. */
export async function checkContinuable(engine: Engine, execution: ExecutionRow): Promise<void> {
  if (execution.status !== "interrupted")
    throw cannot(
      "This run was not cut off, so there is nothing to continue.",
      "Send a message to go on in this conversation.",
    );
  const [newest] = await engine.store.executions.listForConversation(execution.conversationId, 1);
  if (newest?.id !== execution.id)
    throw cannot("The conversation has gone on since.", "Send a message to go on from its end.");
}

const cannot = (message: string, next: string) =>
  new LakehandError({ code: "CANNOT_CONTINUE", message, next, status: 409 });
