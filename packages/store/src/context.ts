import { type SQL, sql } from "drizzle-orm";
import { type Database, type Run, rowsOf } from "./database.ts";

/** What each part of the store is made of. */
export interface Context {
  run: Run;
  /** Names this process in leases and signals. */
  instanceId: string;
}

/** Rows of a raw statement. Instants come as text, and whole numbers may too: see `instant` and `Number`. */
export async function query<T>(db: Database, statement: SQL): Promise<T[]> {
  return rowsOf(await db.execute(statement)) as T[];
}

export type RawInstant = string | Date;
export const instant = (value: RawInstant): Date => new Date(value);
export const maybeInstant = (value: RawInstant | null): Date | null =>
  value === null ? null : new Date(value);

/** A lease's end, by the database's clock. */
export const leaseEnd = (leaseMs: number): SQL =>
  sql`clock_timestamp() + ${leaseMs}::float8 * interval '1 millisecond'`;
