import type { HttpClient } from "../http/http-client.ts";
import { urlPath } from "../http/url-path.ts";
import { type Listing, type PageOptions, readPages } from "../paging.ts";
import { type Warehouse, warehouseListSchema, warehouseSchema } from "./schema.ts";

export class WarehousesApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  list(options: PageOptions = {}): Promise<Listing<Warehouse>> {
    return readPages(async (page_token) => {
      const page = await this.#http.json(
        {
          method: "GET",
          path: urlPath`/api/2.0/sql/warehouses`,
          query: { page_token },
          signal: options.signal,
        },
        warehouseListSchema,
      );
      return { items: page.warehouses ?? [], next: page.next_page_token };
    }, options.limit);
  }

  get(id: string, options: { signal?: AbortSignal } = {}): Promise<Warehouse> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.0/sql/warehouses/${id}`, ...options },
      warehouseSchema,
    );
  }

  async start(id: string, options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#http.done({
      method: "POST",
      path: urlPath`/api/2.0/sql/warehouses/${id}/start`,
      idempotent: true,
      ...options,
    });
  }
}
