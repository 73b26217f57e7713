import type { FileChange, FileDiff } from "@lakehand/protocol";
import { diffLines } from "diff";
import type { BlobReader } from "./blob-reader.ts";
import { diffTrees, type EntryChange } from "./diff-trees.ts";
import type { TreeEntry } from "./tree.ts";

/** Larger files are not compared by line. */
const MAX_TEXT_BYTES = 1_000_000;
/** Of one file, and of all files of one answer. */
const ONE_MS = 100;
const ALL_MS = 1_500;
const KEPT_COUNTS = 5000;

type Counts = Pick<FileChange, "additions" | "deletions">;
const UNCOUNTED: Counts = { additions: null, deletions: null };

/** Text that a person could have written; undefined for binary content. */
export function asText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const countLines = (text: string): number =>
  text === "" ? 0 : text.split("\n").length - (text.endsWith("\n") ? 1 : 0);

/** Undefined when it takes longer than a person should wait. */
function lineCounts(before: string, after: string): Counts | undefined {
  if (before === "" || after === "") return { additions: countLines(after), deletions: countLines(before) };
  const parts = diffLines(before, after, { timeout: ONE_MS });
  if (!parts) return undefined;
  const sum = (wanted: "added" | "removed") =>
    parts.reduce((total, part) => total + (part[wanted] ? part.count : 0), 0);
  return { additions: sum("added"), deletions: sum("removed") };
}

/** Compares trees the way a person reads it: files, links as files, and no folders. */
export class FileChanges {
  readonly #reader: BlobReader;
  readonly #counts = new Map<string, Counts>();

  constructor(reader: BlobReader) {
    this.#reader = reader;
  }

  async between(before: string, after: string): Promise<FileChange[]> {
    return this.describe(await diffTrees(this.#reader, before, after));
  }

  async describe(entries: readonly EntryChange[]): Promise<FileChange[]> {
    const until = performance.now() + ALL_MS;
    const changes: FileChange[] = [];
    for (const { parts, before, after } of entries) {
      // What was left out is not known to have changed.
      if (before?.type === "left_out" || after?.type === "left_out") continue;
      const [old, now] = [fileLike(before), fileLike(after)];
      if (!old && !now) continue;
      const counts = performance.now() < until ? await this.#count(old, now) : UNCOUNTED;
      changes.push({
        path: parts.join("/"),
        status: old && now ? "modified" : now ? "added" : "deleted",
        ...counts,
      });
    }
    return changes;
  }

  /** One file on both sides; undefined when it is on neither. */
  async file(
    path: string,
    before: string | undefined,
    after: string | undefined,
  ): Promise<FileDiff | undefined> {
    const parts = path.split("/");
    const [old, now] = await Promise.all([this.#find(before, parts), this.#find(after, parts)]);
    if (!old && !now) return undefined;
    const [left, right] = await Promise.all([this.#text(old), this.#text(now)]);
    const binary = left === undefined || right === undefined;
    return { path, before: binary ? null : left, after: binary ? null : right, binary };
  }

  async #find(tree: string | undefined, [name, ...rest]: string[]): Promise<TreeEntry | undefined> {
    if (tree === undefined || name === undefined) return undefined;
    const entry = (await this.#reader.tree(tree)).find((one) => one.name === name);
    if (rest.length > 0) return entry?.type === "folder" ? this.#find(entry.tree, rest) : undefined;
    return fileLike(entry);
  }

  /** Null where there is nothing; undefined where there is no text to show. */
  async #text(entry: TreeEntry | undefined): Promise<string | null | undefined> {
    if (entry?.type === "link") return `→ ${entry.target}\n`;
    if (entry?.type !== "file") return null;
    if (entry.size > MAX_TEXT_BYTES) return undefined;
    return asText(await this.#reader.file(entry));
  }

  async #count(before: TreeEntry | undefined, after: TreeEntry | undefined): Promise<Counts> {
    const key = `${content(before)}|${content(after)}`;
    const kept = this.#counts.get(key);
    if (kept) return kept;
    const [left, right] = await Promise.all([this.#text(before), this.#text(after)]);
    const counts =
      left === undefined || right === undefined
        ? UNCOUNTED
        : (lineCounts(left ?? "", right ?? "") ?? UNCOUNTED);
    this.#counts.set(key, counts);
    const oldest = this.#counts.keys().next().value;
    if (this.#counts.size > KEPT_COUNTS && oldest !== undefined) this.#counts.delete(oldest);
    return counts;
  }
}

const fileLike = (entry: TreeEntry | undefined): TreeEntry | undefined =>
  entry?.type === "file" || entry?.type === "link" ? entry : undefined;

const content = (entry: TreeEntry | undefined): string =>
  entry?.type === "file" ? entry.blobs.join() : entry?.type === "link" ? `→${entry.target}` : "-";
