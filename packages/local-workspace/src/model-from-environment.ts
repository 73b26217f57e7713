import type { WorkspaceModel } from "./models.ts";

/** The model that `ANTHROPIC_*` variables name; undefined when none is set. */
export function modelFromEnvironment(env: NodeJS.ProcessEnv): WorkspaceModel | undefined {
  const { ANTHROPIC_API_KEY: key, ANTHROPIC_AUTH_TOKEN: bearer, ANTHROPIC_BASE_URL: address } = env;
  if (!key && !bearer && !address) return undefined;
  const id = env.ANTHROPIC_MODEL || "claude-sonnet-4-5";
  const headers: Record<string, string> = bearer
    ? { authorization: `Bearer ${bearer}` }
    : key
      ? { "x-api-key": key }
      : {};
  return {
    id,
    label: id,
    baseUrl: (address || "https://api.anthropic.com").replace(/\/+$/, ""),
    headers: async () => headers,
  };
}
