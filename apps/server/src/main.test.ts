import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, it, vi } from "vitest";

/** An ended process that nobody has asked about yet (a zombie, "Z") is not alive. */
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch (error) {
    return (error as NodeJS.ErrnoException).syscall === "open" && !existsSync("/proc");
  }
};

it("leaves no database server behind when Ctrl-C comes before everything is ready", async () => {
  const home = await mkdtemp(join(tmpdir(), "lakehand-main-"));
  const child = spawn(
    process.execPath,
    [
      "--conditions=source",
      "--import",
      pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href,
      fileURLToPath(new URL("./dev.ts", import.meta.url)),
    ],
    {
      env: { PATH: process.env.PATH, HOME: home, LAKEHAND_HOME: home, PORT: "0", LOCAL_WORKSPACE_PORT: "0" },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  const exited = once(child, "exit");
  const pidFile = join(home, "db", "postgres", "postmaster.pid");
  await vi.waitFor(() => expect(existsSync(pidFile)).toBe(true), { timeout: 40_000, interval: 5 });
  child.kill("SIGINT");
  const pid = Number.parseInt(readFileSync(pidFile, "utf8"), 10);
  expect((await exited)[0]).toBe(0);
  expect(said).not.toContain("ready at");
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 5000 });
  await rm(home, { recursive: true, force: true });
}, 60_000);
