import { randomUUID } from "node:crypto";
import type { HttpClient } from "../http/http-client.ts";
import { urlPath } from "../http/url-path.ts";
import { type Listing, type PageOptions, readPages } from "../paging.ts";
import {
  type DatabaseCatalog,
  type DatabaseCredential,
  type DatabaseInstance,
  databaseCatalogSchema,
  databaseCredentialSchema,
  databaseInstanceListSchema,
  databaseInstanceSchema,
  type SyncedTable,
  syncedTableSchema,
} from "./schema.ts";

interface Options {
  signal?: AbortSignal | undefined;
}

const making = { timeoutMs: 300_000 };

/** Lakebase Provisioned: instances, their catalogs, synced tables and credentials. */
export class DatabaseApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  instances(options: PageOptions = {}): Promise<Listing<DatabaseInstance>> {
    return readPages(async (page_token) => {
      const page = await this.#http.json(
        {
          method: "GET",
          path: urlPath`/api/2.0/database/instances`,
          query: { page_size: Math.min(options.limit ?? 100, 100), page_token },
          signal: options.signal,
        },
        databaseInstanceListSchema,
      );
      return { items: page.database_instances ?? [], next: page.next_page_token };
    }, options.limit);
  }

  instance(name: string, options: Options = {}): Promise<DatabaseInstance> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.0/database/instances/${name}`, ...options },
      databaseInstanceSchema,
    );
  }

  createInstance(
    value: { name: string; capacity?: string | undefined; stopped?: boolean | undefined },
    options: Options = {},
  ): Promise<DatabaseInstance> {
    return this.#http.json(
      {
        method: "POST",
        path: urlPath`/api/2.0/database/instances`,
        body: { kind: "json", value },
        ...making,
        ...options,
      },
      databaseInstanceSchema,
    );
  }

  /** Only the fields that are given change. */
  updateInstance(
    name: string,
    change: { capacity?: string | undefined; stopped?: boolean | undefined },
    options: Options = {},
  ): Promise<DatabaseInstance> {
    const fields = Object.entries(change).filter(([, value]) => value !== undefined);
    return this.#http.json(
      {
        method: "PATCH",
        path: urlPath`/api/2.0/database/instances/${name}`,
        query: { update_mask: fields.map(([field]) => field).join(",") },
        body: { kind: "json", value: { name, ...Object.fromEntries(fields) } },
        idempotent: true,
        ...making,
        ...options,
      },
      databaseInstanceSchema,
    );
  }

  /** `force` deletes the instances that descend from it too. There is no way back. */
  deleteInstance(name: string, options: Options & { force?: boolean } = {}): Promise<void> {
    return this.#http.done({
      method: "DELETE",
      path: urlPath`/api/2.0/database/instances/${name}`,
      query: { purge: true, ...(options.force ? { force: true } : {}) },
      signal: options.signal,
    });
  }

  catalog(name: string, options: Options = {}): Promise<DatabaseCatalog> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.0/database/catalogs/${name}`, ...options },
      databaseCatalogSchema,
    );
  }

  createCatalog(
    catalog: { name: string; database_instance_name: string; database_name: string },
    options: Options = {},
  ): Promise<DatabaseCatalog> {
    const value = { ...catalog, create_database_if_not_exists: true };
    return this.#http.json(
      {
        method: "POST",
        path: urlPath`/api/2.0/database/catalogs`,
        body: { kind: "json", value },
        ...options,
      },
      databaseCatalogSchema,
    );
  }

  /** Takes the database out of Unity Catalog; the database itself stays. */
  deleteCatalog(name: string, options: Options = {}): Promise<void> {
    return this.#http.done({
      method: "DELETE",
      path: urlPath`/api/2.0/database/catalogs/${name}`,
      ...options,
    });
  }

  syncedTable(name: string, options: Options = {}): Promise<SyncedTable> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.0/database/synced_tables/${name}`, ...options },
      syncedTableSchema,
    );
  }

  createSyncedTable(value: object, options: Options = {}): Promise<SyncedTable> {
    return this.#http.json(
      {
        method: "POST",
        path: urlPath`/api/2.0/database/synced_tables`,
        body: { kind: "json", value },
        ...making,
        ...options,
      },
      syncedTableSchema,
    );
  }

  deleteSyncedTable(name: string, options: Options = {}): Promise<void> {
    return this.#http.done({
      method: "DELETE",
      path: urlPath`/api/2.0/database/synced_tables/${name}`,
      ...options,
    });
  }

  credential(instance_names: string[], options: Options = {}): Promise<DatabaseCredential> {
    return this.#http.json(
      {
        method: "POST",
        path: urlPath`/api/2.0/database/credentials`,
        body: { kind: "json", value: { instance_names, request_id: randomUUID() } },
        idempotent: true,
        ...options,
      },
      databaseCredentialSchema,
    );
  }
}
