import type { RequestBody } from "../http/call.ts";
import type { Download, HttpClient } from "../http/http-client.ts";
import { slashPath } from "../http/url-path.ts";
import { type Listing, type PageOptions, readPages } from "../paging.ts";
import { type DirectoryEntry, directoryListSchema } from "./schema.ts";

interface CallOptions {
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}

export interface FileInfo {
  size: number | undefined;
  contentType: string | undefined;
  /** ISO 8601; the raw header value when it is no date. */
  lastModified: string | undefined;
}

/** An HTTP date as ISO 8601; what is no date is kept as it is. */
export function isoDate(header: string | null): string | undefined {
  if (header === null) return undefined;
  const at = Date.parse(header);
  return Number.isNaN(at) ? header : new Date(at).toISOString();
}

/** Files in Unity Catalog volumes (Files API). Paths are absolute: `/Volumes/catalog/schema/volume/…`. */
export class FilesApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** Streams `body` into the file. Up to 5 GiB. */
  upload(
    path: string,
    body: Extract<RequestBody, { kind: "stream" | "bytes" }>,
    options: CallOptions & { overwrite?: boolean } = {},
  ): Promise<void> {
    const { overwrite, ...rest } = options;
    return this.#http.done({
      method: "PUT",
      path: slashPath("/api/2.0/fs/files", path),
      query: { overwrite: overwrite ?? false },
      body,
      timeoutMs: 3_600_000,
      ...rest,
    });
  }

  download(path: string, options: CallOptions = {}): Promise<Download> {
    return this.#http.download({ method: "GET", path: slashPath("/api/2.0/fs/files", path), ...options });
  }

  async info(path: string, options: CallOptions = {}): Promise<FileInfo> {
    const headers = await this.#http.head({
      method: "HEAD",
      path: slashPath("/api/2.0/fs/files", path),
      ...options,
    });
    const length = headers.get("content-length");
    return {
      size: length === null ? undefined : Number(length),
      contentType: headers.get("content-type") ?? undefined,
      lastModified: isoDate(headers.get("last-modified")),
    };
  }

  delete(path: string, options: CallOptions = {}): Promise<void> {
    return this.#http.done({ method: "DELETE", path: slashPath("/api/2.0/fs/files", path), ...options });
  }

  list(path: string, options: PageOptions = {}): Promise<Listing<DirectoryEntry>> {
    return readPages(async (page_token) => {
      const call = {
        method: "GET",
        path: slashPath("/api/2.0/fs/directories", path),
        query: { page_token },
        signal: options.signal,
      } as const;
      const page = await this.#http.json(call, directoryListSchema);
      return { items: page.contents ?? [], next: page.next_page_token };
    }, options.limit);
  }

  /** Makes a folder with its parents. */
  mkdir(path: string, options: CallOptions = {}): Promise<void> {
    return this.#http.done({ method: "PUT", path: slashPath("/api/2.0/fs/directories", path), ...options });
  }

  /** The folder must be empty. */
  rmdir(path: string, options: CallOptions = {}): Promise<void> {
    return this.#http.done({
      method: "DELETE",
      path: slashPath("/api/2.0/fs/directories", path),
      ...options,
    });
  }
}
