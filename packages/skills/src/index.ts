export { SkillError, type SkillErrorCode } from "./errors.ts";
export { listSkills, SKILL_PLUGIN, skillPluginDir } from "./list-skills.ts";
export { parseSkill, type Skill } from "./parse-skill.ts";
