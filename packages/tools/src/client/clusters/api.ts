import { z } from "zod";
import type { HttpClient } from "../http/http-client.ts";
import { urlPath } from "../http/url-path.ts";
import { type Listing, type PageOptions, readPages } from "../paging.ts";
import { type Cluster, clusterListSchema, clusterSchema } from "./schema.ts";

interface Options {
  signal?: AbortSignal | undefined;
}

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

  get(cluster_id: string, options: Options = {}): Promise<Cluster> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.1/clusters/get`, query: { cluster_id }, ...options },
      clusterSchema,
    );
  }

  create(settings: object, options: Options = {}): Promise<{ cluster_id: string }> {
    return this.#http.json(
      {
        method: "POST",
        path: urlPath`/api/2.1/clusters/create`,
        body: { kind: "json", value: settings },
        ...options,
      },
      z.object({ cluster_id: z.string() }),
    );
  }

  edit(settings: object, options: Options = {}): Promise<void> {
    return this.#post("edit", settings, options);
  }

  /** Returns at once; a start takes minutes on a real workspace. */
  start(cluster_id: string, options: Options = {}): Promise<void> {
    return this.#post("start", { cluster_id }, options);
  }

  /** Ends its machines and keeps its settings. */
  terminate(cluster_id: string, options: Options = {}): Promise<void> {
    return this.#post("delete", { cluster_id }, options);
  }

  /** Removes it for good. */
  permanentDelete(cluster_id: string, options: Options = {}): Promise<void> {
    return this.#post("permanent-delete", { cluster_id }, options);
  }

  async nodeTypes(options: Options = {}): Promise<Record<string, unknown>[]> {
    const answer = await this.#http.json(
      { method: "GET", path: urlPath`/api/2.1/clusters/list-node-types`, ...options },
      z.object({ node_types: z.array(z.looseObject({})).nullish() }),
    );
    return answer.node_types ?? [];
  }

  async sparkVersions(options: Options = {}): Promise<Record<string, unknown>[]> {
    const answer = await this.#http.json(
      { method: "GET", path: urlPath`/api/2.1/clusters/spark-versions`, ...options },
      z.object({ versions: z.array(z.looseObject({})).nullish() }),
    );
    return answer.versions ?? [];
  }

  #post(action: "edit" | "start" | "delete" | "permanent-delete", value: object, options: Options) {
    return this.#http.done({
      method: "POST",
      path: urlPath`/api/2.1/clusters/${action}`,
      body: { kind: "json", value },
      ...options,
    });
  }
}
