import type { HttpClient } from "../http/http-client.ts";
import { urlPath } from "../http/url-path.ts";
import { type User, userSchema } from "./schema.ts";

export class ScimApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** Who the credentials belong to. */
  me(options: { signal?: AbortSignal } = {}): Promise<User> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.0/preview/scim/v2/Me`, ...options },
      userSchema,
    );
  }
}
