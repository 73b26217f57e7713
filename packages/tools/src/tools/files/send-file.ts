import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";
import { isWorkspaceError } from "../../client/http/workspace-error.ts";
import type { WorkspaceClient } from "../../client/workspace-client.ts";
import { openConfined, readConfined } from "./local-path.ts";
import { importedPath, importKind } from "./notebook.ts";
import { isVolumePath } from "./remote-path.ts";

export interface SentFile {
  /** Where it is now; a notebook is without its extension. */
  remotePath: string;
  bytes: number;
}

export interface SendOptions {
  overwrite: boolean;
  signal: AbortSignal;
}

/** What the workspace's import takes. */
const largestWorkspaceFile = 200 * 1024 * 1024;

async function sendToVolume(
  client: WorkspaceClient,
  real: string,
  path: string,
  options: SendOptions,
): Promise<SentFile> {
  const handle = await openConfined(real);
  try {
    const { size } = await handle.stat();
    const open = (): ReadableStream<Uint8Array> => {
      const source = handle.createReadStream({
        start: 0,
        autoClose: false,
        ...(size > 0 ? { end: size - 1 } : {}),
      });
      return Readable.toWeb(source) as WebStream<Uint8Array> as ReadableStream<Uint8Array>;
    };
    // An empty stream has no length to announce.
    const body =
      size === 0
        ? ({ kind: "bytes", bytes: new Uint8Array() } as const)
        : ({ kind: "stream", open, length: size } as const);
    await client.files.upload(path, body, options);
    return { remotePath: path, bytes: size };
  } finally {
    await handle.close();
  }
}

async function sendToWorkspace(
  client: WorkspaceClient,
  real: string,
  path: string,
  options: SendOptions,
): Promise<SentFile> {
  const content = await readConfined(real, largestWorkspaceFile);
  const kind = importKind(real, content);
  const remotePath = importedPath(path, kind);
  const { signal, overwrite } = options;
  const request = {
    path: remotePath,
    content,
    overwrite,
    format: kind.kind === "file" ? ("AUTO" as const) : kind.format,
    ...(kind.kind === "notebook" && kind.format === "SOURCE" ? { language: kind.language } : {}),
  };
  try {
    await client.workspaceFiles.import(request, { signal });
  } catch (error) {
    if (!overwrite || !(await isOtherKind(client, error, remotePath, kind.kind, signal))) throw error;
    // A file does not overwrite a notebook, nor the other way round.
    await client.workspaceFiles.delete(remotePath, { signal });
    await client.workspaceFiles.import(request, { signal });
  }
  return { remotePath, bytes: content.byteLength };
}

async function isOtherKind(
  client: WorkspaceClient,
  error: unknown,
  path: string,
  kind: "file" | "notebook",
  signal: AbortSignal,
): Promise<boolean> {
  if (
    !isWorkspaceError(error) ||
    (error.code !== "WORKSPACE_BAD_REQUEST" && error.code !== "WORKSPACE_ALREADY_EXISTS")
  )
    return false;
  const there = await client.workspaceFiles.status(path, { signal }).catch(() => undefined);
  return there?.object_type === (kind === "file" ? "NOTEBOOK" : "FILE");
}

/** Sends one local file (a path from `confine`) to a workspace or volume path whose folder exists. */
export function sendFile(
  client: WorkspaceClient,
  real: string,
  path: string,
  options: SendOptions,
): Promise<SentFile> {
  return isVolumePath(path)
    ? sendToVolume(client, real, path, options)
    : sendToWorkspace(client, real, path, options);
}

export async function makeRemoteFolder(
  client: WorkspaceClient,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  if (!isVolumePath(path)) await client.workspaceFiles.mkdirs(path, { signal });
  // A volume itself cannot be made here, only folders in it.
  else if (path.split("/").length > 5) await client.files.mkdir(path, { signal });
}
