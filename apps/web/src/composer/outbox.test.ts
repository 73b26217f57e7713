import { LakehandError } from "@lakehand/protocol";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createOutbox, type Delivered, type OutboxCalls } from "./outbox.ts";
import { type OutboxEntry, storedEntries, useOutboxStore } from "./outbox-store.ts";

const refusal = (status: number, code = "NO", retryable = status >= 502) =>
  new LakehandError({ code, message: "no", status, retryable });
const entry = (id: string, part: Partial<OutboxEntry> = {}): OutboxEntry => ({
  id,
  place: "c",
  projectId: "p",
  conversationId: "c",
  text: `text ${id}`,
  delivery: "queue",
  at: Date.now(),
  settings: {},
  ...part,
});

let active: string | undefined;
let delivered: Delivered[];
const calls = {
  invoke: vi.fn<OutboxCalls["invoke"]>(),
  input: vi.fn<OutboxCalls["input"]>(),
  rewind: vi.fn<OutboxCalls["rewind"]>(),
  activeRun: () => active,
  askActiveRun: vi.fn<OutboxCalls["askActiveRun"]>(),
};
const open = () =>
  createOutbox({ calls, onDelivered: (d) => void delivered.push(d), wait: () => Promise.resolve() });

beforeEach(() => {
  localStorage.clear();
  useOutboxStore.setState({ entries: [], trouble: {} });
  vi.resetAllMocks();
  active = undefined;
  delivered = [];
  calls.invoke.mockResolvedValue({ execution_id: "e", conversation_id: "c" });
  calls.input.mockImplementation(async (_id, body) => ({ input_id: body.id, delivered: "queued" }));
});

describe("outbox", () => {
  it("tries again with the same key until the server answers, and keeps the message in storage till then", async () => {
    calls.invoke.mockRejectedValueOnce(refusal(503)).mockImplementationOnce(async () => {
      expect(storedEntries().map((e) => e.text)).toEqual(["text a"]);
      throw refusal(503);
    });
    await open().send(entry("a"));
    expect(calls.invoke.mock.calls.map(([, key]) => key)).toEqual(["a", "a", "a"]);
    expect(delivered).toMatchObject([{ delivered: "started", executionId: "e" }]);
    expect(storedEntries()).toEqual([]);
    expect(useOutboxStore.getState().entries).toEqual([]);
  });

  it("queues or steers while a run goes on, in the order written", async () => {
    active = "e1";
    const outbox = open();
    await Promise.all([outbox.send(entry("a")), outbox.send(entry("b", { delivery: "steer" }))]);
    expect(calls.invoke).not.toHaveBeenCalled();
    expect(calls.input.mock.calls).toEqual([
      ["e1", { id: "a", text: "text a", delivery: "queue" }],
      ["e1", { id: "b", text: "text b", delivery: "steer" }],
    ]);
  });

  it("does not change the way after a lost answer, even when the run has ended: it could arrive twice", async () => {
    active = "e1";
    calls.input.mockImplementationOnce(async () => {
      active = undefined;
      throw refusal(503);
    });
    calls.input.mockResolvedValueOnce({ input_id: "a", delivered: "started", execution_id: "e2" });
    await open().send(entry("a"));
    expect(calls.invoke).not.toHaveBeenCalled();
    expect(delivered).toMatchObject([{ delivered: "started", executionId: "e2" }]);
  });

  it("waits for its turn when another tab was faster", async () => {
    calls.invoke.mockRejectedValueOnce(refusal(409, "CONVERSATION_BUSY"));
    calls.askActiveRun.mockResolvedValue("e7");
    await open().send(entry("a"));
    expect(calls.input).toHaveBeenCalledWith("e7", { id: "a", text: "text a", delivery: "queue" });
  });

  it("gives a refusal back to who sent it and forgets the message", async () => {
    calls.invoke.mockRejectedValue(refusal(413, "MESSAGE_TOO_LONG"));
    await expect(open().send(entry("a"))).rejects.toMatchObject({ code: "MESSAGE_TOO_LONG" });
    expect(storedEntries()).toEqual([]);
  });

  it("goes on after a reload, and keeps in view what is refused then", async () => {
    localStorage.setItem(
      "lakehand.outbox",
      JSON.stringify([entry("a"), entry("b"), entry("x", { place: "d" })]),
    );
    calls.invoke.mockRejectedValueOnce(refusal(400));
    open().resume("c");
    await vi.waitFor(() => expect(delivered.map((d) => d.entry.id)).toEqual(["b"]));
    expect(useOutboxStore.getState().trouble.a?.state).toBe("refused");
    expect(
      storedEntries()
        .map((e) => e.id)
        .toSorted(),
    ).toEqual(["a", "x"]);
  });

  it("rewinds before it sends a message anew; a rewind whose answer was lost is not an error", async () => {
    calls.rewind.mockRejectedValueOnce(refusal(503)).mockRejectedValueOnce(refusal(404));
    await open().send(entry("a", { replaces: { executionId: "e0", files: true } }));
    expect(calls.rewind).toHaveBeenCalledTimes(2);
    expect(calls.invoke).toHaveBeenCalledTimes(1);
    expect(storedEntries()).toEqual([]);
  });

  it("sends what was written before the conversation existed into that conversation", async () => {
    const outbox = open();
    const fresh = { place: "new:p", conversationId: null };
    await Promise.all([outbox.send(entry("a", fresh)), outbox.send(entry("b", fresh))]);
    expect(calls.invoke.mock.calls.map(([body]) => body.conversation_id)).toEqual([null, "c"]);
  });
});
