import type { AgentKind } from "../../client/agent-bricks/api.ts";
import type { Example } from "../../client/agent-bricks/schema.ts";
import type { ToolContext } from "../../types.ts";

export interface ExamplesAdded {
  examples_added: number;
  /** Not added yet, since the agent is still being made. */
  examples_queued: number;
}

/** Adds those whose question is not there yet. An agent takes examples only once its endpoint is online. */
export async function addExamples(
  kind: AgentKind,
  id: string,
  examples: readonly Example[],
  endpointStatus: string | null | undefined,
  { workspace, signal }: ToolContext,
): Promise<ExamplesAdded> {
  if (examples.length === 0) return { examples_added: 0, examples_queued: 0 };
  if (endpointStatus !== "ONLINE" && endpointStatus !== "ACTIVE")
    return { examples_added: 0, examples_queued: examples.length };
  const known = new Set(await workspace.agentBricks.exampleQuestions(kind, id, { signal }));
  let added = 0;
  for (const example of examples) {
    if (known.has(example.question)) continue;
    known.add(example.question);
    await workspace.agentBricks.addExample(kind, id, example, { signal });
    added++;
  }
  return { examples_added: added, examples_queued: 0 };
}

export const queuedNote = ({ examples_queued }: ExamplesAdded): string =>
  examples_queued > 0
    ? `\n${examples_queued} examples are not added yet: call this again once endpoint_status is ONLINE. None is added twice.`
    : "";
