import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Starts the engine process: the built file beside this one, or the TypeScript source through tsx. */
export function forkEngine(): ChildProcess {
  const fromSource = import.meta.url.endsWith(".ts");
  const program = fileURLToPath(new URL(fromSource ? "./child.ts" : "./engine.js", import.meta.url));
  const execArgv = fromSource
    ? ["--conditions=source", "--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href]
    : [];
  return fork(program, [], {
    execArgv,
    serialization: "advanced",
    // Only what a process needs to run: no token or key of the parent is passed on.
    env: {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "",
      TZ: "UTC",
      TMPDIR: process.env.TMPDIR ?? "/tmp",
      // A running statement holds a thread of this pool; the usual four would let four slow ones stop all others.
      UV_THREADPOOL_SIZE: "64",
    },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}
