import { LakehandError } from "@lakehand/protocol";

export type SkillErrorCode =
  | "SKILL_NOT_READABLE"
  | "SKILL_WITHOUT_FRONT_MATTER"
  | "SKILL_FRONT_MATTER_INVALID";

/** A skill that cannot be used, with the file and what is wrong in it. */
export class SkillError extends LakehandError {
  readonly file: string;

  constructor(code: SkillErrorCode, file: string, problem: string, cause?: unknown) {
    super({
      code,
      message: `The skill in ${file} cannot be used: ${problem}.`,
      next: "Correct the file's front matter (name, description) or remove the folder.",
      cause,
    });
    this.file = file;
  }
}
