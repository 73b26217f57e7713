import type { SDKUserMessage, SDKUserMessageReplay } from "@anthropic-ai/claude-agent-sdk";
import type { AgentEvent } from "@lakehand/protocol";
import { parentOf, type TurnState } from "./state.ts";

/** What the tools answered. Other user messages are the runtime's own and are not shown. */
export function adaptToolResults(
  message: SDKUserMessage | SDKUserMessageReplay,
  state: TurnState,
  now: number,
): AgentEvent[] {
  const { content } = message.message;
  if (typeof content === "string") return [];
  const events: AgentEvent[] = [];
  for (const block of content) {
    if (block.type !== "tool_result") continue;
    const call = state.tools.get(block.tool_use_id);
    if (call) call.answered = true;
    events.push({
      type: "tool_result",
      tool_use_id: block.tool_use_id,
      content: flatten(block.content),
      is_error: block.is_error === true,
      ...(call ? { duration_ms: Math.max(0, Math.round(now - call.startedAt)) } : {}),
      ...parentOf(message.parent_tool_use_id),
    });
  }
  return events;
}

/** Content blocks as the text a person reads. */
export function flatten(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((block: unknown) => {
      if (typeof block !== "object" || block === null) return "";
      const { type, text, tool_name } = block as { type?: unknown; text?: unknown; tool_name?: unknown };
      if (type === "text" && typeof text === "string") return text;
      if (type === "tool_reference" && typeof tool_name === "string") return `Loaded ${tool_name}`;
      return typeof type === "string" ? `[${type}]` : "";
    })
    .filter((line) => line !== "")
    .join("\n");
}
