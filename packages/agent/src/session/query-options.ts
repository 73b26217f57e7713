import type {
  HookCallback,
  McpSdkServerConfigWithInstance,
  Options,
  SessionStore,
} from "@anthropic-ai/claude-agent-sdk";
import type { PermissionMode } from "@lakehand/protocol";
import { type Permissions, runtimeMode } from "../policy/permissions.ts";

export interface SessionSpec {
  projectDir: string;
  sessionId: string;
  resume: boolean;
  systemPrompt: string;
  env: Record<string, string>;
  mcpServer: { name: string; config: McpSdkServerConfigWithInstance };
  /** The mode it starts in. */
  mode: PermissionMode;
  permissions: Permissions;
  /** Awaited before each tool call, beside the permissions. */
  beforeTool: HookCallback;
  /** Given each entry of the transcript as it is written. */
  mirror?: SessionStore;
  skills: { pluginDir: string; names: readonly string[] };
  spawn: NonNullable<Options["spawnClaudeCodeProcess"]>;
}

/** Built-in tools of the agent. ToolSearch comes by itself where tools are deferred. */
export function builtinTools(bash: boolean, toolSearch: boolean): string[] {
  return [
    "Read",
    "Write",
    "Edit",
    "Glob",
    "Grep",
    "Skill",
    "TodoWrite",
    "AskUserQuestion",
    "ExitPlanMode",
    ...(bash ? ["Bash"] : []),
    ...(toolSearch ? ["ToolSearch"] : []),
  ];
}

/** Everything the agent's process is told. Policy is ours alone: no settings file of any folder is read. */
export function queryOptions(spec: SessionSpec, tools: readonly string[]): Options {
  return {
    cwd: spec.projectDir,
    ...(spec.resume ? { resume: spec.sessionId } : { sessionId: spec.sessionId }),
    env: spec.env,
    // Never the prompt of an earlier start: what the agent may do can have changed since.
    systemPrompt: { type: "custom", prompt: spec.systemPrompt, snapshot: false },
    tools: [...tools],
    mcpServers: { [spec.mcpServer.name]: spec.mcpServer.config },
    strictMcpConfig: true,
    mcpServersDelivery: "initialize",
    settingSources: [],
    settings: {
      attribution: { commit: "", pr: "" },
      disableSkillShellExecution: true,
      // Else plan mode asks the provider to judge tool calls, and tells it the folders of this machine for that.
      useAutoModeDuringPlan: false,
      disableAutoMode: "disable",
      enabledPlugins: { "cc-plugin-plugin-authoring@builtin": false, "cc-plugin-agents-md@builtin": false },
      permissions: {
        disableBypassPermissionsMode: "disable",
        blockReadsOutsideWorkingDirectories: true,
        blockWritesOutsideWorkingDirectories: true,
      },
    },
    plugins: [{ type: "local", path: spec.skills.pluginDir, skipMcpDiscovery: true }],
    skills: [...spec.skills.names],
    permissionMode: runtimeMode(spec.mode),
    ...spec.permissions,
    hooks: {
      ...spec.permissions.hooks,
      PreToolUse: [
        ...(spec.permissions.hooks.PreToolUse ?? []),
        // While the database is away a call waits for it; the runtime's own patience ends much earlier.
        { hooks: [spec.beforeTool], onFailure: "block", timeout: 600 },
      ],
    },
    // Each entry at once: at the end of the turn, a killed server would have lost all of it.
    ...(spec.mirror ? { sessionStore: spec.mirror, sessionStoreFlush: "eager" } : {}),
    // As text, so that the person can read it; left alone the runtime asks for little or none of it.
    thinking: { type: "adaptive", display: "summarized" },
    includePartialMessages: true,
    forwardSubagentText: true,
    // The person's words are passed as written, no file mentions, no slash commands: each message says so itself,
    // because one of ours is a command.
    verbatimPrompts: false,
    spawnClaudeCodeProcess: spec.spawn,
  };
}
