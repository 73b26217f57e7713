import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";

/**
 * How the server's programs are started. PostgreSQL refuses to run as root, and initdb wants a user that the
 * system knows by name, so where we are neither:
 * - `user-namespace`: an unprivileged name inside a user namespace of its own; outside, files stay ours and
 *   every folder that we own (even /root) works;
 * - `setpriv`: where a container forbids namespaces, another user that keeps only the right to pass folder
 *   permissions (containers leave it to root); the data folder is given to that user.
 */
export interface Launcher {
  mode: "direct" | "user-namespace" | "setpriv";
  prefix: string[];
  /** The user that must own the data folder, where it is not us. */
  owner?: { uid: number; gid: number };
}

/**
 * The first way that can write `dataDir` and run `program`. Throws an Error whose message says in a few words
 * why PostgreSQL cannot be started here.
 */
export function chooseLauncher(dataDir: string, program: string): Launcher {
  const found = launchers().find((launcher) => canUse(launcher, dataDir, program));
  if (found) return found;
  if (process.getuid?.() === 0) {
    throw new Error("PostgreSQL does not run as root, and neither unshare nor setpriv works here");
  }
  throw new Error("this user has no name on this system, and user namespaces are not allowed");
}

/** The ways to try in this system, best first. */
export function launchers(): Launcher[] {
  const root = process.getuid?.() === 0;
  if (!root && hasName()) return [{ mode: "direct", prefix: [] }];
  const user = ordinaryUser();
  if (!user) return [];
  const { uid, gid } = user;
  const namespace = ["unshare", "--user", `--map-user=${uid}`, `--map-group=${gid}`, "--"];
  const drop = ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  const keep = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--"];
  const found: Launcher[] = [{ mode: "user-namespace", prefix: namespace }];
  if (root) found.push({ mode: "setpriv", prefix: [...drop, ...keep], owner: { uid, gid } });
  return found;
}

/** A home folder that only its owner may enter, for one, is closed to a namespace that root opened. */
function canUse({ mode, prefix: [first, ...rest] }: Launcher, dataDir: string, program: string): boolean {
  if (mode === "direct") return true;
  const check = ["sh", "-c", 'test -w "$1" && test -x "$2"', "sh", dataDir, program];
  return spawnSync(first as string, [...rest, ...check], { stdio: "ignore" }).status === 0;
}

function hasName(): boolean {
  try {
    return userInfo().username !== "";
  } catch {
    return false;
  }
}

/** `nobody` where there is one, else any user but root. */
function ordinaryUser(): { uid: number; gid: number } | undefined {
  let text = "";
  try {
    text = readFileSync("/etc/passwd", "utf8");
  } catch {
    // A system without the file: nobody is known.
  }
  const users = text.split("\n").flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
  return users.find(({ name }) => name === "nobody") ?? users.find(({ uid }) => uid !== 0);
}
