/** Length of every vector, that of the models whose names the embedding endpoints bear. */
export const EMBEDDING_DIMENSION = 1024;

/** What a vector is, for whoever reads an endpoint's description. */
export const EMBEDDING_LABEL = "lakehand-lexical-1024";

/**
 * A vector of the text's words, pairs of words and three-letter pieces, each hashed to a place and a sign, weighted by
 * 1 + ln(count) and brought to length one. It is lexical: texts are near when they share words or parts of words, not
 * when they mean the same. The same text gives the same vector on every machine. A text without letters or digits
 * gives the zero vector.
 */
export function lexicalEmbedding(text: string): number[] {
  const vector = new Array<number>(EMBEDDING_DIMENSION).fill(0);
  for (const [feature, { count, weight }] of features(text)) {
    const hash = fnv1a(feature);
    const sign = hash & 0x80000000 ? -1 : 1;
    vector[hash % EMBEDDING_DIMENSION]! += sign * weight * (1 + Math.log(count));
  }
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => Math.fround(value / length));
}

/** The words of a text in lower case, accents removed. */
export const wordsOf = (text: string): string[] =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

function features(text: string): Map<string, { count: number; weight: number }> {
  const found = new Map<string, { count: number; weight: number }>();
  const add = (feature: string, weight: number) => {
    const known = found.get(feature);
    if (known) known.count += 1;
    else found.set(feature, { count: 1, weight });
  };
  let previous: string | undefined;
  for (const word of wordsOf(text)) {
    add(`w:${word}`, 1);
    if (previous !== undefined) add(`b:${previous} ${word}`, 0.5);
    previous = word;
    const padded = `^${word}$`;
    for (let at = 0; at + 3 <= padded.length; at++) add(`t:${padded.slice(at, at + 3)}`, 0.35);
  }
  return found;
}

/** 32 bits of FNV-1a over the text's UTF-16 units, stirred once more so that low and high bits are independent. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
