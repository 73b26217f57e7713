import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Kit, logged, me, other } from "./contract-kit.ts";

const request = {
  kind: "tool",
  title: "Drop a table",
  tool_name: "execute_sql",
  input: { sql_query: "DROP TABLE t" },
  consequence: "destructive",
  reason: "removes t",
  default_to_no: true,
} as const;

export function peopleContract(kit: Kit): void {
  describe("keys of requests", () => {
    const use = (key: string, hash = "h") => kit.store.idempotency.claim(me, key, hash);

    test("are claimed by one of many, fulfilled by a start, and then name its run", async () => {
      const key = randomUUID();
      const claims = await Promise.all(Array.from({ length: 6 }, () => use(key)));
      expect(claims.filter(({ state }) => state === "new")).toHaveLength(1);
      expect(claims.filter(({ state }) => state === "busy")).toHaveLength(5);
      const claim = claims.find(({ state }) => state === "new");
      const id = claim?.state === "new" ? claim.conversationId : "";
      const project = await kit.store.projects.create(me, "P");
      const conversation = (await kit.store.conversations.create(me, project.id, "C", { id }))!;
      expect(conversation.id).toBe(id);
      const { execution } = await kit.begin("x", { project, conversation }, { idempotencyKey: key });
      expect(await use(key)).toEqual({ state: "done", executionId: execution.id, conversationId: id });
      expect(await use(key, "another request")).toEqual({ state: "mismatch" });
      expect(await kit.store.idempotency.claim(other, key, "h")).toMatchObject({ state: "new" });
    });

    test("start one run even when two processes believe to have claimed one", async () => {
      const key = randomUUID();
      await use(key);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 4 }, () => kit.begin("x", undefined, { idempotencyKey: key })),
      );
      const refused = outcomes.filter((outcome) => outcome.status === "rejected");
      expect(refused).toHaveLength(3);
      for (const { reason } of refused) expect(reason).toMatchObject({ code: "KEY_USED", status: 409 });
    });

    test("of a refused start are left as they were, and can be given back", async () => {
      const key = randomUUID();
      expect(await use(key)).toMatchObject({ state: "new" });
      const busy = await kit.begin();
      await expect(kit.begin("x", busy, { idempotencyKey: key })).rejects.toMatchObject({
        code: "CONVERSATION_BUSY",
      });
      expect(await use(key)).toEqual({ state: "busy" });
      await kit.store.idempotency.release(me, key);
      expect(await use(key)).toMatchObject({ state: "new" });
      await kit.begin("x", undefined, { idempotencyKey: key });
      await kit.store.idempotency.release(me, key);
      expect(await use(key)).toMatchObject({ state: "done" });
    });
  });

  describe("messages that wait", () => {
    const texts = async (id: string) => (await kit.store.inputs.list(id)).map(({ text }) => text);
    const add = async (conversationId: string, text: string, steer?: boolean) =>
      (await kit.store.inputs.add(conversationId, randomUUID(), text, steer)).id;

    test("keep their order, and are edited, moved and removed", async () => {
      const { conversation: c } = await kit.conversation();
      const [a, b, d] = [await add(c.id, "a"), await add(c.id, "b"), await add(c.id, "d")];
      expect(await texts(c.id)).toEqual(["a", "b", "d"]);
      const { inputs } = kit.store;
      expect(await inputs.move(c.id, d, a)).toBe(true);
      expect(await texts(c.id)).toEqual(["d", "a", "b"]);
      expect(await inputs.move(c.id, d, b)).toBe(true);
      expect(await inputs.move(c.id, a, null)).toBe(true);
      expect(await inputs.edit(c.id, a, "A\0")).toBe(true);
      expect(await texts(c.id)).toEqual(["d", "b", "A\uFFFD"]);
      expect(await inputs.remove(c.id, b)).toBe(true);
      expect(await inputs.remove(c.id, b)).toBe(false);
      expect(await inputs.edit(c.id, b, "x")).toBe(false);
      expect(await inputs.move(c.id, b, null)).toBe(false);
      expect(await inputs.move(c.id, a, b)).toBe(false);
      expect(await inputs.steer(c.id, d)).toBe(true);
      expect(await inputs.list(c.id)).toMatchObject([
        { id: d, steer: true },
        { id: a, steer: false },
      ]);
    });

    test("can be moved into one gap any number of times", async () => {
      const { conversation: c } = await kit.conversation();
      const first = await add(c.id, "first");
      let [x, y] = [await add(c.id, "x"), await add(c.id, "y")];
      for (let n = 0; n < 60; n++) {
        expect(await kit.store.inputs.move(c.id, y, x)).toBe(true);
        [x, y] = [y, x];
      }
      expect(await texts(c.id)).toEqual(["first", "x", "y"]);
      const positions = (await kit.store.inputs.list(c.id)).map(({ position }) => position);
      expect(new Set(positions).size).toBe(3);
      expect((await kit.store.inputs.list(c.id))[0]?.id).toBe(first);
    });

    test("added twice are there once, and what was sent or removed does not come back", async () => {
      const { conversation: c } = await kit.conversation();
      const id = randomUUID();
      await kit.store.inputs.add(c.id, id, "once");
      expect(await kit.store.inputs.add(c.id, id, "twice")).toMatchObject({ text: "once" });
      expect(await texts(c.id)).toEqual(["once"]);
      await kit.store.inputs.remove(c.id, id);
      expect(await kit.store.inputs.add(c.id, id, "again")).toMatchObject({ text: "once", gone: true });
      const run = await kit.begin();
      const said = await kit.store.inputs.add(run.conversation.id, run.messageId, "again");
      expect(said).toMatchObject({ text: "Count the trips", gone: true });
      expect(await texts(c.id)).toEqual([]);
      await expect(kit.store.inputs.add(c.id, run.messageId, "theirs?")).rejects.toMatchObject({
        code: "KEY_USED",
      });
      await expect(kit.store.inputs.add("gone", randomUUID(), "x")).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    });

    test("that are steered into a run become its messages with the same write", async () => {
      const run = await kit.begin();
      const id = await add(run.conversation.id, "Only 2024", true);
      const event = { type: "user_message", message_id: id, text: "Only 2024", steered: true } as const;
      await kit.store.events.append(run.execution.id, [logged(3, event)], run.lease);
      expect(await texts(run.conversation.id)).toEqual([]);
      expect(await kit.store.conversations.messages(run.conversation.id)).toMatchObject([
        { id: run.messageId },
        { id, role: "user", content: "Only 2024", executionId: run.execution.id },
      ]);
    });
  });

  describe("approvals", () => {
    const ask = async (run?: Awaited<ReturnType<Kit["begin"]>>) => {
      const asking = run ?? (await kit.begin());
      const id = randomUUID();
      await kit.store.approvals.create({ id, executionId: asking.execution.id, request }, asking.lease);
      return { ...asking, id };
    };
    const allow = { decision: "allow", scope: "once" } as const;

    test("are asked once and answered by the first", async () => {
      const { id, execution, lease, conversation, project } = await ask();
      await kit.store.approvals.create({ id, executionId: execution.id, request }, lease);
      expect(await kit.store.approvals.get(me, id)).toMatchObject({
        executionId: execution.id,
        conversationId: conversation.id,
        projectId: project.id,
        request,
        state: "pending",
        answer: null,
      });
      expect(await kit.store.approvals.get(other, id)).toBeUndefined();
      const answers = await Promise.all(
        Array.from({ length: 5 }, (_, n) => kit.store.approvals.answer(id, allow, `p${n}`)),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
      const first = answers.find(Boolean);
      expect(await kit.store.approvals.read(id)).toEqual(first);
      expect(first).toMatchObject({ state: "allowed", answer: allow });
      expect(first?.answeredAt).toBeInstanceOf(Date);
      expect(await kit.store.approvals.answer("gone", allow, me)).toBeUndefined();
    });

    test("wait for their person while the run is open or was cut off", async () => {
      const owner = `${randomUUID()}@example.com`;
      const run = await ask(await kit.begin("x", await kit.conversation(owner)));
      const pending = () => kit.store.approvals.pending(owner);
      expect(await pending()).toMatchObject([
        { id: run.id, conversationTitle: "A conversation", projectName: "A project", interrupted: false },
      ]);
      const second = await ask(run);
      await kit.store.executions.end(run.execution.id, run.lease, { status: "interrupted" });
      expect(await pending()).toMatchObject([
        { id: run.id, interrupted: true },
        { id: second.id, interrupted: true },
      ]);
      expect(await kit.store.approvals.pending(other)).not.toContainEqual(
        expect.objectContaining({ id: run.id }),
      );
      await kit.store.approvals.answer(run.id, { decision: "deny", scope: "once", message: "no" }, me);
      expect(await kit.store.approvals.cancel(run.execution.id)).toEqual([second.id]);
      expect(await pending()).toEqual([]);
      expect(await kit.store.approvals.listForExecution(run.execution.id)).toMatchObject([
        { id: run.id, state: "denied", answer: { message: "no" } },
        { id: second.id, state: "cancelled" },
      ]);
    });

    test("leave rules, the newest of which counts", async () => {
      const { project, conversation } = await kit.conversation();
      const rule = { projectId: project.id, toolName: "execute_sql", consequence: "write" } as const;
      const whole = await kit.store.approvals.addRule({ ...rule, conversationId: null, decision: "allow" });
      const own = { ...rule, conversationId: conversation.id };
      await kit.store.approvals.addRule({ ...own, decision: "allow" });
      await kit.store.approvals.addRule({ ...own, decision: "deny" });
      const elsewhere = (await kit.store.conversations.create(me, project.id, "Elsewhere"))!;
      await kit.store.approvals.addRule({
        ...rule,
        conversationId: elsewhere.id,
        decision: "allow",
      });
      const found = await kit.store.approvals.rules(project.id, conversation.id);
      expect(found.map((one) => [one.conversationId, one.decision])).toEqual([
        [null, "allow"],
        [conversation.id, "deny"],
      ]);
      expect(await kit.store.approvals.rules(project.id)).toHaveLength(3);
      expect(await kit.store.approvals.removeRule("another", whole.id)).toBe(false);
      expect(await kit.store.approvals.removeRule(project.id, whole.id)).toBe(true);
      expect(await kit.store.approvals.rules(project.id, conversation.id)).toHaveLength(1);
    });
  });
}
