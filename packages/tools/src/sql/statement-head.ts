import { keyword, type Token } from "./tokenize.ts";

const mainWords = /^(SELECT|VALUES|INSERT|UPDATE|DELETE|MERGE|FROM|TABLE)$/;

/** The keyword that says what a statement does, and its token index; behind a WITH clause, the statement proper. */
export function statementHead(tokens: readonly Token[]): { word: string; at: number } {
  const first = keyword(tokens[0]);
  if (tokens[0]?.text === "(") return { word: "SELECT", at: 0 };
  if (first !== "WITH") return { word: first, at: 0 };
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (token.text === "(") depth += 1;
    else if (token.text === ")") depth -= 1;
    else if (depth === 0 && mainWords.test(keyword(token))) return { word: keyword(token), at: i };
  }
  return { word: "SELECT", at: 0 };
}
