import { closeSync, constants, existsSync, openSync } from "node:fs";

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
/** Linux names what a descriptor has open; elsewhere plain paths have to do. */
const DESCRIPTORS = existsSync("/proc/self/fd") ? "/proc/self/fd" : undefined;

/**
 * A folder held open, so that the names below it cannot be led elsewhere by exchanging a folder on the way for a
 * link. Opening follows no link; it throws ENOTDIR or ELOOP instead.
 */
export class FolderHandle {
  readonly #fd: number;
  readonly #path: string;

  private constructor(path: string, flags: number) {
    this.#fd = openSync(path, flags);
    this.#path = DESCRIPTORS ? `${DESCRIPTORS}/${this.#fd}` : path;
  }

  static root(path: string): FolderHandle {
    return new FolderHandle(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  }

  /** Path of a name directly in the folder. */
  at(name: string): string {
    return `${this.#path}/${name}`;
  }

  /** Of the folder itself. */
  get path(): string {
    return `${this.#path}/.`;
  }

  folder(name: string): FolderHandle {
    return new FolderHandle(this.at(name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** Calls `use` with the folder at `parts` below `root`; each step on the way is opened without following links. */
export function inFolder<T>(root: FolderHandle, parts: readonly string[], use: (at: FolderHandle) => T): T {
  const [first, ...rest] = parts;
  if (first === undefined) return use(root);
  const next = root.folder(first);
  try {
    return inFolder(next, rest, use);
  } finally {
    next.close();
  }
}
