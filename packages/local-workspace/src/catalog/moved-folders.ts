import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { volumeFolder } from "./catalog-files.ts";
import { type CatalogEntry, keyOf } from "./records.ts";

/** Lets a volume's or schema's folder follow its new name. What lies at the new place belongs to nobody. */
export function moveFolder(from: string, to: string): void {
  if (from === to || !existsSync(from)) return;
  rmSync(to, { recursive: true, force: true });
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

/**
 * Finishes renamings whose record was committed when the process died before the folder had moved. A folder at the
 * new place, or a living owner of the old name, means that it had.
 */
export function settleFolders(volumesDir: string, { record, schemas }: CatalogEntry): void {
  const folder = (...names: string[]) => volumeFolder(volumesDir, record.name, ...names);
  const settle = (from: string, to: string) => {
    if (!existsSync(to)) moveFolder(from, to);
  };
  for (const schema of schemas.values()) {
    const { name, movedFrom } = schema.record;
    if (movedFrom !== undefined && !schemas.has(keyOf(movedFrom))) settle(folder(movedFrom), folder(name));
    for (const volume of schema.volumes.values()) {
      if (volume.movedFrom === undefined || schema.volumes.has(keyOf(volume.movedFrom))) continue;
      settle(folder(name, volume.movedFrom), folder(name, volume.name));
    }
  }
}
