import type { ToolDefinition } from "./types.ts";

/** How a tool that does what several do is found, and what may be expected of it. */
export function joinedHints(
  tools: readonly ToolDefinition[],
): Required<Pick<ToolDefinition, "searchHint" | "annotations">> {
  const words = tools.flatMap(({ searchHint }) => (searchHint ?? "").split(" "));
  return {
    searchHint: [...new Set(words)].join(" ").trim(),
    annotations: {
      readOnlyHint: tools.every(({ annotations }) => annotations.readOnlyHint),
      destructiveHint: tools.some(({ annotations }) => annotations.destructiveHint),
      idempotentHint: tools.every(({ annotations }) => annotations.idempotentHint),
      openWorldHint: true,
    },
  };
}
