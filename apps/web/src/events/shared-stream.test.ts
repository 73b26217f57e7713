import type { UserEvent } from "@lakehand/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../test/sse.ts";
import { status } from "../test/status.ts";
import { shareUserEvents } from "./shared-stream.ts";
import { applyUserEvent, useStatusStore } from "./status-store.ts";

/** One lock with a queue, as the browser has it, as far as it is used here. */
function fakeLocks(): LockManager {
  let tail = Promise.resolve();
  const request = (_name: string, { signal }: LockOptions, act: () => Promise<void>) => {
    const turn = tail.then(() => (signal?.aborted ? Promise.reject(signal.reason) : act()));
    tail = turn.catch(() => undefined);
    return turn;
  };
  return { request } as unknown as LockManager;
}

function tab(locks: LockManager | undefined) {
  const stop = new AbortController();
  const seen: [string, boolean][] = [];
  let send: ((event: UserEvent) => void) | undefined;
  const ended = shareUserEvents({
    follow: (onEvent, signal) => {
      send = onEvent;
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
    },
    onEvent: (event, leader) => {
      seen.push([event.type, leader]);
      const conversations = applyUserEvent(useStatusStore.getState().conversations, event);
      useStatusStore.setState({ conversations, known: true });
    },
    signal: stop.signal,
    locks,
    channel: new BroadcastChannel("test"),
  });
  tabs.push(stop);
  return { seen, ended, stop: () => stop.abort(), send: (e: UserEvent) => send?.(e), reads: () => !!send };
}

const snapshot: UserEvent = { type: "snapshot", conversations: [status("a")] };
const change: UserEvent = { type: "conversation", conversation: status("a", { needs_you: 1 }) };
let tabs: AbortController[] = [];
beforeEach(() => useStatusStore.setState({ conversations: {}, known: false }));
afterEach(() => {
  for (const stop of tabs) stop.abort();
  tabs = [];
});

describe("shareUserEvents", () => {
  it("reads in one tab and shows in all; a tab that comes later is told how things stand", async () => {
    const locks = fakeLocks();
    const first = tab(locks);
    await until(() => first.reads());
    first.send(snapshot);
    const second = tab(locks);
    await until(() => second.seen.length === 1);
    expect(second.seen).toEqual([["snapshot", false]]);
    first.send(change);
    await until(() => second.seen.length === 2);
    expect(first.seen).toEqual([
      ["snapshot", true],
      ["conversation", true],
    ]);
    expect(second.reads()).toBe(false);
  });

  it("goes on in another tab when the one that reads is closed", async () => {
    const locks = fakeLocks();
    const first = tab(locks);
    await until(() => first.reads());
    const second = tab(locks);
    first.stop();
    await first.ended;
    await until(() => second.reads());
    second.send(snapshot);
    expect(second.seen).toEqual([["snapshot", true]]);
  });

  it("reads for itself where the browser has no locks", async () => {
    const alone = tab(undefined);
    await until(() => alone.reads());
    alone.send(snapshot);
    expect(alone.seen).toEqual([["snapshot", true]]);
  });
});
