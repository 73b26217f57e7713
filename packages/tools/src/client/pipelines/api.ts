import { z } from "zod";
import type { HttpClient } from "../http/http-client.ts";
import { urlPath } from "../http/url-path.ts";
import { type Listing, type PageOptions, readPages } from "../paging.ts";
import {
  eventListSchema,
  type Pipeline,
  type PipelineEvent,
  type PipelineSpec,
  type PipelineUpdate,
  pipelineListSchema,
  pipelineSchema,
  updateSchema,
} from "./schema.ts";

interface Options {
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}

export interface UpdateRequest {
  full_refresh?: boolean;
  refresh_selection?: string[];
  full_refresh_selection?: string[];
  validate_only?: boolean;
}

export class PipelinesApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** `filter` is the API's own, e.g. `name LIKE 'sales%'`. */
  list(options: PageOptions & { filter?: string } = {}): Promise<Listing<Pipeline>> {
    return readPages(async (page_token) => {
      const page = await this.#http.json(
        {
          method: "GET",
          path: urlPath`/api/2.0/pipelines`,
          query: { max_results: 100, filter: options.filter, page_token },
          signal: options.signal,
        },
        pipelineListSchema,
      );
      return { items: page.statuses ?? [], next: page.next_page_token };
    }, options.limit);
  }

  get(id: string, options: Options = {}): Promise<Pipeline> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.0/pipelines/${id}`, ...options },
      pipelineSchema,
    );
  }

  create(spec: object, options: Options = {}): Promise<{ pipeline_id: string }> {
    return this.#http.json(
      { method: "POST", path: urlPath`/api/2.0/pipelines`, body: { kind: "json", value: spec }, ...options },
      z.object({ pipeline_id: z.string() }),
    );
  }

  /** Replaces all settings. */
  edit(id: string, spec: PipelineSpec, options: Options = {}): Promise<void> {
    return this.#http.done({
      method: "PUT",
      path: urlPath`/api/2.0/pipelines/${id}`,
      body: { kind: "json", value: spec },
      ...options,
    });
  }

  delete(id: string, options: Options = {}): Promise<void> {
    return this.#http.done({ method: "DELETE", path: urlPath`/api/2.0/pipelines/${id}`, ...options });
  }

  startUpdate(id: string, request: UpdateRequest, options: Options = {}): Promise<{ update_id: string }> {
    return this.#http.json(
      {
        method: "POST",
        path: urlPath`/api/2.0/pipelines/${id}/updates`,
        body: { kind: "json", value: request },
        ...options,
      },
      z.object({ update_id: z.string() }),
    );
  }

  async update(id: string, updateId: string, options: Options = {}): Promise<PipelineUpdate> {
    const { update } = await this.#http.json(
      { method: "GET", path: urlPath`/api/2.0/pipelines/${id}/updates/${updateId}`, ...options },
      updateSchema,
    );
    return update;
  }

  /** Ends the update that runs. */
  stop(id: string, options: Options = {}): Promise<void> {
    return this.#http.done({
      method: "POST",
      path: urlPath`/api/2.0/pipelines/${id}/stop`,
      body: { kind: "json", value: {} },
      ...options,
    });
  }

  /** Newest first. */
  events(id: string, options: PageOptions & { filter?: string } = {}): Promise<Listing<PipelineEvent>> {
    return readPages(async (page_token) => {
      const page = await this.#http.json(
        {
          method: "GET",
          path: urlPath`/api/2.0/pipelines/${id}/events`,
          // A page token carries the filter and the order of its listing.
          query: page_token
            ? { page_token }
            : { max_results: Math.min(options.limit ?? 250, 250), filter: options.filter },
          signal: options.signal,
        },
        eventListSchema,
      );
      return { items: page.events ?? [], next: page.next_page_token };
    }, options.limit);
  }
}
