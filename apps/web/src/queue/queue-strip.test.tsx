import type { Queue } from "@lakehand/protocol";
import { act, cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tellUserEvent } from "../events/listen.ts";
import { renderPart } from "../test/render.tsx";
import { QueueStrip } from "./queue-strip.tsx";
import { moveBefore, stepTarget } from "./reorder.ts";

const input = (id: string, position: number) => ({
  id,
  text: `message ${id}`,
  position,
  created_at: "2026-11-24T09:00:00Z",
});
const queueOf = (...ids: string[]): Queue => ({ inputs: ids.map((id, i) => input(id, i)), paused: false });

let queue: Queue;
let asked: { method: string; url: string; body: unknown }[];
let refuse: number | undefined;

beforeEach(() => {
  queue = queueOf("a", "b", "c");
  asked = [];
  refuse = undefined;
  vi.stubGlobal(
    "fetch",
    vi.fn(async (url: string, init: RequestInit) => {
      const method = init.method ?? "GET";
      if (method === "GET") return Response.json(queue);
      asked.push({ method, url, body: init.body ? JSON.parse(String(init.body)) : undefined });
      if (refuse) return Response.json({ detail: "It is gone.", code: "NOT_FOUND" }, { status: refuse });
      const id = url.split("/").at(-1)!;
      const { before } = (asked.at(-1)?.body ?? {}) as { before?: string };
      if (method === "PATCH" && before !== undefined) queue = moveBefore(queue, id, before);
      return Response.json({ input_id: "x", delivered: "steered", execution_id: null });
    }),
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const onOrphan = vi.fn();
const show = (executionId?: string) =>
  renderPart(
    <QueueStrip
      projectId="p"
      conversationId="c"
      executionId={executionId}
      ended="cancelled"
      onOrphan={onOrphan}
    />,
  );
const items = () => screen.getAllByRole("listitem");
const texts = () => items().map((item) => /message (\w)/.exec(item.textContent ?? "")?.[1]);
const press = (item: HTMLElement, name: string) =>
  act(async () => void fireEvent.click(within(item).getByRole("button", { name })));

describe("QueueStrip", () => {
  it("shows what waits and moves it at once, by buttons", async () => {
    show("e");
    await screen.findByText("3 messages queued");
    await press(items()[2]!, "Move up");
    expect(texts()).toEqual(["a", "c", "b"]);
    expect(asked[0]).toEqual({
      method: "PATCH",
      url: "/api/projects/p/conversations/c/queue/c",
      body: { before: "b" },
    });
  });

  it("takes a change back when the server refuses it, and says why", async () => {
    show("e");
    await screen.findByText("3 messages queued");
    refuse = 409;
    await press(items()[0]!, "Delete");
    expect((await screen.findByRole("alert")).textContent).toContain("It is gone.");
    await waitFor(() => expect(texts()).toEqual(["a", "b", "c"]));
  });

  it("gives a queued message to the agent now", async () => {
    show("e");
    await screen.findByText("3 messages queued");
    await press(items()[1]!, "Send now, while it works");
    expect(asked[0]).toEqual({
      method: "POST",
      url: "/api/projects/p/conversations/c/queue/b/steer",
      body: undefined,
    });
  });

  it("changes a message in place, and keeps the text when it was sent meanwhile", async () => {
    show("e");
    await screen.findByText("3 messages queued");
    await press(items()[0]!, "Edit");
    const box = screen.getByLabelText("Edit the queued message");
    fireEvent.change(box, { target: { value: "changed" } });
    act(() =>
      tellUserEvent({
        type: "queue.changed",
        conversation_id: "c",
        project_id: "p",
        queue: queueOf("b", "c"),
      }),
    );
    await waitFor(() => expect(onOrphan).toHaveBeenCalledWith("changed"));
    expect(texts()).toEqual(["b", "c"]);
  });

  it("waits after a stop until it is told to go on", async () => {
    queue = { ...queueOf("a"), paused: true };
    show();
    expect(await screen.findByText("Paused: the last run was stopped.")).toBeTruthy();
    queue = queueOf();
    await act(async () => void fireEvent.click(screen.getByRole("button", { name: "Send next" })));
    expect(asked[0]).toMatchObject({ method: "POST", url: "/api/projects/p/conversations/c/queue/send" });
  });
});

describe("reordering", () => {
  const ids = (q: Queue) => q.inputs.map((i) => i.id).join("");
  it("moves before another one or to the end", () => {
    expect(ids(moveBefore(queueOf("a", "b", "c"), "c", "a"))).toBe("cab");
    expect(ids(moveBefore(queueOf("a", "b", "c"), "a", null))).toBe("bca");
    expect(ids(moveBefore(queueOf("a", "b"), "a", "gone"))).toBe("ab");
    expect(ids(moveBefore(queueOf("a", "b"), "gone", "a"))).toBe("ab");
  });
  it("knows the ends", () => {
    const { inputs } = queueOf("a", "b", "c");
    expect(stepTarget(inputs, "a", -1)).toBeUndefined();
    expect(stepTarget(inputs, "c", 1)).toBeUndefined();
    expect(stepTarget(inputs, "a", 1)).toEqual({ before: "c" });
    expect(stepTarget(inputs, "b", 1)).toEqual({ before: null });
    expect(stepTarget(inputs, "b", -1)).toEqual({ before: "a" });
  });
});
