import { isDeepStrictEqual } from "node:util";
import type { ActionRequest } from "@lakehand/protocol";
import type { RuleRow } from "@lakehand/store";
import type { AllowedCall } from "./live-run.ts";

type ToolRequest = Extract<ActionRequest, { kind: "tool" }>;

/** The standing answer to a call: one of the conversation before one of the project, "deny" before "allow". */
export function standingRule(rules: readonly RuleRow[], request: ToolRequest): RuleRow | undefined {
  const fitting = rules.filter(
    (rule) => rule.toolName === request.tool_name && rule.consequence === request.consequence,
  );
  const weight = (rule: RuleRow) => (rule.conversationId ? 2 : 0) + (rule.decision === "deny" ? 1 : 0);
  return fitting.toSorted((a, b) => weight(b) - weight(a))[0];
}

/** Uses up the answer that was given to exactly this call after the run that made it was cut off. */
export function takeAllowed(allowed: AllowedCall[], request: ToolRequest): AllowedCall | undefined {
  const index = allowed.findIndex(
    (call) =>
      call.toolName === request.tool_name &&
      (isDeepStrictEqual(call.asked, request.input) || isDeepStrictEqual(call.input, request.input)),
  );
  return index < 0 ? undefined : allowed.splice(index, 1)[0];
}
