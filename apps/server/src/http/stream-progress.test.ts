import type { LoggedEvent } from "@lakehand/protocol";
import { describe, expect, it } from "vitest";
import { Channel } from "../runs/channel.ts";
import { follow, sourceOf } from "../runs/follow.ts";
import { streamProgress } from "./stream-progress.ts";

const event = (seq: number): LoggedEvent => ({
  seq,
  at: "2026-01-01T00:00:00.000Z",
  event: { type: "text_delta", block_id: "b", text: `t${seq}` },
});

function stream(
  channel: Channel | undefined,
  log: LoggedEvent[],
  afterSeq = 0,
  extra: { windowMs?: number; heartbeatMs?: number; signal?: AbortSignal } = {},
) {
  return new Response(
    streamProgress({
      executionId: "e",
      afterSeq,
      signal: new AbortController().signal,
      follow: (after, signal) =>
        follow(sourceOf(channel), async (seq) => log.filter((e) => e.seq > seq), after, signal),
      ...extra,
    }),
  ).text();
}

describe("streamProgress", () => {
  it("sends what is after the cursor with ids and ends with [DONE]", async () => {
    const text = await stream(undefined, [event(1), event(2), event(3)], 1);
    expect(text).toBe(
      'retry: 1000\n\nid: 2\ndata: {"type":"text_delta","block_id":"b","text":"t2","seq":2,"at":"2026-01-01T00:00:00.000Z","timestamp":1767225600}\n\n' +
        'id: 3\ndata: {"type":"text_delta","block_id":"b","text":"t3","seq":3,"at":"2026-01-01T00:00:00.000Z","timestamp":1767225600}\n\ndata: [DONE]\n\n',
    );
  });

  it("says where to go on when its window is over, without [DONE]", async () => {
    const channel = new Channel(1);
    const text = await stream(channel, [event(1)], 0, { windowMs: 20 });
    expect(text).toContain(
      '"type":"stream.reconnect","execution_id":"e","last_event_id":1,"last_timestamp":1767225600',
    );
    expect(text).not.toContain("[DONE]");
  });

  it("keeps a silent stream alive", async () => {
    const channel = new Channel(0);
    setTimeout(() => channel.close("over"), 60);
    const text = await stream(channel, [], 0, { heartbeatMs: 15 });
    expect(text).toMatch(/: ping\n\ndata: \{"type":"keepalive"/);
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
  });

  it("joined over any cut of the connection equals the log", async () => {
    const log = Array.from({ length: 30 }, (_, i) => event(i + 1));
    for (let cut = 0; cut <= 30; cut++) {
      const ids = [...(await stream(undefined, log, cut)).matchAll(/^id: (\d+)$/gm)].map((m) => Number(m[1]));
      expect(ids).toEqual(log.slice(cut).map((e) => e.seq));
    }
  });
});
