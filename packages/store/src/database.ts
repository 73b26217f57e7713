import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { StoreError, toStoreError } from "./errors.ts";

/** Either driver under one type. Raw `execute` answers `{ rows }` on both. */
export type Database = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/** What `openStore` gets from each way of having a database. */
export interface Backend {
  kind: "embedded-postgres" | "postgres" | "pglite";
  label: string;
  /** For error sentences, e.g. `at db.example:5432/app`. */
  where: string;
  database: Database;
  /** Repairs the way to the database where we own it, so that a call that never reached it can be repeated. */
  revive?: () => Promise<void>;
  close(): Promise<void>;
}

/** Runs one store call: gives back its value or throws a StoreError. */
export type Run = <T>(work: (database: Database) => Promise<T>) => Promise<T>;

export interface Runner {
  run: Run;
  /** Refuses new calls and waits for those under way. */
  drain(): Promise<void>;
}

export function createRunner(backend: Backend, failedToConnect: (error: unknown) => boolean): Runner {
  const underWay = new Set<Promise<unknown>>();
  let closed = false;

  async function attempt<T>(work: (database: Database) => Promise<T>): Promise<T> {
    try {
      return await work(backend.database);
    } catch (error) {
      if (!backend.revive || !failedToConnect(error)) throw toStoreError(error, backend.where);
    }
    try {
      await backend.revive();
      return await work(backend.database);
    } catch (error) {
      throw toStoreError(error, backend.where);
    }
  }

  return {
    run(work) {
      if (closed) return Promise.reject(closedError());
      const call = attempt(work);
      underWay.add(call);
      const done = () => underWay.delete(call);
      call.then(done, done);
      return call;
    },
    async drain() {
      closed = true;
      await Promise.allSettled([...underWay]);
    },
  };
}

function closedError(): StoreError {
  return new StoreError({
    code: "DATABASE_CLOSED",
    message: "The database has been closed because Lakehand is stopping.",
    next: "Start Lakehand again.",
    status: 503,
  });
}

/** Rows of a raw statement, as either driver gives them. */
export function rowsOf(result: unknown): unknown[] {
  return (result as { rows: unknown[] }).rows;
}
