import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryDir } from "./testing/temporary-dir.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
const started: ChildProcess[] = [];
const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const program = fileURLToPath(new URL("./bin.ts", import.meta.url));

beforeAll(async () => {
  temporary = await temporaryDir();
});
afterAll(async () => {
  for (const child of started) child.kill("SIGKILL");
  await temporary.remove();
});

function run(...args: string[]) {
  const dir = join(temporary.dir, "a folder");
  const child = spawn(process.execPath, [
    "--conditions=source",
    "--import",
    tsx,
    program,
    "--dir",
    dir,
    "--port",
    "0",
    ...args,
  ]);
  started.push(child);
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  child.stderr.on("data", (data) => {
    output += data;
  });
  const url = () => /local workspace: (http\S+)/.exec(output)?.[1];
  return { child, dir, url, output: () => output };
}

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
    const token = readFileSync(join(first.dir, "token"), "utf8").trim();
    const me = await fetch(`${first.url()}/api/2.0/preview/scim/v2/Me`, {
      headers: { authorization: `Bearer ${token}` },
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
