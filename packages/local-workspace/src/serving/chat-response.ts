import type { Block, Message } from "./message-shapes.ts";
import { finishReason, openAiUsage } from "./message-shapes.ts";

/** A whole answer of the Messages API as a chat completion. `json`: the answer is the input of its only tool call. */
export function toChatCompletion(message: Message, json: boolean) {
  const calls = message.content.filter(({ type }) => type === "tool_use");
  const text = json
    ? calls.map(({ input }) => JSON.stringify(input)).join("")
    : message.content.map((block) => (block.type === "text" ? String(block.text) : "")).join("");
  const thoughts = message.content.filter(({ type }) => type === "thinking");
  const finish = finishReason(message.stop_reason);
  return {
    id: message.id,
    object: "chat.completion",
    created: Math.floor(Date.now() / 1000),
    model: message.model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content:
            thoughts.length > 0
              ? [reasoningPart(thoughts), { type: "text", text }]
              : text === "" && calls.length > 0
                ? null
                : text,
          ...(calls.length > 0 && !json ? { tool_calls: calls.map(toolCall) } : {}),
        },
        finish_reason: json && finish === "tool_calls" ? "stop" : finish,
      },
    ],
    usage: openAiUsage(message.usage),
  };
}

/** Thoughts in the shape in which Databricks gives them. */
const reasoningPart = (thoughts: Block[]) => ({
  type: "reasoning",
  summary: thoughts.map(({ thinking, signature }) => ({
    type: "summary_text",
    text: thinking,
    ...(signature ? { signature } : {}),
  })),
});

const toolCall = ({ id, name, input }: Block) => ({
  id,
  type: "function",
  function: { name, arguments: JSON.stringify(input ?? {}) },
});
