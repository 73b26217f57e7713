import { databricksDialect } from "./default-dialect.ts";
import { serveWorkspace } from "./start.ts";
import type { LocalWorkspaceOptions, RunningLocalWorkspace } from "./types.ts";
import { openWorkspace, type WorkspaceApp } from "./workspace.ts";

export { DirInUseError } from "./dir-lock.ts";
export type { WorkspaceModel } from "./models.ts";
export type { LocalWorkspaceOptions, RunningLocalWorkspace } from "./types.ts";
export type { WorkspaceApp } from "./workspace.ts";

/** Serves the workspace kept in `options.dir`. Rejects when its port is taken or another process serves the folder. */
export const startLocalWorkspace = (options: LocalWorkspaceOptions): Promise<RunningLocalWorkspace> =>
  serveWorkspace(options, databricksDialect);

/** The same without a socket: a fetch handler over the workspace in `options.dir`. */
export const createWorkspaceApp = (options: LocalWorkspaceOptions): Promise<WorkspaceApp> =>
  openWorkspace(options, databricksDialect);
