import { randomUUID } from "node:crypto";
import type { AgentEvent } from "@lakehand/protocol";
import { describe, expect, test } from "vitest";
import { type Kit, leaseMs, logged, me, other, type Started } from "./contract-kit.ts";

export function workContract(kit: Kit): void {
  describe("operations", () => {
    const operation = (run: Started) => ({
      id: randomUUID(),
      userEmail: me,
      projectId: run.project.id,
      conversationId: run.conversation.id,
      executionId: run.execution.id,
      toolUseId: "tool-1",
      toolName: "execute_sql",
      title: "A long statement",
      input: { sql_query: "select 1" },
      handles: [{ kind: "statement" as const, id: "s1", warehouse: "w" }],
    });

    test("tell how they go, and end once", async () => {
      const run = await kit.begin();
      const made = operation(run);
      const { operations } = kit.store;
      await operations.create(made, leaseMs);
      expect(await operations.get(me, made.id)).toMatchObject({
        ...made,
        status: "running",
        message: null,
        details: [],
        told: false,
        cancelRequested: false,
      });
      expect(await operations.get(other, made.id)).toBeUndefined();
      await operations.update(made.id, { message: "halfway\0", done: 1, total: 2 });
      expect(await operations.requestCancel(other, made.id)).toBe(false);
      expect(await operations.requestCancel(me, made.id)).toBe(true);
      const renewed = await operations.renew(leaseMs);
      expect(renewed).toContainEqual({ id: made.id, cancelRequested: true });
      await operations.update(made.id, { status: "completed", result: "3 rows" });
      await operations.update(made.id, { status: "running", message: "late", told: true });
      expect(await operations.get(me, made.id)).toMatchObject({
        status: "completed",
        message: "halfway\uFFFD",
        done: 1,
        total: 2,
        result: "3 rows",
        told: true,
      });
      expect(await operations.requestCancel(me, made.id)).toBe(false);
      expect((await operations.renew(leaseMs)).map(({ id }) => id)).not.toContain(made.id);
    });

    test("are listed newest first, by conversation or run, with their details", async () => {
      const run = await kit.begin();
      const [first, second] = [operation(run), operation(run)];
      await kit.store.operations.create(first, leaseMs);
      await kit.store.operations.create(second, leaseMs);
      const details = [{ kind: "from the future" }, { kind: "progress", message: "x" }] as never;
      await kit.store.operations.update(first.id, { details });
      const ids = async (filter: object) => (await kit.store.operations.list(me, filter)).map(({ id }) => id);
      expect(await ids({ conversationId: run.conversation.id })).toEqual([second.id, first.id]);
      expect(await ids({ executionId: run.execution.id, limit: 1 })).toEqual([second.id]);
      expect(await kit.store.operations.list(other, { executionId: run.execution.id })).toEqual([]);
      expect((await kit.store.operations.get(me, first.id))?.details).toMatchObject([{ kind: "progress" }]);
    });

    test("whose process is gone are taken by another", async () => {
      const run = await kit.begin();
      const [lapsed, held] = [operation(run), operation(run)];
      await kit.store.operations.create(lapsed, 0);
      await kit.store.operations.create(held, leaseMs);
      const another = await kit.subject.another();
      try {
        const taken = await kit.eventually(
          () => another.operations.takeLapsed(leaseMs, 10),
          (rows) => rows.length > 0,
        );
        expect(taken.map(({ id, handles }) => [id, handles])).toEqual([[lapsed.id, lapsed.handles]]);
        expect(await another.operations.takeLapsed(leaseMs, 10)).toEqual([]);
        expect((await kit.store.operations.renew(leaseMs)).map(({ id }) => id)).not.toContain(lapsed.id);
      } finally {
        await another.close();
      }
    });
  });

  describe("usage", () => {
    const usage = (n: number) => ({
      input_tokens: n,
      output_tokens: 2 * n,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
    });
    const used = (seq: number, n: number, cost: number | null) =>
      logged(seq, { type: "usage", usage: usage(n), cost_usd: cost });
    const result = (seq: number, n: number, cost: number | null): AgentEvent => ({
      type: "result",
      session_id: "s",
      duration_ms: seq,
      total_cost_usd: cost,
      is_error: false,
      num_turns: 1,
      usage: usage(n),
    });

    test("is what each run said last, added up by conversation, project and person", async () => {
      const owner = `${randomUUID()}@example.com`;
      const made = await kit.conversation(owner);
      const first = await kit.begin("a", made);
      await kit.store.events.append(
        first.execution.id,
        [used(3, 10, 0.5), used(4, 20, 1), logged(5, result(5, 30, 1.5))],
        first.lease,
      );
      await kit.store.executions.end(first.execution.id, first.lease, { status: "completed" });
      const second = await kit.begin("b", made);
      await kit.store.events.append(second.execution.id, [used(3, 1, null), used(4, 2, 0.25)], second.lease);
      await kit.store.executions.end(second.execution.id, second.lease, { status: "interrupted" });
      const none = await kit.conversation(owner);
      expect(await kit.store.usage.spent({ conversationId: made.conversation.id })).toEqual({
        usage: usage(32),
        costUsd: 1.75,
        runs: 2,
      });
      expect(await kit.store.usage.spent({ projectId: made.project.id })).toMatchObject({ costUsd: 1.75 });
      expect(await kit.store.usage.spent({ userEmail: owner })).toMatchObject({ costUsd: 1.75, runs: 2 });
      expect(await kit.store.usage.spent({ conversationId: none.conversation.id })).toEqual({
        usage: usage(0),
        costUsd: null,
        runs: 0,
      });
      // What was rewound was spent all the same.
      await kit.store.conversations.rewind(made.conversation.id, second.execution.id);
      expect(await kit.store.usage.spent({ userEmail: owner })).toMatchObject({ costUsd: 1.75, runs: 2 });
      // And what was copied was not spent again.
      const fork = { executionId: first.execution.id, inclusive: true };
      const forked = await kit.store.conversations.fork(owner, made.project.id, made.conversation.id, fork);
      expect(await kit.store.usage.spent({ userEmail: owner })).toMatchObject({ costUsd: 1.75, runs: 2 });
      expect(await kit.store.usage.spent({ conversationId: forked!.id })).toMatchObject({ runs: 0 });
    });

    test("has budgets, each scope its own", async () => {
      const { project, conversation } = await kit.conversation();
      const scope = { conversationId: conversation.id };
      expect(await kit.store.usage.budget(scope)).toEqual({ softUsd: null, hardUsd: null });
      await kit.store.usage.setBudget(scope, { softUsd: 1, hardUsd: 2.5 });
      await kit.store.usage.setBudget(scope, { softUsd: null, hardUsd: 3.5 });
      expect(await kit.store.usage.budget(scope)).toEqual({ softUsd: null, hardUsd: 3.5 });
      expect(await kit.store.usage.budget({ projectId: project.id })).toEqual({
        softUsd: null,
        hardUsd: null,
      });
    });
  });

  describe("status", () => {
    test("names the conversations that are at work, wait, or have changed", async () => {
      const owner = `${randomUUID()}@example.com`;
      const made = await kit.conversation(owner);
      const later = new Date(Date.now() + 3_600_000);
      const long = new Date(0);
      expect(await kit.store.status.list(owner, later)).toEqual([]);
      expect(await kit.store.status.list(owner, long)).toMatchObject([
        {
          conversation_id: made.conversation.id,
          project_id: made.project.id,
          title: "A conversation",
          status: "idle",
          execution_id: null,
          needs_you: 0,
          queued_inputs: 0,
        },
      ]);
      const run = await kit.begin("x", made);
      await kit.store.inputs.add(made.conversation.id, randomUUID(), "next");
      const plan = { kind: "plan", title: "A plan", plan: "1." } as const;
      await kit.store.approvals.create(
        { id: randomUUID(), executionId: run.execution.id, request: plan },
        run.lease,
      );
      await kit.store.executions.setStatus(run.execution.id, run.lease, "requires_action");
      const shown = {
        status: "requires_action",
        execution_id: run.execution.id,
        needs_you: 1,
        queued_inputs: 1,
      };
      expect(await kit.store.status.list(owner, later)).toMatchObject([shown]);
      expect(await kit.store.status.list(other, long)).not.toContainEqual(expect.objectContaining(shown));
      expect(await kit.store.status.get(made.conversation.id)).toMatchObject({ ...shown, userEmail: owner });
      await kit.store.executions.end(run.execution.id, run.lease, { status: "completed" });
      expect(await kit.store.status.list(owner, later)).toEqual([]);
      expect(await kit.store.status.get(made.conversation.id)).toMatchObject({
        status: "completed",
        needs_you: 0,
      });
      expect(await kit.store.status.get("gone")).toBeUndefined();
    });
  });
}
