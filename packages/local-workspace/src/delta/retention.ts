import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { TableState } from "./table-state.ts";

/** Bytes of replaced files kept per table for its earlier versions. Beyond it the oldest go, as VACUUM would take them. */
export const MOST_REPLACED_BYTES = 1024 ** 3;

/** Deletes the oldest replaced files beyond the bound. What needs them fails by name. */
export async function dropExcess(
  folder: string,
  state: TableState,
  most = MOST_REPLACED_BYTES,
): Promise<void> {
  let kept = 0;
  for (const { size } of state.removed.values()) kept += size;
  if (kept <= most) return;
  const oldestFirst = [...state.removed.values()].sort((a, b) => a.deletionTimestamp - b.deletionTimestamp);
  for (const { path, size } of oldestFirst) {
    if (kept <= most) break;
    await rm(join(folder, path), { force: true });
    state.removed.delete(path);
    kept -= size;
  }
}

/** Data files that neither the newest version nor any since `cutoff` needs; leftovers of cut-short writes among them. */
export async function unneededFiles(
  folder: string,
  state: TableState | undefined,
  cutoff: number,
): Promise<{ path: string; size: number }[]> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const found: { path: string; size: number }[] = [];
  for (const name of names.filter((each) => each.endsWith(".parquet")).sort()) {
    if (state?.files.has(name)) continue;
    const path = join(folder, name);
    const info = await stat(path).catch(() => undefined);
    if (!info) continue;
    const since = state?.removed.get(name)?.deletionTimestamp ?? info.mtimeMs;
    if (since < cutoff) found.push({ path, size: info.size });
  }
  return found;
}
