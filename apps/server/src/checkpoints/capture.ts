import type { BlobStore } from "@lakehand/store";
import { BlobWriter } from "./blob-writer.ts";
import type { SnapshotLimits } from "./limits.ts";
import { readFiles } from "./read-files.ts";
import { type FolderNode, type Node, scan } from "./scan.ts";
import { TimeSlice } from "./time-slice.ts";
import { EMPTY_TREE, encodeTree, sha256, type TreeEntry } from "./tree.ts";

/** The store forgets unused blobs after a day; what was asked about less long ago than this is surely there. */
const TRUSTED_MS = 60 * 60_000;
const ASK_AT_ONCE = 1000;

/** What a project's folder was at the last look; makes the next one cheap. */
export interface Seen {
  root: FolderNode;
  /** When the oldest of its blobs was last known to be stored. */
  storedAt: number;
}

export interface Captured {
  tree: string;
  files: number;
  bytes: number;
  seen: Seen;
  /** What was added to the store. */
  stored: { blobs: number; bytes: number };
}

/** Stores the folder's present state and names its tree. Only what changed since `before` is read. */
export async function capture(
  path: string,
  before: Seen | undefined,
  blobs: BlobStore,
  limits: SnapshotLimits,
): Promise<Captured> {
  const now = Date.now();
  const usable = before && (await stillStored(before, blobs, now)) ? before : undefined;
  const slice = new TimeSlice();
  const writer = new BlobWriter(blobs);
  const scanned = await scan(path, usable?.root, { limits, slice, files: 0, bytes: 0 });
  const root: FolderNode =
    scanned?.type === "folder"
      ? scanned
      : { type: "folder", mode: 0o755, children: new Map(), files: 0, bytes: 0 };
  await readFiles(path, root, { limits, slice, keep: (hash, bytes) => writer.add(hash, bytes) });
  const tree = await nameTrees(root, usable?.root, writer, slice);
  await writer.flush();
  const seen = { root, storedAt: usable?.storedAt ?? now };
  return { tree, files: root.files, bytes: root.bytes, seen, stored: writer.stored };
}

/** Gives every new folder node its hash, from the bottom up. */
async function nameTrees(
  folder: FolderNode,
  before: FolderNode | undefined,
  writer: BlobWriter,
  slice: TimeSlice,
): Promise<string> {
  if (folder.hash) return folder.hash;
  const entries: TreeEntry[] = [];
  for (const [name, node] of folder.children) {
    const old = before?.children.get(name);
    if (node.type === "folder")
      await nameTrees(node, old?.type === "folder" ? old : undefined, writer, slice);
    entries.push(toEntry(name, node));
    if (slice.over) await slice.rest();
  }
  const bytes = encodeTree(entries);
  folder.hash = sha256(bytes);
  if (folder.hash !== before?.hash) await writer.add(folder.hash, bytes);
  return folder.hash;
}

function toEntry(name: string, node: Node): TreeEntry {
  switch (node.type) {
    case "file":
      return { name, type: "file", mode: node.stamp.mode, size: node.stamp.size, blobs: node.blobs ?? [] };
    case "folder":
      return { name, type: "folder", mode: node.mode, tree: node.hash ?? EMPTY_TREE };
    default:
      return { name, ...node };
  }
}

async function stillStored(seen: Seen, blobs: BlobStore, now: number): Promise<boolean> {
  if (now - seen.storedAt < TRUSTED_MS) return true;
  const hashes = [...new Set(hashesOf(seen.root))];
  for (let i = 0; i < hashes.length; i += ASK_AT_ONCE)
    if ((await blobs.missing(hashes.slice(i, i + ASK_AT_ONCE))).length > 0) return false;
  seen.storedAt = now;
  return true;
}

function* hashesOf(folder: FolderNode): Generator<string> {
  if (folder.hash) yield folder.hash;
  for (const node of folder.children.values()) {
    if (node.type === "folder") yield* hashesOf(node);
    else if (node.type === "file") yield* node.blobs ?? [];
  }
}
