import type { UserEvent } from "@lakehand/protocol";
import { afterEach, describe, expect, it } from "vitest";
import { until } from "../test/sse.ts";
import { status } from "../test/status.ts";
import { followUserEvents } from "./user-stream.ts";

interface Line {
  send: (text: string) => void;
  end: () => void;
  fail: () => void;
}

/** GET /api/events whose answers the test writes: `lines` in the order they were opened. */
function fakeEvents(refuse: (n: number) => Response | undefined = () => undefined) {
  const lines: Line[] = [];
  const encoder = new TextEncoder();
  const fetch = async (_url: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start: (c) => {
        controller = c;
      },
    });
    const safely = (act: () => void) => {
      try {
        act();
      } catch {
        // Closed already.
      }
    };
    init?.signal?.addEventListener("abort", () =>
      safely(() => controller.error(new DOMException("aborted", "AbortError"))),
    );
    lines.push({
      send: (text) => safely(() => controller.enqueue(encoder.encode(text))),
      end: () => safely(() => controller.close()),
      fail: () => safely(() => controller.error(new Error("reset"))),
    });
    return refuse(lines.length) ?? new Response(body);
  };
  return { fetch, lines };
}

const frame = (event: UserEvent) => `data: ${JSON.stringify(event)}\n\n`;
const snapshot: UserEvent = { type: "snapshot", conversations: [status("a")] };
let stop: AbortController;

function follow(options: { refuse?: (n: number) => Response | undefined; silenceMs?: number } = {}) {
  stop = new AbortController();
  const events: UserEvent[] = [];
  const fake = fakeEvents(options.refuse);
  const done = followUserEvents({
    onEvent: (event) => events.push(event),
    signal: stop.signal,
    fetch: fake.fetch,
    backoffMs: () => 1,
    ...(options.silenceMs ? { silenceMs: options.silenceMs } : {}),
  });
  return { events, done, lines: fake.lines };
}

afterEach(() => stop.abort());

describe("followUserEvents", () => {
  it("hands on frames, leaves out what it does not know, and reads pieces as they come", async () => {
    const { events, lines } = follow();
    await until(() => lines.length === 1);
    const text = `${frame(snapshot)}: heartbeat\n\ndata: {"type":"from.the.future"}\n\ndata: no json\n\n`;
    lines[0]?.send(text.slice(0, 40));
    lines[0]?.send(text.slice(40));
    await until(() => events.length === 1);
    expect(events).toEqual([snapshot]);
  });

  it("connects again after a lost line, an error and an end", async () => {
    const { events, lines } = follow({
      refuse: (n) => (n === 2 ? new Response("{}", { status: 503 }) : undefined),
    });
    await until(() => lines.length === 1);
    lines[0]?.fail();
    await until(() => lines.length === 3);
    lines[2]?.send(frame(snapshot));
    lines[2]?.end();
    await until(() => lines.length === 4);
    lines[3]?.send(frame(snapshot));
    await until(() => events.length === 2);
  });

  it("goes when the server drains and comes back after the pause it was told", async () => {
    const { events, lines } = follow();
    await until(() => lines.length === 1);
    const since = Date.now();
    lines[0]?.send(frame({ type: "server.draining", retry_ms: 60 }));
    await until(() => lines.length === 2);
    expect(Date.now() - since).toBeGreaterThanOrEqual(55);
    expect(events.map((e) => e.type)).toEqual(["server.draining"]);
  });

  it("takes a silent line for dead", async () => {
    const { lines } = follow({ silenceMs: 30 });
    await until(() => lines.length === 2);
  });

  it("ends when it is told to, and asks no more", async () => {
    const { done, lines } = follow();
    await until(() => lines.length === 1);
    stop.abort();
    await done;
    expect(lines).toHaveLength(1);
  });
});
