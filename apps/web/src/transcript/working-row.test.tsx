import { type AgentEvent, emptyExecution, reduceAll } from "@lakehand/protocol";
import { cleanup, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { log } from "../test/log.ts";
import { renderPart } from "../test/render.tsx";
import { RunActionsContext } from "./run-actions.ts";
import { WorkingRow } from "./working-row.tsx";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const created = (status: "queued" | "running"): AgentEvent => ({
  type: "conversation.created",
  conversation_id: "c",
  status,
});
const nothing = () => undefined;
const show = (events: readonly AgentEvent[]) =>
  renderPart(
    <RunActionsContext
      value={{
        projectId: "p",
        conversationId: "c",
        latest: "e",
        busy: true,
        continueRun: async () => undefined,
        edit: nothing,
        retry: nothing,
        rewind: nothing,
        fork: nothing,
      }}
    >
      <WorkingRow view={events.length > 0 ? reduceAll("e", log(events)) : emptyExecution("e")} />
    </RunActionsContext>,
  );

describe("WorkingRow", () => {
  it("says how many runs start before one that waits", async () => {
    vi.stubGlobal("fetch", async () => Response.json({ active: { id: "e", queue_position: 2 } }));
    show([created("queued")]);
    expect(await screen.findByText("Waiting: 2 runs before this one")).toBeTruthy();
  });

  it("says when it waits for a person, without a spinner", () => {
    show([created("running"), { type: "status", status: "requires_action" }]);
    expect(screen.getByText("Waiting for you")).toBeTruthy();
  });

  it("calls a run that has said nothing yet starting", () => {
    show([]);
    expect(screen.getByText("Starting…")).toBeTruthy();
  });
});
