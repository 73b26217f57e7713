import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SkillError } from "./errors.ts";
import { parseSkill, type Skill } from "./parse-skill.ts";

/** Name under which the runtime knows our skills: `lakehand:<skill>`. */
export const SKILL_PLUGIN = "lakehand";

/**
 * Folder of the skills as a plugin of the agent's runtime (`.claude-plugin/plugin.json`, `skills/`). The agent
 * reads it and must not be able to write it.
 */
export function skillPluginDir(): string {
  return fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");
}

/**
 * All skills below a plugin folder, by name. One bad skill does not hide the others: it is reported in
 * `errors`. Throws `SkillError` when the folder itself cannot be read.
 */
export async function listSkills(
  pluginDir: string = skillPluginDir(),
): Promise<{ skills: Skill[]; errors: SkillError[] }> {
  const folder = join(pluginDir, "skills");
  let names: string[];
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    throw new SkillError("SKILL_NOT_READABLE", folder, "the folder cannot be read", error);
  }
  const skills: Skill[] = [];
  const errors: SkillError[] = [];
  for (const name of names.sort()) {
    const file = join(folder, name, "SKILL.md");
    try {
      skills.push(parseSkill(await read(file), name, file));
    } catch (error) {
      if (!(error instanceof SkillError)) throw error;
      errors.push(error);
    }
  }
  return { skills, errors };
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new SkillError("SKILL_NOT_READABLE", file, "the file cannot be read", error);
  }
}
