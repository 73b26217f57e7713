import { type AgentEvent, reduceAll } from "@lakehand/protocol";
import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dropRequest } from "../test/actions.ts";
import { log } from "../test/log.ts";
import { awayLine, markOf } from "./away.ts";
import { executionItems } from "./items.ts";
import { useAway } from "./use-away.ts";

const start = Date.parse("2026-11-24T09:00:00Z");
const MINUTE = 60_000;
const step = (id: string): AgentEvent[] => [
  { type: "tool_use", tool_id: id, tool_name: "Bash", tool_input: {} },
  { type: "tool_result", tool_use_id: id, content: "x", is_error: false },
];
const begin: AgentEvent[] = [
  { type: "conversation.created", conversation_id: "c" },
  { type: "user_message", message_id: "m", text: "go" },
  ...step("t0"),
];
const end: AgentEvent = {
  type: "stream.completed",
  status: "completed",
  is_error: false,
  is_cancelled: false,
};
const asks: AgentEvent = {
  type: "permission.requested",
  approval_id: "a1",
  request: { ...dropRequest, tool_use_id: "t9" },
};
/** A run whose events are a minute apart. */
const view = (events: AgentEvent[], id = "e1") => reduceAll(id, log(events, MINUTE));
const left = markOf([view(begin)], start + 4 * MINUTE)!;

describe("awayLine", () => {
  it("counts steps and what waits since the person left", () => {
    const waits: AgentEvent = { type: "tool_use", tool_id: "t9", tool_name: "Bash", tool_input: {} };
    const now = view([...begin, ...step("t1"), ...step("t2"), waits, asks]);
    expect(awayLine([now], left, start + 60 * MINUTE)).toBe("While you were away: 2 steps, 1 needs you");
  });

  it("says how the run ended, once it had been going on", () => {
    const now = view([...begin, ...step("t1"), end]);
    expect(awayLine([now], left, start + 60 * MINUTE)).toBe("While you were away: 1 step, the run is done");
    const over = markOf([now], start + 10 * MINUTE)!;
    expect(awayLine([now], over, start + 60 * MINUTE)).toBeUndefined();
  });

  it("leaves out what happens after the return", () => {
    const now = view([...begin, ...step("t1"), ...step("t2")]);
    // t1 began in minute 4, t2 in minute 6.
    expect(awayLine([now], left, start + 5 * MINUTE + 1000)).toBe("While you were away: 1 step");
  });

  it("counts runs that began meanwhile", () => {
    const first = view([...begin, end]);
    const mark = markOf([first], start + 5 * MINUTE)!;
    const second = view([...begin, ...step("t1"), end], "e2");
    expect(awayLine([first, second], mark, start + 60 * MINUTE)).toBe(
      "While you were away: 2 steps, the run is done",
    );
  });

  it("says nothing after less than a minute, or when nothing happened", () => {
    const now = view([...begin, ...step("t1")]);
    expect(awayLine([now], left, left.at + 59_000)).toBeUndefined();
    expect(awayLine([view(begin)], left, start + 60 * MINUTE)).toBeUndefined();
    expect(awayLine([], left, start + 60 * MINUTE)).toBeUndefined();
  });
});

describe("the line in the transcript", () => {
  it("stands where the person left", () => {
    const now = view([...begin, ...step("t1")]);
    const kinds = executionItems(now, undefined, { mark: left, text: "away" }).map((i) => i.kind);
    expect(kinds).toEqual(["user", "tool", "away", "tool", "working"]);
  });

  it("stands at the end when the run itself did not grow", () => {
    const now = view([...begin, end]);
    const kinds = executionItems(now, undefined, { mark: left, text: "away" }).map((i) => i.kind);
    expect(kinds).toEqual(["user", "tool", "footer", "away"]);
  });
});

describe("useAway", () => {
  let visibility: DocumentVisibilityState;
  const turn = (next: DocumentVisibilityState) => {
    visibility = next;
    document.dispatchEvent(new Event("visibilitychange"));
  };
  beforeEach(() => {
    localStorage.clear();
    visibility = "visible";
    vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
    vi.useFakeTimers({ toFake: ["Date"], now: start + 4 * MINUTE });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it("tells of what went on while the tab was hidden", () => {
    const hook = renderHook(({ now }) => useAway([now]), { initialProps: { now: view(begin) } });
    turn("hidden");
    hook.rerender({ now: view([...begin, ...step("t1")]) });
    expect(hook.result.current).toBeUndefined();
    vi.setSystemTime(start + 30 * MINUTE);
    turn("visible");
    hook.rerender({ now: view([...begin, ...step("t1")]) });
    expect(hook.result.current?.text).toBe("While you were away: 1 step");
  });

  it("tells of what went on while the conversation was closed", () => {
    const first = renderHook(() => useAway([view(begin)]));
    first.unmount();
    vi.setSystemTime(start + 30 * MINUTE);
    const again = renderHook(() => useAway([view([...begin, ...step("t1"), end])]));
    expect(again.result.current?.text).toBe("While you were away: 1 step, the run is done");
  });
});
