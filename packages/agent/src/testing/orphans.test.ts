import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { startOf } from "../sandbox/left-agents.ts";
import { descendants } from "./processes.ts";

const program = fileURLToPath(new URL("./hold-session.ts", import.meta.url));

/** An ended process may stay where nobody asks about it; it is gone all the same. */
const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return process.platform !== "linux" || startOf(pid) !== undefined;
};

it.each([
  ["auto", "text", "SIGKILL"],
  ["auto", "tool", "SIGTERM"],
  ["off", "text", "SIGKILL"],
  ["off", "tool", "SIGKILL"],
  ["off", "text", "SIGTERM"],
  ["off", "text", "crash"],
] as const)(
  "no agent survives its server (sandbox %s, busy with %s, ended by %s)",
  async (sandbox, work, end) => {
    const server = spawn(
      process.execPath,
      ["--conditions=source", "--import", "tsx", program, sandbox, work],
      {
        stdio: ["pipe", "pipe", end === "crash" ? "ignore" : "inherit"],
      },
    );
    const [line] = (await once(server.stdout, "data")) as [Buffer];
    const dir = line
      .toString()
      .trim()
      .replace(/^running /, "");
    const below = descendants(server.pid).filter(({ command }) => /claude|bwrap/.test(command));
    // The agent at work, and the spare.
    expect(below.filter(({ command }) => /^\S*\/claude /.test(command)).length).toBeGreaterThanOrEqual(2);
    if (end === "crash") server.stdin.write("now\n");
    else server.kill(end);
    await expect.poll(() => below.filter(({ pid }) => alive(pid)), { timeout: 20_000 }).toEqual([]);
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  },
);
