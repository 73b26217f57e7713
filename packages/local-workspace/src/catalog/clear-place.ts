import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import type { Engine } from "../engine/engine.ts";
import type { CatalogFile } from "../engine/messages.ts";

/**
 * Makes room for the file of a new catalog. What a creation that was cut short left is removed; a file that
 * holds tables, or cannot be opened, may be somebody's data: it is put aside as `….damaged-<time>`.
 */
export async function clearPlace(
  engine: Pick<Engine, "attach" | "detach" | "read">,
  { alias, file }: CatalogFile,
): Promise<void> {
  const empty = !existsSync(file) || (await isEmpty(engine, { alias, file, readOnly: false }));
  await engine.detach(alias).catch(() => undefined);
  const aside = `${file}.damaged-${new Date().toISOString().replaceAll(":", "")}`;
  for (const suffix of ["", ".wal"]) {
    if (empty) await rm(`${file}${suffix}`, { force: true });
    else if (existsSync(`${file}${suffix}`)) await rename(`${file}${suffix}`, `${aside}${suffix}`);
  }
}

async function isEmpty(engine: Pick<Engine, "attach" | "read">, file: CatalogFile): Promise<boolean> {
  // It may be attached since the start.
  await engine.attach(file).catch(() => undefined);
  const [attached] = await engine.read(
    "SELECT count(*)::INTEGER FROM duckdb_databases() WHERE database_name = $1",
    [file.alias],
  );
  if (attached?.[0] !== 1) return false;
  const [tables] = await engine.read(
    "SELECT count(*)::INTEGER FROM duckdb_tables() WHERE database_name = $1",
    [file.alias],
  );
  return tables?.[0] === 0;
}
