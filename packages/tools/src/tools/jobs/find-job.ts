import type { Job } from "../../client/jobs/schema.ts";
import type { WorkspaceClient } from "../../client/workspace-client.ts";

/** The job of exactly this name; of several, the one listed first. */
export async function findJob(
  workspace: WorkspaceClient,
  name: string,
  signal: AbortSignal,
): Promise<Job | undefined> {
  const { items } = await workspace.jobs.list({ name, signal });
  return items.find(({ settings }) => settings?.name === name);
}
