import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's folder of Python code, from `src/` and from `dist/`. */
export const pythonHome: string = (() => {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, "python");
    if (existsSync(join(candidate, "lakehand_workspace", "driver.py"))) return candidate;
    if (folder === dirname(folder)) throw new Error("The Python code of the local workspace is not there.");
  }
})();
