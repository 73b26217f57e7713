// A local workspace as a user starts it: its own program, its own folder, a free port.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { rootDir } from "./places.mjs";

/** Starts one; `stop` ends it and removes its folder. `env` is added to the program's environment. */
export async function startWorkspace(env = {}) {
  const dir = await mkdtemp(join(tmpdir(), "lakehand-witness-"));
  const child = spawn(
    process.execPath,
    [
      "--conditions=source",
      "--import",
      "tsx",
      "packages/local-workspace/src/bin.ts",
      "--dir",
      dir,
      "--port",
      "0",
    ],
    { cwd: rootDir, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] },
  );
  const said = [];
  child.stderr.on("data", (chunk) => said.push(String(chunk)));
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise((resolve, reject) => {
    lines.on("line", (line) => {
      const address = /^local workspace: (\S+)/.exec(line)?.[1];
      if (address) resolve(address);
    });
    child.on("exit", () => reject(new Error(`the workspace did not start:\n${said.join("")}`)));
  });
  return {
    url,
    dir,
    pid: child.pid,
    token: (await readFile(join(dir, "token"), "utf8")).trim(),
    /** What it has written to its log so far. */
    log: () => said.join(""),
    async stop() {
      if (child.exitCode === null) {
        child.kill("SIGTERM");
        await once(child, "exit");
      }
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
