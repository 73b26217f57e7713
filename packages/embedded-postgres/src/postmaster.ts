import { readFileSync, readlinkSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { isAlive } from "./process-identity.ts";

/** What a running server says of itself in `postmaster.pid`. */
export interface Postmaster {
  pid: number;
  port: number;
  socketFolder: string;
  /** Address it listens on; empty where only the socket is used. */
  host: string;
  status: string;
}

export const pidFile = (cluster: string) => join(cluster, "postmaster.pid");

export function readPostmaster(cluster: string): Postmaster | undefined {
  const lines = readLines(pidFile(cluster));
  const pid = readPid(lines);
  if (!lines || !pid) return undefined;
  return {
    pid,
    port: Number(lines[3] ?? 0),
    socketFolder: lines[4] ?? "",
    host: lines[5] ?? "",
    status: (lines[7] ?? "").trim(),
  };
}

/**
 * Removes a pid or lock file that a crash left, when its process number now belongs to another program (usual
 * in containers, where numbers start over) or to a zombie: PostgreSQL would refuse to start because of it.
 * Only where /proc tells what a process is; elsewhere PostgreSQL decides alone. True when it was removed.
 */
export function removeLeftOver(file: string, cluster: string): boolean {
  const pid = readPid(readLines(file));
  if (!pid || mayBeServer(pid, cluster)) return false;
  // Another starter may have put its own file there meanwhile.
  if (readPid(readLines(file)) !== pid) return false;
  rmSync(file, { force: true });
  return true;
}

function mayBeServer(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    // A server works in its data folder; it is started from the one above.
    const folder = readlinkSync(`/proc/${pid}/cwd`);
    return folder === cluster || folder === dirname(cluster);
  } catch {
    // Not ours to look at (or no /proc): its name must do.
  }
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "postgres";
  } catch {
    return true;
  }
}

function readLines(file: string): string[] | undefined {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return undefined;
  }
}

/** A server that runs without a postmaster writes its number negated. */
function readPid(lines: string[] | undefined): number | undefined {
  const pid = Math.abs(Number.parseInt(lines?.[0] ?? "", 10));
  return pid > 0 ? pid : undefined;
}
