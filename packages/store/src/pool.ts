import pg from "pg";

export interface Pool {
  pool: pg.Pool;
  /** Cuts the connections that wait for an answer, so that their calls fail now, not when the system gives up. */
  cutWaiting(): void;
}

export function createPool(config: pg.PoolConfig): Pool {
  const pool = new pg.Pool({
    max: 12,
    application_name: "lakehand",
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    ...config,
  });
  const clients = new Set<pg.PoolClient>();
  pool.on("connect", (client) => clients.add(client));
  pool.on("remove", (client) => clients.delete(client));
  // An idle connection that the server drops is replaced at the next call.
  pool.on("error", () => {});
  return {
    pool,
    cutWaiting() {
      // `end` of a client with a query under way closes its socket at once; the others leave in order.
      for (const client of clients) (client as unknown as pg.Client).end().catch(() => {});
    },
  };
}
