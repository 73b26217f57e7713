import { dirname } from "node:path";
import type { SpawnedProcess, SpawnOptions } from "@anthropic-ai/claude-agent-sdk";
import { SOCKET_NAME } from "../gateway/gateway.ts";
import { bwrapArgs, SOCKET_MOUNT } from "./bwrap-args.ts";
import { probe } from "./probe.ts";
import { type BwrapProgram, spawnBwrap } from "./spawn-bwrap.ts";
import type { AgentFolders, Sandbox, SandboxReport } from "./types.ts";

/** What the sandbox can do on this machine, found out by using it. */
export async function probeSandbox(): Promise<SandboxReport> {
  const { program: _, ...report } = await probe();
  return report;
}

/** The place agents run in. "off", or a machine without the means, gives one without Bash. */
export async function openSandbox(mode: "auto" | "off"): Promise<Sandbox> {
  if (mode === "off")
    return {
      bash: false,
      label: "file and SQL tools only, no Bash (switched off)",
      next: "Remove LAKEHAND_SANDBOX=off and start again to give the agent Bash and Python.",
      place: ({ tempDir }) => ({ tempDir }),
    };
  const { program, ...report } = await probe();
  return {
    ...report,
    place(folders) {
      if (!program) return { tempDir: folders.tempDir };
      return {
        tempDir: "/tmp",
        socketPath: `${SOCKET_MOUNT}/${SOCKET_NAME}`,
        spawn: (options) => spawnAgent(program, folders, options),
      };
    },
  };
}

function spawnAgent(program: BwrapProgram, folders: AgentFolders, options: SpawnOptions): SpawnedProcess {
  const env = Object.fromEntries(
    Object.entries(options.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const child = spawnBwrap(
    program,
    bwrapArgs({ folders, readable: [dirname(options.command)], cwd: options.cwd ?? folders.projectDir, env }),
    [options.command, ...options.args],
  );
  const kill = () => child.kill("SIGKILL");
  options.signal.addEventListener("abort", kill, { once: true });
  child.once("exit", () => options.signal.removeEventListener("abort", kill));
  // Nobody reads it, and a full pipe would stop the agent.
  child.stderr?.resume();
  return child as unknown as SpawnedProcess;
}
