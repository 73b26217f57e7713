import { type LoggedEvent, toWire } from "@lakehand/protocol";

/** An SSE frame of a logged event, as the server writes it. */
export const frame = (logged: LoggedEvent) =>
  `id: ${logged.seq}\ndata: ${JSON.stringify(toWire(logged))}\n\n`;
export const DONE = "data: [DONE]\n\n";

export interface FakeConnection {
  /** `last_event_id` the client asked for. */
  after: number;
  send: (text: string | Uint8Array<ArrayBuffer>) => void;
  end: () => void;
  fail: () => void;
  signal: AbortSignal;
}

/** A fetch whose streams the test writes to: `connections` in the order they were opened. */
export function fakeStream(onOpen?: (connection: FakeConnection, n: number) => Response | undefined) {
  const connections: FakeConnection[] = [];
  const encoder = new TextEncoder();
  const fetch = async (_url: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start: (c) => {
        controller = c;
      },
    });
    const signal = init?.signal as AbortSignal;
    const after = (JSON.parse(String(init?.body)) as { last_event_id: number }).last_event_id;
    let open = true;
    const finish = (act: () => void) => {
      if (open) act();
      open = false;
    };
    const connection: FakeConnection = {
      after,
      signal,
      send: (text) => open && controller.enqueue(typeof text === "string" ? encoder.encode(text) : text),
      end: () => finish(() => controller.close()),
      fail: () => finish(() => controller.error(new Error("connection reset"))),
    };
    signal.addEventListener("abort", () =>
      finish(() => controller.error(new DOMException("aborted", "AbortError"))),
    );
    connections.push(connection);
    const refused = onOpen?.(connection, connections.length);
    return refused ?? new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  return { fetch, connections };
}

/** Waits until `test` holds; fails after a second. */
export async function until(test: () => boolean): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (test()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("did not happen in time");
}
