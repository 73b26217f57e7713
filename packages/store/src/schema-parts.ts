import { pgSchema, timestamp, varchar } from "drizzle-orm/pg-core";

/*
 * All tables live in a schema of their own: a shared database keeps its other tables, and a role without
 * CREATE on `public` (the default since PostgreSQL 15, and for apps on Lakebase) can still be used.
 */
export const lakehand = pgSchema("lakehand");

export const id = () => varchar({ length: 50 }).primaryKey();
export const reference = () => varchar({ length: 50 });
export const instant = () => timestamp({ withTimezone: true, mode: "date" }).notNull().defaultNow();
export const maybeInstant = () => timestamp({ withTimezone: true, mode: "date" });
