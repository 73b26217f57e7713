import { type ConversationStatus, type InputResponse, isOpenStatus, type Queue } from "@lakehand/protocol";
import type { ExecutionRow, InputRow, Store } from "@lakehand/store";
import type { RunEngine } from "./engine.ts";

/** Messages that wait, and whether they wait for a person because the last run did not end well. */
export async function queueOf(store: Store, conversationId: string): Promise<Queue> {
  const [inputs, runs] = await Promise.all([
    store.inputs.list(conversationId),
    store.executions.listForConversation(conversationId, 1),
  ]);
  const status = runs[0]?.status;
  const paused = status === "cancelled" || status === "error" || status === "interrupted";
  return { inputs: inputs.map(toQueued), paused };
}

const toQueued = (row: InputRow) => ({
  id: row.id,
  text: row.text,
  position: row.position,
  created_at: row.createdAt.toISOString(),
});

/**
 * Takes a message for a conversation that may be at work: given to the turn that is going on, queued behind it, or,
 * when all is quiet, sent. The id makes a repeated request the same message.
 */
export async function takeInput(
  engine: RunEngine,
  execution: ExecutionRow,
  input: { id: string; text: string; steer: boolean },
): Promise<InputResponse> {
  const { store } = engine;
  const { conversationId } = execution;
  const row = await store.inputs.add(conversationId, input.id, input.text);
  const [newest] = await store.executions.listForConversation(conversationId, 1);
  if (row.gone) return sentBefore(engine, input.id, newest);
  let last = newest;
  if (newest && isOpenStatus(newest.status)) {
    if (input.steer && (await steer(engine, newest, row)))
      return { input_id: input.id, delivered: "steered" };
    // Asked again: it may have ended between the two looks, without having seen the message.
    [last] = await store.executions.listForConversation(conversationId, 1);
    if (last && isOpenStatus(last.status)) return { input_id: input.id, delivered: "queued" };
  }
  // Written for a run that was cut off meanwhile: whether that goes on first is the person's choice.
  if (last?.status === "interrupted" && last.id === execution.id)
    return { input_id: input.id, delivered: "queued" };
  const started = await engine.next(execution);
  const waiting = (await store.inputs.list(conversationId)).some((one) => one.id === input.id);
  if (waiting) return { input_id: input.id, delivered: "queued" };
  if (!started) return sentBefore(engine, input.id, newest);
  return { input_id: input.id, delivered: "started", execution_id: started.id };
}

/** True when the run's agent, here or on another server, has taken the message. */
export async function steer(engine: RunEngine, run: ExecutionRow, input: InputRow): Promise<boolean> {
  const live = engine.live.get(run.id);
  if (live) return engine.steering.give(live, input);
  if (run.status === "queued") return false;
  if (!(await engine.store.inputs.steer(input.conversationId, input.id))) return false;
  return engine.steering.takenElsewhere(engine.store, input.conversationId, input.id);
}

/**
 * Sends what waits behind runs that ended well: a server that was lost between the end of a run and the start of the
 * next left it behind. Never throws.
 */
export async function sendLeftBehind(
  engine: RunEngine,
  userEmail: string,
  conversations: readonly ConversationStatus[],
): Promise<void> {
  for (const one of conversations) {
    if (one.queued_inputs === 0 || one.status !== "completed") continue;
    await engine
      .next({ userEmail, projectId: one.project_id, conversationId: one.conversation_id })
      .catch((error: unknown) => engine.log.warn({ err: error }, "a queued message could not be sent"));
  }
}

async function sentBefore(
  engine: RunEngine,
  inputId: string,
  newest: ExecutionRow | undefined,
): Promise<InputResponse> {
  if (!newest) return { input_id: inputId, delivered: "queued" };
  const messages = await engine.store.conversations.messages(newest.conversationId);
  const own = messages.filter((one) => one.executionId && one.role === "user");
  const sent = own.find((one) => one.id === inputId);
  const first = own.find((one) => one.executionId === sent?.executionId);
  if (sent?.executionId && first?.id === inputId)
    return { input_id: inputId, delivered: "started", execution_id: sent.executionId };
  return { input_id: inputId, delivered: "steered" };
}
