import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DirInUseError, lockDir } from "./dir-lock.ts";
import { temporaryDir } from "./testing/temporary-dir.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
beforeAll(async () => {
  temporary = await temporaryDir();
});
afterAll(() => temporary.remove());

test("a folder is taken once, and again after its release", () => {
  const release = lockDir(temporary.dir);
  expect(() => lockDir(temporary.dir)).toThrow(DirInUseError);
  release();
  expect(existsSync(join(temporary.dir, "lock"))).toBe(false);
  lockDir(temporary.dir)();
});

test("the lock of a process that is gone is no hindrance", async () => {
  const gone = spawn(process.execPath, ["-e", ""]);
  await once(gone, "exit");
  writeFileSync(join(temporary.dir, "lock"), `${gone.pid}`);
  lockDir(temporary.dir)();
});

test.skipIf(!existsSync("/proc/self/stat"))(
  "a process that only reuses the holder's id is no hindrance",
  () => {
    writeFileSync(join(temporary.dir, "lock"), `${process.ppid} 1`);
    lockDir(temporary.dir)();
  },
);

test("a lock file with nonsense in it is no hindrance", () => {
  writeFileSync(join(temporary.dir, "lock"), "");
  lockDir(temporary.dir)();
});
