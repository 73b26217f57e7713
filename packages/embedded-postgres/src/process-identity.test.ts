import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { isAlive, isRunning, ownIdentity } from "./process-identity.ts";

test("this process runs; one of another start or another realm is not this one", () => {
  const own = ownIdentity();
  expect(isRunning(own)).toBe(true);
  if (own.started) expect(isRunning({ ...own, started: "1" })).toBe(false);
  expect(isRunning({ ...own, realm: "elsewhere" })).toBeUndefined();
});

test("a process that has ended does not run", async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  expect(isAlive(child.pid!)).toBe(false);
});

test.skipIf(process.platform !== "linux")("a zombie does not run", async () => {
  // The shell's child ends, and the program that takes the shell's place never asks for its end.
  const parent = spawn("sh", ["-c", "sleep 0.2 & echo $!; exec sleep 10"]);
  const pid = Number(String((await once(parent.stdout, "data"))[0]));
  try {
    await expect.poll(() => isAlive(pid)).toBe(false);
    expect(() => process.kill(pid, 0)).not.toThrow();
  } finally {
    parent.kill();
  }
});
