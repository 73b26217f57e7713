import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endPrograms, serveProgram } from "./testing/serve-program.ts";
import { temporaryDir } from "./testing/temporary-dir.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;

beforeAll(async () => {
  temporary = await temporaryDir();
});
afterAll(async () => {
  endPrograms();
  await temporary.remove();
});

const run = (...args: string[]) => serveProgram(join(temporary.dir, "a folder"), ...args);

const engineOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test.skipIf(process.platform !== "linux")(
  "it serves, refuses a second server on its folder, and leaves no engine behind however it ends",
  { timeout: 90_000 },
  async () => {
    const first = run();
    await expect.poll(first.url, { timeout: 60_000 }).toBeTruthy();
    const me = await fetch(`${first.url()}/api/2.0/preview/scim/v2/Me`, {
      headers: { authorization: `Bearer ${first.token()}` },
    });
    expect(me.status).toBe(200);

    const second = run();
    const [code] = (await once(second.child, "exit")) as [number];
    expect(code).toBe(1);
    expect(second.output()).toMatch(/already served by process \d+/);

    const engines = engineOf(first.child.pid!);
    first.child.kill("SIGKILL");
    await expect.poll(() => engines.some(alive), { timeout: 10_000 }).toBe(false);

    const third = run();
    await expect.poll(third.url, { timeout: 60_000 }).toBeTruthy();
    const stopped = engineOf(third.child.pid!);
    third.child.kill("SIGTERM");
    expect(await once(third.child, "exit")).toEqual([0, null]);
    expect(stopped.some(alive)).toBe(false);
  },
);
