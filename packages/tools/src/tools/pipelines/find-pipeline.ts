import type { Pipeline } from "../../client/pipelines/schema.ts";
import type { WorkspaceClient } from "../../client/workspace-client.ts";

/** The pipeline of exactly this name; of several, the one listed first. */
export async function findPipeline(
  workspace: WorkspaceClient,
  name: string,
  signal: AbortSignal,
): Promise<Pipeline | undefined> {
  // `_` matches any character, itself among them; a quote or `%` could not be written so that it means itself.
  const filter = /^[\w .:-]+$/.test(name) ? { filter: `name LIKE '${name}'` } : {};
  const { items } = await workspace.pipelines.list({ ...filter, signal });
  return items.find((pipeline) => pipeline.name === name);
}
