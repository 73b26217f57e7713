import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AgentRecords, startOf } from "./left-agents.ts";

let dir: string;
const pids: number[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "left-"));
});
afterEach(async () => {
  for (const pid of pids.splice(0)) if (startOf(pid)) process.kill(pid, "SIGKILL");
  await rm(dir, { recursive: true, force: true });
});

const sleeper = () => {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  pids.push(child.pid as number);
  return child;
};

/** As a server that is gone would have written it. */
async function record(fields: object): Promise<void> {
  await mkdir(join(dir, "agents"), { recursive: true });
  await writeFile(join(dir, "agents", "1.json"), JSON.stringify({ ownerStarted: "1", ...fields }));
}

describe.runIf(process.platform === "linux")("agents that a killed server left", () => {
  it("are ended at the next start", async () => {
    const child = sleeper();
    const ended = once(child, "exit");
    const gone = sleeper();
    gone.kill("SIGKILL");
    await once(gone, "exit");
    await record({ pid: child.pid, started: startOf(child.pid as number), owner: gone.pid });
    expect(await new AgentRecords(dir).reap()).toBe(1);
    await ended;
    expect(await readdir(join(dir, "agents"))).toEqual([]);
  });

  it("are left alone while their server lives, and so is a later process with the same number", async () => {
    const child = sleeper();
    const records = new AgentRecords(dir);
    records.add(child.pid as number);
    expect(await records.reap()).toBe(0);
    records.remove(child.pid as number);
    expect(await readdir(join(dir, "agents"))).toEqual([]);
    await record({ pid: child.pid, started: "1", owner: 1 });
    expect(await records.reap()).toBe(0);
    expect(startOf(child.pid as number)).toBeDefined();
  });

  it("damaged records end nothing", async () => {
    await record({ pid: -1 });
    await writeFile(join(dir, "agents", "2.json"), "{");
    expect(await new AgentRecords(dir).reap()).toBe(0);
    expect(await readdir(join(dir, "agents"))).toEqual([]);
  });
});
