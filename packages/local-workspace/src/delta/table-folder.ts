import { join } from "node:path";

/** Where the engine records, in each catalog's own file, the newest version of each table. */
export const LEDGER = "delta_commits";

export const tableFolder = (deltaDir: string, tableId: string) => join(deltaDir, tableId);
export const logFolder = (folder: string) => join(folder, "_delta_log");
export const commitFile = (folder: string, version: number) =>
  join(logFolder(folder), `${String(version).padStart(20, "0")}.json`);

/** The version of a commit file, by its name. */
export function commitVersion(name: string): number | undefined {
  const match = /^(\d{20})\.json$/.exec(name);
  return match ? Number(match[1]) : undefined;
}
