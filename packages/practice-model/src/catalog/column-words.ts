import { COMPOUND_PARTS } from "../words/lexicon.ts";
import { stem } from "../words/stem.ts";

/** Stems of a column's or table's name: snake_case, camelCase, `c_`-like prefixes and run-together names taken apart. */
export function nameStems(name: string): string[] {
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  // One or two letters in front of an underscore are a table's mark, not a word: o_totalprice, ps_availqty.
  const own = parts.length > 1 && parts[0]!.length <= 2 && parts[0] !== "id" ? parts.slice(1) : parts;
  return [...new Set(own.flatMap(takeApart).map(stem))];
}

function takeApart(word: string): string[] {
  const found: string[] = [];
  let rest = word;
  while (rest !== "") {
    const part = COMPOUND_PARTS.find((candidate) => rest.startsWith(candidate));
    if (!part && rest === "s" && found.length > 0) return found;
    if (!part) return found.length > 0 && rest.length <= 2 ? [...found, rest] : [word];
    found.push(part);
    rest = rest.slice(part.length);
  }
  return found;
}
