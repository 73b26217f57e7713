import { type QueryParts, type QueryResult, runQuery } from "../statements/read-only-query.ts";
import type { BuiltQuery } from "./widget-query.ts";

const AT_ONCE = 4;
const PATIENCE_MS = 60_000;

/** The queries of one page view: a few at a time, and the same one only once. */
export class PageQueries {
  readonly #parts: QueryParts;
  readonly #place: { warehouseId: string };
  readonly #asked = new Map<string, Promise<QueryResult>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(parts: QueryParts, place: { warehouseId: string }) {
    this.#parts = parts;
    this.#place = place;
  }

  run(
    query: BuiltQuery,
    place: { catalog?: string | undefined; schema?: string | undefined },
    rowLimit: number,
  ): Promise<QueryResult> {
    const key = JSON.stringify([query, place, rowLimit]);
    const known = this.#asked.get(key) ?? this.#inTurn({ ...query, ...place, rowLimit, ...this.#place });
    this.#asked.set(key, known);
    return known;
  }

  async #inTurn(request: Parameters<typeof runQuery>[1]): Promise<QueryResult> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    try {
      return await runQuery(this.#parts, request, PATIENCE_MS);
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}
