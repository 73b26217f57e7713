import { type AgentEvent, reduceAll } from "@lakehand/protocol";
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dropRequest, planRequest } from "../test/actions.ts";
import { log } from "../test/log.ts";
import { renderPart } from "../test/render.tsx";
import { useJump } from "../transcript/jump.ts";
import { useAnswerStore } from "./answers.ts";
import { useInView } from "./in-view.ts";
import { NeedsYouBar } from "./needs-you-bar.tsx";
import { waitingIn } from "./waiting.ts";

const begin: AgentEvent[] = [
  { type: "conversation.created", conversation_id: "c" },
  { type: "user_message", message_id: "m", text: "go" },
];
const asks = (approval_id: string, request = dropRequest): AgentEvent => ({
  type: "permission.requested",
  approval_id,
  request,
});
const ends = (status: "interrupted" | "cancelled"): AgentEvent => ({
  type: "stream.completed",
  status,
  is_error: false,
  is_cancelled: status === "cancelled",
});
const view = (events: AgentEvent[], id = "e1") => reduceAll(id, log([...begin, ...events]));
const bar = () => screen.queryByRole("region", { name: "Needs you" });

beforeEach(() => {
  useInView.setState({ ids: new Set() });
  useAnswerStore.setState({ entries: {} });
});
afterEach(cleanup);

describe("NeedsYouBar", () => {
  it("names the oldest thing that waits and leads to it", () => {
    renderPart(<NeedsYouBar executions={[view([asks("a1"), asks("a2", planRequest)])]} />);
    expect(bar()?.textContent).toContain("Needs you: Drop main.default.orders and 1 more");
    fireEvent.click(screen.getByRole("button", { name: "Show" }));
    expect(useJump.getState().wanted).toMatchObject({ rowKey: "e1:action:a1", elementId: "needs-you-a1" });
  });

  it("is away while a card is in view, and once it was answered here", () => {
    renderPart(<NeedsYouBar executions={[view([asks("a1")])]} />);
    act(() => useInView.setState({ ids: new Set(["a1"]) }));
    expect(bar()).toBeNull();
    act(() => useInView.setState({ ids: new Set() }));
    expect(bar()).toBeTruthy();
    const answer = { decision: "allow", scope: "once" } as const;
    act(() => useAnswerStore.getState().set("a1", { phase: "sent", answer, at: "" }));
    expect(bar()).toBeNull();
  });
});

describe("waitingIn", () => {
  it("counts a run that was cut off until the conversation has gone on, and never a stopped one", () => {
    const cut = view([asks("a1"), ends("interrupted")]);
    expect(waitingIn([cut])).toHaveLength(1);
    expect(waitingIn([cut, view([], "e2")])).toEqual([]);
    expect(waitingIn([view([asks("a1"), ends("cancelled")])])).toEqual([]);
  });
});
