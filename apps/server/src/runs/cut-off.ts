import type { ApprovalRow, ExecutionRow, Store } from "@lakehand/store";
import type { OpenCall, RunDigest } from "./digest.ts";
import { shortName } from "./finish.ts";
import type { AllowedCall } from "./live-run.ts";
import { digestOf } from "./read-log.ts";

const INPUT_CHARACTERS = 600;

/** What is known of a run that was cut off: calls with an unknown outcome, and what a person decided since. */
export interface CutOff {
  at: string;
  unknown: OpenCall[];
  /** The last ones that succeeded: the log knows it, the agent's memory perhaps not. */
  done: OpenCall[];
  /** Perhaps not in the agent's memory: its process writes a message down a moment late. */
  said: readonly { id: string; text: string }[];
  /** Answered after the run could still hear it. */
  decided: ApprovalRow[];
  /** Never answered. */
  open: ApprovalRow[];
}

export async function cutOffOf(store: Store, run: Pick<ExecutionRow, "id" | "updatedAt">): Promise<CutOff> {
  const [{ digest, lastAt }, approvals] = await Promise.all([
    digestOf(store, run.id),
    store.approvals.listForExecution(run.id),
  ]);
  const unheard = approvals.filter((row) => !digest.resolved.has(row.id));
  return {
    at: lastAt ?? run.updatedAt.toISOString(),
    unknown: unknownCalls(digest, approvals),
    done: digest.done,
    said: digest.said,
    decided: unheard.filter((row) => row.state === "allowed" || row.state === "denied"),
    open: unheard.filter((row) => row.state === "pending" || row.state === "cancelled"),
  };
}

/**
 * Calls that may have been carried out. One that waits for a person has not been, though the run was cut off before
 * its log could say that it asks.
 */
export function unknownCalls(digest: RunDigest, approvals: readonly ApprovalRow[]): OpenCall[] {
  const waited = new Set(
    approvals.filter((row) => !digest.resolved.has(row.id)).map((row) => row.request.tool_use_id),
  );
  return digest.unknown.filter((call) => !waited.has(call.id));
}

/** Calls that the next run makes without asking again: each once, with the input it was allowed with. */
export function allowedCalls(cut: CutOff): AllowedCall[] {
  return cut.decided.flatMap((row): AllowedCall[] => {
    if (row.request.kind !== "tool" || row.state !== "allowed") return [];
    const asked = row.request.input;
    return [
      {
        toolName: row.request.tool_name,
        asked,
        input: row.answer?.updated_input ?? asked,
        by: row.answeredBy ?? "a person",
      },
    ];
  });
}

/** What the agent is told when its conversation goes on after it was cut off. */
export function continueMessage(cut: CutOff): string {
  return [
    `Your last turn was cut off at ${cut.at}, before it was finished. Go on from where you were.`,
    ...doubts(cut),
    ...cut.decided.map(decision),
    ...cut.open.map(
      (row) =>
        `- Nobody answered: ${row.request.title}. It was not carried out; ask again if it is still needed.`,
    ),
  ].join("\n");
}

/** For a message that follows a cut-off turn: the same doubts, beside what the person wrote. Undefined: none. */
export function doubtNote(cut: CutOff): string | undefined {
  const lines = doubts(cut);
  if (lines.length === 0) return undefined;
  return [`(From Lakehand: your last turn was cut off at ${cut.at}.`, ...lines, ")"].join("\n");
}

function doubts({ unknown, done }: CutOff): string[] {
  const line = (call: OpenCall) => `- ${shortName(call.name)} ${brief(call.input)}`;
  return [
    ...(done.length > 0
      ? [
          "These calls succeeded, though you may not have seen their results. Do not repeat them:",
          ...done.map(line),
        ]
      : []),
    ...(unknown.length > 0
      ? [
          "These calls had begun, and whether they were carried out is not known. Check before you repeat one:",
          ...unknown.map(line),
        ]
      : []),
  ];
}

function decision(row: ApprovalRow): string {
  const { request, answer } = row;
  const allowed = row.state === "allowed";
  const words = answer?.message ? ` They said: ${answer.message}` : "";
  switch (request.kind) {
    case "tool": {
      const call = shortName(request.tool_name);
      if (!allowed)
        return `- The person refused ${call} ${brief(request.input)}. It was not carried out.${words}`;
      const edited = answer?.updated_input
        ? `in a changed form: ${brief(answer.updated_input)}`
        : brief(request.input);
      return `- The person allowed ${call} ${edited}. It has not been carried out: make exactly this call now, it will not be asked about again.`;
    }
    case "question":
      return allowed
        ? `- The person answered your questions: ${JSON.stringify(answer?.answers ?? {})}`
        : `- The person does not want to answer your questions.${words}`;
    case "plan":
      return allowed
        ? `- The person approved your plan${answer?.plan ? `, as they changed it:\n${answer.plan}` : ". Carry it out."}`
        : `- The person did not approve your plan.${words}`;
    case "budget":
      return `- The person ${allowed ? "allowed" : "did not allow"} going on past the budget.`;
  }
}

function brief(input: Record<string, unknown>): string {
  const text = JSON.stringify(input);
  return text.length <= INPUT_CHARACTERS ? text : `${text.slice(0, INPUT_CHARACTERS)}…`;
}
