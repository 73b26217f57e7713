import type { ContextUsage, ExecutionView } from "@lakehand/protocol";
import { totalTokens } from "../lib/format.ts";

/** What the newest run says of the context; runs that said nothing are passed over. */
export function latestContext(executions: readonly ExecutionView[]): ContextUsage | undefined {
  return executions.findLast((view) => view.context)?.context;
}

/** How full, from 0 to 1. */
export function fill(context: ContextUsage | undefined): number {
  if (!context || context.max_tokens <= 0) return 0;
  return Math.min(1, Math.max(0, context.total_tokens / context.max_tokens));
}

/** Tokens and dollars of some runs; a cost that is not known makes the sum unknown only when none is known. */
export function sumOf(executions: readonly Pick<ExecutionView, "usage" | "costUsd">[]): {
  tokens: number;
  costUsd: number | null;
} {
  const known = executions.flatMap((view) => (typeof view.costUsd === "number" ? [view.costUsd] : []));
  return {
    tokens: executions.reduce((sum, view) => sum + (view.usage ? totalTokens(view.usage) : 0), 0),
    costUsd: known.length > 0 ? known.reduce((a, b) => a + b, 0) : null,
  };
}
