import { readFileSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Harness, openHarness } from "../testing/harness.ts";
import { descendants } from "../testing/processes.ts";
import { lastMessage, type ScriptedModel, startScriptedModel } from "../testing/scripted-model.ts";
import { probeSandbox } from "./sandbox.ts";

const available = (await probeSandbox()).bash;

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A harness whose model runs one Bash command per message and repeats what it printed. */
async function openShell(): Promise<{
  model: ScriptedModel;
  harness: Harness;
  sh: (command: string) => Promise<string>;
}> {
  let next = "";
  const model = await startScriptedModel((body, count) =>
    lastMessage(body).includes("tool_result")
      ? [{ type: "text", text: "done" }]
      : [{ type: "tool_use", id: `toolu_${count}`, name: "Bash", input: { command: next } }],
  );
  cleanups.push(() => model.close());
  const harness = await openHarness({ baseUrl: model.url });
  cleanups.push(() => harness.close());
  return {
    model,
    harness,
    async sh(command) {
      next = command;
      harness.events.length = 0;
      expect(await harness.say("run it")).toMatchObject({ status: "completed" });
      const result = harness.events.find((event) => event.type === "tool_result");
      return result?.content ?? "";
    },
  };
}

// Needs bubblewrap and user namespaces; the test below it covers machines without.
describe.skipIf(!available)("the agent in its sandbox", () => {
  it("has a shell that sees the project and nothing of the host", async () => {
    const { harness, sh } = await openShell();
    const canary = "canary-in-the-server-environment";
    process.env.LAKEHAND_TEST_CANARY = canary;
    cleanups.push(async () => void delete process.env.LAKEHAND_TEST_CANARY);
    const other = join(harness.dir, "projects", "other");
    await mkdir(other);
    await writeFile(join(other, "secret.txt"), "SECRET-OF-OTHER");
    await symlink(other, join(harness.projectDir, "link"));
    await writeFile(join(harness.projectDir, "mine.txt"), "MINE");
    const listener = createServer((socket) => socket.end("reached"));
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => new Promise((resolve) => listener.close(() => resolve())));
    const { port } = listener.address() as { port: number };

    expect(await sh("id -u; cat mine.txt; echo; echo made > made.txt; cat made.txt")).toBe(
      "1000\nMINE\nmade",
    );
    expect(readFileSync(join(harness.projectDir, "made.txt"), "utf8")).toBe("made\n");
    const escapes = await sh(
      [
        `cat link/secret.txt`,
        `cat "${other}/secret.txt"`,
        `ls "${join(harness.dir, "state", "projects")}"`,
        `cat /etc/shadow`,
        `(echo > /dev/tcp/127.0.0.1/${port}) && echo REACHED`,
        `cat /proc/*/environ | tr '\\0' '\\n' | grep -i canary`,
        `touch /usr/x && echo WROTE-USR`,
        `unshare -U true && echo NESTED`,
        `ls /root`,
      ].join("; "),
    );
    expect(escapes).not.toMatch(/SECRET-OF-OTHER|REACHED|WROTE-USR|NESTED|root:/);
    expect(escapes).not.toContain(canary);
    expect(await sh("tr '\\0' '\\n' < /proc/1/environ | wc -c")).toBe("0");
  });

  it("keeps our skills read-only and has Python where the machine has it", async () => {
    const { sh } = await openShell();
    const { skillPluginDir } = await import("@lakehand/skills");
    const out = await sh(
      `head -c 3 ${skillPluginDir()}/skills/data-profiling/SKILL.md; touch ${skillPluginDir()}/skills/x || echo refused; ls ${skillPluginDir()}`,
    );
    expect(out).toContain("---");
    expect(out).toContain("refused");
    expect(out).not.toContain("src");
    expect(await sh("command -v python3 >/dev/null && python3 -c 'print(6*7)' || echo 42")).toBe("42");
  });

  it("puts no token in a command line of the host, and leaves nothing behind", async () => {
    const { harness, sh } = await openShell();
    await sh("sleep 321 & echo started");
    const running = descendants().map(({ command }) => command);
    for (const name of ["bwrap", "claude", "sleep 321"])
      expect(running.some((command) => command.includes(name))).toBe(true);
    for (const command of running) expect(command).not.toMatch(/ANTHROPIC|setenv/);
    await harness.runtime.close();
    const left = () => descendants().filter(({ command }) => /bwrap|claude|sleep 321/.test(command));
    await expect.poll(left, { timeout: 15_000 }).toEqual([]);
  });
});

describe.skipIf(!available)("a conversation that is resumed without the sandbox", () => {
  it("is told that its shell is gone", async () => {
    const { model, harness } = await openShell();
    expect(await harness.say("one")).toMatchObject({ status: "completed" });
    await harness.restart({ sandbox: "off" });
    expect(await harness.say("two", { session: { id: harness.sessionId, resume: true } })).toMatchObject({
      status: "completed",
    });
    const [first, last] = [model.requests[0]?.body, model.requests.at(-1)?.body];
    expect(JSON.stringify(first?.system)).toContain("Bash runs in a sandbox");
    expect(JSON.stringify(last?.system)).toContain("no shell");
    expect(last?.tools?.map((tool) => tool.name)).not.toContain("Bash");
  });
});

describe("without a sandbox", () => {
  it("there is no Bash, whatever the model asks", async () => {
    const model = await startScriptedModel((body) =>
      lastMessage(body).includes("tool_result")
        ? [{ type: "text", text: "ok" }]
        : [{ type: "tool_use", id: "toolu_1", name: "Bash", input: { command: "touch pwned" } }],
    );
    cleanups.push(() => model.close());
    const harness = await openHarness({ baseUrl: model.url }, { sandbox: "off" });
    cleanups.push(() => harness.close());
    await harness.say("go");
    expect(harness.runtime.sandbox).toMatchObject({ bash: false, next: expect.any(String) });
    const init = harness.events.find((event) => event.type === "system");
    expect(init?.data.tools).not.toContain("Bash");
    expect(harness.events.find((event) => event.type === "tool_result")).toMatchObject({ is_error: true });
  });

  it("says which command installs bubblewrap when there is none", async () => {
    const path = process.env.PATH;
    const { vi } = await import("vitest");
    vi.resetModules();
    vi.doMock("./find-program.ts", () => ({
      findProgram: (name: string) => (name === "apt-get" ? "/usr/bin/apt-get" : undefined),
    }));
    cleanups.push(async () => {
      vi.doUnmock("./find-program.ts");
      process.env.PATH = path;
    });
    const { probe } = await import("./probe.ts");
    expect(await probe()).toEqual({
      bash: false,
      label: expect.stringContaining("bubblewrap is not installed"),
      next: expect.stringContaining("sudo apt-get install bubblewrap"),
    });
  });
});
