import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import type { ModelTarget } from "../types.ts";
import { gatewayApp } from "./app.ts";
import { removeLeftSockets, SOCKET_DIR_PREFIX, SOCKET_NAME } from "./left-sockets.ts";
import type { RetryPolicy } from "./retry.ts";
import { type GatewaySession, GatewaySessions } from "./sessions.ts";

export interface GatewayOptions {
  target: () => ModelTarget;
  retry?: RetryPolicy;
}

/** A session and how its agent reaches the gateway. */
export interface OpenGatewaySession extends GatewaySession {
  /** Loopback address for an agent that shares our network. */
  readonly baseUrl: string;
  /** Folder that holds only this session's socket `model.sock`, for an agent without network. */
  readonly socketDir?: string;
  close(): Promise<void>;
}

export interface ModelGateway {
  open(options: { socket: boolean }): Promise<OpenGatewaySession>;
  close(): Promise<void>;
}

export { SOCKET_NAME };

/**
 * Stands between the agent and the model provider: takes a per-session token and puts the provider's
 * credential in its place. Listens on loopback, and on a unix socket per session that asks for one.
 */
export async function startModelGateway(options: GatewayOptions): Promise<ModelGateway> {
  void removeLeftSockets().catch(() => {});
  const sessions = new GatewaySessions();
  const app = gatewayApp({ sessions, ...options });
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const newServer = () => createServer({ requestTimeout: 0 }, (req, res) => void listener(req, res));
  const tcp = newServer();
  await listen(tcp, { host: "127.0.0.1", port: 0 });
  const address = tcp.address();
  if (address === null || typeof address === "string") throw new Error("The gateway has no port.");
  const baseUrl = `http://127.0.0.1:${address.port}`;
  const open = new Set<OpenGatewaySession>();

  return {
    async open({ socket }) {
      const session = sessions.open();
      let server: Server | undefined;
      let socketDir: string | undefined;
      if (socket) {
        // Directly below the system's temporary folder: a socket's path may have about 100 bytes only.
        socketDir = await mkdtemp(join(tmpdir(), SOCKET_DIR_PREFIX));
        server = newServer();
        const path = join(socketDir, SOCKET_NAME);
        await listen(server, { path });
        await chmod(path, 0o600);
      }
      const opened: OpenGatewaySession = Object.assign(session, {
        baseUrl,
        ...(socketDir ? { socketDir } : {}),
        async close() {
          open.delete(opened);
          sessions.close(session);
          if (server) await stop(server);
          if (socketDir) await rm(socketDir, { recursive: true, force: true });
        },
      });
      open.add(opened);
      return opened;
    },
    async close() {
      await Promise.all([...open].map((session) => session.close()));
      await stop(tcp);
    },
  };
}

function listen(server: Server, where: { host: string; port: number } | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
