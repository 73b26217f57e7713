import { chainAt } from "./name-chains.ts";
import type { Place } from "./object-path.ts";
import { keyword, type Token } from "./tokenize.ts";

/**
 * The place after a USE (or SET CATALOG) statement; the same place for any other statement; undefined when the
 * statement names its place in a way that can only be known by running it.
 */
export function placeAfter(tokens: readonly Token[], place: Place): Place | undefined {
  const [first, second] = [keyword(tokens[0]), keyword(tokens[1])];
  if (first !== "USE" && !(first === "SET" && second === "CATALOG")) return place;
  const kind = /^(CATALOG|SCHEMA|DATABASE|NAMESPACE)$/.test(second) && tokens.length > 2 ? second : "";
  const at = kind ? 2 : 1;
  const chain = chainAt(tokens, at);
  const text = tokens[at]?.kind === "string" ? tokens[at]?.text.slice(1, -1) : undefined;
  const parts = chain?.parts ?? (text ? [text] : []);
  if (tokens.length !== (chain?.next ?? at + 1) || parts.length === 0 || parts.length > 2) return undefined;
  const [a, b] = parts;
  if (kind === "CATALOG") return b === undefined ? { catalog: a, schema: "default" } : undefined;
  return b === undefined ? { catalog: place.catalog, schema: a } : { catalog: a, schema: b };
}
