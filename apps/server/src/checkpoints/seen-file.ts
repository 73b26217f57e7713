import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Seen } from "./capture.ts";
import type { FolderNode, Node } from "./scan.ts";
import { TimeSlice } from "./time-slice.ts";
import { leftOutReasonSchema } from "./tree.ts";

/*
 * What the last look at a folder saw, on disk, so that a restarted server need not read a large project again. One
 * line for each folder, parents first, children as [name, number of the child's line] or [name, node].
 */

const stampSchema = z.object({
  size: z.number(),
  mtimeMs: z.number(),
  ctimeMs: z.number(),
  ino: z.number(),
  mode: z.number(),
});
const leafSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("file"), stamp: stampSchema, blobs: z.array(z.string()), settled: z.boolean() }),
  z.object({ type: z.literal("link"), target: z.string() }),
  z.object({ type: z.literal("left_out"), reason: leftOutReasonSchema }),
]);
const lineSchema = z.object({
  mode: z.number(),
  hash: z.string(),
  files: z.number(),
  bytes: z.number(),
  children: z.array(z.tuple([z.string(), z.union([z.number().int(), leafSchema])])),
});
const headSchema = z.object({ version: z.literal(1), folders: z.number().int() });

const fileIn = (stateFolder: string) => join(stateFolder, "seen.jsonl");

export async function writeSeen(stateFolder: string, root: FolderNode): Promise<void> {
  const folders: FolderNode[] = [root];
  const slice = new TimeSlice();
  const lines: string[] = [];
  for (let i = 0; i < folders.length; i++) {
    const { mode, hash, files, bytes, children } = folders[i]!;
    const entries = [...children].map(([name, node]): [string, Node | number] => [
      name,
      node.type === "folder" ? folders.push(node) - 1 : node,
    ]);
    lines.push(JSON.stringify({ mode, hash, files, bytes, children: entries }));
    if (slice.over) await slice.rest();
  }
  const file = fileIn(stateFolder);
  const out = await open(`${file}.new`, "w", 0o600);
  try {
    await out.write(`${JSON.stringify({ version: 1, folders: folders.length })}\n`);
    for (let i = 0; i < lines.length; i += 100) await out.write(`${lines.slice(i, i + 100).join("\n")}\n`);
  } finally {
    await out.close();
  }
  await rename(`${file}.new`, file);
}

/**
 * Undefined when there is none, or it is not whole. The store is to be asked about its blobs: it may be another
 * one than before.
 */
export async function readSeen(stateFolder: string): Promise<Seen | undefined> {
  const slice = new TimeSlice();
  try {
    const [head, ...lines] = (await readFile(fileIn(stateFolder), "utf8")).trimEnd().split("\n");
    const { folders: count } = headSchema.parse(JSON.parse(head ?? ""));
    if (lines.length !== count) return undefined;
    const folders: FolderNode[] = [];
    // From the last to the first: children come after their parents.
    for (let i = count - 1; i >= 0; i--) {
      const { children, ...line } = lineSchema.parse(JSON.parse(lines[i]!));
      const nodes = children.map(([name, node]): [string, Node] => {
        if (typeof node !== "number") return [name, node];
        const below = folders[node];
        if (!below) throw new Error("a folder is missing");
        return [name, below];
      });
      folders[i] = { type: "folder", ...line, children: new Map(nodes) };
      if (slice.over) await slice.rest();
    }
    return folders[0] ? { root: folders[0], storedAt: 0 } : undefined;
  } catch {
    return undefined;
  }
}
