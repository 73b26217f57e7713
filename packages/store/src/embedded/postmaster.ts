import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What a running server says of itself in `postmaster.pid`. */
export interface Postmaster {
  pid: number;
  port: number;
  socketFolder: string;
  /** Address it listens on; empty where only the socket is used. */
  host: string;
  status: "starting" | "stopping" | "ready" | "standby" | "unknown";
}

export function readPostmaster(cluster: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid === 0) return undefined;
  const status = (lines[7] ?? "").trim();
  return {
    pid: Math.abs(pid),
    port: Number(lines[3] ?? 0),
    socketFolder: lines[4] ?? "",
    host: lines[5] ?? "",
    status:
      status === "ready" || status === "starting" || status === "stopping" || status === "standby"
        ? status
        : "unknown",
  };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * After a crash the number in the pid file may belong to another program by now (usual in containers, where
 * numbers start over); PostgreSQL would refuse to start because of it. Removes the file if so.
 * Only where /proc names the program: elsewhere PostgreSQL decides alone.
 */
export function removeForeignPidFile(cluster: string, pid: number): boolean {
  let program: string;
  try {
    program = readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return false;
  }
  // Between fork and exec the starter's own name shows.
  if (program === "postgres" || program === "unshare" || program === "setpriv") return false;
  // Another starter may have put its own file there meanwhile.
  if (readPostmaster(cluster)?.pid !== pid) return false;
  rmSync(join(cluster, "postmaster.pid"), { force: true });
  return true;
}
