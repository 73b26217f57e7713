import type { SDKAssistantMessage } from "@anthropic-ai/claude-agent-sdk";
import { type AgentEvent, todoSchema } from "@lakehand/protocol";
import { z } from "zod";
import { blockId, parentOf, type TurnState } from "./state.ts";

/** Model name of messages that the runtime wrote itself, such as an error in place of an answer. */
const SYNTHETIC = "<synthetic>";

const todoInputSchema = z.object({ todos: z.array(todoSchema) });

/** Whole blocks of an answer. Text and thinking that already came as pieces are not said again. */
export function adaptAssistant(message: SDKAssistantMessage, state: TurnState, now: number): AgentEvent[] {
  const { id, content, model } = message.message;
  const parent = parentOf(message.parent_tool_use_id);
  if (model === SYNTHETIC) {
    state.synthetic = content.map((block) => (block.type === "text" ? block.text : "")).join("\n");
    return [];
  }
  const events: AgentEvent[] = [];
  for (const block of content) {
    const index = state.wholeBlocks.get(id) ?? 0;
    state.wholeBlocks.set(id, index + 1);
    if (block.type === "text" || block.type === "thinking") {
      const text = block.type === "text" ? block.text : block.thinking;
      const known = settle(state, id, index, block.type, text);
      if (known.same || (text === "" && known.id === undefined)) continue;
      const block_id = known.id ?? blockId(id, index);
      events.push(
        block.type === "text"
          ? { type: "text", block_id, text, ...parent }
          : { type: "thinking", block_id, thinking: text, ...parent },
      );
    } else if (block.type === "tool_use") {
      const input = isRecord(block.input) ? block.input : {};
      state.tools.set(block.id, { name: block.name, input, startedAt: now, answered: false });
      events.push({
        type: "tool_use",
        tool_id: block.id,
        tool_name: block.name,
        tool_input: input,
        ...parent,
      });
      const todos = block.name === "TodoWrite" ? todoInputSchema.safeParse(input) : undefined;
      if (todos?.success && !message.parent_tool_use_id)
        events.push({ type: "todos", todos: todos.data.todos });
      for (const details of state.early.get(block.id) ?? [])
        events.push({ type: "tool_details", tool_use_id: block.id, details });
      state.early.delete(block.id);
    }
  }
  return events;
}

/** Marks the streamed block that this whole one completes: the one with its text, else the one at its place. */
function settle(
  state: TurnState,
  messageId: string,
  index: number,
  kind: "text" | "thinking",
  text: string,
): { id?: string; same: boolean } {
  const streamed = state.streamed.get(messageId);
  if (!streamed) return { same: false };
  for (const block of streamed.values()) {
    if (!block.settled && block.kind === kind && block.text === text) {
      block.settled = true;
      return { id: block.id, same: true };
    }
  }
  const block = streamed.get(index);
  if (!block || block.settled || block.kind !== kind) return { same: false };
  block.settled = true;
  return { id: block.id, same: false };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
