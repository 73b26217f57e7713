import { lstatSync, readdirSync, readlinkSync, type Stats } from "node:fs";
import { isMadeAgain, type SnapshotLimits } from "./limits.ts";
import type { TimeSlice } from "./time-slice.ts";
import type { LeftOutReason } from "./tree.ts";

/** What tells that a file is the one that was read. A change of the content or the mode always moves `ctimeMs`. */
export interface FileStamp {
  size: number;
  mtimeMs: number;
  ctimeMs: number;
  ino: number;
  mode: number;
}

export interface FileNode {
  type: "file";
  stamp: FileStamp;
  /** Absent until it is read. */
  blobs?: string[];
  /** False: it was written so shortly before it was read that a later write may bear the same times. */
  settled: boolean;
}
export interface LinkNode {
  type: "link";
  target: string;
}
export interface LeftOutNode {
  type: "left_out";
  reason: LeftOutReason;
}
/** A folder as last seen. It is not changed any more once its hash is known. */
export interface FolderNode {
  type: "folder";
  mode: number;
  /** Sorted by name. */
  children: Map<string, Node>;
  /** Hash of its tree. */
  hash?: string;
  files: number;
  bytes: number;
}
export type Node = FileNode | LinkNode | LeftOutNode | FolderNode;

export interface ScanState {
  limits: SnapshotLimits;
  slice: TimeSlice;
  files: number;
  bytes: number;
}

export const stampOf = (stats: Stats): FileStamp => ({
  size: stats.size,
  mtimeMs: stats.mtimeMs,
  ctimeMs: stats.ctimeMs,
  ino: stats.ino,
  mode: stats.mode & 0o777,
});

/**
 * Looks at a folder and all below it without reading a file or following a link. What is as it was in `before`
 * is the same node again, down to the whole folder, so an unchanged project costs its `lstat` calls alone.
 */
export async function scan(
  path: string,
  before: FolderNode | undefined,
  state: ScanState,
): Promise<FolderNode | LeftOutNode | undefined> {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isDirectory() ? scanFolder(path, "", stats, before, state) : undefined;
}

async function scanFolder(
  path: string,
  name: string,
  { mode }: Stats,
  before: FolderNode | undefined,
  state: ScanState,
): Promise<FolderNode | LeftOutNode | undefined> {
  let names: string[];
  try {
    names = readdirSync(path);
  } catch (error) {
    return gone(error) ? undefined : { type: "left_out", reason: "unreadable" };
  }
  // The project's own folder is never left out.
  if (name !== "" && isMadeAgain(name, names)) return { type: "left_out", reason: "made_again" };
  names.sort();
  const folder: FolderNode = { type: "folder", mode: mode & 0o777, children: new Map(), files: 0, bytes: 0 };
  let same = before?.mode === folder.mode;
  for (const child of names) {
    if (state.slice.over) await state.slice.rest();
    const old = before?.children.get(child);
    const node = await scanChild(`${path}/${child}`, child, old, state);
    if (!node) continue;
    if (node !== old) same = false;
    folder.children.set(child, node);
    if (node.type === "file") {
      folder.files += 1;
      folder.bytes += node.stamp.size;
    } else if (node.type === "folder") {
      folder.files += node.files;
      folder.bytes += node.bytes;
    }
  }
  return same && before && before.children.size === folder.children.size ? before : folder;
}

async function scanChild(
  path: string,
  name: string,
  old: Node | undefined,
  state: ScanState,
): Promise<Node | undefined> {
  const leftOut = (reason: LeftOutReason): LeftOutNode =>
    old?.type === "left_out" && old.reason === reason ? old : { type: "left_out", reason };
  let stats: Stats | undefined;
  try {
    stats = lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return leftOut("unreadable");
  }
  if (!stats) return name.includes("\ufffd") ? leftOut("name") : undefined;
  if (stats.isDirectory()) {
    const node = await scanFolder(path, name, stats, old?.type === "folder" ? old : undefined, state);
    return node?.type === "left_out" ? leftOut(node.reason) : node;
  }
  if (stats.isSymbolicLink()) {
    let target: string;
    try {
      target = readlinkSync(path);
    } catch {
      return undefined;
    }
    if (target.includes("\ufffd")) return leftOut("name");
    return old?.type === "link" && old.target === target ? old : { type: "link", target };
  }
  if (!stats.isFile()) return leftOut("not_a_file");
  if (stats.nlink > 1) return leftOut("hard_link");
  if (stats.size > state.limits.fileBytes) return leftOut("too_large");
  if (state.files >= state.limits.files || state.bytes + stats.size > state.limits.totalBytes)
    return leftOut("too_much");
  state.files += 1;
  state.bytes += stats.size;
  if (old?.type === "file" && old.settled && isStamp(old.stamp, stats)) return old;
  return { type: "file", stamp: stampOf(stats), settled: false };
}

/** Whether the stats are those of the stamp. */
export function isStamp(stamp: FileStamp, stats: Stats): boolean {
  return (
    stamp.size === stats.size &&
    stamp.mtimeMs === stats.mtimeMs &&
    stamp.ctimeMs === stats.ctimeMs &&
    stamp.ino === stats.ino
  );
}

function gone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}
