import type { Context } from "hono";

export const SSE_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  connection: "keep-alive",
  "x-accel-buffering": "no",
};

/** Proxies cut long answers: after this a stream ends, and its reader comes back. */
export const WINDOW_MS = 50_000;
export const HEARTBEAT_MS = 15_000;

export const sse = (c: Context, stream: ReadableStream<Uint8Array>) => c.body(stream, 200, SSE_HEADERS);

/** The promise's value, or undefined after `ms`. The promise is left as it is, to be waited for again. */
export function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
