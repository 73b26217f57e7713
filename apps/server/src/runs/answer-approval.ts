import { isDeepStrictEqual } from "node:util";
import { type ActionAnswer, type ActionRequest, isOpenStatus, LakehandError } from "@lakehand/protocol";
import type { ApprovalRow, ExecutionRow, RuleRow } from "@lakehand/store";
import { continueRun } from "./continue-run.ts";
import type { RunEngine } from "./engine.ts";

export interface Answered {
  approval: ApprovalRow;
  rule: RuleRow | undefined;
  /** The run that goes on with it, when the one that asked was cut off. */
  continued: ExecutionRow | undefined;
}

/**
 * Stores a person's answer: the first one wins, 409 for a second. The waiting run hears of it wherever it is; when it
 * was cut off meanwhile, the conversation is continued once nothing else of it waits for an answer.
 */
export async function answerApproval(
  engine: RunEngine,
  execution: ExecutionRow,
  approval: ApprovalRow,
  answer: ActionAnswer,
  by: string,
): Promise<Answered> {
  checkFits(approval.request, answer);
  if (approval.state !== "pending") throw taken(approval);
  const row = await engine.store.approvals.answer(approval.id, answer, by);
  if (!row) throw taken((await engine.store.approvals.read(approval.id)) ?? approval);
  const { request } = row;
  const rule =
    request.kind === "tool" && answer.scope !== "once"
      ? await engine.store.approvals.addRule({
          projectId: row.projectId,
          conversationId: answer.scope === "conversation" ? row.conversationId : null,
          toolName: request.tool_name,
          consequence: request.consequence,
          decision: answer.decision,
        })
      : undefined;
  if (request.kind === "plan" && answer.decision === "allow")
    await engine.setMode(
      { id: row.conversationId, projectId: row.projectId, userEmail: execution.userEmail },
      answer.mode ?? engine.options.defaultMode,
    );
  return { approval: row, rule, continued: await goOn(engine, execution) };
}

async function goOn(engine: RunEngine, asked: ExecutionRow): Promise<ExecutionRow | undefined> {
  // Asked again: the run may have been cut off while the answer was on its way.
  const execution = await engine.store.executions.get(asked.userEmail, asked.id);
  if (!execution || isOpenStatus(execution.status) || execution.status !== "interrupted") return undefined;
  const all = await engine.store.approvals.listForExecution(execution.id);
  if (all.some((row) => row.state === "pending")) return undefined;
  try {
    return await continueRun(engine, execution);
  } catch (error) {
    // Continued, or gone on, by someone else at this moment: the answer is stored either way.
    if (LakehandError.isInstance(error) && error.status === 409) return undefined;
    throw error;
  }
}

/** A warning for the person, when an answer reaches further than this call. */
export function reachOf(rule: RuleRow): string | undefined {
  if (rule.decision !== "allow") return undefined;
  const where = rule.conversationId ? "conversation" : "project";
  const what = rule.consequence === "destructive" ? " that remove or replace things" : "";
  return `From now on, calls of ${rule.toolName}${what} run in this ${where} without asking.`;
}

function checkFits(request: ActionRequest, answer: ActionAnswer): void {
  if (request.kind !== "tool" && answer.scope !== "once")
    throw unfit("Only the answer to a tool call can hold for longer than once.");
  if (answer.updated_input) {
    if (request.kind !== "tool" || !request.editable || answer.decision !== "allow")
      throw unfit("The input of this request cannot be changed.");
    const { editable, input } = request;
    const { [editable]: text, ...rest } = answer.updated_input;
    const { [editable]: _, ...expected } = input;
    if (typeof text !== "string" || !isDeepStrictEqual(rest, expected))
      throw unfit(`Of the input only "${editable}" can be changed.`);
  }
  if (request.kind === "question" && answer.decision === "allow") {
    const missing = request.questions.find((one) => !answer.answers?.[one.question]?.trim());
    if (missing) throw unfit(`There is no answer to "${missing.question}".`);
  }
  if (request.kind !== "plan" && (answer.plan !== undefined || answer.mode !== undefined))
    throw unfit("Only the answer to a plan has a plan or a mode.");
}

const unfit = (message: string) =>
  new LakehandError({
    code: "ANSWER_DOES_NOT_FIT",
    message,
    next: "Look at the request again and answer what it asks.",
    status: 400,
  });

function taken(row: ApprovalRow): LakehandError {
  const at = row.answeredAt ? ` at ${row.answeredAt.toISOString()}` : "";
  const who = row.answeredBy ?? "Somebody";
  const message =
    row.state === "cancelled"
      ? "The run was over before this was answered."
      : `${who} ${row.state === "allowed" ? "allowed" : "refused"} this already${at}.`;
  return new LakehandError({
    code: "ALREADY_ANSWERED",
    message,
    next: "The first answer counts; reload to see it.",
    status: 409,
  });
}
