import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { delta, type Kit, me } from "./contract-kit.ts";

export function wholeContract(kit: Kit): void {
  test("deleting a project takes everything of it and nothing else", async () => {
    const kept = await kit.begin();
    const gone = await kit.begin();
    const id = randomUUID();
    await kit.store.results.create({
      id,
      executionId: gone.execution.id,
      columns: [{ name: "a", type: "int" }],
    });
    await kit.store.results.appendRows(id, [["1"]]);
    expect(await kit.store.projects.delete(me, gone.project.id)).toBe(true);
    expect(await kit.store.conversations.messages(gone.conversation.id)).toEqual([]);
    expect(await kit.store.executions.listForConversation(gone.conversation.id)).toEqual([]);
    expect(await kit.store.events.read(gone.execution.id)).toEqual([]);
    expect(await kit.store.results.rows(id, 0, 10)).toEqual([]);
    expect(await kit.store.events.lastSeq(kept.execution.id)).toBe(2);
    // A run that was going on when its project went ends without an error.
    await kit.store.executions.end(gone.execution.id, gone.lease, { status: "cancelled", answer: "late" });
  });

  test("everything is there after a restart, and a closed store says so", async () => {
    const { conversation: c, execution, lease } = await kit.begin("before the restart");
    const late = kit.store.events.append(execution.id, [delta(3)], lease);
    await kit.store.close();
    await late;
    await expect(kit.store.ping()).rejects.toMatchObject({ code: "DATABASE_CLOSED" });
    kit.store = await kit.subject.open();
    expect(await kit.store.events.lastSeq(execution.id)).toBe(3);
    expect((await kit.store.conversations.messages(c.id))[0]?.content).toBe("before the restart");
    expect(await kit.store.executions.get(me, execution.id)).toMatchObject({ status: "running" });
  });
}
