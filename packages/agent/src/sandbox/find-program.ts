import { accessSync, constants } from "node:fs";
import { isAbsolute, join } from "node:path";

/** First executable of that name on the PATH, or in the usual places; undefined when there is none. */
export function findProgram(name: string, path: string = process.env.PATH ?? ""): string | undefined {
  for (const folder of [...path.split(":"), "/usr/local/bin", "/usr/bin", "/bin"]) {
    if (!isAbsolute(folder)) continue;
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here.
    }
  }
  return undefined;
}
