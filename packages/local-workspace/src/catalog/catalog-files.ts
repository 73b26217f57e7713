import { readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { keyOf } from "./records.ts";

const SUFFIX = ".duckdb";

/** A file or folder name that no catalog, schema or volume name can break out of, and that case cannot split. */
export function safeSegment(name: string): string {
  const encoded = encodeURIComponent(keyOf(name)).replaceAll(".", "%2E").replaceAll("*", "%2A");
  return encoded === "" ? "%" : encoded;
}

export const catalogFile = (dir: string, catalog: string) => join(dir, `${safeSegment(catalog)}${SUFFIX}`);

/** Names of the catalogs that have a file, lower-case. */
export function listCatalogFiles(dir: string): string[] {
  return readdirSync(dir)
    .filter((entry) => entry.endsWith(SUFFIX))
    .map((entry) => decodeURIComponent(entry.slice(0, -SUFFIX.length)))
    .sort();
}

export async function removeCatalogFile(dir: string, catalog: string): Promise<void> {
  const file = catalogFile(dir, catalog);
  await rm(file, { force: true });
  await rm(`${file}.wal`, { force: true });
}

/** Folder of a volume: `<volumes>/<catalog>/<schema>/<volume>`. */
export const volumeFolder = (dir: string, ...names: string[]) => join(dir, ...names.map(safeSegment));
