import type { UserEvent } from "@lakehand/protocol";
import type { UserFeed } from "../runs/user-feed.ts";
import { HEARTBEAT_MS, WINDOW_MS, within } from "./sse.ts";

export interface UserEventsOptions {
  feed: UserFeed;
  snapshot(): Promise<UserEvent>;
  /** The client has gone. */
  signal: AbortSignal;
  /** The server is stopping. */
  draining: AbortSignal;
  close(): void;
  windowMs?: number;
  heartbeatMs?: number;
}

const RETRY_MS = 1000;

/** `data: <json>` frames of a person's conversations. Pull-driven, so a slow client costs one event per conversation. */
export function userEvents(options: UserEventsOptions): ReadableStream<Uint8Array> {
  const { feed, windowMs = WINDOW_MS, heartbeatMs = HEARTBEAT_MS } = options;
  const encoder = new TextEncoder();
  const leave = new AbortController();
  const gone = AbortSignal.any([options.signal, leave.signal]);
  const wake = AbortSignal.any([gone, options.draining]);
  const deadline = Date.now() + windowMs;
  let lastSent = Date.now();
  let waiting: Promise<boolean> | undefined;
  gone.addEventListener("abort", options.close, { once: true });

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
      },
      async pull(controller) {
        const send = (text: string) => {
          controller.enqueue(encoder.encode(text));
          lastSent = Date.now();
        };
        const frame = (event: UserEvent) => `data: ${JSON.stringify(event)}\n\n`;
        const end = () => {
          leave.abort();
          controller.close();
        };
        for (;;) {
          if (gone.aborted) return end();
          if (options.draining.aborted) {
            send(frame({ type: "server.draining", retry_ms: RETRY_MS }));
            return end();
          }
          // A database that is away is asked again at the next beat.
          const events = await feed.take(options.snapshot).catch(() => undefined);
          if (events && events.length > 0) return send(events.map(frame).join(""));
          if (Date.now() >= deadline) return end();
          const beat = Math.max(0, Math.min(deadline, lastSent + heartbeatMs) - Date.now());
          waiting ??= events ? feed.wait(wake).then(() => true) : pause(RETRY_MS, wake).then(() => true);
          if (await within(waiting, beat)) waiting = undefined;
          else if (Date.now() < deadline) return send(": ping\n\n");
        }
      },
      cancel() {
        leave.abort();
      },
    },
    { highWaterMark: 0 },
  );
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
