import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { BlobReader } from "./blob-reader.ts";
import type { EntryChange } from "./diff-trees.ts";
import { FolderHandle, inFolder } from "./folder-handle.ts";
import { type LeftAsIs, leaveAlone } from "./left-as-is.ts";
import { PIECE_BYTES } from "./limits.ts";
import { TimeSlice } from "./time-slice.ts";
import type { FileEntry } from "./tree.ts";

export interface RestoreOptions {
  projectDir: string;
  /** From the folder's present state to the wanted one. */
  changes: readonly EntryChange[];
  reader: BlobReader;
  /** A folder of our own on the same file system. */
  staging: string;
  /** For tests: called before each step that changes the folder. */
  step?: ((what: string) => void) | undefined;
}

type Staged = EntryChange & { at: string };

/**
 * Makes the folder what the trees say. All content is fetched, verified and written beside the project first; then
 * come removals, folders, renames and modes, each of which can be repeated, so that a restore that was cut off is
 * finished by comparing and restoring again. Nothing outside the folder and nothing left out of a tree is touched.
 */
export async function restore(options: RestoreOptions): Promise<LeftAsIs[]> {
  const { projectDir, changes, reader, staging, step } = options;
  const left = new Map<string, string>();
  const wanted = changes.filter((change) => {
    const why = leaveAlone(change, projectDir);
    if (why) left.set(change.parts.join("/"), why);
    return why === undefined;
  });
  await rm(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true, mode: 0o700 });
  const root = FolderHandle.root(projectDir);
  const slice = new TimeSlice();
  const each = async <T extends EntryChange>(
    what: string,
    list: readonly T[],
    act: (folder: FolderHandle, name: string, change: T) => void,
  ): Promise<void> => {
    for (const change of list) {
      const path = change.parts.join("/");
      step?.(`${what} ${path}`);
      if (slice.over) await slice.rest();
      try {
        inFolder(root, change.parts.slice(0, -1), (folder) => act(folder, change.parts.at(-1)!, change));
      } catch (error) {
        const why = inTheWay(error);
        if (why === undefined) throw error;
        // A folder that keeps something is no news: that is mentioned itself, or not worth it.
        if (what !== "remove" || change.after) left.set(path, why);
      }
    }
  };
  try {
    const staged = await stage(wanted, reader, staging);
    const deepestFirst = wanted.toReversed();
    await each(
      "remove",
      deepestFirst.filter(({ before, after }) => before && before.type !== after?.type),
      (folder, name, { before }) => {
        openForWork(folder);
        remove(folder.at(name), before?.type === "folder");
      },
    );
    await each(
      "folder",
      wanted.filter(({ before, after }) => after?.type === "folder" && before?.type !== "folder"),
      (folder, name) => {
        openForWork(folder);
        makeFolder(folder.at(name));
      },
    );
    await each("write", staged, (folder, name, { at }) => {
      openForWork(folder);
      renameSync(at, folder.at(name));
    });
    await each(
      "mode",
      deepestFirst.filter(({ after }) => after?.type === "folder"),
      (folder, name, { after }) =>
        inFolder(folder, [name], ({ path }) =>
          chmodSync(path, after?.type === "folder" ? after.mode : 0o755),
        ),
    );
  } finally {
    root.close();
    await rm(staging, { recursive: true, force: true });
  }
  return [...left].map(([path, why]) => ({ path, why }));
}

/** Writes the wanted files and links beside the project, under numbers. */
async function stage(wanted: readonly EntryChange[], reader: BlobReader, staging: string): Promise<Staged[]> {
  const staged: Staged[] = [];
  const small: (FileEntry & { at: string })[] = [];
  for (const change of wanted) {
    const { after } = change;
    if (after?.type !== "file" && after?.type !== "link") continue;
    const at = join(staging, String(staged.length));
    staged.push({ ...change, at });
    if (after.type === "link") symlinkSync(after.target, at);
    else if (after.size <= PIECE_BYTES) small.push({ ...after, at });
    else await writeFile(at, after.mode, reader.pieces(after));
  }
  const slice = new TimeSlice();
  await reader.files(small, async (entry, bytes) => {
    await writeFile(entry.at, entry.mode, [bytes]);
    if (slice.over) await slice.rest();
  });
  return staged;
}

async function writeFile(
  path: string,
  mode: number,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const { O_WRONLY, O_CREAT, O_EXCL } = constants;
  const fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL, 0o600);
  try {
    for await (const piece of pieces)
      for (let written = 0; written < piece.length; ) written += writeSync(fd, piece, written);
    fchmodSync(fd, mode);
  } finally {
    closeSync(fd);
  }
}

/** A folder may be closed to its owner, too; its own mode comes back at the end. */
function openForWork(folder: FolderHandle): void {
  const { mode } = lstatSync(folder.path);
  if ((mode & 0o700) !== 0o700) chmodSync(folder.path, (mode & 0o777) | 0o700);
}

function remove(path: string, isFolder: boolean): void {
  try {
    if (isFolder) rmdirSync(path);
    else unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, 0o700);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST" || !lstatSync(path).isDirectory()) throw error;
  }
}

/** What stands where something should go, when it is not a failure of the disk. */
function inTheWay(error: unknown): string | undefined {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOTEMPTY":
    case "EEXIST":
    case "EISDIR":
      return "a folder with other files is in its place";
    case "ENOTDIR":
    case "ELOOP":
    case "ENOENT":
      return "its folder is not there";
    case "EPERM":
    case "EACCES":
      return "it may not be changed";
    default:
      return undefined;
  }
}
