import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { FolderHandle } from "./folder-handle.ts";
import { PIECE_BYTES, type SnapshotLimits } from "./limits.ts";
import { type FileNode, type FolderNode, isStamp, type LeftOutNode, stampOf } from "./scan.ts";
import type { TimeSlice } from "./time-slice.ts";
import { sha256 } from "./tree.ts";

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
const ATTEMPTS = 3;

/** A change this soon after another may bear the same times: the clock of file systems goes in steps. */
const FINE_STEP_MS = 50;
const COARSE_STEP_MS = 2_100;

export interface ReadState {
  limits: SnapshotLimits;
  slice: TimeSlice;
  /** Takes each piece that was read. The bytes are not used again. */
  keep(hash: string, bytes: Buffer): Promise<void>;
}

/** Reads every file below the folder that has no blobs yet, and puts them into its node. */
export async function readFiles(path: string, folder: FolderNode, state: ReadState): Promise<void> {
  if (!needsReading(folder)) return;
  const root = open(() => FolderHandle.root(path));
  if (root) await inOpenFolder(root, folder, state);
}

/** A folder with a hash is an old node: all below it was read. */
const needsReading = (folder: FolderNode): boolean => folder.hash === undefined;

async function inOpenFolder(handle: FolderHandle, folder: FolderNode, state: ReadState): Promise<void> {
  try {
    for (const [name, node] of folder.children) {
      if (state.slice.over) await state.slice.rest();
      if (node.type === "file" && node.blobs === undefined) {
        const read = await readFile(handle.at(name), state);
        if (read) folder.children.set(name, read);
        else folder.children.delete(name);
        // Sums may be off by what changed since the scan.
        folder.bytes += (read?.type === "file" ? read.stamp.size : 0) - node.stamp.size;
        if (read?.type !== "file") folder.files -= 1;
      } else if (node.type === "folder" && needsReading(node)) {
        const { files, bytes } = node;
        const below = open(() => handle.folder(name));
        if (below) await inOpenFolder(below, node, state);
        else folder.children.delete(name);
        folder.files += (below ? node.files : 0) - files;
        folder.bytes += (below ? node.bytes : 0) - bytes;
      }
    }
  } finally {
    handle.close();
  }
}

/** Undefined when the folder has gone, or has become something else, since it was seen. */
function open(handle: () => FolderHandle): FolderHandle | undefined {
  try {
    return handle();
  } catch {
    return undefined;
  }
}

/** Undefined when it has gone. What was read is one state of the file, or the file is left out. */
async function readFile(path: string, state: ReadState): Promise<FileNode | LeftOutNode | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    let fd: number;
    try {
      fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT" || code === "ELOOP" || code === "ENOTDIR") return undefined;
      return { type: "left_out", reason: code === "ENXIO" ? "not_a_file" : "unreadable" };
    }
    try {
      const now = Date.now();
      const stats = fstatSync(fd);
      if (!stats.isFile()) return { type: "left_out", reason: "not_a_file" };
      if (stats.nlink > 1) return { type: "left_out", reason: "hard_link" };
      if (stats.size > state.limits.fileBytes) return { type: "left_out", reason: "too_large" };
      const stamp = stampOf(stats);
      const blobs: string[] = [];
      let read = 0;
      while (read < stats.size) {
        const piece = readPiece(fd, Math.min(PIECE_BYTES, stats.size - read));
        if (piece.length === 0) break;
        read += piece.length;
        const hash = sha256(piece);
        blobs.push(hash);
        await state.keep(hash, piece);
        if (state.slice.over) await state.slice.rest();
      }
      const after = fstatSync(fd);
      if (read !== stats.size || !isStamp(stamp, after)) continue;
      const step = Number.isInteger(stats.ctimeMs) ? COARSE_STEP_MS : FINE_STEP_MS;
      return { type: "file", stamp, blobs, settled: stats.ctimeMs < now - step };
    } catch {
      return { type: "left_out", reason: "unreadable" };
    } finally {
      closeSync(fd);
    }
  }
  return { type: "left_out", reason: "changing" };
}

/** Whole pieces, whatever a single read gives; shorter only at the file's end. */
function readPiece(fd: number, length: number): Buffer {
  const piece = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const got = readSync(fd, piece, filled, length - filled, null);
    if (got === 0) break;
    filled += got;
  }
  return piece.subarray(0, filled);
}
