import type { Options } from "@anthropic-ai/claude-agent-sdk";

/** Folders of one agent, all as real paths. */
export interface AgentFolders {
  projectDir: string;
  configDir: string;
  tempDir: string;
  pluginDir: string;
  /** Holds the socket to the model gateway. */
  socketDir?: string;
}

/** How one agent is started and what it finds where. */
export interface AgentPlace {
  /** Absent: as a plain child process. */
  spawn?: NonNullable<Options["spawnClaudeCodeProcess"]>;
  /** As the agent's process sees it. */
  tempDir: string;
  socketPath?: string;
}

export interface Sandbox {
  bash: boolean;
  label: string;
  next?: string;
  place(folders: AgentFolders): AgentPlace;
}

export async function openSandbox(_mode: "auto" | "off", _stateDir: string): Promise<Sandbox> {
  return { bash: false, label: "off", place: ({ tempDir }) => ({ tempDir }) };
}

export async function probeSandbox(): Promise<{ bash: boolean; label: string; next?: string }> {
  return { bash: false, label: "off" };
}
