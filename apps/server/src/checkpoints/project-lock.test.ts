import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { lockFolder } from "./project-lock.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "lakehand-lock-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The lock's text with the number of another process in it. */
async function heldBy(path: string, pid: number, realm?: string): Promise<void> {
  const release = await lockFolder(path);
  const [where, , started] = readFileSync(join(path, "lock"), "utf8").split("\n");
  await release();
  writeFileSync(join(path, "lock"), [realm ?? where, pid, started, "x"].join("\n"));
}

describe("the lock of a project's folder", () => {
  it("is held by one at a time, also when many take it from one that died", async () => {
    const path = folder();
    const child = spawn("true");
    await once(child, "exit");
    await heldBy(path, child.pid!);
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const release = await lockFolder(path);
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 2));
        inside -= 1;
        await release();
      }),
    );
    expect(most).toBe(1);
  });

  it("is not taken from a process that lives, and says who waits", async () => {
    const path = folder();
    const release = await lockFolder(path);
    await expect(lockFolder(path, 100)).rejects.toMatchObject({ code: "PROJECT_BUSY", status: 409 });
    await release();
    await (await lockFolder(path, 100))();
  });

  it("is taken from a process whose number was given to another one", async () => {
    const path = folder();
    // This process' parent lives, but did not start when we did.
    await heldBy(path, process.ppid);
    await (await lockFolder(path, 5_000))();
  });

  it("is taken from another container only when that is silent", async () => {
    const path = folder();
    await heldBy(path, 1, "another container");
    await expect(lockFolder(path, 100)).rejects.toMatchObject({ code: "PROJECT_BUSY" });
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(join(path, "lock"), longAgo, longAgo);
    await (await lockFolder(path, 5_000))();
  });
});
