import type { SDKPartialAssistantMessage } from "@anthropic-ai/claude-agent-sdk";
import type { AgentEvent } from "@lakehand/protocol";
import { blockId, parentOf, type StreamedBlock, type TurnState } from "./state.ts";

/** A piece of the model's answer, as it is written. */
export function adaptStreamEvent(message: SDKPartialAssistantMessage, state: TurnState): AgentEvent[] {
  const { event } = message;
  const thread = message.parent_tool_use_id ?? "";
  switch (event.type) {
    case "message_start": {
      const discarded = discardUnfinished(thread, state);
      state.openMessage.set(thread, event.message.id);
      return discarded;
    }
    case "message_stop":
      state.openMessage.delete(thread);
      return [];
    case "content_block_delta": {
      const messageId = state.openMessage.get(thread);
      if (!messageId) return [];
      const { delta } = event;
      const parent = parentOf(message.parent_tool_use_id);
      if (delta.type === "text_delta" && delta.text !== "") {
        const { id } = grow(state, messageId, event.index, "text", delta.text);
        return [{ type: "text_delta", block_id: id, text: delta.text, ...parent }];
      }
      if (delta.type === "thinking_delta" && delta.thinking !== "") {
        const { id } = grow(state, messageId, event.index, "thinking", delta.thinking);
        return [{ type: "thinking_delta", block_id: id, thinking: delta.thinking, ...parent }];
      }
      return [];
    }
    default:
      return [];
  }
}

function grow(
  state: TurnState,
  messageId: string,
  index: number,
  kind: StreamedBlock["kind"],
  text: string,
): StreamedBlock {
  const blocks = state.streamed.get(messageId) ?? new Map<number, StreamedBlock>();
  state.streamed.set(messageId, blocks);
  const block = blocks.get(index) ?? { id: blockId(messageId, index), kind, text: "", settled: false };
  block.text += text;
  blocks.set(index, block);
  return block;
}

/** A message that broke off is asked for again: what it said is taken back, so nothing is shown twice. */
function discardUnfinished(thread: string, state: TurnState): AgentEvent[] {
  const open = state.openMessage.get(thread);
  if (!open) return [];
  state.openMessage.delete(thread);
  const parent = parentOf(thread);
  return [...(state.streamed.get(open)?.values() ?? [])]
    .filter((block) => !block.settled)
    .map((block) =>
      block.kind === "text"
        ? { type: "text", block_id: block.id, text: "", ...parent }
        : { type: "thinking", block_id: block.id, thinking: "", ...parent },
    );
}
