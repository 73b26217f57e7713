import { join } from "node:path";
import { notFound } from "../rest/api-error.ts";
import { RecordLog } from "../state/record-log.ts";
import { IndexRows } from "./index-rows.ts";
import { endpointSchema, indexSchema, type SearchEndpoint, type SearchIndex } from "./records.ts";

export interface SyncState {
  running: boolean;
  error?: string;
}

/** Vector search endpoints, indexes and their rows. */
export class SearchStore {
  readonly endpoints: RecordLog<SearchEndpoint>;
  readonly indexes: RecordLog<SearchIndex>;
  readonly syncs = new Map<string, SyncState>();
  readonly #dir: string;
  #closed = false;
  readonly #rows = new Map<string, IndexRows>();

  constructor(dir: string) {
    this.#dir = dir;
    this.endpoints = new RecordLog(join(dir, "endpoints.jsonl"), endpointSchema);
    this.indexes = new RecordLog(join(dir, "indexes.jsonl"), indexSchema);
  }

  endpoint(name: string): SearchEndpoint {
    const found = this.endpoints.get(name);
    if (!found) throw notFound(`Vector search endpoint ${name.slice(0, 100)} not found.`);
    return found;
  }

  index(name: string): SearchIndex {
    const found = this.indexes.get(name.toLowerCase());
    if (!found) throw notFound(`Vector index ${name.slice(0, 300)} not found.`);
    return found;
  }

  indexesOf(endpoint: string): SearchIndex[] {
    return this.indexes.list().filter((index) => index.endpoint === endpoint);
  }

  /** Read from disk when first asked for. */
  rows(index: SearchIndex): IndexRows {
    let rows = this.#rows.get(index.id);
    if (!rows) {
      rows = new IndexRows(join(this.#dir, "rows", `${index.id}.jsonl`));
      this.#rows.set(index.id, rows);
    }
    return rows;
  }

  putIndex(index: SearchIndex): SearchIndex {
    return this.indexes.put(index.name.toLowerCase(), index);
  }

  async deleteIndex(index: SearchIndex): Promise<void> {
    this.indexes.delete(index.name.toLowerCase());
    this.syncs.delete(index.id);
    const rows = this.rows(index);
    this.#rows.delete(index.id);
    await rows.remove();
  }

  /** Whether an index is still there to be written to. */
  holds(index: SearchIndex): boolean {
    return !this.#closed && this.indexes.get(index.name.toLowerCase())?.id === index.id;
  }

  close(): void {
    this.#closed = true;
    for (const rows of this.#rows.values()) rows.close();
    this.endpoints.close();
    this.indexes.close();
  }
}
