import { type ChildProcess, spawn } from "node:child_process";
import { dirname } from "node:path";
import type { SpawnedProcess, SpawnOptions } from "@anthropic-ai/claude-agent-sdk";
import { SOCKET_NAME } from "../gateway/gateway.ts";
import { bwrapArgs, SOCKET_MOUNT } from "./bwrap-args.ts";
import type { AgentRecords } from "./left-agents.ts";
import { parentDeathCommand } from "./parent-death.ts";
import { probe } from "./probe.ts";
import { type BwrapProgram, spawnBwrap } from "./spawn-bwrap.ts";
import type { AgentFolders, AgentPlace, Sandbox, SandboxReport } from "./types.ts";

/** What the sandbox can do on this machine, found out by using it. */
export async function probeSandbox(): Promise<SandboxReport> {
  const { program: _, ...report } = await probe();
  return report;
}

/**
 * The place agents run in. "off", or a machine without the means, gives one without Bash. `records`: where agents are
 * written down that nobody would end if this process were killed.
 */
export async function openSandbox(mode: "auto" | "off", records?: AgentRecords): Promise<Sandbox> {
  const plain = async () => {
    const prefix = await parentDeathCommand();
    return (folders: AgentFolders): AgentPlace => ({
      tempDir: folders.tempDir,
      ...starter((options) => spawnPlain(options, prefix), records),
    });
  };
  if (mode === "off")
    return {
      bash: false,
      label: "file and SQL tools only, no Bash (switched off)",
      next: "Remove LAKEHAND_SANDBOX=off and start again to give the agent Bash and Python.",
      place: await plain(),
    };
  const { program, ...report } = await probe();
  if (!program) return { ...report, place: await plain() };
  return {
    ...report,
    place: (folders) => ({
      tempDir: "/tmp",
      socketPath: `${SOCKET_MOUNT}/${SOCKET_NAME}`,
      // Bubblewrap ends with us by itself.
      ...starter((options) => spawnSandboxed(program, folders, options)),
    }),
  };
}

function spawnSandboxed(program: BwrapProgram, folders: AgentFolders, options: SpawnOptions): ChildProcess {
  return spawnBwrap(
    program,
    bwrapArgs({
      features: program.features,
      folders,
      readable: [dirname(options.command)],
      cwd: options.cwd ?? folders.projectDir,
      env: environment(options),
    }),
    [options.command, ...options.args],
  );
}

function spawnPlain(options: SpawnOptions, prefix: readonly string[]): ChildProcess {
  const [command, ...args] = [...prefix, options.command, ...options.args] as [string, ...string[]];
  return spawn(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: environment(options),
    stdio: ["pipe", "pipe", "pipe"],
  });
}

function environment(options: SpawnOptions): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Keeps hold of the process that the runtime starts, so that it can be ended when it does not listen. */
function starter(
  start: (options: SpawnOptions) => ChildProcess,
  records?: AgentRecords,
): Pick<AgentPlace, "spawn" | "kill" | "pid" | "ended"> {
  let child: ChildProcess | undefined;
  const kill = () => void child?.kill("SIGKILL");
  return {
    kill,
    pid: () => (child && child.exitCode === null && child.signalCode === null ? child.pid : undefined),
    ended: () =>
      new Promise((resolve) => {
        if (!child || child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
          resolve();
        else child.once("exit", () => resolve());
      }),
    spawn(options) {
      const started = start(options);
      const { pid } = started;
      child = started;
      if (pid !== undefined) records?.add(pid);
      started.once("exit", () => pid !== undefined && records?.remove(pid));
      options.signal.addEventListener("abort", kill, { once: true });
      started.once("exit", () => options.signal.removeEventListener("abort", kill));
      // Nobody reads it, and a full pipe would stop the agent.
      started.stderr?.resume();
      return started as unknown as SpawnedProcess;
    },
  };
}
