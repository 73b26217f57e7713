import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { StoreError, toStoreError, unavailable, wasUndone } from "./errors.ts";

/** Either driver under one type. Raw `execute` answers `{ rows }` on both. */
export type Database = PgDatabase<PgQueryResultHKT, Record<string, never>>;

export interface ListenHandlers {
  onPayload: (payload: string) => void;
  /** Notifications may have been lost; they are heard again from now on. */
  onGap: () => void;
}

/** What `openStore` gets from each way of having a database. */
export interface Backend {
  kind: "embedded-postgres" | "postgres" | "pglite";
  label: string;
  /** For error sentences, e.g. `at db.example:5432/app`. */
  where: string;
  database: Database;
  /** Repairs the way to the database where we own it, so that a call that never reached it can be repeated. */
  revive?: () => Promise<void>;
  /** Hears notifications, also after the database was away. The result ends it. */
  listen(channel: string, handlers: ListenHandlers): Promise<() => Promise<void>>;
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
    let revived = false;
    for (let tries = 1; ; tries++) {
      try {
        return await work(backend.database);
      } catch (error) {
        const failure = error;
        if (backend.revive && !revived && failedToConnect(failure)) {
          revived = true;
          await within(reviveLimit, backend.revive(), backend.where);
        } else if (tries >= 3 || !wasUndone(failure)) throw unavailable(toStoreError(failure, backend.where));
      }
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

/** A call waits this long (ms) for a server that is being started again; the start itself goes on. */
const reviveLimit = 15_000;

async function within(limit: number, work: Promise<void>, where: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("timeout exceeded when trying to connect")), limit);
  });
  try {
    await Promise.race([work, late]);
  } catch (error) {
    throw unavailable(toStoreError(error, where));
  } finally {
    clearTimeout(timer);
  }
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
