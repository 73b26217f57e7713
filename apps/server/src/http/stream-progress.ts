import { type LoggedEvent, type TransportEvent, toWire } from "@lakehand/protocol";
import { HEARTBEAT_MS, WINDOW_MS, within } from "./sse.ts";

export interface StreamOptions {
  executionId: string;
  /** Batches of events after the client's cursor, ending when the run is over. */
  follow(afterSeq: number, signal: AbortSignal): AsyncGenerator<readonly LoggedEvent[]>;
  afterSeq: number;
  /** The client has gone. */
  signal: AbortSignal;
  /** The server is stopping: the stream says where to go on, and ends. */
  draining?: AbortSignal;
  /** Proxies cut long answers: after this the stream says where to go on and ends. */
  windowMs?: number;
  heartbeatMs?: number;
}

const DRAIN_MS = 4000;

/**
 * The seed's event stream: `data: <json>` frames ended by `data: [DONE]`, with `id: <seq>` added so that a
 * reader can go on after the last event it saw. Pull-driven: nothing is read for a reader that does not read.
 */
export function streamProgress(options: StreamOptions): ReadableStream<Uint8Array> {
  const { windowMs = WINDOW_MS, heartbeatMs = HEARTBEAT_MS, draining } = options;
  const leave = new AbortController();
  const signal = AbortSignal.any([options.signal, leave.signal]);
  let cursor = options.afterSeq;
  let lastAt = Date.now() / 1000;
  let lastSent = Date.now();
  let deadline = Date.now() + windowMs;
  let wake: () => void = () => {};
  const drain = () => {
    // A little longer, for the ends of the runs that the stopping server writes.
    deadline = Math.min(deadline, Date.now() + DRAIN_MS);
    wake();
  };
  if (draining?.aborted) drain();
  else draining?.addEventListener("abort", drain, { once: true, signal: leave.signal });
  const events = options.follow(cursor, signal);
  let pending: Promise<IteratorResult<readonly LoggedEvent[]>> | undefined;
  const frame = (event: TransportEvent) => `data: ${JSON.stringify(event)}\n\n`;

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode("retry: 1000\n\n"));
      },
      async pull(controller) {
        const send = (text: string) => controller.enqueue(encoder.encode(text));
        pending ??= events.next();
        let result: IteratorResult<readonly LoggedEvent[]> | undefined;
        while (result === undefined) {
          const beat = lastSent + heartbeatMs;
          const woken = new Promise<undefined>((resolve) => {
            wake = () => resolve(undefined);
          });
          const wait = Math.max(0, Math.min(deadline, beat) - Date.now());
          result = await within(Promise.race([pending, woken]), wait);
          if (result) break;
          if (signal.aborted) return controller.close();
          if (Date.now() >= deadline) {
            send(
              frame({
                type: "stream.reconnect",
                execution_id: options.executionId,
                last_event_id: cursor,
                last_timestamp: lastAt,
                message: "Go on reading after last_event_id.",
              }),
            );
            leave.abort();
            return controller.close();
          }
          if (Date.now() < beat) continue;
          send(
            `: ping\n\n${frame({ type: "keepalive", elapsed_since_last_event: Math.round(Date.now() / 1000 - lastAt) })}`,
          );
          lastSent = Date.now();
          return;
        }
        pending = undefined;
        if (result.done) {
          if (!signal.aborted) send("data: [DONE]\n\n");
          leave.abort();
          return controller.close();
        }
        const { value: batch } = result;
        const last = batch.at(-1);
        if (last) {
          cursor = last.seq;
          lastAt = Date.parse(last.at) / 1000;
        }
        controller.enqueue(framesOf(batch));
        lastSent = Date.now();
      },
      cancel() {
        leave.abort();
      },
    },
    { highWaterMark: 0 },
  );
}

const encoder = new TextEncoder();
const encoded = new WeakMap<LoggedEvent, Uint8Array>();

const frameText = (event: LoggedEvent) => `id: ${event.seq}\ndata: ${JSON.stringify(toWire(event))}\n\n`;

/** Events as they go over the wire. Live ones come singly to many readers, so theirs is made once for all. */
function framesOf(batch: readonly LoggedEvent[]): Uint8Array {
  const [only] = batch;
  if (!only || batch.length > 1) return encoder.encode(batch.map(frameText).join(""));
  let frame = encoded.get(only);
  if (!frame) {
    frame = encoder.encode(frameText(only));
    encoded.set(only, frame);
  }
  return frame;
}
