import type { Usage } from "./encode.ts";
import type { Reply } from "./reply.ts";

/** Tokens are estimated from characters: about four to a token for English, SQL and JSON. */
export function estimateTokens(characters: number): number {
  return Math.max(1, Math.ceil(characters / 4));
}

export function inputTokens(request: { messages: unknown; system?: unknown; tools?: unknown }): number {
  const { messages, system, tools } = request;
  return estimateTokens(JSON.stringify([messages, system ?? "", tools ?? []]).length);
}

export function usageOf(
  request: { messages: unknown; system?: unknown; tools?: unknown },
  reply: Reply,
): Usage {
  let characters = 0;
  for (const block of reply.blocks) {
    if (block.type === "text") characters += block.text.length;
    else if (block.type === "thinking") characters += block.thinking.length;
    else if (block.type === "tool_use") characters += JSON.stringify(block.input).length + block.name.length;
  }
  return {
    input_tokens: inputTokens(request),
    output_tokens: estimateTokens(characters),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  };
}
