import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { descendants } from "./processes.ts";

const program = fileURLToPath(new URL("./hold-session.ts", import.meta.url));

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

it.each(["auto", "off"])("no agent survives a server that was killed (sandbox %s)", async (sandbox) => {
  const server = spawn(process.execPath, ["--conditions=source", "--import", "tsx", program, sandbox], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(server.stdout, "data")) as [Buffer];
  const dir = line
    .toString()
    .trim()
    .replace(/^running /, "");
  const below = descendants(server.pid).filter(({ command }) => /claude|bwrap/.test(command));
  expect(below.length).toBeGreaterThan(0);
  server.kill("SIGKILL");
  await expect.poll(() => below.filter(({ pid }) => alive(pid)), { timeout: 20_000 }).toEqual([]);
  await rm(dir, { recursive: true, force: true });
});
