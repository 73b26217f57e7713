import type { WorkspaceAuth } from "../types.ts";
import { normaliseHost } from "./host.ts";

/** A personal access token, or the local workspace's token. */
export function tokenAuth(host: string, token: string): WorkspaceAuth {
  const headers = { authorization: `Bearer ${token.trim()}` };
  return { host: normaliseHost(host), headers: async () => headers };
}
