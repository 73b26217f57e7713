import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Kit, logged, me, other, type Started } from "./contract-kit.ts";

export function branchesContract(kit: Kit): void {
  /** Three finished runs in one session. */
  const threeRuns = async () => {
    const made = await kit.conversation();
    const runs: Started[] = [];
    for (const n of [1, 2, 3]) {
      const run = await kit.begin(`message ${n}`, made);
      await kit.store.executions.end(run.execution.id, run.lease, {
        status: "completed",
        answer: `answer ${n}`,
        sessionId: "s1",
        leafUuid: `leaf ${n}`,
      });
      runs.push(run);
    }
    await kit.store.conversations.setSession(made.conversation.id, "s1");
    return { ...made, runs: runs as [Started, Started, Started] };
  };
  const contents = async (id: string) =>
    (await kit.store.conversations.messages(id)).map(({ content }) => content);

  describe("a rewind", () => {
    test("hides the run and all later ones, and points at the session before them", async () => {
      const { project, conversation: c, runs } = await threeRuns();
      const ids = runs.map(({ execution }) => execution.id);
      expect(await kit.store.conversations.rewind(c.id, ids[1]!)).toEqual([ids[1], ids[2]]);
      expect(await contents(c.id)).toEqual(["message 1", "answer 1"]);
      expect((await kit.store.executions.listForConversation(c.id)).map(({ id }) => id)).toEqual([ids[0]]);
      expect(await kit.store.conversations.get(me, project.id, c.id)).toMatchObject({
        sessionId: "s1",
        sessionAt: "leaf 1",
        messageCount: 2,
      });
      expect(await kit.store.status.get(c.id)).toMatchObject({ execution_id: ids[0], status: "completed" });
      // Twice changes nothing; the rest can go too.
      expect(await kit.store.conversations.rewind(c.id, ids[1]!)).toEqual([]);
      expect(await kit.store.conversations.rewind(c.id, ids[0]!)).toEqual([ids[0]]);
      expect(await kit.store.conversations.get(me, project.id, c.id)).toMatchObject({
        sessionId: null,
        sessionAt: null,
        messageCount: 0,
      });
      const next = await kit.begin("anew", { project, conversation: c });
      expect(await contents(c.id)).toEqual(["anew"]);
      await kit.store.executions.end(next.execution.id, next.lease, { status: "completed" });
    });

    test("leaves alone what is open, or of another conversation", async () => {
      const { project, conversation: c, runs } = await threeRuns();
      const open = await kit.begin("at work", { project, conversation: c });
      await expect(kit.store.conversations.rewind(c.id, runs[2].execution.id)).rejects.toMatchObject({
        code: "CONVERSATION_BUSY",
      });
      const elsewhere = await kit.begin();
      expect(await kit.store.conversations.rewind(c.id, elsewhere.execution.id)).toEqual([]);
      expect(await kit.store.conversations.rewind(c.id, "gone")).toEqual([]);
      expect(await contents(c.id)).toHaveLength(7);
      await kit.store.executions.end(open.execution.id, open.lease, { status: "completed" });
    });
  });

  describe("a fork", () => {
    test("is a conversation of its own, with copies up to the run", async () => {
      const { project, conversation: c, runs } = await threeRuns();
      const source = runs[1];
      const fork = (inclusive: boolean, title?: string) =>
        kit.store.conversations.fork(me, project.id, c.id, {
          executionId: source.execution.id,
          inclusive,
          ...(title === undefined ? {} : { title }),
        });
      const made = (await fork(true, "Another way"))!;
      expect(made).toMatchObject({
        projectId: project.id,
        title: "Another way",
        sessionId: "s1",
        sessionAt: "leaf 2",
        mode: c.mode,
        messageCount: 4,
        running: false,
      });
      expect(made.id).not.toBe(c.id);
      expect(await contents(made.id)).toEqual(["message 1", "answer 1", "message 2", "answer 2"]);
      const copies = await kit.store.executions.listForConversation(made.id);
      expect(copies).toHaveLength(2);
      const log = await kit.store.events.read(copies[0]!.id);
      const messages = await kit.store.conversations.messages(made.id);
      expect(log.map(({ event }) => event)).toMatchObject([
        { type: "conversation.created", conversation_id: made.id },
        { type: "user_message", message_id: messages[2]!.id, text: "message 2" },
      ]);
      expect(copies[0]).toMatchObject({ status: "completed", sessionId: "s1", leafUuid: "leaf 2" });
      const before = (await fork(false))!;
      expect(before).toMatchObject({ title: c.title, sessionAt: "leaf 1", messageCount: 2 });
      expect(await contents(c.id)).toHaveLength(6);
      // Each goes its own way.
      await kit.store.conversations.delete(me, project.id, c.id);
      expect(await contents(made.id)).toHaveLength(4);
    });

    test("has its own checkpoints, and keeps what the log says of them", async () => {
      const run = await kit.begin();
      const taken = await kit.store.snapshots.create({
        id: randomUUID(),
        projectId: run.project.id,
        conversationId: run.conversation.id,
        executionId: run.execution.id,
        kind: "before",
        tree: "0".repeat(64),
        files: 3,
        bytes: 9,
      });
      const event = { type: "checkpoint.created", checkpoint_id: taken.id, files: 3, bytes: 9 } as const;
      await kit.store.events.append(run.execution.id, [logged(3, event)], run.lease);
      await kit.store.executions.end(run.execution.id, run.lease, { status: "completed" });
      const made = (await kit.store.conversations.fork(me, run.project.id, run.conversation.id, {
        executionId: run.execution.id,
        inclusive: true,
      }))!;
      const [copy] = await kit.store.snapshots.listForConversation(made.id);
      expect(copy).toMatchObject({ tree: taken.tree, files: 3, kind: "before" });
      expect(copy?.id).not.toBe(taken.id);
      const [ran] = await kit.store.executions.listForConversation(made.id);
      expect((await kit.store.events.read(ran!.id, 2))[0]?.event).toEqual({
        ...event,
        checkpoint_id: copy?.id,
      });
      expect(copy?.executionId).toBe(ran?.id);
    });

    test("of another person's, of an open run, or of a run elsewhere is not made", async () => {
      const run = await kit.begin();
      const elsewhere = await kit.begin();
      const { conversations } = kit.store;
      const fork = (owner: string, executionId: string) =>
        conversations.fork(owner, run.project.id, run.conversation.id, { executionId, inclusive: true });
      expect(await fork(other, run.execution.id)).toBeUndefined();
      expect(await fork(me, elsewhere.execution.id)).toBeUndefined();
      await expect(fork(me, run.execution.id)).rejects.toMatchObject({ code: "CONVERSATION_BUSY" });
      expect(await conversations.list(me, run.project.id)).toHaveLength(1);
    });
  });
}
