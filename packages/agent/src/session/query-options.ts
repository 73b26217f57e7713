import type { HookCallback, McpSdkServerConfigWithInstance, Options } from "@anthropic-ai/claude-agent-sdk";
import { decide, type PolicyContext } from "../policy/decide.ts";

export interface SessionSpec {
  projectDir: string;
  sessionId: string;
  resume: boolean;
  systemPrompt: string;
  env: Record<string, string>;
  mcpServer: { name: string; config: McpSdkServerConfigWithInstance };
  policy: PolicyContext;
  skills: { pluginDir: string; names: readonly string[] };
  spawn: NonNullable<Options["spawnClaudeCodeProcess"]>;
  onDenied?: (toolName: string, reason: string) => void;
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
    ...(bash ? ["Bash"] : []),
    ...(toolSearch ? ["ToolSearch"] : []),
  ];
}

/** Everything the agent's process is told. Policy is ours alone: no settings file of any folder is read. */
export function queryOptions(spec: SessionSpec, tools: readonly string[]): Options {
  const { policy } = spec;
  const ask = (toolName: string, input: unknown) => {
    const decision = decide(toolName, (input ?? {}) as Record<string, unknown>, policy);
    if (!decision.allow) spec.onDenied?.(toolName, decision.reason);
    return decision;
  };
  const preToolUse: HookCallback = async (input) => {
    if (input.hook_event_name !== "PreToolUse") return {};
    const decision = ask(input.tool_name, input.tool_input);
    return {
      hookSpecificOutput: {
        hookEventName: "PreToolUse",
        permissionDecision: decision.allow ? "allow" : "deny",
        ...(decision.allow ? {} : { permissionDecisionReason: decision.reason }),
      },
    };
  };
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
      enabledPlugins: { "cc-plugin-plugin-authoring@builtin": false, "cc-plugin-agents-md@builtin": false },
      permissions: {
        disableBypassPermissionsMode: "disable",
        blockReadsOutsideWorkingDirectories: true,
        blockWritesOutsideWorkingDirectories: true,
      },
    },
    plugins: [{ type: "local", path: spec.skills.pluginDir, skipMcpDiscovery: true }],
    skills: [...spec.skills.names],
    permissionMode: "default",
    hooks: { PreToolUse: [{ hooks: [preToolUse], onFailure: "block" }] },
    canUseTool: async (toolName, input) => {
      const decision = ask(toolName, input);
      return decision.allow
        ? { behavior: "allow", updatedInput: input }
        : { behavior: "deny", message: decision.reason };
    },
    // As text, so that the person can read it; left alone the runtime asks for little or none of it.
    thinking: { type: "adaptive", display: "summarized" },
    includePartialMessages: true,
    forwardSubagentText: true,
    // The person's words are passed as written: no file mentions, no slash commands.
    verbatimPrompts: true,
    spawnClaudeCodeProcess: spec.spawn,
  };
}
