import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { delta, type Kit, leaseMs, me } from "./contract-kit.ts";

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

  test.each(["project", "conversation"] as const)(
    "deleting a %s takes what belongs to its runs",
    async (what) => {
      const { store } = kit;
      const run = await kit.begin();
      const { project, conversation, execution, lease } = run;
      const ids = { projectId: project.id, conversationId: conversation.id, executionId: execution.id };
      const approval = randomUUID();
      const request = { kind: "plan", title: "A plan", plan: "1." } as const;
      await store.approvals.create({ id: approval, executionId: execution.id, request }, lease);
      await store.approvals.addRule({
        ...ids,
        toolName: "Bash",
        consequence: "write",
        decision: "allow",
      });
      await store.inputs.add(conversation.id, randomUUID(), "later");
      const operation = {
        ...ids,
        id: randomUUID(),
        userEmail: me,
        toolUseId: null,
        toolName: "t",
        title: "T",
        input: {},
        handles: [],
      };
      await store.operations.create(operation, leaseMs);
      await store.usage.setBudget({ conversationId: conversation.id }, { softUsd: 1, hardUsd: 2 });
      const snapshot = { kind: "before", tree: "0".repeat(64), files: 0, bytes: 0 } as const;
      const taken = await store.snapshots.create({ ...ids, ...snapshot, id: randomUUID() });
      await store.snapshots.create({
        ...ids,
        ...snapshot,
        conversationId: null,
        executionId: null,
        id: randomUUID(),
      });
      const deleted =
        what === "project"
          ? await store.projects.delete(me, project.id)
          : await store.conversations.delete(me, project.id, conversation.id);
      expect(deleted).toBe(true);
      expect(await store.approvals.read(approval)).toBeUndefined();
      expect(await store.approvals.rules(project.id)).toEqual([]);
      expect(await store.inputs.list(conversation.id)).toEqual([]);
      expect(await store.operations.get(me, operation.id)).toBeUndefined();
      expect(await store.usage.budget({ conversationId: conversation.id })).toEqual({
        softUsd: null,
        hardUsd: null,
      });
      expect(await store.snapshots.get(me, taken.id)).toBeUndefined();
      expect((await store.snapshots.latest(project.id)) === undefined).toBe(what === "project");
      expect(await store.executions.get(me, execution.id)).toBeUndefined();
      await expect(store.events.append(execution.id, [delta(3)], lease)).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    },
  );

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
