import { createHash } from "node:crypto";
import type { TreeContents } from "@lakehand/store";
import { z } from "zod";

/*
 * A tree is the state of one folder, kept as a blob of canonical JSON: entries sorted by name, keys in the order
 * below. Two folders with the same contents are the same blob, so an unchanged folder costs nothing to keep.
 */

const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Never a way out of the folder, whoever wrote the tree. */
const name = z.string().refine((text) => text !== "" && text !== "." && text !== ".." && !/[/\0]/.test(text));
const mode = z.number().int().min(0).max(0o777);

/** Why something is in the folder and not in the snapshot. A restore leaves it alone. */
export const leftOutReasonSchema = z.enum([
  /** A tool makes it again: packages, environments, caches. */
  "made_again",
  "too_large",
  /** The snapshot had reached its limit of files or bytes. */
  "too_much",
  /** It was being written during every attempt to read it. */
  "changing",
  "unreadable",
  /** A device, socket or pipe. */
  "not_a_file",
  /** It has another name elsewhere, perhaps outside the project. */
  "hard_link",
  /** Its name is not UTF-8. */
  "name",
]);
export type LeftOutReason = z.infer<typeof leftOutReasonSchema>;

export const treeEntrySchema = z.discriminatedUnion("type", [
  z.object({
    name,
    type: z.literal("file"),
    mode,
    size: z.number().int().min(0),
    /** The file's pieces in order; none for an empty file. */
    blobs: z.array(hash),
  }),
  z.object({ name, type: z.literal("link"), target: z.string() }),
  z.object({ name, type: z.literal("folder"), mode, tree: hash }),
  z.object({ name, type: z.literal("left_out"), reason: leftOutReasonSchema }),
]);
export type TreeEntry = z.infer<typeof treeEntrySchema>;
export type FileEntry = Extract<TreeEntry, { type: "file" }>;

const treeSchema = z.object({ version: z.literal(1), entries: z.array(treeEntrySchema) });

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function canonical(entry: TreeEntry): TreeEntry {
  switch (entry.type) {
    case "file":
      return { name: entry.name, type: "file", mode: entry.mode, size: entry.size, blobs: entry.blobs };
    case "link":
      return { name: entry.name, type: "link", target: entry.target };
    case "folder":
      return { name: entry.name, type: "folder", mode: entry.mode, tree: entry.tree };
    case "left_out":
      return { name: entry.name, type: "left_out", reason: entry.reason };
  }
}

/** Bytes of a folder's tree. The entries are sorted by name already. */
export function encodeTree(entries: readonly TreeEntry[]): Buffer {
  return Buffer.from(JSON.stringify({ version: 1, entries: entries.map(canonical) }));
}

/** Throws when the bytes are not a tree. */
export function decodeTree(bytes: Uint8Array): TreeEntry[] {
  return treeSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).entries;
}

export const EMPTY_TREE = sha256(encodeTree([]));

/** What a tree needs to be restored, for the store's garbage collection. */
export function treeContents(bytes: Uint8Array): TreeContents {
  const entries = decodeTree(bytes);
  return {
    blobs: entries.flatMap((entry) => (entry.type === "file" ? entry.blobs : [])),
    trees: entries.flatMap((entry) => (entry.type === "folder" ? [entry.tree] : [])),
  };
}

/** Whether a restore has nothing to do for the entry. */
export function sameEntry(a: TreeEntry | undefined, b: TreeEntry | undefined): boolean {
  return JSON.stringify(a && canonical(a)) === JSON.stringify(b && canonical(b));
}
