import type { UrlPath } from "./url-path.ts";

export type RequestBody =
  | { kind: "json"; value: unknown }
  | { kind: "form"; form: () => FormData }
  | { kind: "bytes"; bytes: Uint8Array<ArrayBuffer> }
  /** `open` is asked again for each attempt. `length` in bytes is sent as Content-Length. */
  | { kind: "stream"; open: () => ReadableStream<Uint8Array>; length: number };

/** One request to the workspace, before authentication. */
export interface Call {
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: UrlPath;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  body?: RequestBody;
  signal?: AbortSignal | undefined;
  /** Limit for the whole call with its retries, until the answer's head (streams) or end (JSON). */
  timeoutMs?: number;
  /** When the limit is reached, as `Date.now()`; set by the time-out policy. */
  endsAt?: number;
  /** May be sent again after a failure that leaves open whether it arrived. Default: all but POST and PATCH. */
  idempotent?: boolean;
}

export type Send = <T>(call: Call, read: (response: Response) => Promise<T>) => Promise<T>;
export type Policy = (next: Send) => Send;

/** The first policy is the outermost. */
export function pipeline(policies: readonly Policy[], send: Send): Send {
  return policies.reduceRight<Send>((next, policy) => policy(next), send);
}
