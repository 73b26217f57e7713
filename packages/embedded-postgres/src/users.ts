import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRunning, ownIdentity, type ProcessIdentity } from "./process-identity.ts";

/** A file that says: this process uses the server. Read where nothing can be awaited, in the exit handler. */
export interface UserMark {
  remove(): void;
  /** True when no other live process has a mark; marks of dead ones are removed. */
  isLast(): boolean;
}

export function markUser(folder: string): UserMark {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = `${process.pid}-${randomBytes(4).toString("hex")}.json`;
  const own = join(folder, name);
  writeFileSync(own, JSON.stringify(ownIdentity()), { mode: 0o600 });
  return {
    remove: () => rmSync(own, { force: true }),
    isLast() {
      const others = readdirSync(folder).filter((other) => other !== name);
      return others.every((other) => {
        const path = join(folder, other);
        if (isRunning(readIdentity(path)) !== false) return false;
        rmSync(path, { force: true });
        return true;
      });
    },
  };
}

function readIdentity(path: string): ProcessIdentity {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as ProcessIdentity;
  } catch {
    // Half written or just removed: its process number is in the name.
    return { pid: Number.parseInt(path.split(/[/\\]/).at(-1) ?? "", 10) || 0 };
  }
}
