import type { PermissionMode } from "@lakehand/protocol";
import type { Judgement, WorkspaceClient } from "@lakehand/tools";
import { gate, refusal } from "./gate.ts";
import { judgeCall, type PolicyContext } from "./judge-call.ts";
import { settleReplaces } from "./settle-replaces.ts";

export type { PolicyContext } from "./judge-call.ts";

export type Decision =
  | { what: "allow" }
  | { what: "deny"; reason: string }
  | { what: "ask"; judgement: Judgement; title: string };

/** Whether a tool call runs, is refused, or needs a person: what it can do, held against the conversation's mode. */
export async function decide(
  toolName: string,
  input: Readonly<Record<string, unknown>>,
  context: PolicyContext & { mode: PermissionMode; workspace?: WorkspaceClient | undefined },
): Promise<Decision> {
  const judged = judgeCall(toolName, input, context);
  if ("forbidden" in judged) return { what: "deny", reason: judged.forbidden };
  const { title } = judged;
  // Whether anything is replaced makes no difference where every write is refused.
  const judgement =
    gate(context.mode, "write") === "refuse"
      ? judged.judgement
      : await settleReplaces(judged.judgement, context.workspace);
  switch (gate(context.mode, judgement.consequence)) {
    case "run":
      return { what: "allow" };
    case "ask":
      return { what: "ask", judgement, title };
    case "refuse":
      return { what: "deny", reason: refusal(context.mode, judgement.reason) };
  }
}
