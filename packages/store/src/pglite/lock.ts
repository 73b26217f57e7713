import { randomBytes } from "node:crypto";
import {
  linkSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, ownIdentity, type ProcessIdentity } from "@lakehand/embedded-postgres";
import { StoreError } from "../errors.ts";

const heartbeat = 5_000;
const silentFor = 30_000;

/**
 * One process on one PGlite folder: PGlite itself lets two in, and they ruin it without an error.
 * The lock is a file that names its holder. A dead holder's lock is taken over; a holder that cannot be seen
 * from here (another container) counts as alive while it touches the file. Throws StoreError(DATABASE_LOCKED).
 */
export async function lockFolder(path: string): Promise<{ release(): void }> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const mine = JSON.stringify({ ...ownIdentity(), token: randomBytes(8).toString("hex") });
  for (let attempt = 0; !tryCreate(path, mine); attempt++) {
    const holder = readHolder(path);
    if (holder === "gone") continue;
    if (attempt > 50 || (holder && isAlive(path, holder))) throw locked(path, holder);
    await removeStale(path);
  }
  const timer = setInterval(() => touch(path), heartbeat);
  timer.unref();
  const release = () => {
    clearInterval(timer);
    process.removeListener("exit", release);
    if (readText(path) === mine) rmSync(path, { force: true });
  };
  process.once("exit", release);
  return { release };
}

/** link() of a finished file gives the whole lock or fails, so nobody reads half a lock. */
function tryCreate(path: string, text: string): boolean {
  const draft = `${path}.${process.pid}-${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, text, { mode: 0o600, flag: "wx" });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function isAlive(path: string, holder: ProcessIdentity): boolean {
  const seen = isRunning(holder);
  if (seen !== undefined) return seen;
  try {
    return Date.now() - statSync(path).mtimeMs < silentFor;
  } catch {
    return false;
  }
}

/** Under a guard, so that of two who find a dead holder neither removes the other's fresh lock. */
async function removeStale(path: string): Promise<void> {
  const guard = `${path}.guard`;
  try {
    mkdirSync(guard);
  } catch {
    const made = statSync(guard, { throwIfNoEntry: false })?.mtimeMs;
    if (made !== undefined && Date.now() - made > 10_000) rmSync(guard, { recursive: true, force: true });
    await sleep(20);
    return;
  }
  try {
    const holder = readHolder(path);
    if (holder !== "gone" && !(holder && isAlive(path, holder))) rmSync(path, { force: true });
  } finally {
    rmdirSync(guard);
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** undefined: the file is there but says nothing readable (a crash of the machine emptied it). */
function readHolder(path: string): ProcessIdentity | "gone" | undefined {
  const text = readText(path);
  if (text === undefined) return "gone";
  try {
    const { pid, started, realm } = JSON.parse(text);
    return Number.isInteger(pid) ? { pid, started, realm } : undefined;
  } catch {
    return undefined;
  }
}

function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Removed by hand; nothing to keep alive.
  }
}

function locked(path: string, holder: ProcessIdentity | undefined): StoreError {
  return new StoreError({
    code: "DATABASE_LOCKED",
    message: `Another Lakehand${holder ? ` (process ${holder.pid})` : ""} is using the database in ${dirname(path)}.`,
    next: "Stop the other one, or start this one with a LAKEHAND_HOME of its own.",
    status: 503,
  });
}
