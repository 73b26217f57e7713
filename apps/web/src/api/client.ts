import { LakehandError } from "@lakehand/protocol";
import type { z } from "zod";
import { errorFromResponse, networkError } from "./errors.ts";

/** A URL path with every value encoded: ``path`/api/projects/${id}` ``. */
export function path(parts: TemplateStringsArray, ...values: string[]): string {
  return parts.reduce(
    (url, part, i) => url + part + (i < values.length ? encodeURIComponent(values[i]!) : ""),
    "",
  );
}

export interface RequestOptions {
  method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/** One JSON call, checked against `schema`. Throws a LakehandError; an abort is thrown as it is. */
export async function request<T extends z.ZodType>(
  url: string,
  schema: T,
  options: RequestOptions = {},
): Promise<z.output<T>> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: options.method ?? "GET",
      headers: {
        accept: "application/json",
        ...(options.body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw networkError(cause);
  }
  if (!response.ok) throw await errorFromResponse(response);
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) {
    throw new LakehandError({
      code: "UNEXPECTED_ANSWER",
      message: "The server's answer has a shape this page does not know.",
      next: "Reload the page; if it stays, page and server are of different versions.",
      cause: parsed.error,
    });
  }
  return parsed.data;
}
