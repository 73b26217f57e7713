import { type AgentEvent, reduceAll } from "@lakehand/protocol";
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { log } from "../../test/log.ts";
import { renderPart } from "../../test/render.tsx";
import { ChangesPanel } from "../changes-panel.tsx";
// Loaded on first use by the page; here at once.
import "./file-diff.tsx";

const turn = (id: string, text: string) => {
  const events: AgentEvent[] = [
    { type: "conversation.created", conversation_id: "c" },
    { type: "user_message", message_id: `m-${id}`, text },
    { type: "checkpoint.created", checkpoint_id: `cp-${id}`, files: 1, bytes: 2 },
    { type: "stream.completed", status: "completed", is_error: false, is_cancelled: false },
  ];
  return reduceAll(id, log(events));
};
const change = (path: string, status: string, additions: number | null, deletions: number | null) => ({
  path,
  status,
  additions,
  deletions,
});

let asked: string[];
beforeEach(() => {
  asked = [];
  localStorage.clear();
  vi.stubGlobal(
    "fetch",
    vi.fn(async (url: string) => {
      asked.push(url);
      const path = new URL(url, "http://x").searchParams.get("path");
      if (path === "logo.png") return Response.json({ path, before: null, after: null, binary: true });
      if (path) return Response.json({ path, before: "a\nb", after: "a\nc", binary: false });
      const changes = [change("src/a.py", "modified", 1, 1), change("logo.png", "added", null, null)];
      return Response.json({ from: null, to: null, changes });
    }),
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const show = (executions = [turn("e1", "first"), turn("e2", "second")], onOpenFile = vi.fn()) => {
  renderPart(
    <ChangesPanel
      projectId="p"
      conversationId="c"
      executions={executions}
      revision={0}
      onOpenFile={onOpenFile}
    />,
  );
  return onOpenFile;
};

it("lists what the conversation changed, with the lines of each file", async () => {
  const onOpenFile = show();
  expect(await screen.findByText("a.py")).toBeTruthy();
  expect(screen.getByText(/2 files/).textContent).toContain("+1 −1");
  expect(await screen.findByText("removed:")).toBeTruthy();
  expect(await screen.findByText(/Binary, or too large/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Open src/a.py in Files" }));
  expect(onOpenFile).toHaveBeenCalledWith("src/a.py");
});

it("shows one message's changes, from its checkpoint to the next", async () => {
  show();
  await screen.findByText("a.py");
  fireEvent.change(screen.getByRole("combobox", { name: "Changes of" }), { target: { value: "e1" } });
  await screen.findByText("a.py");
  expect(asked).toContain("/api/projects/p/conversations/c/changes?from=cp-e1&to=cp-e2");
});

it("puts both sides beside each other and remembers it", async () => {
  show();
  await screen.findByText("a.py");
  fireEvent.click(screen.getByRole("button", { name: "Side by side" }));
  expect(localStorage.getItem("lakehand.diff")).toBe("split");
  expect(screen.getByRole("button", { name: "One under the other" })).toBeTruthy();
});

it("says when there is nothing to compare", () => {
  show([]);
  expect(screen.getByText("No files changed yet")).toBeTruthy();
  expect(asked).toEqual([]);
});
