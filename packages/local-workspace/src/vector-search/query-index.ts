import { z } from "zod";
import { invalidParameter, notImplemented } from "../rest/api-error.ts";
import { check } from "../rest/parse.ts";
import { lexicalEmbedding } from "../serving/lexical-embedding.ts";
import { parseFilters } from "./filter.ts";
import type { Predicate } from "./predicate.ts";
import type { IndexRow, RowValue, SearchIndex } from "./records.ts";
import { byWords, fused, type Hit, nearest } from "./search.ts";
import type { SearchStore } from "./search-store.ts";

export const queryBody = z
  .object({
    columns: z.array(z.string()).min(1),
    query_text: z.string().optional(),
    query_vector: z.array(z.number()).max(4096).optional(),
    query_type: z.string().default("ANN"),
    num_results: z.number().int().min(1).max(10_000).default(10),
    filters_json: z.string().optional(),
    score_threshold: z.number().optional(),
    reranker: z.unknown().optional(),
    columns_to_rerank: z.array(z.string()).optional(),
  })
  .loose();
export type Query = z.infer<typeof queryBody>;

/** As many as a search by words gives at most. */
const MOST_BY_WORDS = 200;

/** One page of an answer, from the place `start` on. Throws ApiError 400. */
export function answerQuery(store: SearchStore, index: SearchIndex, query: Query, start = 0) {
  if (query.reranker !== undefined || (query.columns_to_rerank ?? []).length > 0)
    throw notImplemented("Reranking, which needs a model for it,");
  const names = new Set([...index.columns.map(({ name }) => name)]);
  const unknown = query.columns.find((name) => !names.has(name));
  if (unknown !== undefined)
    throw invalidParameter(
      `'columns': the index has no column '${unknown}'. It has ${[...names].join(", ")}.`,
    );
  const filter = parseFilters(query.filters_json, store.endpoint(index.endpoint).type, index.columns);
  const threshold = query.score_threshold ?? Number.NEGATIVE_INFINITY;
  const hits = hitsOf(store, index, query, filter).filter(({ score }) => score >= threshold);
  const page = hits.slice(start, start + query.num_results);
  const end = start + page.length;
  const columns = [...query.columns, "score"];
  return {
    manifest: { column_count: columns.length, columns: columns.map((name) => ({ name })) },
    result: {
      row_count: page.length,
      data_array: page.map(({ row, score }) => [
        ...query.columns.map((name) => rowValue(index, row, name)),
        score,
      ]),
    },
    ...(end < hits.length ? { next_page_token: tokenOf(query, end) } : {}),
  };
}

/** The page that a token stands for. */
export function nextPage(store: SearchStore, index: SearchIndex, token: string) {
  let given: unknown;
  try {
    given = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
  } catch {
    throw invalidParameter("'page_token': is not a token of a query");
  }
  const { query, start } = check(
    given,
    z.object({ query: queryBody, start: z.number().int().min(0) }),
    "'page_token'",
  );
  return answerQuery(store, index, query, start);
}

const tokenOf = (query: Query, start: number) =>
  Buffer.from(JSON.stringify({ query, start })).toString("base64url");

function hitsOf(store: SearchStore, index: SearchIndex, query: Query, filter: Predicate): Hit[] {
  const rows = store.rows(index);
  const kind = query.query_type.toUpperCase();
  const text = () => {
    if (!query.query_text) throw invalidParameter(`'query_text': is needed for a query of type ${kind}`);
    return query.query_text;
  };
  if (kind === "FULL_TEXT") return byWords(index, rows, text(), filter).slice(0, MOST_BY_WORDS);
  if (kind === "ANN") return nearest(rows, vectorOf(index, query), filter);
  if (kind !== "HYBRID")
    throw invalidParameter(
      `'query_type': '${query.query_type.slice(0, 50)}' is not one of ANN, HYBRID and FULL_TEXT`,
    );
  const lists = [nearest(rows, vectorOf(index, query), filter), byWords(index, rows, text(), filter)];
  return fused(lists.map((list) => list.slice(0, MOST_BY_WORDS))).slice(0, MOST_BY_WORDS);
}

function vectorOf({ vector, name }: SearchIndex, { query_vector, query_text }: Query): number[] {
  if (vector.from === "column") {
    if (!query_vector)
      throw invalidParameter(`'query_vector': is needed, as the vectors of ${name} were made elsewhere`);
    if (query_vector.length !== vector.dimension)
      throw invalidParameter(
        `'query_vector': must have ${vector.dimension} numbers, not ${query_vector.length}`,
      );
    return query_vector;
  }
  if (query_vector) return query_vector;
  if (query_text === undefined) throw invalidParameter("'query_text': is needed, or a 'query_vector'");
  return lexicalEmbedding(query_text);
}

/** A vector is kept apart from the other values. */
export function rowValue(index: SearchIndex, row: IndexRow, name: string): RowValue {
  if (index.vector.from === "column" && index.vector.column === name)
    return row.vector ? [...row.vector.values] : null;
  return row.values[name] ?? null;
}
