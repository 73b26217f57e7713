import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Dialect } from "./dialect.ts";
import type { LocalWorkspaceOptions, RunningLocalWorkspace } from "./types.ts";
import { openWorkspace } from "./workspace.ts";

/** Opens the workspace and serves it. Rejects when the port is taken (`EADDRINUSE`) or the folder is in use. */
export async function serveWorkspace(
  options: LocalWorkspaceOptions,
  dialect: Dialect,
): Promise<RunningLocalWorkspace> {
  const host = options.host ?? "127.0.0.1";
  const workspace = await openWorkspace({ ...options, host }, dialect);
  const server = createAdaptorServer({ fetch: workspace.fetch });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.port ?? 8010, host, resolve);
    });
  } catch (error) {
    await workspace.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    token: workspace.token,
    ready: workspace.ready,
    health: workspace.health,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
      await workspace.close();
    },
  };
}
