import {
  clusterExists,
  clusterPaths,
  EmbeddedPostgresError,
  type EmbeddedServer,
  majorVersion,
  openServer,
} from "@lakehand/embedded-postgres";
import type { Backend } from "./database.ts";
import { StoreError } from "./errors.ts";
import { listen } from "./listen.ts";
import { createPool, type Pool } from "./pool.ts";

/** True when this folder already holds an embedded PostgreSQL's data. */
export function hasEmbeddedData(dataDir: string): boolean {
  return clusterExists(clusterPaths(dataDir));
}

/** Throws StoreError, or a plain Error whose message says in a few words why PostgreSQL cannot run here. */
export async function openEmbedded(dataDir: string, log: (line: string) => void): Promise<Backend> {
  let pool: Pool | undefined;
  const onRevived = () => {
    if (pool) Object.assign(pool.pool.options, server.connection);
  };
  let server: EmbeddedServer;
  try {
    server = await openServer({ dataDir, log, onRevived });
  } catch (error) {
    throw storeError(error);
  }
  pool = createPool(server.connection);
  const { database, cut, end } = pool;
  return {
    kind: "embedded-postgres",
    label: `embedded (PostgreSQL ${majorVersion})`,
    where: "(embedded PostgreSQL)",
    database,
    revive: () =>
      server.revive().catch((error: unknown) => {
        throw storeError(error);
      }),
    listen: (channel, handlers) =>
      listen({ config: () => server.connection, onSilence: cut, channel, handlers }),
    async close() {
      // The pool first: while it ends, the server must still be there.
      await end();
      await server.close();
    },
  };
}

function storeError(error: unknown): unknown {
  if (!(error instanceof EmbeddedPostgresError)) return error;
  const { code, message, status } = error;
  const next =
    code === "DATABASE_START_FAILED"
      ? `${error.next?.replace(/\.$/, "")}, or set LAKEBASE_PG_URL to use a PostgreSQL of your own.`
      : error.next;
  return new StoreError({ code, message, next, status, cause: error });
}
