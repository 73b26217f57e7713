import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { Database } from "./database.ts";

export interface Pool {
  pool: pg.Pool;
  database: Database;
  /** Cuts all connections, so that calls under way fail now, not when the system gives up. New ones are made. */
  cut(): void;
  /** Closes all connections, in order where the database answers. */
  end(): Promise<void>;
}

/** A farewell waits this long (ms) for a database that may have vanished. */
export const farewell = 3000;

export function createPool(config: pg.PoolConfig): Pool {
  const pool = new pg.Pool({
    max: 10,
    application_name: "lakehand",
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    ...config,
  });
  const clients = new Set<pg.PoolClient>();
  pool.on("connect", (client) => {
    clients.add(client);
    // Between two statements of a transaction nobody else listens, and an unheard error would end this process.
    client.on("error", () => {});
  });
  pool.on("remove", (client) => clients.delete(client));
  // An idle connection that the server drops is replaced at the next call.
  pool.on("error", () => {});
  const cut = () => {
    for (const client of clients) {
      const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
      connection.stream.destroy();
    }
  };
  return {
    pool,
    database: databaseOn(pool),
    cut,
    async end() {
      const timer = setTimeout(cut, farewell);
      await pool.end();
      clearTimeout(timer);
    },
  };
}

/**
 * Drizzle on the pool, but for its transactions: its own lose the connection for good when BEGIN fails, and after ten
 * of those the pool is empty.
 */
function databaseOn(pool: pg.Pool): Database {
  const database = drizzle(pool) as unknown as Database;
  const transaction = async <T>(work: (tx: Database) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("begin");
      const value = await work(drizzle(client) as unknown as Database);
      await client.query("commit");
      return value;
    } catch (error) {
      await client.query("rollback").catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  };
  return Object.assign(database, { transaction });
}
