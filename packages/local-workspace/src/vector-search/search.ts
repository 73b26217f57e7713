import type { IndexRows } from "./index-rows.ts";
import type { Predicate } from "./predicate.ts";
import type { IndexRow, SearchIndex } from "./records.ts";

export interface Hit {
  row: IndexRow;
  score: number;
}

/** Rank constant of reciprocal rank fusion. */
const RRF = 60;

/**
 * Nearest rows first: every row is compared, so the answer is exact. The score is 1 / (1 + d²) of the Euclidean
 * distance, as Databricks gives it: https://docs.databricks.com/aws/en/vector-search/vector-search
 */
export function nearest(rows: IndexRows, query: ArrayLike<number>, filter: Predicate): Hit[] {
  const wanted = Float32Array.from(query);
  const hits: Hit[] = [];
  for (const row of rows.all()) {
    if (!row.vector || row.vector.values.length !== wanted.length || !filter(row.values)) continue;
    const { values } = row.vector;
    let distance = 0;
    for (let at = 0; at < wanted.length; at++) {
      const difference = wanted[at]! - values[at]!;
      distance += difference * difference;
    }
    hits.push({ row, score: 1 / (1 + distance) });
  }
  return sorted(hits);
}

/** Rows that hold words of the query, best first by BM25. */
export function byWords(index: SearchIndex, rows: IndexRows, query: string, filter: Predicate): Hit[] {
  const hits = [...rows.words(index).score(query)].map(([row, score]) => ({ row, score }));
  return sorted(hits.filter(({ row }) => filter(row.values)));
}

/** Both lists in one by reciprocal rank fusion; a row that is first in both scores 1. */
export function fused(lists: Hit[][]): Hit[] {
  const scores = new Map<IndexRow, number>();
  const best = lists.length / (RRF + 1);
  for (const list of lists)
    for (const [at, { row }] of list.entries())
      scores.set(row, (scores.get(row) ?? 0) + 1 / (RRF + at + 1) / best);
  return sorted([...scores].map(([row, score]) => ({ row, score })));
}

/** Equal scores keep the order of the rows. */
const sorted = (hits: Hit[]) => hits.sort((a, b) => b.score - a.score);
