import { type ActionRequest, type ToolBlock, worstConsequence } from "@lakehand/protocol";
import { plural } from "../lib/format.ts";
import { humanToolName, toolFamily } from "../transcript/tool-names.ts";
import { sqlTitle, toolTitle } from "../transcript/tool-title.ts";

/** What is asked for, in words that name the thing: `Drop main.default.orders and 2 more`. */
export function actionTitle(request: ActionRequest): string {
  if (request.kind !== "tool") return request.title || fallback[request.kind];
  const parts = request.parts ?? [];
  if (toolFamily(request.tool_name) === "sql" && parts.length > 0) {
    const worst = worstConsequence(parts.map((part) => part.consequence));
    const first = parts.find((part) => part.consequence === worst)!;
    const more = parts.length - 1;
    return `${sqlTitle(first.text)}${more > 0 ? ` and ${plural(more, "more", "more")}` : ""}`;
  }
  if (toolFamily(request.tool_name) !== "other") return toolTitle(asBlock(request));
  return request.title || humanToolName(request.tool_name);
}

const fallback = {
  question: "A question for you",
  plan: "A plan to approve",
  budget: "A limit is reached",
} as const;

const asBlock = (request: Extract<ActionRequest, { kind: "tool" }>): ToolBlock => ({
  kind: "tool",
  id: request.tool_use_id ?? "",
  name: request.tool_name,
  input: request.input,
  status: "running",
  startedAt: "",
  details: [],
});
