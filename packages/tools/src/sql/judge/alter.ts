import { keyword, type Token } from "../tokenize.ts";
import { isInScope, type Level, type Surroundings, targetAt, writesTo } from "./names.ts";
import type { Verdict } from "./verdict.ts";
import { outerWords, skip } from "./words.ts";

const modifiers = new Set([
  "EXTERNAL",
  "MATERIALIZED",
  "STREAMING",
  "FOREIGN",
  "STORAGE",
  "SERVICE",
  "IF",
  "EXISTS",
]);
const levels: Record<string, Level> = {
  TABLE: "object",
  VIEW: "object",
  FUNCTION: "object",
  VOLUME: "object",
  SCHEMA: "schema",
  DATABASE: "schema",
  CATALOG: "catalog",
};
const existence = new Set(["IF", "EXISTS"]);

/** ALTER of anything: what it takes away decides, then where it is. */
export function alterVerdict(tokens: readonly Token[], around: Surroundings): Verdict {
  const kindAt = skip(tokens, 1, modifiers);
  const kind = keyword(tokens[kindAt]);
  const words = outerWords(tokens, kindAt + 1);
  const has = (word: string): boolean => words.some((found) => found.word === word);
  switch (kind) {
    case "SHARE":
      return has("REMOVE")
        ? { consequence: "destructive", reason: "takes something out of a share" }
        : { consequence: "leaves_workspace", reason: "changes what a share gives to others" };
    case "RECIPIENT":
    case "PROVIDER":
      return { consequence: "leaves_workspace", reason: "changes whom data is shared with" };
    case "GROUP":
    case "POLICY":
      return { consequence: "destructive", reason: "changes rights" };
    case "CONNECTION":
    case "LOCATION":
    case "CREDENTIAL":
      return {
        consequence: "leaves_workspace",
        reason: `changes a way out of the workspace (${kind.toLowerCase()})`,
      };
  }
  const level = Object.hasOwn(levels, kind) ? levels[kind] : undefined;
  if (!level) return { consequence: "destructive", reason: "changes something that is not known here" };
  const what = targetAt(tokens, skip(tokens, kindAt + 1, existence), level, around);
  const worse = (reason: string): Verdict => ({ consequence: "destructive", reason });
  const later = outerWords(tokens, what.next);
  const says = (word: string): boolean => later.some((found) => found.word === word);
  if (says("OWNER")) return worse(`gives ${what.shown} to another owner`);
  if (says("DROP")) return worse(`removes a part of ${what.shown}`);
  if (says("UNSET")) return worse(`takes properties away from ${what.shown}`);
  if (later[0]?.word === "REPLACE") return worse(`replaces the columns of ${what.shown}`);
  if (later[0]?.word === "AS" || (later[0]?.word === "WITH" && kind === "VIEW"))
    return worse(`replaces the query of ${what.shown}`);
  if (says("LOCATION")) return worse(`points ${what.shown} to another place`);
  if (says("FILTER") || says("MASK")) return worse(`changes who may see what of ${what.shown}`);
  if (says("TAGS") || says("TAG"))
    return {
      consequence: "write_out_of_scope",
      reason: `puts tags on ${what.shown}, which rights may depend on`,
    };
  if (says("ENABLE"))
    return { consequence: "costs", reason: `lets the platform work on ${what.shown} by itself` };
  if (later[0]?.word === "RENAME" && later[1]?.word === "TO") {
    const moved = targetAt(tokens, (later[1]?.at ?? 0) + 1, level, around);
    const end = isInScope(what, around.scope) ? moved : what;
    return { ...writesTo(end, `renames ${what.shown} to`, around), moves: true };
  }
  return writesTo(what, "changes", around);
}
