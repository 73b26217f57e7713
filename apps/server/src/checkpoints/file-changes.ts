import type { FileChange, FileDiff } from "@lakehand/protocol";
import { diffLines } from "diff";
import type { BlobReader } from "./blob-reader.ts";
import { diffTrees, type EntryChange } from "./diff-trees.ts";
import type { FileEntry, TreeEntry } from "./tree.ts";

/** Larger files are not compared by line. */
const MAX_TEXT_BYTES = 1_000_000;
/** Of one file, during which nothing else is served, and of all files of one answer. */
const ONE_MS = 50;
const ALL_MS = 1_500;
/** Read at once. */
const GROUP_CHANGES = 64;
const GROUP_BYTES = 16 * 2 ** 20;
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
    for (const group of groups(entries.flatMap(toPair))) {
      const inTime = performance.now() < until;
      const texts = inTime ? await this.#texts(group) : new Map<string, string | undefined>();
      for (const pair of group) {
        const counted = performance.now() < until ? await this.#count(pair, texts) : UNCOUNTED;
        const status = pair.old && pair.now ? "modified" : pair.now ? "added" : "deleted";
        changes.push({ path: pair.path, status, ...counted });
      }
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
    if (entry?.type === "link") return linkText(entry);
    if (entry?.type !== "file") return null;
    if (entry.size > MAX_TEXT_BYTES) return undefined;
    return asText(await this.#reader.file(entry));
  }

  /** Texts of a group's files by content, asked for together; undefined for what has none. */
  async #texts(group: readonly Pair[]): Promise<Map<string, string | undefined>> {
    const texts = new Map<string, string | undefined>();
    const files = group
      .filter((pair) => !this.#counts.has(pair.key))
      .flatMap(({ old, now }) => [old, now])
      .filter((entry): entry is FileEntry => entry?.type === "file" && entry.size <= MAX_TEXT_BYTES);
    await this.#reader.files(files, (entry, bytes) => void texts.set(contentOf(entry), asText(bytes)));
    return texts;
  }

  async #count({ key, old, now }: Pair, texts: ReadonlyMap<string, string | undefined>): Promise<Counts> {
    const kept = this.#counts.get(key);
    if (kept) return kept;
    const text = (entry: TreeEntry | undefined) =>
      entry?.type === "file" ? texts.get(contentOf(entry)) : entry?.type === "link" ? linkText(entry) : "";
    const [left, right] = [text(old), text(now)];
    const counts = left === undefined || right === undefined ? UNCOUNTED : lineCounts(left, right);
    // Another time there may be time for it.
    if (!counts) return UNCOUNTED;
    this.#counts.set(key, counts);
    const oldest = this.#counts.keys().next().value;
    if (this.#counts.size > KEPT_COUNTS && oldest !== undefined) this.#counts.delete(oldest);
    await new Promise<void>((resolve) => setImmediate(resolve));
    return counts;
  }
}

/** A change as a person sees it: of a file, or of a link. */
interface Pair {
  path: string;
  /** Of both contents. */
  key: string;
  old: FileEntry | LinkEntry | undefined;
  now: FileEntry | LinkEntry | undefined;
}
type LinkEntry = Extract<TreeEntry, { type: "link" }>;

function toPair({ parts, before, after }: EntryChange): Pair[] {
  // What was left out is not known to have changed.
  if (before?.type === "left_out" || after?.type === "left_out") return [];
  const [old, now] = [fileLike(before), fileLike(after)];
  if (!old && !now) return [];
  return [{ path: parts.join("/"), key: `${contentOf(old)}|${contentOf(now)}`, old, now }];
}

function* groups(pairs: readonly Pair[]): Generator<Pair[]> {
  let group: Pair[] = [];
  let bytes = 0;
  for (const pair of pairs) {
    for (const entry of [pair.old, pair.now])
      if (entry?.type === "file" && entry.size <= MAX_TEXT_BYTES) bytes += entry.size;
    if (group.length > 0 && (group.length >= GROUP_CHANGES || bytes > GROUP_BYTES)) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(pair);
  }
  if (group.length > 0) yield group;
}

const fileLike = (entry: TreeEntry | undefined): FileEntry | LinkEntry | undefined =>
  entry?.type === "file" || entry?.type === "link" ? entry : undefined;

const contentOf = (entry: FileEntry | LinkEntry | undefined): string =>
  entry?.type === "file" ? entry.blobs.join() : entry?.type === "link" ? `→${entry.target}` : "-";

const linkText = ({ target }: LinkEntry): string => `→ ${target}\n`;
