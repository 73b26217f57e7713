import { parse, YAMLParseError } from "yaml";
import { z } from "zod";
import { SkillError } from "./errors.ts";

/** Front matter of a SKILL.md. Unknown keys are kept out, not refused: other runtimes have their own. */
export const skillFrontMatterSchema = z.object({
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower case words joined by -")
    .max(64),
  description: z.string().trim().min(1).max(1024),
});

export interface Skill {
  name: string;
  /** When to load it, on one line. */
  description: string;
  /** Markdown after the front matter. */
  body: string;
}

/** Reads a SKILL.md. `folder` must be its name; `file` is only named in errors. Throws `SkillError`. */
export function parseSkill(text: string, folder: string, file: string): Skill {
  const match = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)([\s\S]*)$/.exec(text);
  if (!match) throw new SkillError("SKILL_WITHOUT_FRONT_MATTER", file, "it does not begin with front matter");
  let raw: unknown;
  try {
    raw = parse(match[1] ?? "");
  } catch (error) {
    const at = error instanceof YAMLParseError ? ` at line ${(error.linePos?.[0].line ?? 0) + 1}` : "";
    throw new SkillError("SKILL_FRONT_MATTER_INVALID", file, `its front matter is not YAML${at}`, error);
  }
  const parsed = skillFrontMatterSchema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join(".") || "front matter";
    throw new SkillError("SKILL_FRONT_MATTER_INVALID", file, `${where}: ${issue?.message}`, parsed.error);
  }
  const { name, description } = parsed.data;
  if (name !== folder)
    throw new SkillError("SKILL_FRONT_MATTER_INVALID", file, `its name ${name} is not its folder's name`);
  return { name, description: description.replace(/\s+/g, " "), body: (match[2] ?? "").trim() };
}
