import type { RunInput, RunOutcome } from "@lakehand/agent";
import { type AgentEvent, LakehandError, toErrorBody } from "@lakehand/protocol";
import type { ConversationRow, ExecutionRow } from "@lakehand/store";
import type { RunRef } from "../run-parts.ts";
import { askOf } from "./ask.ts";
import { budgetWatch } from "./budget-watch.ts";
import type { Engine } from "./context.ts";
import { scopeOf, seedOf, selectionOf } from "./conversation-parts.ts";
import { allowedCalls, cutOffOf, doubtNote } from "./cut-off.ts";
import type { LiveRun } from "./live-run.ts";
import { resultSink } from "./result-sink.ts";
import { patiently } from "./retry.ts";
import { planSession } from "./session-plan.ts";

/**
 * One run from the moment this process holds it until the agent has ended. What the agent needs is fetched in
 * parallel: this stands between a person's Enter and the model.
 */
export async function work(
  engine: Engine,
  run: LiveRun,
  /** Absent for a run that was queued: read here. `earlier`: messages before the run's own. */
  known?: { conversation: ConversationRow; earlier: number },
): Promise<RunOutcome> {
  try {
    const { conversation, earlier } = known ?? (await conversationOf(engine, run.execution));
    run.mode = conversation.mode;
    const input = await prepare(engine, run, conversation, earlier);
    // Stop may come before the agent knows the run; then it never starts.
    if (run.abort.signal.aborted || !input) return { status: "cancelled" };
    const outcome = await engine.options.agent.run(input);
    await run.gate;
    return outcome;
  } catch (error) {
    if (run.abort.signal.aborted) return { status: "cancelled" };
    const body = toErrorBody(error);
    engine.log.error({ executionId: run.id, code: body.code, err: error }, "a run failed");
    run.emit({ type: "error", error: body.message, details: body });
    return { status: "error", error: body.message };
  }
}

async function conversationOf(engine: Engine, { userEmail, projectId, conversationId }: ExecutionRow) {
  const row = await patiently(() => engine.store.conversations.get(userEmail, projectId, conversationId));
  if (!row)
    throw new LakehandError({
      code: "CONVERSATION_NOT_FOUND",
      message: "The conversation was deleted.",
      next: "Start a new one.",
      status: 404,
    });
  return { conversation: row, earlier: row.messageCount - 1 };
}

async function prepare(
  engine: Engine,
  run: LiveRun,
  conversation: ConversationRow,
  earlier: number,
): Promise<RunInput | undefined> {
  const { store, options } = engine;
  const { execution } = run;
  const plan = planSession(conversation, earlier);
  const projectDir = await options.projectDir(conversation.projectId);
  const ref: RunRef = { execution, projectDir, emit: (event) => run.emit(event) };
  const watch = budgetWatch(engine, run, ref);

  // Where a machine has never had the project, its files come first.
  const files = options.checkpoints?.ensureFiles(conversation.projectId);
  // The model may think meanwhile; the first tool call waits for these.
  run.gate = Promise.all([
    patiently(() => store.executions.setSession(execution.id, plan.id)),
    files?.then(() => checkpointBefore(engine, run, ref)),
  ]);
  run.gate.catch(() => {});
  const [before, reminder] = await Promise.all([
    earlier > 0 ? beforeThis(engine, execution) : undefined,
    earlier > 0 ? options.operations?.finishedSince(ref) : undefined,
    // A branch belongs to the conversation only once it has begun; until then it would branch off again.
    !plan.from && conversation.sessionId !== plan.id
      ? patiently(() => store.conversations.setSession(conversation.id, plan.id))
      : undefined,
    files,
    watch(null),
  ]);
  if (run.abort.signal.aborted) return undefined;
  if (!plan.from) run.session = plan.id;
  const cut = before?.status === "interrupted" ? await cutOffOf(store, before) : undefined;
  if (before && cut) {
    if (execution.kind === "continue") run.allowed.push(...allowedCalls(cut));
    // Gone on without them.
    if (cut.open.some((row) => row.state === "pending")) await store.approvals.cancel(before.id);
  }
  const note = cut && execution.kind === "message" ? doubtNote(cut) : undefined;
  const message = [reminder, run.digest.message, note].filter((part) => part !== undefined).join("\n\n");
  const selection = selectionOf(conversation);
  const own = run.digest.said[0]?.id;
  // Where the last run left the session: a process here that has not heard of it has missed a turn elsewhere.
  const leaf = before?.sessionId === plan.id ? before.leafUuid : null;
  const operations = options.operations;
  return {
    conversationId: conversation.id,
    projectId: conversation.projectId,
    executionId: execution.id,
    projectDir,
    message,
    ...(own ? { messageId: own } : {}),
    ...(cut && cut.said.length > 0 ? { recall: cut.said } : {}),
    kind: execution.kind,
    session: { ...plan, ...(leaf ? { leaf } : {}) },
    seed: () => seedOf(store, conversation.id, execution.id),
    mode: run.mode,
    scope: scopeOf(conversation, execution.userEmail),
    ask: askOf(engine, run),
    ...(operations ? { longCalls: operations.longCalls(ref) } : {}),
    selection,
    tools: {
      workspace: options.workspace,
      projectDir,
      defaults: selection,
      results: resultSink(store, execution.id),
      ...(operations ? { operations: operations.of(ref) } : {}),
      report: (error) =>
        engine.log.error({ executionId: execution.id, err: error }, "a tool failed unexpectedly"),
    },
    user: { email: execution.userEmail },
    emit: (event) => {
      heard(engine, run, event, plan.id);
      if (event.type === "usage") void watch(event.cost_usd);
    },
    stored: async () => {
      await Promise.all([run.gate, run.hold]);
      await run.stored();
    },
  };
}

/** The run before this one. */
async function beforeThis(engine: Engine, execution: ExecutionRow): Promise<ExecutionRow | undefined> {
  const rows = await patiently(() =>
    engine.store.executions.listForConversation(execution.conversationId, 2),
  );
  return rows.find((row) => row.id !== execution.id);
}

async function checkpointBefore(engine: Engine, run: LiveRun, ref: RunRef): Promise<void> {
  const snapshot = await engine.options.checkpoints?.before(ref).catch((error: unknown) => {
    engine.log.warn({ executionId: run.id, err: error }, "no checkpoint was taken");
    return undefined;
  });
  if (snapshot)
    run.emit({
      type: "checkpoint.created",
      checkpoint_id: snapshot.id,
      files: snapshot.files,
      bytes: snapshot.bytes,
    });
}

/** What the agent says, on its way into the log. */
function heard(engine: Engine, run: LiveRun, event: AgentEvent, plannedSession: string): void {
  const { conversationId } = run.execution;
  switch (event.type) {
    case "system": {
      const id = event.subtype === "init" ? event.data.session_id : undefined;
      // Remembered now that it exists: a branch of another session, or one that took a lost one's place.
      if (typeof id === "string" && id !== run.session) {
        run.session = id;
        engine.store.conversations.setSession(conversationId, id).catch(() => {});
        if (id !== plannedSession) engine.store.executions.setSession(run.id, id).catch(() => {});
      }
      break;
    }
    case "left_running":
      run.left.push(...event.items);
      if (run.halt?.why === "stop") return;
      break;
    case "mode.changed":
      if (event.mode === run.mode) return;
      run.mode = event.mode;
      break;
    case "tool_result":
      // A stopping server cuts calls off; what the runtime then says of them is not their outcome.
      if (event.is_error && run.halt?.why === "drain") return;
      break;
  }
  run.emit(event);
}
