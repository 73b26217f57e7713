import { type SQL, sql } from "drizzle-orm";

/** Channel of all signals on one database. */
export const channel = "lakehand";

/**
 * An expression that sends a signal when its statement commits, once for each row it is evaluated for. `fields` are
 * column references or values. It must stand where it is evaluated: in the last SELECT, or in RETURNING.
 */
export function notify(from: string, kind: string, fields: Record<string, SQL> = {}): SQL {
  const pairs = Object.entries(fields).map(([name, value]) => sql`, ${sql.raw(`'${name}'`)}, ${value}`);
  return sql`pg_notify(${sql.raw(`'${channel}'`)}, json_build_object('kind', ${sql.raw(`'${kind}'`)}, 'from', ${from}::text${sql.join(pairs)})::text)`;
}
