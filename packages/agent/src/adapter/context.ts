import type { SDKControlGetContextUsageResponse } from "@anthropic-ai/claude-agent-sdk";
import type { ContextUsage } from "@lakehand/protocol";

/** What fills the window; neither what is free, nor tools that are loaded only when needed. */
export function contextOf(
  usage: Pick<SDKControlGetContextUsageResponse, "categories" | "totalTokens" | "maxTokens">,
): ContextUsage {
  return {
    total_tokens: usage.totalTokens,
    max_tokens: usage.maxTokens,
    categories: usage.categories
      .filter(({ kind, tokens }) => kind === "used" && tokens > 0)
      .map(({ name, tokens }) => ({ name, tokens })),
  };
}
