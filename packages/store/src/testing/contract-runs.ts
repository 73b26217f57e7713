import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Kit, me, other } from "./contract-kit.ts";

export function runsContract(kit: Kit): void {
  describe("executions", () => {
    test("store the message and the first two events with their start", async () => {
      const { conversation, project, execution, events, messageId } = await kit.begin("Count the trips");
      expect(execution).toMatchObject({
        conversationId: conversation.id,
        projectId: project.id,
        userEmail: me,
        status: "running",
        kind: "message",
        lease: { owner: kit.store.instanceId, epoch: 1 },
        stopRequested: false,
      });
      expect(events.map(({ seq, event }) => [seq, event])).toEqual([
        [1, { type: "conversation.created", conversation_id: conversation.id, status: "running" }],
        [2, { type: "user_message", message_id: messageId, text: "Count the trips" }],
      ]);
      expect(await kit.store.events.read(execution.id)).toEqual(events);
      expect(await kit.store.executions.get(me, execution.id)).toEqual(execution);
      expect(await kit.store.conversations.messages(conversation.id)).toMatchObject([
        {
          id: messageId,
          executionId: execution.id,
          role: "user",
          content: "Count the trips",
          isError: false,
        },
      ]);
    });

    test("run one at a time in a conversation; the refused one leaves nothing", async () => {
      const made = await kit.conversation();
      const attempts = Array.from({ length: 5 }, (_, n) => kit.begin(`attempt ${n}`, made));
      const outcomes = await Promise.allSettled(attempts);
      const refused = outcomes.filter((outcome) => outcome.status === "rejected");
      expect(refused).toHaveLength(4);
      for (const { reason } of refused) {
        expect(reason).toMatchObject({ name: "StoreError", code: "CONVERSATION_BUSY", status: 409 });
        expect(reason.next).toBeTruthy();
      }
      expect(await kit.store.conversations.messages(made.conversation.id)).toHaveLength(1);
      expect(await kit.store.executions.listForConversation(made.conversation.id)).toHaveLength(1);
    });

    test("keep a conversation busy while they are queued or wait for a person", async () => {
      const made = await kit.conversation();
      const { execution } = await kit.begin("one", made, { lease: undefined } as never);
      expect(execution.status).toBe("queued");
      await expect(kit.begin("two", made)).rejects.toMatchObject({ code: "CONVERSATION_BUSY" });
      const waiting = await kit.begin();
      await kit.store.executions.setStatus(waiting.execution.id, waiting.lease, "requires_action");
      await expect(kit.begin("two", waiting)).rejects.toMatchObject({ code: "CONVERSATION_BUSY" });
    });

    test("need a conversation that exists in that project, and is the person's", async () => {
      const made = await kit.conversation();
      const elsewhere = await kit.store.projects.create(me, "Elsewhere");
      const nowhere = { ...made.conversation, id: "gone" };
      for (const [project, conversation, userEmail] of [
        [made.project, nowhere, me],
        [elsewhere, made.conversation, me],
        [made.project, made.conversation, other],
      ] as const) {
        await expect(kit.begin("x", { project, conversation }, { userEmail })).rejects.toMatchObject({
          code: "NOT_FOUND",
          status: 404,
        });
      }
    });

    test("end once, with the answer as a message", async () => {
      const { conversation, execution, lease } = await kit.begin();
      const end = { status: "error", error: "no model", answer: "It failed." } as const;
      await kit.store.executions.end(execution.id, lease, { ...end, sessionId: "s", leafUuid: "l" });
      await kit.store.executions.end(execution.id, lease, { status: "completed", answer: "It failed." });
      expect(await kit.store.executions.get(me, execution.id)).toMatchObject({
        status: "error",
        error: "no model",
        lease: null,
        sessionId: "s",
        leafUuid: "l",
      });
      expect(await kit.store.conversations.messages(conversation.id)).toMatchObject([
        { role: "user" },
        { role: "assistant", content: "It failed.", isError: true, executionId: execution.id },
      ]);
    });

    test("follow one another, newest first, and an empty answer leaves no message", async () => {
      const first = await kit.begin();
      await kit.store.executions.end(first.execution.id, first.lease, { status: "cancelled", answer: "" });
      const second = await kit.begin("again", first);
      const list = await kit.store.executions.listForConversation(first.conversation.id);
      expect(list.map(({ id, status }) => [id, status])).toEqual([
        [second.execution.id, "running"],
        [first.execution.id, "cancelled"],
      ]);
      expect(await kit.store.executions.listForConversation(first.conversation.id, 1)).toHaveLength(1);
      const messages = await kit.store.conversations.messages(first.conversation.id);
      expect(messages.map(({ role }) => role)).toEqual(["user", "user"]);
    });

    test("of another person are not there", async () => {
      const { execution } = await kit.begin();
      expect(await kit.store.executions.get(other, execution.id)).toBeUndefined();
      expect(await kit.store.executions.get(me, "gone")).toBeUndefined();
      expect(await kit.store.executions.requestStop(other, execution.id)).toBe(false);
    });

    test("remember a session before they begin, their kind, and that we wrote the message", async () => {
      const { execution, events } = await kit.begin("Go on", undefined, {
        kind: "continue",
        synthetic: true,
      });
      expect(execution.kind).toBe("continue");
      expect(events[1]?.event).toMatchObject({ type: "user_message", synthetic: true });
      await kit.store.executions.setSession(execution.id, "session-7");
      expect(await kit.store.executions.get(me, execution.id)).toMatchObject({ sessionId: "session-7" });
    });

    test("that are queued can be cancelled once, and their log says so", async () => {
      const execution = await kit.queue();
      expect(await kit.store.executions.cancelQueued(execution.id)).toBe(true);
      expect(await kit.store.executions.cancelQueued(execution.id)).toBe(false);
      expect(await kit.store.executions.get(me, execution.id)).toMatchObject({ status: "cancelled" });
      const types = (await kit.store.events.read(execution.id)).map(({ seq, event }) => [seq, event.type]);
      expect(types.slice(2)).toEqual([
        [3, "stream.cancelled"],
        [4, "stream.completed"],
      ]);
      const { execution: running } = await kit.begin();
      expect(await kit.store.executions.cancelQueued(running.id)).toBe(false);
    });

    test("start with a queued message, which leaves the queue; one that is gone starts nothing", async () => {
      const made = await kit.conversation();
      const id = randomUUID();
      await kit.store.inputs.add(made.conversation.id, id, "later");
      const { execution, lease } = await kit.begin("later", made, { messageId: id, inputId: id });
      expect(await kit.store.inputs.list(made.conversation.id)).toEqual([]);
      await kit.store.executions.end(execution.id, lease, { status: "completed" });
      await expect(kit.begin("later", made, { inputId: id })).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(await kit.store.executions.listForConversation(made.conversation.id)).toHaveLength(1);
      expect(await kit.store.conversations.messages(made.conversation.id)).toHaveLength(1);
    });
  });
}
