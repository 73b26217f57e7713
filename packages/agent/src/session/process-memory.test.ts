import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { processMemory } from "./process-memory.ts";

it.runIf(process.platform === "linux")("counts what a process and those below it take", async () => {
  const hold = "globalThis.kept = Buffer.alloc(80e6, 1); console.log('ready'); setInterval(() => {}, 1e6)";
  const command = `"${process.execPath}" -e "${hold}"; true`;
  const shell = spawn("sh", ["-c", command], { stdio: ["ignore", "pipe", "ignore"], detached: true });
  const pid = shell.pid as number;
  try {
    await once(shell.stdout, "data");
    const bytes = processMemory([pid, process.pid]);
    expect(bytes?.get(pid)).toBeGreaterThan(80e6);
    expect(bytes?.get(pid)).toBeLessThan(400e6);
    expect(bytes?.get(process.pid)).toBeGreaterThan(bytes?.get(pid) ?? 0);
  } finally {
    process.kill(-pid, "SIGKILL");
  }
  await once(shell, "exit");
  expect(processMemory([pid])?.get(pid)).toBe(0);
});
