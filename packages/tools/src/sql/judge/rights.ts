import { keyword, type Token } from "../tokenize.ts";
import { showable } from "./names.ts";
import type { Verdict } from "./verdict.ts";
import { outerWord, outerWords } from "./words.ts";

/** The words between two places of a statement, as one short text. */
function text(tokens: readonly Token[], from: number, to: number | undefined): string {
  const part = tokens.slice(from, to);
  let out = "";
  for (const [i, token] of part.entries())
    out += (i > 0 && token.start > (part[i - 1]?.end ?? 0) ? " " : "") + token.text;
  return showable(out);
}

/** GRANT, REVOKE and DENY: who may do what is never the agent's to decide. */
export function rightsVerdict(word: string, tokens: readonly Token[]): Verdict {
  const on = outerWord(tokens, 1, "ON");
  const to = outerWords(tokens, 1).find((found) => found.word === "TO" || found.word === "FROM")?.at;
  const what =
    on === undefined ? "a role" : text(tokens, on + 1, to !== undefined && to > on ? to : undefined);
  const whom = to === undefined ? "others" : text(tokens, to + 1, undefined);
  if (word === "GRANT") {
    const share =
      keyword(tokens[(on ?? 0) + 1]) === "SHARE" || outerWord(tokens, 1, "RECIPIENT") !== undefined;
    return share
      ? { consequence: "leaves_workspace", reason: `gives ${whom} rights on ${what}` }
      : { consequence: "destructive", reason: `gives ${whom} rights on ${what}` };
  }
  return { consequence: "destructive", reason: `takes rights on ${what} from ${whom}` };
}
