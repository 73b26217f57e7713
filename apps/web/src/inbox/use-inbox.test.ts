import type { InboxItem } from "@lakehand/protocol";
import { describe, expect, it } from "vitest";
import { dropRequest, planRequest } from "../test/actions.ts";
import { shownItems } from "./use-inbox.ts";

const item = (id: string, created_at: string, request = dropRequest): InboxItem => ({
  approval_id: id,
  execution_id: `run-${id}`,
  conversation_id: "c",
  project_id: "p",
  conversation_title: "Orders",
  project_name: "Sales",
  request,
  created_at,
  interrupted: false,
});
const first = item("a", "2026-11-24T09:00:00Z");
const second = item("b", "2026-11-24T09:01:00Z", planRequest);
const sent = {
  phase: "sent",
  answer: { decision: "allow", scope: "once" },
  at: "2026-11-24T09:02:00Z",
} as const;
const ids = (items: readonly InboxItem[]) => items.map((i) => i.approval_id);

describe("shownItems", () => {
  it("keeps what was answered here in its place, so that nothing moves under the hand", () => {
    expect(ids(shownItems([first, second], [second], { a: sent }))).toEqual(["a", "b"]);
  });

  it("drops what was answered elsewhere, and adds what is new", () => {
    expect(ids(shownItems([first], [second], {}))).toEqual(["b"]);
    expect(ids(shownItems([first], [second], { a: { phase: "taken" } }))).toEqual(["b"]);
  });

  it("shows nothing twice", () => {
    expect(ids(shownItems([first, second], [first, second], { a: sent }))).toEqual(["a", "b"]);
  });
});
