import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, realpath, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { type FileContent, type FileEntry, LakehandError } from "@lakehand/protocol";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MAX_FILES = 5000;
const MAX_READ_BYTES = 1_000_000;
const HIDDEN_FOLDERS = new Set([".claude", ".git", "node_modules", "__pycache__", ".venv"]);

export class FileAccessError extends LakehandError {}

/** The project's own folder, made if missing. The id is checked here too: it becomes a path. */
export async function projectFolder(base: string, projectId: string): Promise<string> {
  if (!UUID.test(projectId)) {
    throw new FileAccessError({
      code: "PROJECT_NOT_FOUND",
      message: "There is no such project.",
      status: 404,
      next: "Open a project from the home page.",
    });
  }
  const folder = join(base, projectId);
  await mkdir(folder, { recursive: true });
  return realpath(folder);
}

/** All regular files below `root`, sorted by path. Links and tool folders are left out. */
export async function listFiles(root: string): Promise<{ files: FileEntry[]; truncated: boolean }> {
  const files: FileEntry[] = [];
  const folders = [root];
  while (folders.length > 0) {
    const folder = folders.pop()!;
    // The agent works in these folders meanwhile: what has just gone is left out.
    const entries = await readdir(folder, { withFileTypes: true }).catch(unlessGone);
    for (const entry of entries ?? []) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!HIDDEN_FOLDERS.has(entry.name)) folders.push(path);
      } else if (entry.isFile()) {
        if (files.length >= MAX_FILES) return { files: sorted(files), truncated: true };
        const info = await lstat(path).catch(unlessGone);
        if (!info) continue;
        const { size, mtime } = info;
        files.push({
          path: relative(root, path).split(sep).join("/"),
          name: entry.name,
          size,
          modified: mtime.toISOString(),
        });
      }
    }
  }
  return { files: sorted(files), truncated: false };
}

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
}

const sorted = (files: FileEntry[]) => files.sort((a, b) => (a.path < b.path ? -1 : 1));

/**
 * One file's text. The path is relative to `root`; anything that leads outside it (`..`, absolute, a link
 * anywhere on the way) is refused, judged by the opened file's real path and not by its name.
 */
export async function readProjectFile(root: string, path: string): Promise<FileContent> {
  const outside = () =>
    new FileAccessError({
      code: "PATH_OUTSIDE_PROJECT",
      message: `"${path}" is not inside this project.`,
      status: 400,
      next: "Give a path relative to the project's folder.",
    });
  const missing = () =>
    new FileAccessError({
      code: "FILE_NOT_FOUND",
      message: `There is no file "${path}" in this project.`,
      status: 404,
      next: "Reload the file list.",
    });
  if (
    path === "" ||
    path.includes("\0") ||
    path.startsWith("/") ||
    path.includes("\\") ||
    path.split("/").includes("..")
  )
    throw outside();
  const target = resolve(root, path);
  const real = await realpath(target).catch(() => undefined);
  if (real === undefined) throw missing();
  if (real !== target || !real.startsWith(root + sep)) throw outside();
  const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: NodeJS.ErrnoException) => {
      throw error.code === "ENOENT" ? missing() : outside();
    },
  );
  try {
    const info = await handle.stat();
    // A second hard link may be another project's file.
    if (!info.isFile() || info.nlink > 1) throw outside();
    // A folder on the way may have become a link between the two calls above.
    const [again, there] = await Promise.all([realpath(target), stat(real)]).catch(() => {
      throw missing();
    });
    if (again !== real || there.ino !== info.ino || there.dev !== info.dev) throw outside();
    const { size, mtime } = info;
    const buffer = Buffer.alloc(Math.min(size, MAX_READ_BYTES));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    const bytes = buffer.subarray(0, bytesRead);
    return { path, size, modified: mtime.toISOString(), content: asText(bytes), truncated: size > bytesRead };
  } finally {
    await handle.close();
  }
}

function asText(bytes: Buffer): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}
