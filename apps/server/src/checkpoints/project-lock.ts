import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LakehandError } from "@lakehand/protocol";

const WAIT_MS = 60_000;
const TOUCH_MS = 5_000;
/** A holder that we cannot see, in another container, has died when it did not touch its lock for this long. */
const UNSEEN_MS = 30_000;

/** Boot and process namespace in which a process number means something. */
const realm = (() => {
  try {
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return "here";
  }
})();

/** Start time of a process; undefined when it is gone, or is a zombie. "" where the system does not tell. */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    try {
      process.kill(pid, 0);
      return process.platform === "linux" ? undefined : "";
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "EPERM" ? "" : undefined;
    }
  }
}

const me = `${realm}\n${process.pid}\n${startOf(process.pid) ?? ""}`;

async function isStale(file: string, holder: string): Promise<boolean> {
  const [where, pid, started] = holder.split("\n");
  if (where === realm) return startOf(Number(pid)) !== started;
  const touched = await stat(file).catch(() => undefined);
  return touched !== undefined && Date.now() - touched.mtimeMs > UNSEEN_MS;
}

/**
 * Takes the lock of a project's folder against other processes; gives its release. Waits up to a minute, then
 * throws PROJECT_BUSY. A lock whose holder has died is taken over.
 */
export async function lockFolder(folder: string, waitMs = WAIT_MS): Promise<() => Promise<void>> {
  const file = join(folder, "lock");
  const mine = `${me}\n${randomUUID()}`;
  const until = Date.now() + waitMs;
  for (;;) {
    try {
      await writeFile(file, mine, { flag: "wx", mode: 0o600 });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = await readFile(file, "utf8").catch(() => undefined);
    if (holder !== undefined && (await isStale(file, holder))) await takeAway(file, holder);
    else if (Date.now() > until)
      throw new LakehandError({
        code: "PROJECT_BUSY",
        message: "Another server is changing the files of this project.",
        next: "Try again in a moment.",
        status: 409,
        retryable: true,
      });
    else await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 30));
  }
  const touching = setInterval(() => {
    const now = new Date();
    void utimes(file, now, now).catch(() => {});
  }, TOUCH_MS);
  touching.unref();
  return async () => {
    clearInterval(touching);
    if ((await readFile(file, "utf8").catch(() => undefined)) === mine) await rm(file, { force: true });
  };
}

/** Removes a lock if it still is the one that was read; only one waiter at a time may look and remove. */
async function takeAway(file: string, holder: string): Promise<void> {
  const guard = `${file}.taking`;
  try {
    await writeFile(guard, "", { flag: "wx", mode: 0o600 });
  } catch {
    const since = await stat(guard).catch(() => undefined);
    if (since && Date.now() - since.mtimeMs > UNSEEN_MS) await rm(guard, { force: true });
    return;
  }
  try {
    if ((await readFile(file, "utf8").catch(() => undefined)) === holder) await rm(file, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}
