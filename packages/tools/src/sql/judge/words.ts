import { keyword, type Token } from "../tokenize.ts";

export interface PlacedWord {
  word: string;
  at: number;
}

/** Keywords outside of parentheses from token `from` on; a word behind a dot is a name. */
export function outerWords(tokens: readonly Token[], from: number): PlacedWord[] {
  const found: PlacedWord[] = [];
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const { text } = tokens[at] as Token;
    if (text === "(") depth += 1;
    else if (text === ")") depth -= 1;
    else if (depth === 0 && tokens[at - 1]?.text !== ".") {
      const word = keyword(tokens[at]);
      if (word !== "") found.push({ word, at });
    }
  }
  return found;
}

/** Index of the first of the words outside of parentheses. */
export function outerWord(tokens: readonly Token[], from: number, word: string): number | undefined {
  return outerWords(tokens, from).find((found) => found.word === word)?.at;
}

/** Index behind all of the words that stand at `at`, in any order. */
export function skip(tokens: readonly Token[], at: number, words: ReadonlySet<string>): number {
  let next = at;
  while (next < tokens.length && words.has(keyword(tokens[next]))) next += 1;
  return next;
}

/** The text ends in these words. */
export function endsIn(tokens: readonly Token[], ...words: string[]): boolean {
  return words.every((word, i) => keyword(tokens[tokens.length - words.length + i]) === word);
}
