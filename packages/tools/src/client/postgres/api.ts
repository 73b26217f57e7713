import type { z } from "zod";
import { delay } from "../http/delay.ts";
import type { HttpClient } from "../http/http-client.ts";
import { slashPath } from "../http/url-path.ts";
import { WorkspaceError } from "../http/workspace-error.ts";
import { type Listing, type PageOptions, readPages } from "../paging.ts";
import {
  type PostgresBranch,
  type PostgresCredential,
  type PostgresEndpoint,
  type PostgresOperation,
  type PostgresProject,
  postgresBranchListSchema,
  postgresBranchSchema,
  postgresCredentialSchema,
  postgresEndpointListSchema,
  postgresEndpointSchema,
  postgresOperationSchema,
  postgresProjectListSchema,
  postgresProjectSchema,
} from "./schema.ts";

interface Options {
  signal?: AbortSignal | undefined;
}

const at = (name: string) => slashPath("/api/2.0/postgres", `/${name}`);
const pollMs = 1000;
const longestMs = 600_000;

/** Lakebase Autoscaling: projects, their branches and endpoints, and credentials. Changes are waited for. */
export class PostgresApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  projects(options: PageOptions = {}): Promise<Listing<PostgresProject>> {
    return this.#list("projects", postgresProjectListSchema, (page) => page.projects, options);
  }

  branches(project: string, options: PageOptions = {}): Promise<Listing<PostgresBranch>> {
    return this.#list(`${project}/branches`, postgresBranchListSchema, (page) => page.branches, options);
  }

  endpoints(branch: string, options: PageOptions = {}): Promise<Listing<PostgresEndpoint>> {
    return this.#list(`${branch}/endpoints`, postgresEndpointListSchema, (page) => page.endpoints, options);
  }

  project(name: string, options: Options = {}): Promise<PostgresProject> {
    return this.#http.json({ method: "GET", path: at(name), ...options }, postgresProjectSchema);
  }

  branch(name: string, options: Options = {}): Promise<PostgresBranch> {
    return this.#http.json({ method: "GET", path: at(name), ...options }, postgresBranchSchema);
  }

  endpoint(name: string, options: Options = {}): Promise<PostgresEndpoint> {
    return this.#http.json({ method: "GET", path: at(name), ...options }, postgresEndpointSchema);
  }

  createProject(project_id: string, spec: object, options: Options = {}): Promise<void> {
    return this.#change("POST", "projects", { project_id }, { spec }, options);
  }

  createBranch(project: string, branch_id: string, spec: object, options: Options = {}): Promise<void> {
    return this.#change("POST", `${project}/branches`, { branch_id }, { spec }, options);
  }

  createEndpoint(branch: string, endpoint_id: string, spec: object, options: Options = {}): Promise<void> {
    return this.#change("POST", `${branch}/endpoints`, { endpoint_id }, { spec }, options);
  }

  /** `fields` of `spec` change, the others stay. `name` is that of a project, branch or endpoint. */
  update(name: string, spec: object, fields: readonly string[], options: Options = {}): Promise<void> {
    const update_mask = fields.map((field) => `spec.${field}`).join(",");
    return this.#change("PATCH", name, { update_mask }, { name, spec }, options);
  }

  delete(name: string, options: Options = {}): Promise<void> {
    return this.#change("DELETE", name, {}, undefined, options);
  }

  credential(endpoint: string, options: Options = {}): Promise<PostgresCredential> {
    return this.#http.json(
      {
        method: "POST",
        path: at("credentials"),
        body: { kind: "json", value: { endpoint } },
        idempotent: true,
        ...options,
      },
      postgresCredentialSchema,
    );
  }

  #list<Page extends { next_page_token?: string | null | undefined }, Item>(
    name: string,
    schema: z.ZodType<Page>,
    itemsOf: (page: Page) => Item[] | null | undefined,
    options: PageOptions,
  ): Promise<Listing<Item>> {
    return readPages(async (page_token) => {
      const query = { page_size: Math.min(options.limit ?? 100, 100), page_token };
      const page = await this.#http.json(
        { method: "GET", path: at(name), query, signal: options.signal },
        schema,
      );
      return { items: itemsOf(page) ?? [], next: page.next_page_token };
    }, options.limit);
  }

  async #change(
    method: "POST" | "PATCH" | "DELETE",
    name: string,
    query: Record<string, string>,
    value: object | undefined,
    options: Options,
  ): Promise<void> {
    const operation = await this.#http.json(
      {
        method,
        path: at(name),
        query,
        ...(value ? { body: { kind: "json", value } as const } : {}),
        idempotent: method !== "POST",
        timeoutMs: 300_000,
        ...options,
      },
      postgresOperationSchema,
    );
    await this.#wait(operation, options);
  }

  async #wait(begun: PostgresOperation, { signal }: Options): Promise<void> {
    const ends = Date.now() + longestMs;
    let operation = begun;
    while (!operation.done) {
      if (Date.now() > ends)
        throw new WorkspaceError({
          code: "WORKSPACE_TIMEOUT",
          message: `The operation ${operation.name} has not ended within ${longestMs / 60_000} minutes.`,
          next: "It goes on in the workspace: look at the state of the database before trying again.",
          status: 504,
          retryable: false,
        });
      await delay(pollMs, signal);
      operation = await this.#http.json(
        { method: "GET", path: at(operation.name), signal },
        postgresOperationSchema,
      );
    }
    if (operation.error)
      throw new WorkspaceError({
        code: "WORKSPACE_BAD_REQUEST",
        message: `The workspace did not carry it out: ${operation.error.message ?? operation.error.error_code ?? "no reason given"}`,
        next: "Correct what the message names and try again.",
        status: 400,
        ...(operation.error.error_code ? { apiCode: operation.error.error_code } : {}),
      });
  }
}
