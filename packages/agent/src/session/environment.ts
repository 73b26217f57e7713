import type { ModelTarget } from "../types.ts";

export interface ChildEnvironmentOptions {
  configDir: string;
  tempDir: string;
  gateway: { baseUrl: string; token: string; socketPath?: string };
  target: Pick<ModelTarget, "kind" | "id">;
  loadAllTools: boolean;
}

/** Folder name under `CLAUDE_CONFIG_DIR/projects`, fixed so that a transcript is found without guessing. */
export const TRANSCRIPT_FOLDER = "project";

/** Providers known to understand deferred tools and the runtime's newest request fields. */
export function understandsToolSearch(kind: ModelTarget["kind"]): boolean {
  return kind === "anthropic" || kind === "practice";
}

/**
 * The whole environment of the agent's process. Nothing of ours is inherited: no credential, no address but
 * the gateway's.
 */
export function childEnvironment(options: ChildEnvironmentOptions): Record<string, string> {
  const { configDir, gateway, target } = options;
  const full = understandsToolSearch(target.kind);
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: configDir,
    LANG: "C.UTF-8",
    TZ: "UTC",
    TMPDIR: options.tempDir,
    CLAUDE_CONFIG_DIR: configDir,
    CLAUDE_CODE_PROJECT_DIR_NAME: TRANSCRIPT_FOLDER,
    ANTHROPIC_BASE_URL: gateway.baseUrl,
    ...(gateway.socketPath ? { ANTHROPIC_UNIX_SOCKET: gateway.socketPath } : {}),
    ANTHROPIC_AUTH_TOKEN: gateway.token,
    ANTHROPIC_MODEL: target.id,
    ENABLE_TOOL_SEARCH: full && !options.loadAllTools ? "true" : "false",
    // The attribution line differs per conversation and would defeat another server's prompt cache.
    ...(full ? {} : { CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS: "1", CLAUDE_CODE_ATTRIBUTION_HEADER: "0" }),
    CLAUDE_AGENT_SDK_CLIENT_APP: "lakehand",
    CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST: "1",
    CLAUDE_CODE_DISABLE_AUTO_MEMORY: "1",
    CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "1",
    CLAUDE_CODE_DISABLE_BUNDLED_SKILLS: "1",
    // A project here is a folder, not a repository: two pages on commits and pull requests are not sent.
    CLAUDE_CODE_DISABLE_GIT_INSTRUCTIONS: "1",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    // One tool for the task list, which carries the whole list in each call.
    CLAUDE_CODE_ENABLE_TASKS: "0",
    // The gateway retries; what is left for the runtime is a stream that broke off in the middle.
    CLAUDE_CODE_MAX_RETRIES: "2",
    DISABLE_DOCTOR_COMMAND: "1",
    DISABLE_TELEMETRY: "1",
    DISABLE_AUTOUPDATER: "1",
    DISABLE_ERROR_REPORTING: "1",
  };
}
