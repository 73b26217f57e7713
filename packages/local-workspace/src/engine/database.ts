import { setTimeout as sleep } from "node:timers/promises";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { registerEngineFunctions } from "../sql/engine-functions/register.ts";
import type { BoundSql, CatalogFile, EngineConfig } from "./messages.ts";
import { identifier, literal } from "./sql-text.ts";

const LOCK_PATIENCE_MS = 10_000;

/**
 * An in-memory DuckDB with the catalogs attached, closed to the outside: files are reachable below the
 * volumes and catalogs folders only, extensions are off, and no setting can be changed any more.
 */
export async function openDatabase(config: EngineConfig): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: config.memoryLimit,
    threads: String(config.threads),
    temp_directory: config.tempDir,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
  });
  const connection = await instance.connect();
  const reachable = [config.catalogsDir, config.volumesDir, ...(config.deltaDir ? [config.deltaDir] : [])];
  const folders = reachable.map((dir) => literal(`${dir}/`)).join(", ");
  await connection.run(`SET allowed_directories = [${folders}]`);
  await connection.run("SET enable_external_access = false");
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  registerEngineFunctions(connection);
  for (const sql of config.prelude) await connection.run(sql);
  for (const catalog of config.catalogs) {
    // One damaged file must not keep the others from being served.
    await attachWhenFree(connection, catalog).catch((error: Error) =>
      console.error(`catalog file ${catalog.file} cannot be opened: ${error.message}`),
    );
  }
  await connection.run("SET lock_configuration = true");
  connection.closeSync();
  return instance;
}

/** The engine of a server that was killed a moment ago may still be letting go of the file. */
async function attachWhenFree(connection: DuckDBConnection, catalog: CatalogFile): Promise<void> {
  for (const end = Date.now() + LOCK_PATIENCE_MS; ; ) {
    try {
      return await attach(connection, catalog);
    } catch (error) {
      if (Date.now() > end || !/could not set lock/i.test((error as Error).message)) throw error;
    }
    await sleep(100);
  }
}

export async function attach(connection: DuckDBConnection, catalog: CatalogFile): Promise<void> {
  const options = catalog.readOnly ? " (READ_ONLY)" : "";
  await connection.run(`ATTACH ${literal(catalog.file)} AS ${identifier(catalog.alias)}${options}`);
}

export async function runBound(connection: DuckDBConnection, { sql, values }: BoundSql) {
  return values && values.length > 0 ? connection.run(sql, values) : connection.run(sql);
}
