import { type AgentEvent, reduceAll } from "@lakehand/protocol";
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { log } from "../test/log.ts";
import { renderPart } from "../test/render.tsx";
import { readLimit } from "./budgets-dialog.tsx";
import { ContextChip } from "./context-chip.tsx";
// Loaded on first use by the page; here at once.
import "./context-panel.tsx";

const usage = {
  input_tokens: 1000,
  output_tokens: 200,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
};
const run = (id: string, cost: number | null) => {
  const events: AgentEvent[] = [
    { type: "conversation.created", conversation_id: "c" },
    { type: "usage", usage, cost_usd: cost },
    {
      type: "context",
      context: {
        total_tokens: 76_000,
        max_tokens: 200_000,
        categories: [
          { name: "Messages", tokens: 70_000 },
          { name: "System prompt", tokens: 6000 },
          { name: "Free space", tokens: 124_000 },
        ],
      },
    },
  ];
  return reduceAll(id, log(events));
};
const spent = (cost_usd: number | null) => ({
  usage,
  cost_usd,
  runs: 1,
  budget: { soft_usd: null, hard_usd: 5 },
});

let asked: { method: string; url: string; body: unknown }[];
beforeEach(() => {
  asked = [];
  vi.stubGlobal(
    "fetch",
    vi.fn(async (url: string, init: RequestInit) => {
      const method = init.method ?? "GET";
      if (method !== "GET") asked.push({ method, url, body: init.body && JSON.parse(String(init.body)) });
      if (url.endsWith("/compact")) return Response.json({ execution_id: "e9", conversation_id: "c" });
      return Response.json({ conversation: spent(0.42), project: spent(2), user: spent(12.5) });
    }),
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const show = (executions = [run("e1", 0.4), run("e2", 0.02)], practice = false) =>
  renderPart(
    <ContextChip
      projectId="p"
      conversationId="c"
      executions={executions}
      running={false}
      practice={practice}
    />,
  );
const open = async () => {
  await act(async () => void fireEvent.click(screen.getByRole("button", { name: /^Context/ })));
  await screen.findByText("This project");
};

describe("ContextChip", () => {
  it("shows how full the context is and what the conversation has cost", () => {
    show();
    expect(screen.getByRole("button").textContent).toBe("Context 38 % full$0.42");
  });

  it("says that the practice model is free", () => {
    show([run("e1", null)], true);
    expect(screen.getByRole("button").textContent).toContain("free");
  });

  it("opens what fills it and what was spent, and compacts", async () => {
    show();
    await open();
    expect(screen.getByText("76K of 200K tokens")).toBeTruthy();
    expect(screen.getByText("Messages")).toBeTruthy();
    expect(screen.queryByText("Free space")).toBeNull();
    expect(screen.getByRole("row", { name: /You, in all/ }).textContent).toContain("$12.50 of $5.00");
    await act(async () => void fireEvent.click(screen.getByRole("button", { name: "Compact" })));
    expect(asked[0]).toMatchObject({ method: "POST", url: "/api/projects/p/conversations/c/compact" });
  });

  it("sets a limit, and refuses one that makes no sense", async () => {
    show();
    await open();
    await act(async () => void fireEvent.click(screen.getByRole("button", { name: "Limits…" })));
    const [asks] = await screen.findAllByRole("textbox", { name: "Asks at" });
    fireEvent.change(asks!, { target: { value: "7" } });
    expect(screen.getByText(/cannot be lower/)).toBeTruthy();
    fireEvent.change(asks!, { target: { value: "$2,5" } });
    await act(async () => void fireEvent.click(screen.getByRole("button", { name: "Save" })));
    expect(asked).toEqual([
      {
        method: "PUT",
        url: "/api/projects/p/conversations/c/usage/budgets/conversation",
        body: { soft_usd: 2.5, hard_usd: 5 },
      },
    ]);
  });
});

it("reads sums as people write them", () => {
  expect([readLimit(""), readLimit(" $3.50 "), readLimit("0,2"), readLimit("-1"), readLimit("x")]).toEqual([
    null,
    3.5,
    0.2,
    undefined,
    undefined,
  ]);
});
