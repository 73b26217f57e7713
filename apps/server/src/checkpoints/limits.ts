/** What a snapshot holds at most, and what it never holds. */

export interface SnapshotLimits {
  /** Bytes of one file. */
  fileBytes: number;
  /** Bytes and number of all files. */
  totalBytes: number;
  files: number;
}

export const LIMITS: SnapshotLimits = { fileBytes: 64 * 2 ** 20, totalBytes: 2 ** 30, files: 50_000 };

/** A file is kept in pieces of this many bytes, so that none needs more memory than this. */
export const PIECE_BYTES = 4 * 2 ** 20;

/** Folders that a tool makes again from what is kept. `.git` is not one of them: it holds work. */
const MADE_AGAIN = new Set([
  "node_modules",
  ".venv",
  "__pycache__",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  ".ipynb_checkpoints",
  ".terraform",
]);

export function isMadeAgain(folderName: string, names: readonly string[]): boolean {
  // A Python environment has this file, whatever its folder is called; CACHEDIR.TAG is the common mark of a cache.
  return MADE_AGAIN.has(folderName) || names.includes("pyvenv.cfg") || names.includes("CACHEDIR.TAG");
}
