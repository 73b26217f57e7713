import { setTimeout as sleep } from "node:timers/promises";
import type { Frame } from "../wire/encode.ts";

export interface StreamOptions {
  /** Milliseconds between two deltas. */
  paceMs: number;
  /** Called after the first delta to break the connection; the stream ends there in any case. */
  cut?: (() => void) | undefined;
}

/** Frames as server-sent events. Ends early and quietly when the reader goes away. */
export function streamFrames(
  frames: Iterable<Frame>,
  { paceMs, cut }: StreamOptions,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const gone = new AbortController();
  const iterator = frames[Symbol.iterator]();
  let breakNow = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (breakNow) {
          // What was written before must be on its way, else the reader sees no stream at all.
          await sleep(20);
          cut?.();
          return controller.close();
        }
        for (;;) {
          const next = iterator.next();
          if (next.done) return controller.close();
          if ("wait" in next.value) {
            await sleep(next.value.wait, undefined, { signal: gone.signal }).catch(() => undefined);
            if (gone.signal.aborted) return;
            continue;
          }
          const { event, data } = next.value;
          const isDelta = event === "content_block_delta";
          if (isDelta && paceMs > 0)
            await sleep(paceMs, undefined, { signal: gone.signal }).catch(() => undefined);
          if (gone.signal.aborted) return;
          controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
          breakNow = cut !== undefined && isDelta;
          return;
        }
      },
      cancel() {
        gone.abort();
      },
    },
    { highWaterMark: 0 },
  );
}
