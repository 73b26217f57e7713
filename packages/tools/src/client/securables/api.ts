import type { z } from "zod";
import type { HttpClient } from "../http/http-client.ts";
import { type UrlPath, urlPath } from "../http/url-path.ts";
import { type Listing, type PageOptions, readPages } from "../paging.ts";
import {
  answerSchema,
  type PrivilegeAssignment,
  permissionsSchema,
  type Securable,
  securableItemsSchema,
  securablePageSchema,
  securableSchema,
} from "./schema.ts";

interface CallOptions {
  signal?: AbortSignal | undefined;
}

type Query = Record<string, string | number | boolean | undefined>;

/** As the address names them, with the field of a page that holds the items. */
const kinds = {
  catalogs: "catalogs",
  schemas: "schemas",
  volumes: "volumes",
  functions: "functions",
  "storage-credentials": "storage_credentials",
  "external-locations": "external_locations",
  connections: "connections",
  shares: "shares",
  recipients: "recipients",
  providers: "providers",
} as const;
export type SecurableKind = keyof typeof kinds;

export interface PrivilegeChange {
  principal: string;
  add?: string[];
  remove?: string[];
}

/** Things of Unity Catalog by kind and full name, and who may do what with them. */
export class SecurablesApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  list(kind: SecurableKind, query: Query, options: PageOptions = {}): Promise<Listing<Securable>> {
    return readPages(async (page_token) => {
      const page = await this.#http.json(
        {
          method: "GET",
          path: urlPath`/api/2.1/unity-catalog/${kind}`,
          query: { ...query, page_token },
          signal: options.signal,
        },
        securablePageSchema,
      );
      return {
        items: securableItemsSchema.parse(page[kinds[kind]]) ?? [],
        next: page.next_page_token,
      };
    }, options.limit);
  }

  get(kind: SecurableKind, name: string, options: CallOptions & { query?: Query } = {}): Promise<Securable> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.1/unity-catalog/${kind}/${name}`, ...options },
      securableSchema,
    );
  }

  create(kind: SecurableKind, value: Record<string, unknown>, options: CallOptions = {}): Promise<Securable> {
    return this.#http.json(
      {
        method: "POST",
        path: urlPath`/api/2.1/unity-catalog/${kind}`,
        body: { kind: "json", value },
        ...options,
      },
      securableSchema,
    );
  }

  update(
    kind: SecurableKind,
    name: string,
    value: Record<string, unknown>,
    options: CallOptions = {},
  ): Promise<Securable> {
    return this.#http.json(
      {
        method: "PATCH",
        path: urlPath`/api/2.1/unity-catalog/${kind}/${name}`,
        body: { kind: "json", value },
        ...options,
      },
      securableSchema,
    );
  }

  delete(kind: SecurableKind, name: string, options: CallOptions & { force?: boolean } = {}): Promise<void> {
    const { force, ...rest } = options;
    return this.#http.done({
      method: "DELETE",
      path: urlPath`/api/2.1/unity-catalog/${kind}/${name}`,
      ...(force ? { query: { force } } : {}),
      ...rest,
    });
  }

  permissions(
    type: string,
    name: string,
    options: PageOptions & { principal?: string | undefined; effective?: boolean } = {},
  ): Promise<Listing<PrivilegeAssignment>> {
    const path = options.effective
      ? urlPath`/api/2.1/unity-catalog/effective-permissions/${type}/${name}`
      : urlPath`/api/2.1/unity-catalog/permissions/${type}/${name}`;
    return this.#assignments(path, options.principal, options);
  }

  changePermissions(
    type: string,
    name: string,
    changes: PrivilegeChange[],
    options: CallOptions = {},
  ): Promise<PrivilegeAssignment[]> {
    return this.#change(urlPath`/api/2.1/unity-catalog/permissions/${type}/${name}`, changes, options);
  }

  /** Shares have an address of their own for rights. */
  changeSharePermissions(share: string, changes: PrivilegeChange[], options: CallOptions = {}) {
    return this.#change(urlPath`/api/2.1/unity-catalog/shares/${share}/permissions`, changes, options);
  }

  /** A call below a thing, e.g. `rotate-token` of a recipient; gives the answer as it is. */
  call(
    method: "GET" | "POST",
    path: UrlPath,
    options: CallOptions & { value?: unknown; query?: Query } = {},
  ): Promise<z.infer<typeof answerSchema>> {
    const { value, ...rest } = options;
    return this.#http.json(
      { method, path, ...(value === undefined ? {} : { body: { kind: "json", value } }), ...rest },
      answerSchema,
    );
  }

  remove(path: UrlPath, options: CallOptions = {}): Promise<void> {
    return this.#http.done({ method: "DELETE", path, ...options });
  }

  #assignments(
    path: UrlPath,
    principal: string | undefined,
    options: PageOptions,
  ): Promise<Listing<PrivilegeAssignment>> {
    return readPages(async (page_token) => {
      const page = await this.#http.json(
        { method: "GET", path, query: { principal, page_token }, signal: options.signal },
        permissionsSchema,
      );
      return { items: page.privilege_assignments ?? [], next: page.next_page_token };
    }, options.limit);
  }

  async #change(
    path: UrlPath,
    changes: PrivilegeChange[],
    options: CallOptions,
  ): Promise<PrivilegeAssignment[]> {
    const after = await this.#http.json(
      // The same change twice is the change once.
      { method: "PATCH", path, body: { kind: "json", value: { changes } }, idempotent: true, ...options },
      permissionsSchema,
    );
    return after.privilege_assignments ?? [];
  }
}
