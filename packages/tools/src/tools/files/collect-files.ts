import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import picomatch from "picomatch";
import { confine, LocalPathError, notFound } from "./local-path.ts";

export interface CollectedFile {
  /** Real path. */
  real: string;
  /** Path below the folder, with `/`. */
  below: string;
}

export interface Collection {
  files: CollectedFile[];
  /** Folders below, parents first, with `/`. */
  folders: string[];
  /** Links that were not followed. */
  refused: string[];
}

const skippedNames = new Set(["__pycache__", "node_modules", "venv", "dist", "build"]);
const mostFiles = 10_000;

export function isSkipped(name: string): boolean {
  return (
    name.startsWith(".") || skippedNames.has(name) || name.endsWith(".egg-info") || name.endsWith(".pyc")
  );
}

/** Splits `src/*.py` into the folder `src` and the pattern `*.py`. */
export function splitGlob(path: string): { folder: string; pattern: string | undefined } {
  const { base, glob } = picomatch.scan(path);
  if (glob === "") return { folder: path, pattern: undefined };
  return { folder: base === "" ? "." : base, pattern: glob };
}

/** `dir/*` means all that is in the folder, with its sub-folders; any other pattern selects files. */
function matcher(pattern: string | undefined): (below: string) => boolean {
  if (pattern === undefined || pattern === "*" || pattern === "**" || pattern === "**/*") return () => true;
  const matches = picomatch(pattern);
  return (below) => matches(below);
}

async function walk(
  projectDir: string,
  root: string,
  collection: Collection,
  wanted: (below: string) => boolean,
): Promise<void> {
  const pending = [root];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (isSkipped(entry.name)) continue;
      const path = join(folder, entry.name);
      const below = relative(root, path).split(sep).join("/");
      if (entry.isDirectory()) pending.push(path);
      else if (!wanted(below)) continue;
      else if (entry.isFile()) collection.files.push({ real: path, below });
      else if (entry.isSymbolicLink()) {
        const real = await confine(projectDir, path).catch(() => undefined);
        if (real && (await stat(real)).isFile()) collection.files.push({ real, below });
        else collection.refused.push(below);
      }
      if (collection.files.length > mostFiles)
        throw new LocalPathError(
          "FILE_TOO_LARGE",
          `The folder has more than ${mostFiles.toLocaleString("en-US")} files.`,
          "Upload a smaller folder, or a part of it.",
        );
    }
  }
}

/**
 * The files of a local folder, or those that a pattern selects (`src/*.py`, `src/**`). Hidden entries, caches,
 * environments and build outputs below it are skipped; links are followed to files inside the project only.
 */
export async function collectFiles(projectDir: string, path: string): Promise<Collection> {
  const { folder, pattern } = splitGlob(path);
  const root = await confine(projectDir, folder);
  if (!(await stat(root)).isDirectory())
    throw new LocalPathError(
      "PATH_NOT_A_FILE",
      `${JSON.stringify(folder)} is not a folder.`,
      "Use upload_file for one file.",
    );
  const collection: Collection = { files: [], folders: [], refused: [] };
  await walk(projectDir, root, collection, matcher(pattern));
  if (pattern !== undefined && collection.files.length === 0) throw notFound(path);
  collection.files.sort((a, b) => (a.below < b.below ? -1 : 1));
  const folders = new Set<string>();
  for (const { below } of collection.files) {
    const parts = below.split("/").slice(0, -1);
    for (let i = 1; i <= parts.length; i++) folders.add(parts.slice(0, i).join("/"));
  }
  collection.folders.push(...[...folders].sort());
  return collection;
}
