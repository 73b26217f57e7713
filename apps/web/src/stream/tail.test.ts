import { LakehandError, type LoggedEvent, reduceAll } from "@lakehand/protocol";
import { describe, expect, it } from "vitest";
import { log } from "../test/log.ts";
import { sampleRun } from "../test/sample-run.ts";
import { DONE, type FakeConnection, fakeStream, frame, until } from "../test/sse.ts";
import { defaultBackoff, tailExecution } from "./tail.ts";

const events = log(sampleRun);
const reconnect = (last: number) =>
  `data: ${JSON.stringify({ type: "stream.reconnect", execution_id: "e", last_event_id: last, last_timestamp: 0, message: "" })}\n\n`;

function start(
  onOpen: (c: FakeConnection, n: number) => unknown,
  more: { after?: number; silenceMs?: number } = {},
) {
  const { fetch, connections } = fakeStream((c, n) => {
    const answer = onOpen(c, n);
    return answer instanceof Response ? answer : undefined;
  });
  const got: LoggedEvent[] = [];
  const states: string[] = [];
  const stop = new AbortController();
  const ended = tailExecution({
    executionId: "e",
    after: 0,
    onEvents: (batch) => got.push(...batch),
    onConnection: (state) => states.push(state),
    signal: stop.signal,
    fetch,
    backoffMs: () => 1,
    ...more,
  });
  return { ended, got, states, stop, connections };
}
const seqs = (got: LoggedEvent[]) => got.map((e) => e.seq);
const all = events.map((e) => e.seq);

describe("tailExecution", () => {
  it("reads a run to its end over one connection", async () => {
    const run = start((c) => {
      for (const event of events) c.send(frame(event));
      c.send(DONE);
    });
    await run.ended;
    expect(seqs(run.got)).toEqual(all);
    expect(run.states).toEqual(["connecting", "live"]);
  });

  it("starts after the seq it is given", async () => {
    const run = start((c) => c.send(DONE), { after: 7 });
    await run.ended;
    expect(run.connections[0]?.after).toBe(7);
  });

  it("goes on where it was when the line drops, resets or is handed over", async () => {
    const run = start((c, n) => {
      const from = c.after;
      for (const event of events.slice(from, from + 9)) c.send(frame(event));
      if (from + 9 >= events.length) c.send(DONE);
      else if (n % 3 === 0) c.send(reconnect(from + 9));
      else if (n % 3 === 1) setTimeout(c.end, 1);
      else setTimeout(c.fail, 1);
    });
    await run.ended;
    expect(run.connections.length).toBeGreaterThan(4);
    expect(reduceAll("e", run.got)).toEqual(reduceAll("e", events));
    expect(seqs(run.got)).toEqual(all);
  });

  it("shows the same run when a server sends an overlap again", async () => {
    const run = start((c) => {
      const from = Math.max(0, c.after - 5);
      for (const event of events.slice(from, from + 12)) c.send(frame(event));
      if (from + 12 >= events.length) c.send(DONE);
      else setTimeout(c.end, 1);
    });
    await run.ended;
    expect(run.got.length).toBeGreaterThan(events.length);
    expect(reduceAll("e", run.got)).toEqual(reduceAll("e", events));
  });

  it("takes frames that are cut anywhere", async () => {
    const bytes = new TextEncoder().encode(events.map(frame).join("") + DONE);
    const run = start((c) => {
      for (let i = 0; i < bytes.length; i += 97) c.send(bytes.slice(i, i + 97));
    });
    await run.ended;
    expect(run.got).toEqual(events);
  });

  it("tries again after a failing server and says so", async () => {
    const run = start((c, n) => {
      if (n < 3) return new Response("{}", { status: 502 });
      c.send(DONE);
    });
    await run.ended;
    expect(run.states).toEqual(["connecting", "reconnecting", "reconnecting", "live"]);
  });

  it("drops a silent line and opens another", async () => {
    const run = start((c, n) => void (n === 2 && c.send(DONE)), { silenceMs: 20 });
    await run.ended;
    expect(run.connections).toHaveLength(2);
    expect(run.connections[0]?.signal.aborted).toBe(true);
  });

  it("takes a heartbeat comment for a sign of life", async () => {
    const run = start(
      (c) => {
        let beats = 0;
        const timer = setInterval(() => {
          c.send(": ping\n\n");
          if (++beats === 8) {
            clearInterval(timer);
            c.send(DONE);
          }
        }, 10);
      },
      { silenceMs: 40 },
    );
    await run.ended;
    expect(run.connections).toHaveLength(1);
  });

  it("skips events of an unknown type but keeps its place", async () => {
    const run = start((c, n) => {
      if (n === 1) {
        c.send(`id: 41\ndata: {"type":"holo.projected","seq":41,"at":"2026-11-24T09:00:00Z"}\n\n`);
        setTimeout(c.end, 1);
      } else c.send(DONE);
    });
    await run.ended;
    expect(run.got).toEqual([]);
    expect(run.connections[1]?.after).toBe(41);
  });

  it("gives up on an answer that will not change", async () => {
    const body = JSON.stringify({
      detail: "There is no such run.",
      code: "EXECUTION_NOT_FOUND",
      next: "Reload the page.",
    });
    const run = start(
      () => new Response(body, { status: 404, headers: { "content-type": "application/json" } }),
    );
    const error = await run.ended.catch((e: unknown) => e);
    expect(LakehandError.isInstance(error) && [error.code, error.message, error.next]).toEqual([
      "EXECUTION_NOT_FOUND",
      "There is no such run.",
      "Reload the page.",
    ]);
    expect(run.connections).toHaveLength(1);
  });

  it("stops when told to", async () => {
    const run = start((c) => c.send(frame(events[0]!)));
    await until(() => run.got.length === 1);
    run.stop.abort();
    await run.ended;
    expect(run.connections[0]?.signal.aborted).toBe(true);
  });
});

describe("defaultBackoff", () => {
  it("stays below a second while a server starts again, then backs off, and spreads clients", () => {
    expect([1, 2, 3, 9].map((n) => defaultBackoff(n, () => 1))).toEqual([200, 400, 800, 800]);
    expect(defaultBackoff(3, () => 0)).toBe(400);
    expect(defaultBackoff(500, () => 1)).toBe(5000);
  });
});
