import type { EntryChange } from "./diff-trees.ts";
import { LIMITS } from "./limits.ts";
import type { LeftOutReason } from "./tree.ts";

/** What a restore left as it was, and why, as words for a person. */
export interface LeftAsIs {
  path: string;
  why: string;
}

const MB = 2 ** 20;

/** Ends the sentence "… is left as it is: ". */
export const reasonText: Record<LeftOutReason, string> = {
  made_again: "a tool makes it again",
  too_large: `it is larger than ${LIMITS.fileBytes / MB} MB`,
  too_much: "the project has more files than a checkpoint holds",
  changing: "it was being written when the checkpoint was taken",
  unreadable: "it could not be read",
  not_a_file: "it is not a regular file",
  hard_link: "it has another name elsewhere (a hard link)",
  name: "its name is not valid text",
};

/** Why a change is not made: "" where that is not worth a word, undefined where it is made. */
export function leaveAlone({ parts, before, after }: EntryChange, projectDir: string): string | undefined {
  for (const side of [before, after])
    if (side?.type === "left_out") return side.reason === "made_again" ? "" : reasonText[side.reason];
  if (after?.type === "link" && !staysInside(parts, after.target, projectDir))
    return "it is a link that leads out of the project";
  return undefined;
}

/**
 * Whether a link's target is inside the project whatever other links there are: it goes up only at its beginning,
 * and no further than the project's folder.
 */
export function staysInside(parts: readonly string[], target: string, projectDir: string): boolean {
  let [rest, depth] = [target, parts.length - 1];
  if (target.startsWith("/")) {
    if (target !== projectDir && !target.startsWith(`${projectDir}/`)) return false;
    [rest, depth] = [target.slice(projectDir.length), 0];
  }
  let down = false;
  for (const step of rest.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") down = true;
    else if (down || --depth < 0) return false;
  }
  return true;
}
