import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listSkills } from "./list-skills.ts";

describe("the skills that ship", () => {
  it("all load, with a description short enough for the agent's list", async () => {
    const { skills, errors } = await listSkills();
    expect(errors).toEqual([]);
    expect(skills.map((skill) => skill.name)).toEqual([
      "data-profiling",
      "databricks-dbsql",
      "databricks-unity-catalog",
      "medallion-tables",
      "workspace-files",
    ]);
    for (const skill of skills) {
      expect(skill.description.length).toBeLessThan(300);
      expect(skill.description).not.toContain("\n");
      expect(skill.body).toMatch(/^# /);
    }
  });
});

describe("a folder of skills", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "skills-"));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const put = async (name: string, text: string) => {
    await mkdir(join(dir, "skills", name), { recursive: true });
    await writeFile(join(dir, "skills", name, "SKILL.md"), text);
  };

  it("reads folded YAML and CRLF", async () => {
    await put("one", "---\r\nname: one\r\ndescription: >-\r\n  first\r\n  second\r\n---\r\n# Body\r\n");
    expect((await listSkills(dir)).skills).toEqual([
      { name: "one", description: "first second", body: "# Body" },
    ]);
  });

  it.each([
    ["no front matter", "# Only a body", "SKILL_WITHOUT_FRONT_MATTER"],
    ["broken YAML", "---\nname: [one\n---\n", "SKILL_FRONT_MATTER_INVALID"],
    ["no description", "---\nname: one\n---\n", "SKILL_FRONT_MATTER_INVALID"],
    ["another name than its folder", "---\nname: two\ndescription: d\n---\n", "SKILL_FRONT_MATTER_INVALID"],
  ])("reports a skill with %s and keeps the others", async (_what, text, code) => {
    await put("one", text);
    await put("good", "---\nname: good\ndescription: d\n---\nbody");
    const { skills, errors } = await listSkills(dir);
    expect(skills.map((skill) => skill.name)).toEqual(["good"]);
    expect(errors.map((error) => error.code)).toEqual([code]);
    expect(errors[0]?.message).toContain(join("one", "SKILL.md"));
  });

  it("says which folder cannot be read", async () => {
    await expect(listSkills(join(dir, "absent"))).rejects.toMatchObject({ code: "SKILL_NOT_READABLE" });
  });
});
