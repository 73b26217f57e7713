import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  isWorkspaceError,
  resolveWorkspaceAuth,
  tokenAuth,
  type WorkspaceAuth,
  WorkspaceClient,
} from "@lakehand/tools";

export interface FoundWorkspace {
  client: WorkspaceClient;
  /** For the start-up line. */
  label: string;
  close(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The workspace that the workbench serves at the moment, if it does. */
async function runningLocal(env: Environment, dir: string): Promise<WorkspaceAuth | undefined> {
  const kept = (): Promise<string> => readFile(join(dir, "token"), "utf8").catch(() => "");
  const token = env.LOCAL_WORKSPACE_TOKEN ?? (await kept());
  if (token.trim() === "") return undefined;
  const auth = tokenAuth(`http://127.0.0.1:${env.LOCAL_WORKSPACE_PORT ?? 8010}`, token);
  try {
    await new WorkspaceClient(auth, { timeoutMs: 2_000, retry: { attempts: 1 } }).scim.me();
    return auth;
  } catch (error) {
    if (isWorkspaceError(error) && error.code === "WORKSPACE_UNREACHABLE") return undefined;
    throw error;
  }
}

/** Joins the running local workspace, or starts one for as long as this process lives. */
export async function findLocalWorkspace(env: Environment): Promise<FoundWorkspace> {
  const dir = join(resolve(env.LAKEHAND_HOME ?? ".lakehand"), "workspace");
  const running = await runningLocal(env, dir);
  if (running)
    return {
      client: new WorkspaceClient(running),
      label: `local workspace at ${running.host}`,
      close: async () => undefined,
    };
  const { startLocalWorkspace } = await import("@lakehand/local-workspace");
  const started = await startLocalWorkspace({ dir, port: 0, log: () => undefined });
  await started.ready();
  return {
    client: new WorkspaceClient(tokenAuth(started.url, started.token)),
    label: `local workspace in ${dir}`,
    close: () => started.close(),
  };
}

export async function findDatabricks(env: Environment): Promise<FoundWorkspace> {
  const auth = await resolveWorkspaceAuth(env);
  return { client: new WorkspaceClient(auth), label: auth.host, close: async () => undefined };
}
