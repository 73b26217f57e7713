import type { Options } from "@anthropic-ai/claude-agent-sdk";

/** Folders of one agent, all as real paths. */
export interface AgentFolders {
  projectDir: string;
  configDir: string;
  tempDir: string;
  /** Skills: readable, never writable. */
  pluginDir: string;
  /** Holds the socket to the model gateway. */
  socketDir?: string;
}

/** How one agent is started and what it finds where. */
export interface AgentPlace {
  spawn: NonNullable<Options["spawnClaudeCodeProcess"]>;
  /** Ends the process at once, when it no longer listens. */
  kill(): void;
  /** The process that was started, while it runs. */
  pid(): number | undefined;
  /** Resolves when that process has ended, at once when there is none. */
  ended(): Promise<void>;
  /** As the agent's process sees it. */
  tempDir: string;
  socketPath?: string;
}

export interface SandboxReport {
  /** The agent has Bash, because its whole process is in the sandbox. */
  bash: boolean;
  /** For the start-up line and the page. */
  label: string;
  /** The one command that would unlock it. */
  next?: string;
}

export interface Sandbox extends SandboxReport {
  place(folders: AgentFolders): AgentPlace;
}
