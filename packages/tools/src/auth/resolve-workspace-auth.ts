import { WorkspaceError } from "../client/http/workspace-error.ts";
import type { WorkspaceAuth } from "../types.ts";
import { normaliseHost } from "./host.ts";
import { tokenAuth } from "./token-auth.ts";

export type AuthEnvironment = Readonly<Record<string, string | undefined>>;

function value(env: AuthEnvironment, name: string): string | undefined {
  const text = env[name]?.trim();
  return text ? text : undefined;
}

function signInFailed(how: string, cause: unknown): WorkspaceError {
  return new WorkspaceError({
    code: "WORKSPACE_SIGN_IN_FAILED",
    // The cause's own text may hold configuration values, so it is not repeated here.
    message: `Signing in to the workspace with ${how} failed.`,
    next: "Check DATABRICKS_HOST and the credentials; with a CLI profile run `databricks auth login` again. `npm run doctor` checks each part.",
    status: 502,
    cause,
  });
}

function profileWithoutHost(profile: string): WorkspaceError {
  return new WorkspaceError({
    code: "WORKSPACE_NOT_CONFIGURED",
    message: `The profile ${JSON.stringify(profile)} names no workspace, or is not in the Databricks CLI's configuration file.`,
    next: "Run `databricks auth profiles` to see which there are, and correct DATABRICKS_CONFIG_PROFILE.",
    status: 400,
  });
}

/** Whether the environment names a workspace at all. */
export function hasWorkspaceConfig(env: AuthEnvironment): boolean {
  return value(env, "DATABRICKS_HOST") !== undefined || value(env, "DATABRICKS_CONFIG_PROFILE") !== undefined;
}

/**
 * How to sign in, from the environment: a token, else a service principal (DATABRICKS_CLIENT_ID and _SECRET), else a
 * CLI profile. Throws `WorkspaceError` when the host is missing or malformed. Tokens are fetched at the first request.
 */
export async function resolveWorkspaceAuth(env: AuthEnvironment = process.env): Promise<WorkspaceAuth> {
  const host = value(env, "DATABRICKS_HOST");
  const token = value(env, "DATABRICKS_TOKEN");
  const profile = value(env, "DATABRICKS_CONFIG_PROFILE");
  if (host && token && !profile) return tokenAuth(host, token);
  const clientId = value(env, "DATABRICKS_CLIENT_ID");
  const clientSecret = value(env, "DATABRICKS_CLIENT_SECRET");
  const servicePrincipal = clientId && clientSecret && host && !profile;
  const how = servicePrincipal
    ? "the service principal (DATABRICKS_CLIENT_ID)"
    : profile
      ? `the profile ${JSON.stringify(profile)}`
      : "the Databricks CLI (neither DATABRICKS_TOKEN nor DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET are set)";
  // Half a second to import, so only when a plain token does not do.
  const { Config } = await import("@databricks/sdk-experimental");
  const config = new Config({
    skipVerify: false,
    env: env as NodeJS.ProcessEnv,
    ...(host && !profile ? { host: normaliseHost(host) } : {}),
    ...(servicePrincipal ? { clientId, clientSecret, authType: "oauth-m2m" as const } : {}),
    ...(profile ? { profile } : {}),
  });
  let origin: string;
  try {
    await config.ensureResolved();
    if (!config.host && profile) throw profileWithoutHost(profile);
    origin = normaliseHost(config.host ?? "");
  } catch (cause) {
    if (cause instanceof WorkspaceError) throw cause;
    throw signInFailed(how, cause);
  }
  return {
    host: origin,
    async headers() {
      const headers = new Headers();
      try {
        await config.authenticate(headers);
      } catch (cause) {
        throw signInFailed(how, cause);
      }
      return Object.fromEntries(headers.entries());
    },
  };
}
