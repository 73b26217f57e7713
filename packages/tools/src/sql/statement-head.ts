import { identifier, keyword, type Token } from "./tokenize.ts";

const mainWords = /^(SELECT|VALUES|INSERT|UPDATE|DELETE|MERGE|FROM|TABLE)$/;

/** Index behind the closing parenthesis of the one at `open`; undefined when it is not closed. */
export function afterParenthesis(tokens: readonly Token[], open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    if (tokens[i]?.text === "(") depth += 1;
    else if (tokens[i]?.text === ")" && --depth === 0) return i + 1;
  }
  return undefined;
}

/** Index behind `name [(columns)] [MAX RECURSION LEVEL n] AS (query)`. A name may be any word, also VALUES. */
function afterTableExpression(tokens: readonly Token[], start: number): number | undefined {
  if (identifier(tokens[start]) === undefined) return undefined;
  let at = start + 1;
  if (tokens[at]?.text === "(") {
    const behind = afterParenthesis(tokens, at);
    if (behind === undefined) return undefined;
    at = behind;
  }
  if (keyword(tokens[at]) === "MAX") at += 4;
  if (keyword(tokens[at]) === "AS") at += 1;
  return tokens[at]?.text === "(" ? afterParenthesis(tokens, at) : undefined;
}

/**
 * The keyword that says what a statement does, and its token index; behind a WITH clause, the statement proper. "" when
 * that cannot be told.
 */
export function statementHead(tokens: readonly Token[]): { word: string; at: number } {
  const first = keyword(tokens[0]);
  if (tokens[0]?.text === "(") return { word: "SELECT", at: 0 };
  if (first !== "WITH") return { word: first, at: 0 };
  let at: number | undefined = keyword(tokens[1]) === "RECURSIVE" && tokens[2]?.text !== "(" ? 2 : 1;
  // `WITH recursive AS (…)`: the word may be a name.
  if (at === 2 && keyword(tokens[2]) === "AS") at = 1;
  for (;;) {
    at = afterTableExpression(tokens, at);
    if (at === undefined) return { word: "", at: 0 };
    if (tokens[at]?.text !== ",") break;
    at += 1;
  }
  if (tokens[at]?.text === "(") return { word: "SELECT", at };
  return mainWords.test(keyword(tokens[at])) ? { word: keyword(tokens[at]), at } : { word: "", at: 0 };
}
