import { reduceAll, toWire } from "@lakehand/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { log } from "../test/log.ts";
import { failedRun, sampleRun } from "../test/sample-run.ts";
import { DONE, type FakeConnection, fakeStream, frame, until } from "../test/sse.ts";
import { isRunning, noticeRun, openConversation } from "./session.ts";
import { useStreamStore } from "./store.ts";

const events = log(sampleRun);
const row = (id: string, part: typeof events, status: string, created_at = "2026-11-24T09:00:00Z") => ({
  id,
  status,
  events: part.map(toWire),
  error: null,
  created_at,
  updated_at: created_at,
});
const state = () => useStreamStore.getState().conversations.c;
let history: unknown;

function open(onOpen: (c: FakeConnection, n: number) => void = () => undefined) {
  const stream = fakeStream((c, n) => {
    onOpen(c, n);
    return undefined;
  });
  const onFinished = vi.fn();
  const session = openConversation({
    projectId: "p",
    conversationId: "c",
    onFinished,
    schedule: (run) => queueMicrotask(run),
    tail: { fetch: stream.fetch, backoffMs: () => 1 },
  });
  return { session, onFinished, ...stream };
}

beforeEach(() => {
  useStreamStore.setState({ conversations: {} });
  vi.stubGlobal(
    "fetch",
    async () => new Response(JSON.stringify(history), { headers: { "content-type": "application/json" } }),
  );
});
afterEach(() => vi.unstubAllGlobals());

describe("openConversation", () => {
  it("shows the history of a finished conversation, oldest first, and follows nothing", async () => {
    history = {
      active: null,
      recent: [],
      all: [row("e1", events, "completed"), row("e2", log(failedRun), "error", "2026-11-24T10:00:00Z")],
    };
    const { session, connections } = open();
    await session.load();
    expect(state()?.phase).toBe("ready");
    expect(state()?.executions.map((e) => [e.executionId, e.status])).toEqual([
      ["e1", "completed"],
      ["e2", "error"],
    ]);
    expect(connections).toHaveLength(0);
  });

  it("goes on with a running execution from the last event it knows", async () => {
    const active = row("e1", events.slice(0, 20), "running");
    history = { active, recent: [active], all: [active] };
    const { session, connections, onFinished } = open((c) => {
      for (const event of events.slice(c.after)) c.send(frame(event));
      c.send(DONE);
    });
    await session.load();
    expect(isRunning(state())).toBe(true);
    await until(() => !isRunning(state()));
    expect(connections[0]?.after).toBe(20);
    expect(state()?.executions[0]).toEqual(reduceAll("e1", events));
    expect(onFinished).toHaveBeenCalledOnce();
  });

  it("reads the log from its start when the history came without events", async () => {
    const active = row("e1", [], "queued");
    history = { active, recent: [active], all: [active] };
    const { session } = open((c) => {
      for (const event of events.slice(c.after)) c.send(frame(event));
      c.send(DONE);
    });
    await session.load();
    await until(() => state()?.executions[0]?.status === "completed");
    expect(state()?.executions[0]).toEqual(reduceAll("e1", events));
  });

  it("shows a sent message at once and drops the stand-in when its event is here", async () => {
    history = { active: null, recent: [], all: [] };
    const { session, connections } = open();
    await session.load();
    session.started("e1", "hello");
    expect(state()?.pending).toEqual({ executionId: "e1", text: "hello" });
    expect(isRunning(state())).toBe(true);
    connections[0]?.send(frame(events[0]!));
    connections[0]?.send(frame(events[1]!));
    await until(() => state()?.pending === undefined);
    expect(state()?.executions[0]?.blocks[0]?.kind).toBe("user");
  });

  it("does not double what it already has when a conversation is opened again", async () => {
    const active = row("e1", events.slice(0, 10), "running");
    history = { active, recent: [active], all: [active] };
    const first = open((c) => {
      for (const event of events.slice(0, 30)) c.send(frame(event));
    });
    await first.session.load();
    await until(() => state()?.executions[0]?.lastSeq === 30);
    first.session.close();
    expect(state()?.activeId).toBeUndefined();
    const second = open((c) => {
      for (const event of events.slice(c.after)) c.send(frame(event));
      c.send(DONE);
    });
    await second.session.load();
    await until(() => state()?.executions[0]?.status === "completed");
    expect(second.connections[0]?.after).toBe(30);
    expect(state()?.executions).toHaveLength(1);
    expect(state()?.executions[0]).toEqual(reduceAll("e1", events));
  });

  it("goes on with the run that the queue began after the first", async () => {
    const first = row("e1", events.slice(0, 20), "running");
    history = { active: first, recent: [first], all: [first] };
    let opens = 0;
    const { session, connections } = open((c) => {
      opens += 1;
      const next = row("e2", [], "running", "2026-11-24T10:00:00Z");
      history = { active: next, recent: [next, first] };
      for (const event of events.slice(c.after)) c.send(frame(event));
      c.send(DONE);
    });
    await session.load();
    await until(() => state()?.executions[1]?.status === "completed");
    expect(opens).toBe(2);
    expect(connections.map((c) => c.after)).toEqual([20, 0]);
    expect(state()?.executions.map((e) => e.executionId)).toEqual(["e1", "e2"]);
    session.close();
  });

  it("follows a run that it is told of, once, and none of a conversation that is not open", async () => {
    history = { active: null, recent: [], all: [] };
    const { session, connections } = open();
    await session.load();
    noticeRun("c", "e9");
    noticeRun("c", "e9");
    noticeRun("elsewhere", "e9");
    expect(connections).toHaveLength(1);
    expect(state()?.activeId).toBe("e9");
    session.close();
    noticeRun("c", "e10");
    expect(connections).toHaveLength(1);
  });

  it("drops runs that the server no longer has, since they were rewound", async () => {
    history = {
      active: null,
      recent: [],
      all: [row("e1", events, "completed"), row("e2", events, "completed")],
    };
    const { session } = open();
    await session.load();
    history = { active: null, recent: [], all: [row("e1", events, "completed")] };
    await session.load();
    expect(state()?.executions.map((e) => e.executionId)).toEqual(["e1"]);
  });

  it("ends a run whose last event was lost, by its row", async () => {
    history = { active: null, recent: [], all: [row("e1", events.slice(0, 24), "interrupted")] };
    const { session } = open();
    await session.load();
    const view = state()?.executions[0];
    expect(view?.status).toBe("interrupted");
    expect(view?.blocks.some((b) => b.kind === "tool" && b.status === "running")).toBe(false);
  });

  it("says why a history cannot be read", async () => {
    vi.stubGlobal(
      "fetch",
      async () =>
        new Response(
          JSON.stringify({ detail: "The database is down.", code: "DB_DOWN", next: "Start it." }),
          { status: 503 },
        ),
    );
    const { session } = open();
    await session.load();
    expect(state()?.phase).toBe("failed");
    expect([state()?.error?.message, state()?.error?.next]).toEqual(["The database is down.", "Start it."]);
  });

  it("keeps an unknown event of the history from costing the rest", async () => {
    const execution = row("e1", events, "completed");
    history = {
      active: null,
      recent: [],
      all: [{ ...execution, events: [{ type: "from.the.future", seq: 0, at: "x" }, ...execution.events] }],
    };
    const { session } = open();
    await session.load();
    expect(state()?.executions[0]).toEqual(reduceAll("e1", events));
  });
});
