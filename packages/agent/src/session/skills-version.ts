import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Changes when a skill below the plugin's folder is added, removed or rewritten: a process reads them at its start. */
export function skillsVersion(pluginDir: string): string {
  const folder = join(pluginDir, "skills");
  try {
    return readdirSync(folder)
      .map((name) => {
        const file = statSync(join(folder, name, "SKILL.md"), { throwIfNoEntry: false });
        return file ? `${name}@${file.mtimeMs}` : "";
      })
      .join(" ");
  } catch {
    return "";
  }
}
