import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { lstat, mkdir, open, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Download } from "../../client/http/http-client.ts";
import { cancelled } from "../../client/http/workspace-error.ts";
import { LocalPathError } from "../files/local-path.ts";

const outside = (path: string) =>
  new LocalPathError(
    "PATH_OUTSIDE_PROJECT",
    `${JSON.stringify(path)} lies outside the project's folder, so nothing can be put there.`,
    "Give a path relative to the project.",
  );

/**
 * Writes a download into the project: beside its place first, so that a file cut short never stands there. Folders are
 * made one by one, and a link on the way is refused. Gives the bytes written.
 */
export async function saveDownload(
  download: Download,
  projectDir: string,
  path: string,
  { overwrite, signal }: { overwrite: boolean; signal: AbortSignal },
): Promise<number> {
  try {
    const root = await realpath(projectDir);
    const target = resolve(root, path);
    const way = relative(root, target);
    if (path.includes("\0") || way === "" || way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way))
      throw outside(path);
    const folder = await makeFolders(root, dirname(way), path);
    const place = join(folder, basename(target));
    const there = await lstat(place).catch(() => undefined);
    if (there && !there.isFile())
      throw new LocalPathError(
        "PATH_NOT_A_FILE",
        `${JSON.stringify(path)} is not a file.`,
        "Give another name.",
      );
    if (there && !overwrite)
      throw new LocalPathError(
        "PATH_INVALID",
        `${JSON.stringify(path)} is there already.`,
        "Give another name, or overwrite true.",
      );
    const fresh = join(folder, `.${randomUUID()}.part`);
    try {
      const bytes = await write(download, fresh, signal);
      await rename(fresh, place);
      return bytes;
    } finally {
      await rm(fresh, { force: true });
    }
  } catch (error) {
    await download.body.cancel().catch(() => undefined);
    if (signal.aborted) throw cancelled(error);
    throw error;
  }
}

async function makeFolders(root: string, way: string, shown: string): Promise<string> {
  let folder = root;
  for (const part of way.split(sep).filter((each) => each !== "" && each !== ".")) {
    folder = join(folder, part);
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    const there = await lstat(folder);
    if (there.isSymbolicLink()) throw outside(shown);
    if (!there.isDirectory())
      throw new LocalPathError(
        "PATH_INVALID",
        `${JSON.stringify(part)} is not a folder.`,
        "Give another place.",
      );
  }
  return folder;
}

async function write(download: Download, place: string, signal: AbortSignal): Promise<number> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = await open(place, flags, 0o644);
  let bytes = 0;
  try {
    for await (const chunk of download.body) {
      signal.throwIfAborted();
      await file.writeFile(chunk);
      bytes += chunk.byteLength;
    }
  } finally {
    await file.close();
  }
  return bytes;
}
