import { LakehandError, type LoggedEvent } from "@lakehand/protocol";
import { describe, expect, it, vi } from "vitest";
import { EventWriter } from "./event-writer.ts";

function setup(store: (events: readonly LoggedEvent[]) => Promise<void> = async () => {}, giveUpMs = 10_000) {
  const stored: LoggedEvent[] = [];
  const published: LoggedEvent[] = [];
  const onLost = vi.fn();
  const writer = new EventWriter({
    lastSeq: 2,
    store: async (events) => {
      await store(events);
      stored.push(...events);
    },
    publish: (events) => {
      for (const event of events) expect(stored).toContain(event);
      published.push(...events);
    },
    onLost,
    retryDelaysMs: [1, 1],
    giveUpMs,
  });
  return { writer, stored, published, onLost };
}
const delta = (text: string, block_id = "b") => ({ type: "text_delta", block_id, text }) as const;

describe("EventWriter", () => {
  it("joins neighbouring pieces of one block and keeps order", async () => {
    const { writer, published } = setup();
    for (const piece of ["a", "b", "c"]) writer.write(delta(piece));
    writer.write(delta("x", "other"));
    writer.write({ type: "cancelled" });
    await writer.drain();
    expect(published.map((e) => [e.seq, e.event])).toEqual([
      [3, delta("abc")],
      [4, delta("x", "other")],
      [5, { type: "cancelled" }],
    ]);
  });

  it("gives contiguous seqs to events written while a batch is being stored", async () => {
    const { writer, published } = setup(() => new Promise((resolve) => setTimeout(resolve, 3)));
    for (let i = 0; i < 50; i++) {
      writer.write({ type: "notice", level: "info", message: String(i) });
      if (i % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await writer.drain();
    expect(published.map((e) => e.seq)).toEqual(Array.from({ length: 50 }, (_, i) => i + 3));
  });

  it("stores again after a failure, with the same seqs, and publishes only then", async () => {
    let failures = 2;
    const { writer, published, onLost } = setup(async () => {
      if (failures-- > 0) throw new Error("database away");
    });
    writer.write({ type: "cancelled" });
    await writer.drain();
    expect(published.map((e) => e.seq)).toEqual([3]);
    expect(onLost).not.toHaveBeenCalled();
  });

  it("publishes nothing that could not be stored, and says so once", async () => {
    const { writer, published, onLost } = setup(() => Promise.reject(new Error("gone")), 20);
    writer.write({ type: "cancelled" });
    await writer.drain();
    writer.write({ type: "cancelled" });
    await writer.drain();
    expect(published).toEqual([]);
    expect(onLost).toHaveBeenCalledTimes(1);
  });

  it("takes a batch for stored when only the answer to the first try was lost", async () => {
    let tries = 0;
    const { writer, onLost, published, stored } = setup(async (events) => {
      tries += 1;
      if (tries === 1) {
        stored.push(...events);
        throw new Error("the connection was cut after the commit");
      }
      if (tries === 2)
        throw new LakehandError({ code: "SEQ_CONFLICT", message: "It is there.", status: 409 });
    });
    writer.write({ type: "cancelled" });
    writer.write({ type: "stream.cancelled" });
    await writer.drain();
    expect(onLost).not.toHaveBeenCalled();
    expect(published.map((e) => e.seq)).toEqual([3, 4]);
  });

  it("sends a first piece at once, and gathers those that follow it closely", async () => {
    const { writer, published } = setup();
    writer.write(delta("a"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(published).toHaveLength(1);
    for (const piece of ["b", "c"]) writer.write(delta(piece));
    await new Promise((resolve) => setImmediate(resolve));
    expect(published).toHaveLength(1);
    await vi.waitFor(() => expect(published.map((e) => e.event)).toEqual([delta("a"), delta("bc")]));
  });

  it("writes nothing more once another process has the run", async () => {
    const tries = vi.fn(() =>
      Promise.reject(new LakehandError({ code: "LEASE_LOST", message: "Taken over.", status: 409 })),
    );
    const { writer, onLost } = setup(tries);
    writer.write({ type: "cancelled" });
    await expect(writer.stored()).rejects.toMatchObject({ code: "LEASE_LOST" });
    writer.write({ type: "cancelled" });
    await writer.drain();
    expect(tries).toHaveBeenCalledTimes(1);
    expect(onLost).toHaveBeenCalledExactlyOnceWith("lease", expect.anything());
  });

  it("holds no more than it may while the database is away", async () => {
    const onLost = vi.fn();
    const writer = new EventWriter({
      lastSeq: 0,
      store: () => Promise.reject(new Error("away")),
      publish: () => {},
      onLost,
      retryDelaysMs: [1],
      maxHeld: 10_000,
    });
    for (let i = 0; i < 30; i++) writer.write(delta("x".repeat(500)));
    expect(onLost).toHaveBeenCalledExactlyOnceWith("database", expect.anything());
    expect(writer.lost).toBe(true);
    await writer.drain();
  });
});
