import type { ExecutionView, UserBlock } from "@lakehand/protocol";
import type { Range } from "./api.ts";

/** What one message of the conversation changed: from its checkpoint to the next one. */
export interface Turn {
  executionId: string;
  /** From 1, as the person counts their messages. */
  number: number;
  text: string;
  range: Range;
}

/** The turns that have a checkpoint, oldest first. */
export function turnsOf(executions: readonly ExecutionView[]): Turn[] {
  const marked = executions.flatMap((view, i) => (view.checkpointId ? [{ view, number: i + 1 }] : []));
  return marked.map(({ view, number }, i) => {
    const said = view.blocks.find((b): b is UserBlock => b.kind === "user");
    return {
      executionId: view.executionId,
      number,
      text: said?.synthetic ? "Continued" : (said?.text.trim().split("\n")[0] ?? ""),
      range: { from: view.checkpointId, to: marked[i + 1]?.view.checkpointId },
    };
  });
}
