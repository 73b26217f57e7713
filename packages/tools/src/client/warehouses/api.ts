import { z } from "zod";
import type { HttpClient } from "../http/http-client.ts";
import { urlPath } from "../http/url-path.ts";
import { type Listing, type PageOptions, readPages } from "../paging.ts";
import {
  type Warehouse,
  type WarehouseConfig,
  type WarehouseSettings,
  warehouseConfigSchema,
  warehouseListSchema,
  warehouseSchema,
} from "./schema.ts";

const kept = [
  "name",
  "cluster_size",
  "min_num_clusters",
  "max_num_clusters",
  "auto_stop_mins",
  "warehouse_type",
  "enable_serverless_compute",
  "enable_photon",
  "spot_instance_policy",
  "channel",
  "tags",
  "instance_profile_arn",
] as const;

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

  config(id: string, options: { signal?: AbortSignal } = {}): Promise<WarehouseConfig> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.0/sql/warehouses/${id}`, ...options },
      warehouseConfigSchema,
    );
  }

  async create(settings: WarehouseSettings, options: { signal?: AbortSignal } = {}): Promise<string> {
    const { id } = await this.#http.json(
      {
        method: "POST",
        path: urlPath`/api/2.0/sql/warehouses`,
        body: { kind: "json", value: settings },
        ...options,
      },
      z.object({ id: z.string() }),
    );
    return id;
  }

  /** The workspace replaces all settings, so those of `before` that do not change are sent again. */
  async edit(
    before: WarehouseConfig,
    change: WarehouseSettings,
    options: { signal?: AbortSignal } = {},
  ): Promise<void> {
    const same = kept
      .map((field) => [field, before[field]])
      .filter(([, value]) => value !== undefined && value !== null);
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    await this.#http.done({
      method: "POST",
      path: urlPath`/api/2.0/sql/warehouses/${before.id}/edit`,
      body: { kind: "json", value: Object.fromEntries([...same, ...given]) },
      idempotent: true,
      ...options,
    });
  }

  async delete(id: string, options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#http.done({ method: "DELETE", path: urlPath`/api/2.0/sql/warehouses/${id}`, ...options });
  }
}
