import { constants } from "node:fs";
import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { LakehandError } from "@lakehand/protocol";

export class LocalPathError extends LakehandError {
  constructor(
    code: "PATH_OUTSIDE_PROJECT" | "PATH_NOT_FOUND" | "PATH_NOT_A_FILE" | "PATH_INVALID" | "FILE_TOO_LARGE",
    message: string,
    next: string,
  ) {
    super({ code, message, next, status: 400 });
    this.name = "LocalPathError";
  }
}

function shown(path: string): string {
  return JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
}

function outside(path: string): LocalPathError {
  return new LocalPathError(
    "PATH_OUTSIDE_PROJECT",
    `${shown(path)} lies outside the project's folder, so it cannot be used.`,
    "Copy the file into the project first, and give its path relative to the project.",
  );
}

export function notFound(path: string): LocalPathError {
  return new LocalPathError(
    "PATH_NOT_FOUND",
    `There is no file or folder ${shown(path)} in the project.`,
    "Look at the project's files, then give the right path.",
  );
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/**
 * The real path of something in the project. `path` may be relative to the project or absolute; symbolic links are
 * followed, and the end must lie inside the project. Throws `LocalPathError`.
 */
export async function confine(projectDir: string, path: string): Promise<string> {
  if (path.trim() === "" || path.includes("\0"))
    throw new LocalPathError(
      "PATH_INVALID",
      "The local path is empty or not a path.",
      "Give a path relative to the project.",
    );
  const root = await realpath(projectDir);
  const expanded = path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
  const wanted = resolve(root, expanded);
  // Told apart from "not found" only inside the project: outside, whether it exists is nobody's business.
  const lexical = isInside(root, wanted) || isInside(resolve(projectDir), wanted);
  if (!lexical) throw outside(path);
  let real: string;
  try {
    real = await realpath(wanted);
  } catch {
    throw notFound(path);
  }
  if (!isInside(root, real)) throw outside(path);
  return real;
}

/** Opens a regular file that `confine` gave, and makes sure that it was not exchanged for a link meanwhile. */
export async function openConfined(real: string): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    throw notFound(real);
  }
  try {
    const [own, there, again] = await Promise.all([handle.stat(), stat(real), realpath(real)]);
    if (!own.isFile())
      throw new LocalPathError(
        "PATH_NOT_A_FILE",
        `${shown(real)} is not a regular file.`,
        "Give the path of a file.",
      );
    if (again !== real || own.ino !== there.ino || own.dev !== there.dev) throw outside(real);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The bytes of a file that `confine` gave; at most `limit` of them, else it throws. */
export async function readConfined(real: string, limit: number): Promise<Buffer<ArrayBuffer>> {
  const handle = await openConfined(real);
  try {
    const { size } = await handle.stat();
    if (size > limit)
      throw new LocalPathError(
        "FILE_TOO_LARGE",
        `${shown(real)} has ${size.toLocaleString("en-US")} bytes; ${limit.toLocaleString("en-US")} is the most for this place.`,
        "Upload large files to a volume (/Volumes/catalog/schema/volume/…).",
      );
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
