import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import { type Database, rowsOf } from "./database.ts";
import { StoreError } from "./errors.ts";

// Any number that no other program is likely to use on a shared server.
const lockKey = 5_250_114_203;

/** The package's `migrations` folder, seen from `src` as from `dist`. */
export function migrationsFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, "migrations");
    if (existsSync(join(candidate, "meta", "_journal.json"))) return candidate;
    if (folder === dirname(folder)) break;
  }
  throw new StoreError({
    code: "DATABASE_START_FAILED",
    message: "Lakehand's database migrations are missing from this installation.",
    next: "Install Lakehand again.",
  });
}

/**
 * Brings the schema up to date in one transaction under an advisory lock: of several starters one migrates
 * and the others wait and find nothing to do. Throws StoreError(DATABASE_VERSION) when the database was
 * already migrated by a newer Lakehand.
 */
export async function migrate(database: Database): Promise<{ applied: number }> {
  const known = readMigrationFiles({ migrationsFolder: migrationsFolder() });
  return database.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${sql.raw(String(lockKey))})`);
    const last = await lastApplied(tx);
    const newest = known.at(-1)?.folderMillis ?? 0;
    if (last > newest) throw newerDatabase();
    const pending = known.filter((migration) => migration.folderMillis > last);
    for (const migration of pending) await apply(tx, migration);
    return { applied: pending.length };
  });
}

async function lastApplied(tx: Database): Promise<number> {
  const [found] = rowsOf(
    await tx.execute(sql`
      select to_regnamespace('lakehand') is not null as has_schema,
             to_regclass('lakehand.migrations') is not null as has_table`),
  ) as [{ has_schema: boolean; has_table: boolean }];
  // Asking first: CREATE SCHEMA IF NOT EXISTS needs a right that the role lacks where an administrator made it.
  if (!found.has_schema) await tx.execute(sql`create schema lakehand`);
  if (!found.has_table) {
    await tx.execute(sql`
      create table lakehand.migrations (
        made_at bigint primary key, hash text not null, applied_at timestamptz not null default now())`);
    return 0;
  }
  const rows = rowsOf(
    await tx.execute(sql`select coalesce(max(made_at), 0)::text as made_at from lakehand.migrations`),
  );
  return Number((rows[0] as { made_at: string }).made_at);
}

async function apply(tx: Database, migration: MigrationMeta): Promise<void> {
  for (const statement of migration.sql) await tx.execute(sql.raw(statement));
  await tx.execute(
    sql`insert into lakehand.migrations (made_at, hash) values (${migration.folderMillis}, ${migration.hash})`,
  );
}

function newerDatabase(): StoreError {
  return new StoreError({
    code: "DATABASE_VERSION",
    message: "This database was written by a newer version of Lakehand.",
    next: "Update Lakehand, or give this version a database of its own (LAKEHAND_HOME or LAKEBASE_PG_URL).",
  });
}
