import { BlockDepth } from "./block-depth.ts";
import { type Token, tokenize } from "./tokenize.ts";

export interface ScriptStatement {
  /** The statement without its `;` and without comments before or after it. */
  text: string;
  /** Offset of `text` in the script. */
  start: number;
  tokens: readonly Token[];
}

/** Splits a script on the `;` between statements. Empty ones (and those of comments alone) are left out. */
export function splitStatements(script: string): ScriptStatement[] {
  const tokens = tokenize(script);
  const statements: ScriptStatement[] = [];
  let first = 0;
  let block = new BlockDepth();
  const close = (end: number): void => {
    const own = tokens.slice(first, end);
    const [head, tail] = [own[0], own.at(-1)];
    if (head && tail)
      statements.push({ text: script.slice(head.start, tail.end), start: head.start, tokens: own });
    first = end + 1;
    block = new BlockDepth();
  };
  for (const [i, token] of tokens.entries()) {
    if (token.kind === "symbol" && token.text === ";" && block.depth === 0) close(i);
    else block.take(tokens, first, i);
  }
  close(tokens.length);
  return statements;
}
