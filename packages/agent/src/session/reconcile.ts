import { isDeepStrictEqual } from "node:util";
import type { Entry } from "./transcript-file.ts";

/**
 * Two copies of one transcript, the runtime's file here and the one in the store, and what has to be done to make
 * them one. The file has what a killed server did not pass on any more; the store has what another machine added.
 */
export type Reconciled =
  /** The same, or the file is ahead by its last entries. */
  | { entries: readonly Entry[]; take: "file"; missing: readonly Entry[] }
  /** The file is ahead, but has entries in the middle that the store lacks: it has to be written anew. */
  | { entries: readonly Entry[]; take: "file"; rewrite: true }
  | { entries: readonly Entry[]; take: "store" };

export function reconcile(file: readonly Entry[], kept: readonly Entry[]): Reconciled {
  const here = new Set(file.map(uuidOf).filter((uuid) => uuid !== undefined));
  const there = new Set(kept.map(uuidOf).filter((uuid) => uuid !== undefined));
  if (here.size === 0 || [...there].some((uuid) => !here.has(uuid))) return { entries: kept, take: "store" };
  const common = file.findLastIndex((entry) => there.has(uuidOf(entry) ?? ""));
  const gap = file.slice(0, common + 1).some((entry) => {
    const uuid = uuidOf(entry);
    return uuid !== undefined && !there.has(uuid);
  });
  if (gap) return { entries: file, take: "file", rewrite: true };
  // Entries without an id at the end of the store are told from new ones by what they say.
  const tail = kept.slice(kept.findLastIndex((entry) => uuidOf(entry) !== undefined) + 1);
  const missing = file
    .slice(common + 1)
    .filter((entry) => uuidOf(entry) !== undefined || !tail.some((one) => isDeepStrictEqual(one, entry)));
  return { entries: file, take: "file", missing };
}

function uuidOf(entry: Entry): string | undefined {
  return typeof entry.uuid === "string" ? entry.uuid : undefined;
}
