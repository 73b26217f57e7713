import type { HttpClient } from "../http/http-client.ts";
import { urlPath } from "../http/url-path.ts";
import { fetchExternalLink } from "./external-link.ts";
import {
  type Chunk,
  chunkSchema,
  type ExecuteStatementRequest,
  type ExternalLink,
  type Statement,
  statementSchema,
} from "./schema.ts";

interface CallOptions {
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}

export class StatementsApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** Submits a statement. Not sent twice when it is unclear whether it arrived. */
  execute(request: ExecuteStatementRequest, options: CallOptions = {}): Promise<Statement> {
    return this.#http.json(
      {
        method: "POST",
        path: urlPath`/api/2.0/sql/statements`,
        body: { kind: "json", value: request },
        ...options,
      },
      statementSchema,
    );
  }

  get(statementId: string, options: CallOptions = {}): Promise<Statement> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.0/sql/statements/${statementId}`, ...options },
      statementSchema,
    );
  }

  /** Asks for the end of a statement; a finished one is left as it is. */
  cancel(statementId: string, options: CallOptions = {}): Promise<void> {
    const path = urlPath`/api/2.0/sql/statements/${statementId}/cancel`;
    return this.#http.done({ method: "POST", path, idempotent: true, ...options });
  }

  chunk(statementId: string, index: number, options: CallOptions = {}): Promise<Chunk> {
    const path = urlPath`/api/2.0/sql/statements/${statementId}/result/chunks/${index}`;
    return this.#http.json({ method: "GET", path, ...options }, chunkSchema);
  }

  /** Rows behind a presigned link (JSON_ARRAY). The workspace's credentials are not sent there. */
  externalRows(link: ExternalLink, options: CallOptions = {}): Promise<(string | null)[][]> {
    return fetchExternalLink(this.#http.host, link, options);
  }
}
