import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Dialect } from "./dialect.ts";
import type { LocalWorkspaceOptions, RunningLocalWorkspace } from "./types.ts";
import { openWorkspace, type WorkspaceApp } from "./workspace.ts";

/** Opens the workspace and serves it. Rejects when the port is taken (`EADDRINUSE`) or the folder is in use. */
export async function serveWorkspace(
  options: LocalWorkspaceOptions,
  dialect: Dialect,
): Promise<RunningLocalWorkspace> {
  const host = options.host ?? "127.0.0.1";
  let answer: WorkspaceApp["fetch"] = () => new Response("The local workspace is starting.", { status: 503 });
  const server = createAdaptorServer({ fetch: (request, env) => answer(request, env) }) as Server;
  // Clients keep connections for a while; one that is closed under them costs them a request.
  server.keepAliveTimeout = 75_000;
  // An upload may take as long as it takes.
  server.requestTimeout = 0;
  // The port first: when it is taken nothing has been started.
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 8010, host, resolve);
  });
  let workspace: WorkspaceApp;
  try {
    const address = () =>
      `http://${host.includes(":") ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
    workspace = await openWorkspace({ ...options, host, address }, dialect);
  } catch (error) {
    server.close();
    throw error;
  }
  answer = workspace.fetch;
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    token: workspace.token,
    ready: workspace.ready,
    health: workspace.health,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await workspace.close();
    },
  };
}
