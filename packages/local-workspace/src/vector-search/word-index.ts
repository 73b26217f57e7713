import { wordsOf } from "../serving/lexical-embedding.ts";

const K1 = 1.2;
const B = 0.75;

/** Scores of texts for a query's words by BM25 (k1 1.2, b 0.75). Built once for rows that do not change. */
export class WordIndex<Key> {
  readonly #places = new Map<string, Map<Key, number>>();
  readonly #lengths = new Map<Key, number>();
  readonly #average: number;

  constructor(texts: Iterable<[Key, string]>) {
    let all = 0;
    for (const [key, text] of texts) {
      const words = wordsOf(text);
      this.#lengths.set(key, words.length);
      all += words.length;
      for (const word of words) {
        const places = this.#places.get(word) ?? new Map<Key, number>();
        this.#places.set(word, places);
        places.set(key, (places.get(key) ?? 0) + 1);
      }
    }
    this.#average = all / Math.max(this.#lengths.size, 1) || 1;
  }

  /** Rows that hold any of the words, with their scores. */
  score(query: string): Map<Key, number> {
    const scores = new Map<Key, number>();
    for (const word of new Set(wordsOf(query))) {
      const places = this.#places.get(word);
      if (!places) continue;
      const rarity = Math.log(1 + (this.#lengths.size - places.size + 0.5) / (places.size + 0.5));
      for (const [key, count] of places) {
        const length = this.#lengths.get(key)! / this.#average;
        const gain = (rarity * count * (K1 + 1)) / (count + K1 * (1 - B + B * length));
        scores.set(key, (scores.get(key) ?? 0) + gain);
      }
    }
    return scores;
  }
}
