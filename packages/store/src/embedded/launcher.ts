import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * How the server's programs are started. PostgreSQL refuses to run as root, and initdb wants a user that the
 * system knows by name, so where we are neither:
 * - `user-namespace`: an unprivileged name inside a user namespace of its own; outside, files stay ours and
 *   every folder that we can reach (even /root) works;
 * - `setpriv`: where a container forbids namespaces, another user that keeps only the right to pass folder
 *   permissions (containers leave it to root); the data folder is given to that user.
 */
export interface Launcher {
  mode: "direct" | "user-namespace" | "setpriv";
  prefix: string[];
  /** The user that must own the data folder, where it is not us. */
  owner?: { uid: number; gid: number };
}

interface User {
  name: string;
  uid: number;
  gid: number;
}

/**
 * The first way that can write `dataDir` and run `program`. Throws an Error whose message says in a few words
 * why PostgreSQL cannot be started here.
 */
export function chooseLauncher(dataDir: string, program: string): Launcher {
  const works = (prefix: string[]) => canUse(prefix, dataDir, program);
  const uid = process.getuid?.();
  if (uid === undefined || process.platform === "darwin") {
    if (uid === 0) throw new Error("PostgreSQL does not run as root on macOS");
    return { mode: "direct", prefix: [] };
  }
  const users = systemUsers();
  if (uid !== 0 && users.some((user) => user.uid === uid)) return { mode: "direct", prefix: [] };

  const ordinary = users.find((user) => user.name === "nobody") ?? users.find((user) => user.uid !== 0);
  if (!ordinary) throw new Error("the system has no user but root");
  const namespace = ["unshare", "--user", `--map-user=${ordinary.uid}`, `--map-group=${ordinary.gid}`, "--"];
  if (works(namespace)) return { mode: "user-namespace", prefix: namespace };
  if (uid === 0) {
    const rights = "+dac_override";
    const drop = ["setpriv", `--reuid=${ordinary.uid}`, `--regid=${ordinary.gid}`, "--clear-groups"];
    const prefix = [...drop, `--inh-caps=${rights}`, `--ambient-caps=${rights}`, "--"];
    if (works(prefix)) return { mode: "setpriv", prefix, owner: { uid: ordinary.uid, gid: ordinary.gid } };
    throw new Error("PostgreSQL does not run as root, and neither unshare nor setpriv works here");
  }
  throw new Error(`user id ${uid} has no name on this system, and user namespaces are not allowed`);
}

/** A home folder that only its owner may enter, for one, is closed to a namespace that root opened. */
function canUse([first, ...rest]: string[], dataDir: string, program: string): boolean {
  const check = ["sh", "-c", 'test -w "$1" && test -x "$2"', "sh", dataDir, program];
  return spawnSync(first as string, [...rest, ...check], { stdio: "ignore" }).status === 0;
}

function systemUsers(): User[] {
  let text = "";
  try {
    text = readFileSync("/etc/passwd", "utf8");
  } catch {
    // Windows, or a system without the file: nobody is known.
  }
  return text.split("\n").flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}
