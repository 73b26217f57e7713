import { mkdirSync, realpathSync } from "node:fs";
import type { Backend } from "../database.ts";
import { listen } from "../listen.ts";
import { createPool } from "../pool.ts";
import { findBinaries } from "./binaries.ts";
import {
  checkVersion,
  clusterExists,
  clusterPaths,
  createCluster,
  ensurePassword,
  majorVersion,
  takeOwnership,
} from "./cluster.ts";
import { chooseLauncher } from "./launcher.ts";
import { type Lease, leaseServer, releaseServer, type ServerContext, stopServer } from "./server.ts";
import { markUser } from "./users.ts";

/** True when this folder already holds an embedded PostgreSQL's data. */
export function hasEmbeddedData(dataDir: string): boolean {
  return clusterExists(clusterPaths(dataDir));
}

/** Throws StoreError, or a plain Error whose message says in a few words why PostgreSQL cannot run here. */
export async function openEmbedded(dataDir: string, log: (line: string) => void): Promise<Backend> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const paths = clusterPaths(realpathSync(dataDir));
  const binaries = findBinaries(paths.links);
  const launcher = chooseLauncher(realpathSync(dataDir), binaries.postgres);
  const password = ensurePassword(paths);
  const context: ServerContext = { paths, binaries, launcher, password };
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
  const { pool, database, cut, end } = createPool(lease.connection);

  const revive = (): Promise<void> => {
    reviving ??= (async () => {
      const old = lease;
      lease = await leaseServer(context);
      Object.assign(pool.options, lease.connection);
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
    kind: "embedded-postgres",
    label: `embedded (PostgreSQL ${majorVersion})`,
    where: "(embedded PostgreSQL)",
    database,
    revive,
    listen: (channel, handlers) =>
      listen({ config: () => lease.connection, onSilence: cut, channel, handlers }),
    async close() {
      closing = true;
      await reviving?.catch(() => {});
      await end();
      await releaseServer(lease, context);
      mark.remove();
      process.removeListener("exit", onExit);
    },
  };
}
