import { fromWire, type LoggedEvent, type TransportEvent, transportEventSchema } from "@lakehand/protocol";
import { createParser } from "eventsource-parser";

export type Frame =
  | { kind: "event"; event: LoggedEvent }
  | { kind: "transport"; event: TransportEvent }
  /** Bytes that keep the line open, or an event this page does not know. `seq` when it has one. */
  | { kind: "other"; seq?: number }
  | { kind: "done" };

/** The meaning of one SSE message. Never throws: an unknown or broken one is `other`. */
export function readFrame(data: string, id?: string): Frame {
  if (data === "[DONE]") return { kind: "done" };
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return { kind: "other" };
  }
  const event = fromWire(value);
  if (event) return { kind: "event", event };
  const transport = transportEventSchema.safeParse(value);
  if (transport.success) return { kind: "transport", event: transport.data };
  const seq = Number(id);
  return id && Number.isInteger(seq) ? { kind: "other", seq } : { kind: "other" };
}

/** Frames of an SSE body as they arrive; comments come as `other`, since they too prove that the line lives. */
export async function* readFrames(body: ReadableStream<Uint8Array>): AsyncGenerator<Frame[]> {
  let ready: Frame[] = [];
  const parser = createParser({
    onEvent: (message) => ready.push(readFrame(message.data, message.id)),
    onComment: () => ready.push({ kind: "other" }),
  });
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      if (ready.length === 0) continue;
      yield ready;
      ready = [];
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
