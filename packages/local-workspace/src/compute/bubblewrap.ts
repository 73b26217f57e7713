import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, lstatSync, readlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Writable } from "node:stream";

const SYSTEM = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];
const ETC = [
  "/etc/ssl",
  "/etc/pki",
  "/etc/ca-certificates",
  "/etc/ld.so.cache",
  "/etc/alternatives",
  "/etc/resolv.conf",
  "/etc/hosts",
  "/etc/nsswitch.conf",
];

const searchPath = () => process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin";

/** Where a program lies on this machine. */
export const findProgram = (name: string, path = searchPath()): string | undefined =>
  path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));

export const findBubblewrap = (): string | undefined =>
  process.platform === "linux" ? findProgram("bwrap") : undefined;

/**
 * Options for a process that sees the system's programs, read-only, an empty /tmp and nothing else; it ends with this
 * process. The network stays as it is.
 */
export const confined = (hostname: string): string[] =>
  [
    ["--die-with-parent", "--new-session"],
    ["--unshare-user", "--uid", "1000", "--gid", "1000"],
    ["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--hostname", hostname],
    ["--cap-drop", "ALL"],
    ["--ro-bind", "/usr", "/usr"],
    ...SYSTEM.map((path) => {
      const stat = lstatSync(path, { throwIfNoEntry: false });
      if (!stat) return [];
      return stat.isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : ["--ro-bind", path, path];
    }),
    ...ETC.map((path) => ["--ro-bind-try", path, path]),
    ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"],
  ].flat();

/** Options that give exactly this environment. */
export const environment = (env: Readonly<Record<string, string>>): string[] => [
  "--clearenv",
  ...Object.entries(env).flatMap(([name, value]) => ["--setenv", name, value]),
];

/** Options go through a pipe, so that no token stands in a command line; bubblewrap itself gets no environment. */
export function inBubblewrap(
  bwrap: string,
  options: readonly string[],
  command: readonly string[],
  stdio: ("ignore" | "pipe")[],
): ChildProcess {
  const child = spawn(bwrap, ["--args", String(stdio.length), "--", ...command], {
    cwd: "/",
    env: {},
    stdio: [...stdio, "pipe"],
  });
  const pipe = child.stdio[stdio.length as 3] as unknown as Writable;
  // When bubblewrap could not start, the child's own "error" or "exit" says so.
  pipe.on("error", () => {});
  pipe.end(options.map((option) => `${option}\0`).join(""));
  return child;
}
