import { WorkspaceClient } from "@databricks/sdk-experimental";
import { startLocalWorkspace } from "../index.ts";
import { temporaryDir } from "./temporary-dir.ts";

/** All items of a list that the client reads page by page. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** A served workspace and the unmodified official client on it. */
export async function openOfficialClient() {
  const { dir, remove } = await temporaryDir();
  const workspace = await startLocalWorkspace({ dir, port: 0 });
  await workspace.ready();
  return {
    workspace,
    client: new WorkspaceClient({ host: workspace.url, token: workspace.token }),
    async close() {
      await workspace.close();
      await remove();
    },
  };
}
