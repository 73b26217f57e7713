import { mkdirSync, realpathSync } from "node:fs";
import { findBinaries } from "./binaries.ts";
import {
  checkVersion,
  clusterExists,
  clusterPaths,
  createCluster,
  ensurePassword,
  takeOwnership,
} from "./cluster.ts";
import { chooseLauncher } from "./launcher.ts";
import {
  type Connection,
  type Lease,
  leaseServer,
  releaseServer,
  type ServerContext,
  stopServer,
} from "./server.ts";
import { markUser } from "./users.ts";

export interface OpenServerOptions {
  /** The data, the password and the log of this server; made when missing. */
  dataDir: string;
  /** Settings of PostgreSQL beside and over the package's own. A server that runs already keeps the ones it has. */
  settings?: Readonly<Record<string, string>>;
  /** The server ends with this process even when that is killed, where the system offers it (Linux). */
  endWithProcess?: boolean;
  /** Called after each time the server was started anew and `connection` has changed. */
  onRevived?: () => void;
  log?: (line: string) => void;
}

/** A hold on the PostgreSQL of a folder. The last holder of all processes stops it. */
export interface EmbeddedServer {
  /** How its superuser connects now. */
  readonly connection: Connection;
  readonly pid: number;
  /** Starts the server again when it went away. Several calls at once are one. */
  revive(): Promise<void>;
  /** Resolves when no such start is under way. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the PostgreSQL of this folder, or joins the one that runs. Throws EmbeddedPostgresError, or a plain Error
 * whose message says in a few words why PostgreSQL cannot run here.
 */
export async function openServer(options: OpenServerOptions): Promise<EmbeddedServer> {
  const { dataDir, log = () => {}, onRevived = () => {} } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const paths = clusterPaths(realpathSync(dataDir));
  const binaries = findBinaries(paths.links);
  const launcher = chooseLauncher(realpathSync(dataDir), binaries.postgres);
  const context: ServerContext = {
    paths,
    binaries,
    launcher,
    password: ensurePassword(paths),
    settings: options.settings ?? {},
    endWithProcess: options.endWithProcess ?? false,
  };
  if (!clusterExists(paths)) {
    log("creating the embedded database");
    await createCluster(paths, binaries, launcher);
  }
  checkVersion(paths);
  takeOwnership(paths.cluster, launcher);

  const mark = markUser(paths.users);
  let lease: Lease;
  try {
    lease = await leaseServer(context);
  } catch (error) {
    mark.remove();
    throw error;
  }
  let closing = false;
  let reviving: Promise<void> | undefined;

  const revive = (): Promise<void> => {
    reviving ??= (async () => {
      const old = lease;
      lease = await leaseServer(context);
      onRevived();
      watch();
      await old.client.end().catch(() => {});
    })().finally(() => {
      reviving = undefined;
    });
    return reviving;
  };
  // The server went away under us (crashed, or was killed): have it back before the next call needs it.
  const watch = () => {
    const { client } = lease;
    client.once("end", () => {
      if (closing || lease.client !== client) return;
      log("the embedded database went away; starting it again");
      revive().catch((error: Error) => log(error.message));
    });
  };
  watch();

  // Where the process ends without close(): nothing can be awaited, but the server must not stay behind.
  const onExit = () => {
    const last = mark.isLast();
    mark.remove();
    if (last) stopServer(lease.pid, context);
  };
  process.once("exit", onExit);

  return {
    get connection() {
      return lease.connection;
    },
    get pid() {
      return lease.pid;
    },
    revive,
    settled: async () => reviving,
    async close() {
      closing = true;
      await reviving?.catch(() => {});
      await releaseServer(lease, context);
      mark.remove();
      process.removeListener("exit", onExit);
    },
  };
}
