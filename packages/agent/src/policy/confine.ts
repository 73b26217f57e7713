import { lstatSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** Real path of a file that may not exist yet: links of its existing part are followed. */
function realPath(path: string): string {
  let head = path;
  const tail: string[] = [];
  for (;;) {
    try {
      return join(realpathSync(head), ...tail);
    } catch (error) {
      // A dangling link resolves to nothing, yet a write through it would land at its target.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(head) === head) throw error;
      if (isLink(head)) throw error;
      tail.unshift(head.slice(dirname(head).length).replace(/^[\\/]+/, ""));
      head = dirname(head);
    }
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/**
 * Path inside `root` that `path` really names, relative to it with `/`; undefined when it is outside, or
 * cannot be resolved. Relative paths start at `root`.
 */
export function confine(root: string, path: string): string | undefined {
  if (path.includes("\0") || path.startsWith("~")) return undefined;
  try {
    const base = realpathSync(root);
    const inside = relative(base, realPath(resolve(base, path)));
    if (inside === "..") return undefined;
    if (inside.startsWith(`..${sep}`) || isAbsolute(inside)) return undefined;
    return inside.split(sep).join("/");
  } catch {
    return undefined;
  }
}
