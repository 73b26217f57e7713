import type { BlobReader } from "./blob-reader.ts";
import { sameEntry, type TreeEntry } from "./tree.ts";

/** One path that is not the same on both sides. */
export interface EntryChange {
  /** Names from the project's folder down. */
  parts: string[];
  before?: TreeEntry;
  after?: TreeEntry;
}

/**
 * Everything that differs between two trees, folders before what is in them. Folders with the same tree are not
 * looked into. What is left out on one side is a change of that one entry, and nothing below it is compared.
 */
export async function diffTrees(reader: BlobReader, before: string, after: string): Promise<EntryChange[]> {
  const changes: EntryChange[] = [];
  const compare = async (parts: string[], a: string | undefined, b: string | undefined): Promise<void> => {
    if (a === b) return;
    const [left, right] = await Promise.all([a ? reader.tree(a) : [], b ? reader.tree(b) : []]);
    const others = new Map(right.map((entry) => [entry.name, entry]));
    const pairs: [TreeEntry | undefined, TreeEntry | undefined][] = left.map((entry) => {
      const other = others.get(entry.name);
      others.delete(entry.name);
      return [entry, other];
    });
    for (const entry of others.values()) pairs.push([undefined, entry]);
    pairs.sort(([a1, b1], [a2, b2]) => ((a1 ?? b1)!.name < (a2 ?? b2)!.name ? -1 : 1));
    for (const [one, other] of pairs) {
      if (sameEntry(one, other)) continue;
      const path = [...parts, (one ?? other)!.name];
      changes.push({ parts: path, ...(one ? { before: one } : {}), ...(other ? { after: other } : {}) });
      if (one?.type === "left_out" || other?.type === "left_out") continue;
      await compare(
        path,
        one?.type === "folder" ? one.tree : undefined,
        other?.type === "folder" ? other.tree : undefined,
      );
    }
  };
  await compare([], before, after);
  return changes;
}

/** What is left out of a tree, for people; tools' own folders are not worth a word. */
export async function leftOut(
  reader: BlobReader,
  tree: string,
  limit = 50,
): Promise<{ path: string; reason: string }[]> {
  const found: { path: string; reason: string }[] = [];
  const look = async (parts: string[], hash: string): Promise<void> => {
    for (const entry of await reader.tree(hash)) {
      if (found.length >= limit) return;
      const path = [...parts, entry.name];
      if (entry.type === "folder") await look(path, entry.tree);
      else if (entry.type === "left_out" && entry.reason !== "made_again")
        found.push({ path: path.join("/"), reason: entry.reason });
    }
  };
  await look([], tree);
  return found;
}
