import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { WorkspaceApp } from "../workspace.ts";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const program = fileURLToPath(new URL("../bin.ts", import.meta.url));

export interface ServedProgram {
  child: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  /** Once it serves. */
  url(): string | undefined;
  token(): string;
  /** The same app as tests without a process have it; for when it serves. */
  app(): Pick<WorkspaceApp, "fetch" | "token">;
}

const started: ChildProcess[] = [];

/** `lakehand-workspace` in a process of its own, from source, on a free port: to be killed. */
export function serveProgram(dir: string, ...args: string[]): ServedProgram {
  const options = ["--conditions=source", "--import", tsx, program, "--dir", dir, "--port", "0", ...args];
  const child = spawn(process.execPath, options);
  started.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const url = () => /local workspace: (http\S+)/.exec(output)?.[1];
  const token = () => readFileSync(join(dir, "token"), "utf8").trim();
  return {
    child,
    output: () => output,
    url,
    token,
    app: () => ({
      fetch: ((request: Request) =>
        fetch(request.url.replace(/^http:\/\/[^/]+/, url() ?? ""), request)) as WorkspaceApp["fetch"],
      token: token(),
    }),
  };
}

/** Ends all that this file has started. */
export function endPrograms(): void {
  for (const child of started) child.kill("SIGKILL");
}
