import { type ApiError, invalidParameter } from "./api-error.ts";

export interface FilterToken<Kind extends string> {
  kind: Kind;
  text: string;
}

/**
 * The tokens of a filter, each of the kind whose named group of `pattern` (global and sticky) takes it; what is matched
 * by no group, as white space is, is left out. Throws ApiError 400 where the pattern does not match.
 */
export function filterTokens<Kind extends string>(text: string, pattern: RegExp): FilterToken<Kind>[] {
  const tokens: FilterToken<Kind>[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const from = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw badFilter(text, `it cannot be read from '${text.slice(from, from + 20)}' on`);
    for (const [kind, part] of Object.entries(match.groups ?? {}))
      if (part !== undefined) tokens.push({ kind: kind as Kind, text: part });
  }
  return tokens;
}

/** Says what is wrong with a filter, of which it quotes the beginning. */
export const badFilter = (text: string, why: string): ApiError =>
  invalidParameter(`Invalid filter '${text.slice(0, 300)}': ${why}.`);
