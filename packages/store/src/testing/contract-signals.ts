import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { ReceivedSignal } from "../store.ts";
import { delta, type Kit, leaseMs, limits, me } from "./contract-kit.ts";

export function signalsContract(kit: Kit): void {
  describe("signals", () => {
    test("of every change reach every process, their own sender too", async () => {
      const another = await kit.subject.another();
      const heard: ReceivedSignal[] = [];
      const own: ReceivedSignal[] = [];
      const stop = [
        another.signals.subscribe((signal) => heard.push(signal)),
        kit.store.signals.subscribe(() => {
          throw new Error("a listener's fault");
        }),
        kit.store.signals.subscribe((signal) => own.push(signal)),
      ];
      const wait = (wanted: object) =>
        kit.eventually(() =>
          heard.find((signal) =>
            Object.entries({ from: kit.store.instanceId, ...wanted }).every(
              ([name, value]) => (signal as unknown as Record<string, unknown>)[name] === value,
            ),
          ),
        );
      try {
        const { project, conversation } = await kit.conversation();
        const inConversation = { conversationId: conversation.id, projectId: project.id, userEmail: me };
        await wait({ kind: "conversation", ...inConversation });
        const inputId = randomUUID();
        await kit.store.inputs.add(conversation.id, inputId, "x");
        await wait({ kind: "inputs", ...inConversation });
        heard.length = 0;
        const { execution, lease } = await kit.begin("x", { project, conversation }, { inputId });
        await wait({ kind: "conversation", ...inConversation });
        await wait({ kind: "inputs", ...inConversation });
        const executionId = execution.id;
        await kit.store.events.append(executionId, [delta(3), delta(4)], lease);
        await wait({ kind: "events", executionId, seq: 4 });
        const approvalId = randomUUID();
        const request = { kind: "plan", title: "A plan", plan: "1." } as const;
        await kit.store.approvals.create({ id: approvalId, executionId, request }, lease);
        await wait({ kind: "approval", approvalId, executionId });
        heard.length = 0;
        await kit.store.approvals.answer(approvalId, { decision: "allow", scope: "once" }, me);
        await wait({ kind: "approval", approvalId, executionId });
        await kit.store.executions.setStatus(executionId, lease, "requires_action");
        await wait({ kind: "execution", executionId, conversationId: conversation.id });
        await kit.store.executions.requestStop(me, executionId);
        await wait({ kind: "stop", executionId });
        heard.length = 0;
        await kit.store.executions.end(executionId, lease, { status: "cancelled" });
        await wait({ kind: "execution", executionId });
        await wait({ kind: "queue" });
        heard.length = 0;
        const queued = await kit.queue();
        await wait({ kind: "queue" });
        await kit.store.executions.cancelQueued(queued.id);
        await wait({ kind: "events", executionId: queued.id, seq: 4 });
        kit.store.signals.send({ kind: "operation", operationId: "o", executionId });
        await wait({ kind: "operation", operationId: "o" });
        await kit.store.conversations.update(me, project.id, conversation.id, { title: "New" });
        heard.length = 0;
        await kit.store.conversations.delete(me, project.id, conversation.id);
        await wait({ kind: "conversation", ...inConversation });
        await kit.eventually(() => own.some((signal) => signal.kind === "operation"));
        const mine = await kit.begin("x", undefined, { lease: { leaseMs: 0, limits } });
        heard.length = 0;
        await kit.eventually(
          () => another.executions.takeLapsed(leaseMs, 100),
          (rows) => rows.length > 0,
        );
        await wait({ kind: "execution", executionId: mine.execution.id, from: another.instanceId });
      } finally {
        for (const end of stop) end();
        await another.close();
      }
      own.length = 0;
      await kit.begin();
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(own).toEqual([]);
    });

    test("come in the order in which they were sent", async () => {
      const heard: number[] = [];
      const { execution, lease } = await kit.begin();
      const stop = kit.store.signals.subscribe((signal) => {
        if (signal.kind === "events" && signal.executionId === execution.id) heard.push(signal.seq);
      });
      for (let seq = 3; seq < 43; seq++) await kit.store.events.append(execution.id, [delta(seq)], lease);
      await kit.eventually(() => heard.length === 40);
      stop();
      expect(heard).toEqual(Array.from({ length: 40 }, (_, n) => n + 3));
    });
  });
}
