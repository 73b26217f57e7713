import { LakehandError, type UserEvent, userEventSchema } from "@lakehand/protocol";
import { createParser } from "eventsource-parser";
import { errorFromResponse, networkError } from "../api/errors.ts";
import { wait } from "../lib/wait.ts";
import { defaultBackoff } from "../stream/tail.ts";

export interface UserStreamOptions {
  onEvent: (event: UserEvent) => void;
  signal: AbortSignal;
  fetch?: typeof fetch;
  /** Silence after which the line is taken for dead. The server sends a heartbeat every 10–15 s. */
  silenceMs?: number;
  backoffMs?: (attempt: number) => number;
}

/**
 * Follows GET /api/events until aborted, over as many connections as it takes. Each connection begins with a
 * snapshot, so nothing needs to be remembered between them. Never rejects.
 */
export async function followUserEvents(options: UserStreamOptions): Promise<void> {
  const { signal, backoffMs = defaultBackoff } = options;
  let failures = 0;
  while (!signal.aborted) {
    const since = Date.now();
    let pause: number;
    try {
      const retry = await readOnce(options);
      // An end in order, e.g. the limit of a proxy, is no failure; but never ask in a tight loop.
      failures = Date.now() - since > 1000 ? 0 : failures + 1;
      pause = retry ?? (failures > 0 ? backoffMs(failures) : 0);
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      // What the server refuses for good may be allowed after an update of it: asked again, but seldom.
      const refused = LakehandError.isInstance(error) && !error.retryable && error.status < 500;
      pause = refused ? 60_000 : backoffMs(failures);
    }
    await wait(pause, signal);
  }
}

/** One connection, to its end. Gives the pause the server asked for, if it did. */
async function readOnce(options: UserStreamOptions): Promise<number | undefined> {
  const { signal, silenceMs = 45_000, onEvent } = options;
  const line = new AbortController();
  const abort = () => line.abort();
  signal.addEventListener("abort", abort, { once: true });
  let watchdog = setTimeout(abort, silenceMs);
  let retry: number | undefined;
  try {
    const response = await (options.fetch ?? fetch)("/api/events", {
      headers: { accept: "text/event-stream" },
      signal: line.signal,
    });
    if (!response.ok) throw await errorFromResponse(response);
    if (!response.body) throw networkError(undefined);
    const parser = createParser({
      onEvent: ({ data }) => {
        const event = readUserEvent(data);
        if (!event) return;
        if (event.type === "server.draining") retry = event.retry_ms;
        onEvent(event);
      },
    });
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    try {
      while (retry === undefined) {
        const { done, value } = await reader.read();
        if (done) return undefined;
        clearTimeout(watchdog);
        watchdog = setTimeout(abort, silenceMs);
        parser.feed(decoder.decode(value, { stream: true }));
      }
      return retry;
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener("abort", abort);
    line.abort();
  }
}

/** A frame's meaning; a frame of a type that this page does not know has none. */
export function readUserEvent(data: string): UserEvent | undefined {
  try {
    const parsed = userEventSchema.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
