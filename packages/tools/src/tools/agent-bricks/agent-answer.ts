import type { Example } from "../../client/agent-bricks/schema.ts";
import type { ToolContext, ToolOutput } from "../../types.ts";
import { addExamples, queuedNote } from "./add-examples.ts";
import type { Kind } from "./agent-kind.ts";

interface Saved {
  name: string;
  operation: "created" | "updated";
  /** Added to the sentence: ` with 2 agents`. */
  detail?: string;
  shown: { tile_id: string; endpoint_status: string | null; url: string } & Record<string, unknown>;
  examples: () => Promise<Example[]>;
}

/** Tells the person of an agent that was made or changed, adds its examples, and says how it stands. */
export async function agentAnswer(
  { family, resource, what }: Kind,
  { name, operation, detail = "", shown, examples }: Saved,
  context: ToolContext,
): Promise<ToolOutput> {
  const { tile_id, endpoint_status, url } = shown;
  context.emit({ kind: "resource", resource_type: resource, name, id: tile_id, url });
  const added = await addExamples(family, tile_id, await examples(), endpoint_status, context);
  return {
    text: `The ${what} ${name} (${tile_id}) was ${operation}${detail}; its endpoint is ${endpoint_status ?? "in an unknown state"}: ${url}${queuedNote(added)}`,
    structured: { operation, ...shown, ...added },
  };
}
