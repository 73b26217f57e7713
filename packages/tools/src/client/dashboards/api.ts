import type { HttpClient } from "../http/http-client.ts";
import { urlPath } from "../http/url-path.ts";
import { type Listing, type PageOptions, readPages } from "../paging.ts";
import { type Dashboard, dashboardListSchema, dashboardSchema } from "./schema.ts";

interface Options {
  signal?: AbortSignal | undefined;
}

export interface DashboardBody {
  display_name?: string;
  parent_path?: string;
  serialized_dashboard?: string;
  warehouse_id?: string;
}

/** AI/BI dashboards (Lakeview). */
export class DashboardsApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  list(options: PageOptions = {}): Promise<Listing<Dashboard>> {
    return readPages(async (page_token) => {
      const page = await this.#http.json(
        {
          method: "GET",
          path: urlPath`/api/2.0/lakeview/dashboards`,
          query: { page_size: Math.min(options.limit ?? 100, 100), page_token },
          signal: options.signal,
        },
        dashboardListSchema,
      );
      return { items: page.dashboards ?? [], next: page.next_page_token };
    }, options.limit);
  }

  get(id: string, options: Options = {}): Promise<Dashboard> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.0/lakeview/dashboards/${id}`, ...options },
      dashboardSchema,
    );
  }

  create(value: DashboardBody, options: Options = {}): Promise<Dashboard> {
    return this.#http.json(
      {
        method: "POST",
        path: urlPath`/api/2.0/lakeview/dashboards`,
        body: { kind: "json", value },
        ...options,
      },
      dashboardSchema,
    );
  }

  update(id: string, value: DashboardBody, options: Options = {}): Promise<Dashboard> {
    return this.#http.json(
      {
        method: "PATCH",
        path: urlPath`/api/2.0/lakeview/dashboards/${id}`,
        body: { kind: "json", value },
        idempotent: true,
        ...options,
      },
      dashboardSchema,
    );
  }

  trash(id: string, options: Options = {}): Promise<void> {
    return this.#http.done({
      method: "DELETE",
      path: urlPath`/api/2.0/lakeview/dashboards/${id}`,
      ...options,
    });
  }

  publish(
    id: string,
    value: { warehouse_id: string; embed_credentials: boolean },
    options: Options = {},
  ): Promise<void> {
    return this.#http.done({
      method: "POST",
      path: urlPath`/api/2.0/lakeview/dashboards/${id}/published`,
      body: { kind: "json", value },
      idempotent: true,
      ...options,
    });
  }

  unpublish(id: string, options: Options = {}): Promise<void> {
    return this.#http.done({
      method: "DELETE",
      path: urlPath`/api/2.0/lakeview/dashboards/${id}/published`,
      ...options,
    });
  }
}
