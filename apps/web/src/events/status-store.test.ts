import type { ConversationStatus } from "@lakehand/protocol";
import { describe, expect, it } from "vitest";
import { status } from "../test/status.ts";
import { statusChanges } from "./changes.ts";
import { pageTitle } from "./page-title.ts";
import { applyUserEvent, needsYouCount } from "./status-store.ts";

const snapshot = (...conversations: ConversationStatus[]) =>
  applyUserEvent({}, { type: "snapshot", conversations });

describe("applyUserEvent", () => {
  it("takes a snapshot for all there is, also after a reconnect", () => {
    const before = snapshot(status("a"), status("b"));
    const after = applyUserEvent(before, { type: "snapshot", conversations: [status("b")] });
    expect(Object.keys(after)).toEqual(["b"]);
  });

  it("takes the newer of two states, whatever order they come in", () => {
    const newer = status("a", { needs_you: 1, updated_at: "2026-11-24T09:00:02Z" });
    const before = snapshot(newer);
    const late = status("a", { needs_you: 0, updated_at: "2026-11-24T09:00:01Z" });
    expect(applyUserEvent(before, { type: "conversation", conversation: late })).toBe(before);
    expect(needsYouCount(before)).toBe(1);
  });

  it("forgets a deleted conversation and counts its queue", () => {
    const before = snapshot(status("a"), status("b"));
    const queued = applyUserEvent(before, {
      type: "queue.changed",
      conversation_id: "b",
      project_id: "p",
      queue: { paused: false, inputs: [{ id: "q", text: "x", position: 1, created_at: "" }] },
    });
    expect(queued.b?.queued_inputs).toBe(1);
    const gone = applyUserEvent(queued, {
      type: "conversation.deleted",
      conversation_id: "a",
      project_id: "p",
    });
    expect(Object.keys(gone)).toEqual(["b"]);
  });
});

describe("statusChanges", () => {
  it("names what is new, what differs and what is gone, and nothing else", () => {
    const before = snapshot(status("same"), status("gone"), status("other"));
    const other = status("other", { status: "completed" });
    const after = { same: before.same!, other, fresh: status("fresh") };
    expect(statusChanges(before, after)).toEqual([
      { before: before.other, after: other },
      { after: after.fresh },
      { before: before.gone },
    ]);
  });
});

describe("pageTitle", () => {
  it("says how many things wait before anything else", () => {
    expect(pageTitle("", 0)).toBe("Lakehand");
    expect(pageTitle("", 1)).toBe("(1) Lakehand");
    expect(pageTitle("● Orders · Sales", 2)).toBe("(2) ● Orders · Sales · Lakehand");
  });
});
