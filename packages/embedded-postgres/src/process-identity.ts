import { readFileSync, readlinkSync } from "node:fs";

/** Names one process for good: its number alone may be given to another one after its end. */
export interface ProcessIdentity {
  pid: number;
  /** Start time in the system's own unit; absent where the system does not tell. */
  started?: string;
  /** Boot and pid namespace in which the number means something; absent where the system does not tell. */
  realm?: string;
}

/** Fields of /proc/<pid>/stat from the third on; undefined where there is no such process, or no /proc. */
function statFields(pid: number | "self"): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses and may hold anything, so count from its end.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

const startOf = (pid: number | "self") => statFields(pid)?.[19];

/** False for a zombie too: one whose parent never asks for its end stays in the table, but does nothing. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const state = statFields(pid)?.[0];
  return state !== "Z" && state !== "X";
}

function realm(): string | undefined {
  try {
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return undefined;
  }
}

export function ownIdentity(): ProcessIdentity {
  const started = startOf("self");
  const here = realm();
  return { pid: process.pid, ...(started ? { started } : {}), ...(here ? { realm: here } : {}) };
}

/** undefined: it belongs to another realm, so its liveness cannot be seen from here. */
export function isRunning(identity: ProcessIdentity): boolean | undefined {
  if (identity.realm !== realm()) return undefined;
  if (!isAlive(identity.pid)) return false;
  return identity.started === undefined || startOf(identity.pid) === identity.started;
}
