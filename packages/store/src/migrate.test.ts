import { readdirSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { is, sql } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/pglite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, rowsOf } from "./database.ts";
import { migrate, migrationsFolder } from "./migrate.ts";
import * as schema from "./schema.ts";

const client = new PGlite();
const database = drizzle({ client }) as unknown as Database;
let first: { applied: number };
beforeAll(async () => {
  first = await migrate(database);
});
afterAll(() => client.close());

test("an empty database is brought up to date once", async () => {
  const steps = readdirSync(migrationsFolder()).filter((name) => name.endsWith(".sql"));
  expect(first).toEqual({ applied: steps.length });
  expect(await migrate(database)).toEqual({ applied: 0 });
});

const tables = Object.values(schema)
  .filter((value) => is(value, PgTable))
  .map(getTableConfig);

test.each(tables.map((table) => [table.name, table] as const))(
  "the checked-in migrations make %s as the schema describes it",
  async (name, table) => {
    const columns = rowsOf(
      await database.execute(sql`
        select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required
        from pg_attribute a
        where a.attrelid = ${`lakehand.${name}`}::regclass and a.attnum > 0 and not a.attisdropped
        order by a.attname`),
    );
    const described = table.columns
      .map((column) => ({
        name: column.name,
        type: column.getSQLType().replace("varchar", "character varying"),
        required: column.notNull || column.primary,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(columns).toEqual(described);

    const indexes = rowsOf(
      await database.execute(sql`
        select indexname as name from pg_indexes where schemaname = 'lakehand' and tablename = ${name}`),
    ).map((row) => (row as { name: string }).name);
    for (const { config } of table.indexes) expect(indexes).toContain(config.name);

    const cascades = rowsOf(
      await database.execute(sql`
        select 1 from pg_constraint
        where conrelid = ${`lakehand.${name}`}::regclass and contype = 'f' and confdeltype = 'c'`),
    );
    expect(cascades).toHaveLength(table.foreignKeys.length);
  },
);

test("a database of a newer version is refused", async () => {
  await database.execute(sql`insert into lakehand.migrations (made_at, hash) values (9999999999999, 'x')`);
  await expect(migrate(database)).rejects.toMatchObject({ code: "DATABASE_VERSION" });
});
