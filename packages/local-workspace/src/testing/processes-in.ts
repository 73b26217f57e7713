import { existsSync, readdirSync, readlinkSync } from "node:fs";

/** Processes whose current folder lies in `dir`, below one of these folders of it when they are given; none where /proc does not tell. */
export function processesIn(dir: string, folders?: RegExp): string[] {
  if (!existsSync("/proc/self/cwd")) return [];
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const place = readlinkSync(`/proc/${pid}/cwd`);
      return place.startsWith(dir) && (folders?.test(place.slice(dir.length)) ?? true);
    } catch {
      return false;
    }
  });
}
