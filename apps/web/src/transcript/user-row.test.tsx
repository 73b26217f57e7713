import { type AgentEvent, reduceAll } from "@lakehand/protocol";
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { log } from "../test/log.ts";
import { renderPart } from "../test/render.tsx";
import { executionItems } from "./items.ts";
import { Row } from "./rows.tsx";
import { type RunActions, RunActionsContext } from "./run-actions.ts";

afterEach(cleanup);

const actions = (part: Partial<RunActions> = {}): RunActions => ({
  projectId: "p",
  conversationId: "c",
  latest: "e",
  busy: false,
  continueRun: vi.fn(async () => undefined),
  edit: vi.fn(),
  retry: vi.fn(),
  rewind: vi.fn(),
  fork: vi.fn(),
  ...part,
});
const show = (events: readonly AgentEvent[], context = actions()) => {
  renderPart(
    <RunActionsContext value={context}>
      {executionItems(reduceAll("e", log(events))).map((item) => (
        <Row key={item.key} item={item} />
      ))}
    </RunActionsContext>,
  );
  return context;
};
const said = (text: string, part: object = {}): AgentEvent => ({
  type: "user_message",
  message_id: text,
  text,
  ...part,
});
const created: AgentEvent = { type: "conversation.created", conversation_id: "c" };
const openMenu = () =>
  act(async () => {
    const button = screen.getByRole("button", { name: "More about this message" });
    fireEvent.keyDown(button, { key: "Enter" });
  });

describe("a message", () => {
  it("offers what can be done with it, by keyboard", async () => {
    const context = show([created, said("hello"), { type: "text", block_id: "t", text: "hi" }]);
    await openMenu();
    fireEvent.click(screen.getByRole("menuitem", { name: "Edit and resend" }));
    expect(context.edit).toHaveBeenCalledWith("e", "hello");
  });

  it("offers the way back", async () => {
    const context = show([created, said("hello")]);
    await openMenu();
    fireEvent.click(screen.getByRole("menuitem", { name: "Rewind…" }));
    expect(context.rewind).toHaveBeenCalledWith("e");
  });

  it("takes nothing back while a run goes on, but forks", async () => {
    const context = show([created, said("hello")], actions({ busy: true }));
    await openMenu();
    expect(screen.getByRole("menuitem", { name: "Rewind…" }).getAttribute("aria-disabled")).toBe("true");
    fireEvent.click(screen.getByRole("menuitem", { name: "Fork from here" }));
    expect(context.fork).toHaveBeenCalledWith("e");
  });

  it("is marked when it was sent while the agent worked, and has a row of its own", () => {
    show([created, said("first"), said("and quick", { steered: true })]);
    expect(screen.getByText("sent while it worked")).toBeTruthy();
    expect(screen.getAllByRole("article", { name: /^You/ })).toHaveLength(2);
    expect(screen.getAllByRole("button", { name: "More about this message" })).toHaveLength(1);
  });

  it("that nobody typed is a quiet line", () => {
    show([created, said("Go on from where you were cut off.", { synthetic: true })]);
    expect(screen.getByText("Continued")).toBeTruthy();
    expect(screen.queryByText(/cut off/)).toBeNull();
  });
});

describe("a run that was cut off", () => {
  const cut: AgentEvent[] = [
    created,
    said("hello"),
    { type: "interrupted", reason: "server_lost", message: "The server stopped during this run." },
    { type: "stream.completed", status: "interrupted", is_error: false, is_cancelled: false },
  ];

  it("offers to go on, and says why it could not", async () => {
    const context = show(cut, actions({ continueRun: vi.fn().mockRejectedValue(new Error("no")) }));
    expect(screen.getByText(/The server stopped during this run/)).toBeTruthy();
    await act(async () => void fireEvent.click(screen.getByRole("button", { name: "Continue" })));
    expect(context.continueRun).toHaveBeenCalledWith("e");
    expect(screen.getByRole("alert")).toBeTruthy();
  });

  it("offers it only where it is the newest", () => {
    show(cut, actions({ latest: "e2" }));
    expect(screen.queryByRole("button", { name: "Continue" })).toBeNull();
  });
});

it("lists what a stopped run left going on, with links that lead to the web only", () => {
  show([
    created,
    {
      type: "left_running",
      items: [
        { kind: "job_run", id: "1", title: "Nightly load", url: "https://example.com/run/1" },
        { kind: "statement", id: "2", title: "SELECT 1", url: "javascript:alert(1)" },
      ],
    },
  ]);
  expect(screen.getByText("Still running in the workspace")).toBeTruthy();
  expect(screen.getAllByRole("link").map((a) => a.getAttribute("href"))).toEqual([
    "https://example.com/run/1",
  ]);
});
