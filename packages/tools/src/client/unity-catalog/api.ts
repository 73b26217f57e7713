import type { HttpClient } from "../http/http-client.ts";
import { urlPath } from "../http/url-path.ts";
import { type Listing, type PageOptions, readPages } from "../paging.ts";
import {
  type Catalog,
  catalogListSchema,
  functionSchema,
  type Schema,
  schemaListSchema,
  type Table,
  tableListSchema,
  tableSchema,
  type Volume,
  volumeListSchema,
} from "./schema.ts";

interface CallOptions {
  signal?: AbortSignal | undefined;
}

/** Catalogs, schemas, tables, volumes and functions of Unity Catalog. Full names are `catalog.schema.name`. */
export class UnityCatalogApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  catalogs(options: PageOptions = {}): Promise<Listing<Catalog>> {
    return readPages(async (page_token) => {
      const path = urlPath`/api/2.1/unity-catalog/catalogs`;
      const page = await this.#http.json(
        { method: "GET", path, query: { page_token }, signal: options.signal },
        catalogListSchema,
      );
      return { items: page.catalogs ?? [], next: page.next_page_token };
    }, options.limit);
  }

  schemas(catalog_name: string, options: PageOptions = {}): Promise<Listing<Schema>> {
    return readPages(async (page_token) => {
      const path = urlPath`/api/2.1/unity-catalog/schemas`;
      const query = { catalog_name, page_token };
      const page = await this.#http.json(
        { method: "GET", path, query, signal: options.signal },
        schemaListSchema,
      );
      return { items: page.schemas ?? [], next: page.next_page_token };
    }, options.limit);
  }

  /** Without columns unless asked for. */
  tables(
    catalog_name: string,
    schema_name: string,
    options: PageOptions & { columns?: boolean } = {},
  ): Promise<Listing<Table>> {
    return readPages(async (page_token) => {
      const path = urlPath`/api/2.1/unity-catalog/tables`;
      const query = {
        catalog_name,
        schema_name,
        omit_columns: options.columns ? undefined : true,
        omit_properties: true,
        page_token,
      };
      const page = await this.#http.json(
        { method: "GET", path, query, signal: options.signal },
        tableListSchema,
      );
      return { items: page.tables ?? [], next: page.next_page_token };
    }, options.limit);
  }

  table(fullName: string, options: CallOptions = {}): Promise<Table> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.1/unity-catalog/tables/${fullName}`, ...options },
      tableSchema,
    );
  }

  volumes(catalog_name: string, schema_name: string, options: PageOptions = {}): Promise<Listing<Volume>> {
    return readPages(async (page_token) => {
      const path = urlPath`/api/2.1/unity-catalog/volumes`;
      const query = { catalog_name, schema_name, page_token };
      const page = await this.#http.json(
        { method: "GET", path, query, signal: options.signal },
        volumeListSchema,
      );
      return { items: page.volumes ?? [], next: page.next_page_token };
    }, options.limit);
  }

  function(fullName: string, options: CallOptions = {}): Promise<{ name: string }> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.1/unity-catalog/functions/${fullName}`, ...options },
      functionSchema,
    );
  }
}
