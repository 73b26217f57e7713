import { type ChildProcess, spawn } from "node:child_process";
import type { Writable } from "node:stream";
import type { BwrapFeatures } from "./bwrap-args.ts";

/** What the sandboxed program may use up: processes and threads, and the size of one file in bytes. */
const LIMITS = ["--nproc=1024", `--fsize=${2 * 1024 ** 3}`];

export interface BwrapProgram {
  bwrap: string;
  features: BwrapFeatures;
  /** Limits are set where this is there. */
  prlimit: string | undefined;
}

/**
 * Starts a command in bubblewrap. Options go through a pipe, so that no token stands in a command line, and
 * bubblewrap itself gets an empty environment: it is process 1 inside, where anyone reads /proc/1/environ.
 */
export function spawnBwrap(
  { bwrap, prlimit }: BwrapProgram,
  options: readonly string[],
  command: readonly string[],
): ChildProcess {
  const limited = prlimit ? [prlimit, ...LIMITS, "--", ...command] : command;
  const child = spawn(bwrap, ["--args", "3", "--", ...limited], {
    cwd: "/",
    env: {},
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  });
  const pipe = child.stdio[3] as Writable;
  // When bubblewrap could not start, "error" or "exit" of the child says so.
  pipe.on("error", () => {});
  pipe.end(options.map((option) => `${option}\0`).join(""));
  return child;
}
