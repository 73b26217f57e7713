import type { WorkspaceModel } from "./models.ts";

export interface LocalWorkspaceOptions {
  /** LAKEHAND_HOME/workspace: catalogs, volumes, workspace files, metadata. Made if missing. */
  dir: string;
  host?: string;
  /** 8010 unless told; 0 for any free port. */
  port?: number;
  /** Bearer token that clients must send. Absent: kept in `dir`/token (mode 0600), random at first. */
  token?: string;
  /** The one user of the workspace. */
  user?: { userName: string; displayName: string };
  /** Memory limit of the SQL engine, DuckDB syntax. Default "2GB". */
  memoryLimit?: string;
  /** The model behind serving endpoints, Genie and `ai_query`. A function is asked at each use. */
  model?: WorkspaceModel | (() => WorkspaceModel | undefined) | undefined;
  log?: (line: string) => void;
}

export interface RunningLocalWorkspace {
  url: string;
  token: string;
  /** Resolves when the engine answers. */
  ready(): Promise<void>;
  health(): Promise<{ ok: boolean; message?: string }>;
  close(): Promise<void>;
}
