import type { AgentEvent } from "@lakehand/protocol";
import { describe, expect, test } from "vitest";
import { delta, type Kit, logged } from "./contract-kit.ts";

export function eventsContract(kit: Kit): void {
  describe("events", () => {
    test("come back in order, after a given one, and limited", async () => {
      const { execution, lease } = await kit.begin();
      await kit.store.events.append(execution.id, [delta(5), delta(3), delta(4)], lease);
      await kit.store.events.append(execution.id, [], lease);
      const seqs = async (after?: number, limit?: number) =>
        (await kit.store.events.read(execution.id, after, limit)).map(({ seq }) => seq);
      expect(await seqs()).toEqual([1, 2, 3, 4, 5]);
      expect(await seqs(3)).toEqual([4, 5]);
      expect(await seqs(1, 2)).toEqual([2, 3]);
      expect(await seqs(5)).toEqual([]);
      expect(await kit.store.events.lastSeq(execution.id)).toBe(5);
      expect(await kit.store.events.lastSeq("gone")).toBe(0);
      expect((await kit.store.events.read(execution.id, 4))[0]).toEqual(delta(5));
    });

    test("with a used number are refused, and the whole batch with them", async () => {
      const { execution, lease } = await kit.begin();
      await kit.store.events.append(execution.id, [delta(3, "first")], lease);
      await expect(
        kit.store.events.append(execution.id, [delta(4), delta(3, "second"), delta(5)], lease),
      ).rejects.toMatchObject({ name: "StoreError", code: "SEQ_CONFLICT", status: 409 });
      expect(await kit.store.events.lastSeq(execution.id)).toBe(3);
      expect((await kit.store.events.read(execution.id, 2))[0]).toEqual(delta(3, "first"));
    });

    test("of a run that is gone are refused", async () => {
      await expect(
        kit.store.events.append("gone", [delta(1)], { owner: "x", epoch: 1 }),
      ).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    });

    test("of a type that this version does not know are left out", async () => {
      const { execution, lease } = await kit.begin();
      const future = { type: "from.the.future", anything: 1 } as unknown as AgentEvent;
      await kit.store.events.append(execution.id, [logged(3, future), delta(4)], lease);
      expect((await kit.store.events.read(execution.id)).map(({ seq }) => seq)).toEqual([1, 2, 4]);
      expect(await kit.store.events.lastSeq(execution.id)).toBe(4);
    });

    test("survive what PostgreSQL cannot hold: NUL and half a surrogate pair", async () => {
      const { execution, lease } = await kit.begin("a\0b");
      const event: AgentEvent = {
        type: "tool_use",
        tool_id: "t1",
        tool_name: "Read",
        tool_input: { "k\0": ["\ud83d", "😀 'quoted' \\u0000 \\"], n: 1.5, nothing: null },
      };
      await kit.store.events.append(execution.id, [logged(3, event)], lease);
      const [, said, used] = await kit.store.events.read(execution.id);
      expect(said?.event).toMatchObject({ text: "a\uFFFDb" });
      expect(used?.event).toEqual({
        ...event,
        tool_input: { "k\uFFFD": ["\uFFFD", "😀 'quoted' \\u0000 \\"], n: 1.5, nothing: null },
      });
    });

    test("of 2 000 in one batch are written and read whole", async () => {
      const { execution, lease } = await kit.begin();
      const batch = Array.from({ length: 2000 }, (_, n) => delta(n + 3));
      await kit.store.events.append(execution.id, batch, lease);
      expect(await kit.store.events.read(execution.id, 2)).toEqual(batch);
    });
  });

  test("a message of 1 MB comes back as it was", async () => {
    const text = "Größe 😀 SELECT 'x'; -- \\ \" %\n".repeat(30_000).slice(0, 1_000_000);
    const { conversation: c, execution, lease } = await kit.begin(text);
    await kit.store.executions.end(execution.id, lease, { status: "completed", answer: text });
    const [said, answered] = await kit.store.conversations.messages(c.id);
    expect(said?.content === text).toBe(true);
    expect(answered?.content === text).toBe(true);
    expect((await kit.store.events.read(execution.id))[1]?.event).toMatchObject({
      type: "user_message",
      text,
    });
  });
}
