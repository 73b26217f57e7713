import type { ActionRequest, Consequence } from "@lakehand/protocol";
import type { Judgement } from "@lakehand/tools";

/** What a stray key must not allow. */
const careful: ReadonlySet<Consequence> = new Set(["destructive", "leaves_workspace", "write_out_of_scope"]);

/** A tool call as it is put before a person. */
export function toolRequest(call: {
  toolName: string;
  toolUseId: string;
  input: Record<string, unknown>;
  title: string;
  judgement: Judgement;
}): Extract<ActionRequest, { kind: "tool" }> {
  const { consequence, reason, parts, editable } = call.judgement;
  return {
    kind: "tool",
    tool_use_id: call.toolUseId,
    title: call.title,
    tool_name: call.toolName,
    input: call.input,
    consequence,
    reason,
    ...(parts && parts.length > 1 ? { parts } : {}),
    ...(editable && typeof call.input[editable] === "string" ? { editable } : {}),
    default_to_no: careful.has(consequence),
  };
}
