import { type LoggedEvent, type TransportEvent, toWire } from "@lakehand/protocol";

export interface StreamOptions {
  executionId: string;
  /** Batches of events after the client's cursor, ending when the run is over. */
  follow(afterSeq: number, signal: AbortSignal): AsyncGenerator<readonly LoggedEvent[]>;
  afterSeq: number;
  /** The client has gone. */
  signal: AbortSignal;
  /** Proxies cut long answers: after this the stream says where to go on and ends. */
  windowMs?: number;
  heartbeatMs?: number;
}

/**
 * The seed's event stream: `data: <json>` frames ended by `data: [DONE]`, with `id: <seq>` added so that a
 * reader can go on after the last event it saw. Pull-driven: nothing is read for a reader that does not read.
 */
export function streamProgress(options: StreamOptions): ReadableStream<Uint8Array> {
  const { windowMs = 50_000, heartbeatMs = 15_000 } = options;
  const encoder = new TextEncoder();
  const leave = new AbortController();
  const signal = AbortSignal.any([options.signal, leave.signal]);
  let cursor = options.afterSeq;
  let lastAt = Date.now() / 1000;
  let lastSent = Date.now();
  const deadline = Date.now() + windowMs;
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
        const wait = Math.max(0, Math.min(deadline - Date.now(), lastSent + heartbeatMs - Date.now()));
        const result = await within(pending, wait);
        if (result === undefined) {
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
          send(
            `: ping\n\n${frame({ type: "keepalive", elapsed_since_last_event: Math.round(Date.now() / 1000 - lastAt) })}`,
          );
          lastSent = Date.now();
          return;
        }
        pending = undefined;
        if (result.done) {
          if (!signal.aborted) send("data: [DONE]\n\n");
          return controller.close();
        }
        let text = "";
        for (const event of result.value) {
          const wire = toWire(event);
          text += `id: ${event.seq}\ndata: ${JSON.stringify(wire)}\n\n`;
          cursor = event.seq;
          lastAt = wire.timestamp;
        }
        send(text);
        lastSent = Date.now();
      },
      cancel() {
        leave.abort();
      },
    },
    { highWaterMark: 0 },
  );
}

/** The promise's value, or undefined after `ms`. The promise is left as it is, to be waited for again. */
function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
