import type { HttpClient } from "../http/http-client.ts";
import { urlPath } from "../http/url-path.ts";
import { type Listing, type PageOptions, readPages } from "../paging.ts";
import { type Cluster, clusterListSchema, clusterSchema } from "./schema.ts";

export class ClustersApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  list(options: PageOptions = {}): Promise<Listing<Cluster>> {
    return readPages(async (page_token) => {
      const page = await this.#http.json(
        {
          method: "GET",
          path: urlPath`/api/2.1/clusters/list`,
          query: { page_size: 100, page_token },
          signal: options.signal,
        },
        clusterListSchema,
      );
      return { items: page.clusters ?? [], next: page.next_page_token };
    }, options.limit);
  }

  get(cluster_id: string, options: { signal?: AbortSignal } = {}): Promise<Cluster> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.1/clusters/get`, query: { cluster_id }, ...options },
      clusterSchema,
    );
  }
}
