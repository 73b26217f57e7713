import { z } from "zod";
import type { HttpClient } from "../http/http-client.ts";
import { urlPath } from "../http/url-path.ts";
import { type Listing, type PageOptions, readPages } from "../paging.ts";
import {
  type Job,
  jobListSchema,
  jobSchema,
  type Run,
  type RunOutput,
  runListSchema,
  runOutputSchema,
  runSchema,
} from "./schema.ts";

interface Options {
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}

export interface RunFilter {
  job_id?: number | undefined;
  active_only?: boolean | undefined;
  completed_only?: boolean | undefined;
  start_time_from?: number | undefined;
  start_time_to?: number | undefined;
}

const largestPage = 25;

/** Jobs and their runs (Jobs 2.2). */
export class JobsApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** `name` is the whole name, compared without case. */
  list(options: PageOptions & { name?: string; expandTasks?: boolean } = {}): Promise<Listing<Job>> {
    return readPages(async (page_token) => {
      const page = await this.#http.json(
        {
          method: "GET",
          path: urlPath`/api/2.2/jobs/list`,
          query: {
            limit: Math.min(options.limit ?? 100, 100),
            name: options.name,
            expand_tasks: options.expandTasks,
            page_token,
          },
          signal: options.signal,
        },
        jobListSchema,
      );
      return { items: page.jobs ?? [], next: page.next_page_token };
    }, options.limit);
  }

  get(job_id: number, options: Options = {}): Promise<Job> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.2/jobs/get`, query: { job_id }, ...options },
      jobSchema,
    );
  }

  create(settings: object, options: Options = {}): Promise<{ job_id: number }> {
    return this.#http.json(this.#post("create", settings, options), z.object({ job_id: z.number() }));
  }

  /** Top-level fields that are given replace what is there; the others stay. */
  update(job_id: number, new_settings: object, options: Options = {}): Promise<void> {
    return this.#http.done(this.#post("update", { job_id, new_settings }, options));
  }

  delete(job_id: number, options: Options = {}): Promise<void> {
    return this.#http.done(this.#post("delete", { job_id }, options));
  }

  runNow(
    request: { job_id: number } & Record<string, unknown>,
    options: Options = {},
  ): Promise<{ run_id: number }> {
    // With a token the workspace itself makes a repeated request one.
    const idempotent = typeof request.idempotency_token === "string";
    return this.#http.json(
      { ...this.#post("run-now", request, options), idempotent },
      z.object({ run_id: z.number() }),
    );
  }

  submit(request: object, options: Options = {}): Promise<{ run_id: number }> {
    return this.#http.json(this.#post("runs/submit", request, options), z.object({ run_id: z.number() }));
  }

  run(run_id: number, options: Options = {}): Promise<Run> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.2/jobs/runs/get`, query: { run_id }, ...options },
      runSchema,
    );
  }

  /** `run_id` is that of a task's run. */
  output(run_id: number, options: Options = {}): Promise<RunOutput> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.2/jobs/runs/get-output`, query: { run_id }, ...options },
      runOutputSchema,
    );
  }

  /** Newest first. */
  runs(filter: RunFilter, options: PageOptions = {}): Promise<Listing<Run>> {
    return readPages(async (page_token) => {
      const page = await this.#http.json(
        {
          method: "GET",
          path: urlPath`/api/2.2/jobs/runs/list`,
          query: { ...filter, limit: Math.min(options.limit ?? largestPage, largestPage), page_token },
          signal: options.signal,
        },
        runListSchema,
      );
      return { items: page.runs ?? [], next: page.next_page_token };
    }, options.limit);
  }

  cancelRun(run_id: number, options: Options = {}): Promise<void> {
    return this.#http.done(this.#post("runs/cancel", { run_id }, options));
  }

  repair(
    request: { run_id: number } & Record<string, unknown>,
    options: Options = {},
  ): Promise<{ repair_id: number }> {
    return this.#http.json(this.#post("runs/repair", request, options), z.object({ repair_id: z.number() }));
  }

  #post(
    action: "create" | "update" | "delete" | "run-now" | "runs/submit" | "runs/cancel" | "runs/repair",
    value: object,
    options: Options,
  ) {
    const [first, second] = action.split("/");
    const path = second ? urlPath`/api/2.2/jobs/${first!}/${second}` : urlPath`/api/2.2/jobs/${first!}`;
    return { method: "POST", path, body: { kind: "json", value }, ...options } as const;
  }
}
