import type { RequestBody } from "../http/call.ts";
import type { Download, HttpClient } from "../http/http-client.ts";
import { urlPath } from "../http/url-path.ts";
import { type ImportRequest, type ObjectInfo, objectInfoSchema, objectListSchema } from "./schema.ts";

interface CallOptions {
  signal?: AbortSignal | undefined;
}

const largestJsonContent = 7 * 1024 * 1024;

function importForm(request: ImportRequest): FormData {
  const data = new FormData();
  data.set("path", request.path);
  data.set("format", request.format);
  if (request.language) data.set("language", request.language);
  data.set("overwrite", String(request.overwrite ?? false));
  data.set("content", new Blob([request.content]), request.path.split("/").at(-1) ?? "content");
  return data;
}

/** Notebooks, files and folders of the workspace tree. Paths are absolute. */
export class WorkspaceFilesApi {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** Makes a folder with its parents; an existing one is left as it is. */
  mkdirs(path: string, options: CallOptions = {}): Promise<void> {
    const body = { kind: "json", value: { path } } as const;
    return this.#http.done({
      method: "POST",
      path: urlPath`/api/2.0/workspace/mkdirs`,
      body,
      idempotent: true,
      ...options,
    });
  }

  /** Small contents travel as JSON; larger ones as a form, which has no 10 MB limit. */
  import(request: ImportRequest, options: CallOptions = {}): Promise<void> {
    const { content, overwrite = false, ...rest } = request;
    const body: RequestBody =
      content.byteLength <= largestJsonContent
        ? { kind: "json", value: { ...rest, overwrite, content: Buffer.from(content).toString("base64") } }
        : { kind: "form", form: () => importForm(request) };
    const path = urlPath`/api/2.0/workspace/import`;
    return this.#http.done({
      method: "POST",
      path,
      body,
      idempotent: overwrite,
      timeoutMs: 120_000,
      ...options,
    });
  }

  async list(path: string, options: CallOptions = {}): Promise<ObjectInfo[]> {
    const call = {
      method: "GET",
      path: urlPath`/api/2.0/workspace/list`,
      query: { path },
      ...options,
    } as const;
    return (await this.#http.json(call, objectListSchema)).objects ?? [];
  }

  status(path: string, options: CallOptions = {}): Promise<ObjectInfo> {
    return this.#http.json(
      { method: "GET", path: urlPath`/api/2.0/workspace/get-status`, query: { path }, ...options },
      objectInfoSchema,
    );
  }

  export(
    path: string,
    format: "SOURCE" | "AUTO" | "JUPYTER" = "SOURCE",
    options: CallOptions = {},
  ): Promise<Download> {
    const query = { path, format, direct_download: true };
    return this.#http.download({
      method: "GET",
      path: urlPath`/api/2.0/workspace/export`,
      query,
      ...options,
    });
  }

  delete(path: string, options: CallOptions & { recursive?: boolean } = {}): Promise<void> {
    const body = { kind: "json", value: { path, recursive: options.recursive ?? false } } as const;
    return this.#http.done({
      method: "POST",
      path: urlPath`/api/2.0/workspace/delete`,
      body,
      signal: options.signal,
    });
  }
}
