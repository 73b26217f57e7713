import { randomUUID } from "node:crypto";
import type { AgentEvent, LoggedEvent, ResultRow } from "@lakehand/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConversationRow, ExecutionRow, ProjectRow, Store } from "../store.ts";

/** A database for the contract; `open` may be called again after `close` and must find the same data. */
export interface StoreUnderTest {
  open(): Promise<Store>;
  cleanUp(): Promise<void>;
}

const me = "me@example.com";
const other = "other@example.com";

function logged(seq: number, event: AgentEvent): LoggedEvent {
  return { seq, at: new Date(1_700_000_000_000 + seq).toISOString(), event };
}
const delta = (seq: number, text = `piece ${seq}`) =>
  logged(seq, { type: "text_delta", block_id: "b1", text });

/** What every Store does, whatever it runs on. */
export function storeContract(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`store contract on ${name}`, () => {
    let subject: StoreUnderTest;
    let store: Store;
    beforeAll(async () => {
      subject = await make();
      store = await subject.open();
    });
    afterAll(async () => {
      await store?.close();
      await subject?.cleanUp();
    });

    async function conversation(owner = me): Promise<{ project: ProjectRow; conversation: ConversationRow }> {
      const project = await store.projects.create(owner, "A project");
      const made = await store.conversations.create(owner, project.id, "A conversation");
      return { project, conversation: made! };
    }
    async function startedRun(text = "Count the trips"): Promise<{
      project: ProjectRow;
      conversation: ConversationRow;
      execution: ExecutionRow;
      messageId: string;
      events: LoggedEvent[];
    }> {
      const made = await conversation();
      const messageId = randomUUID();
      const ids = { conversationId: made.conversation.id, projectId: made.project.id, messageId };
      return { ...made, messageId, ...(await store.executions.start({ ...ids, text })) };
    }

    test("answers a ping", () => store.ping());

    describe("projects", () => {
      test("are created, listed newest first with their conversations counted, renamed and deleted", async () => {
        const owner = `${randomUUID()}@example.com`;
        const first = await store.projects.create(owner, "First");
        const second = await store.projects.create(owner, "Zweites – 第二");
        await store.conversations.create(owner, first.id, "one");
        await store.conversations.create(owner, first.id, "two");
        const list = await store.projects.list(owner);
        expect(list.map(({ name, conversationCount }) => [name, conversationCount])).toEqual(
          expect.arrayContaining([
            ["First", 2],
            ["Zweites – 第二", 0],
          ]),
        );
        expect(list).toHaveLength(2);
        expect(await store.projects.get(owner, second.id)).toEqual(second);
        expect(await store.projects.rename(owner, second.id, "Second")).toBe(true);
        expect((await store.projects.get(owner, second.id))?.name).toBe("Second");
        expect(await store.projects.delete(owner, second.id)).toBe(true);
        expect(await store.projects.get(owner, second.id)).toBeUndefined();
        expect(await store.projects.delete(owner, second.id)).toBe(false);
      });

      test("of another person are not there", async () => {
        const project = await store.projects.create(me, "Mine");
        expect(await store.projects.get(other, project.id)).toBeUndefined();
        expect(await store.projects.rename(other, project.id, "Theirs")).toBe(false);
        expect(await store.projects.delete(other, project.id)).toBe(false);
        expect((await store.projects.list(other)).map(({ id }) => id)).not.toContain(project.id);
        expect((await store.projects.get(me, project.id))?.name).toBe("Mine");
      });

      test("with too long a name are refused in words", async () => {
        await expect(store.projects.create(me, "x".repeat(256))).rejects.toMatchObject({
          code: "VALUE_TOO_LONG",
          status: 400,
        });
      });
    });

    describe("conversations", () => {
      test("keep their settings; an absent one stays, null clears it", async () => {
        const project = await store.projects.create(me, "P");
        const settings = { defaultCatalog: "main", defaultSchema: "sales", warehouseId: "w1" };
        const made = (await store.conversations.create(me, project.id, "T", settings))!;
        expect(made).toMatchObject({ ...settings, clusterId: null, workspaceFolder: null, sessionId: null });
        const change = { defaultSchema: null, title: "New title" };
        expect(await store.conversations.update(me, project.id, made.id, change)).toBe(true);
        await store.conversations.setSession(made.id, "session-1");
        expect(await store.conversations.get(me, project.id, made.id)).toMatchObject({
          title: "New title",
          defaultCatalog: "main",
          defaultSchema: null,
          warehouseId: "w1",
          sessionId: "session-1",
        });
      });

      test("are listed with counts and whether they run, the last used first", async () => {
        const { project, conversation: idle } = await conversation();
        const busy = (await store.conversations.create(me, project.id, "busy"))!;
        await new Promise((resolve) => setTimeout(resolve, 5));
        const ids = { conversationId: idle.id, projectId: project.id };
        const { execution } = await store.executions.start({ ...ids, messageId: randomUUID(), text: "a" });
        await store.executions.end(execution.id, { status: "completed", answer: "b" });
        await new Promise((resolve) => setTimeout(resolve, 5));
        await store.executions.start({
          conversationId: busy.id,
          projectId: project.id,
          messageId: randomUUID(),
          text: "c",
        });
        const list = await store.conversations.list(me, project.id);
        expect(list.map(({ id, messageCount, running }) => [id, messageCount, running])).toEqual([
          [busy.id, 1, true],
          [idle.id, 2, false],
        ]);
        expect(await store.conversations.get(me, project.id, idle.id)).toEqual(list[1]);
      });

      test("of another person, or of another project, are not there", async () => {
        const { project, conversation: mine } = await conversation();
        const elsewhere = await store.projects.create(me, "Elsewhere");
        for (const [owner, projectId] of [
          [other, project.id],
          [me, elsewhere.id],
          [me, "no-such-project"],
        ] as const) {
          expect(await store.conversations.get(owner, projectId, mine.id)).toBeUndefined();
          expect(await store.conversations.update(owner, projectId, mine.id, { title: "x" })).toBe(false);
          expect(await store.conversations.delete(owner, projectId, mine.id)).toBe(false);
          expect(await store.conversations.list(owner, projectId)).toEqual([]);
        }
        expect(await store.conversations.create(other, project.id, "intruder")).toBeUndefined();
        expect((await store.conversations.get(me, project.id, mine.id))?.title).toBe("A conversation");
      });
    });

    describe("executions", () => {
      test("store the message and the first two events with their start", async () => {
        const {
          conversation: c,
          project,
          execution,
          events,
          messageId,
        } = await startedRun("Count the trips");
        expect(execution).toMatchObject({ conversationId: c.id, projectId: project.id, status: "running" });
        expect(events.map(({ seq, event }) => [seq, event.type])).toEqual([
          [1, "conversation.created"],
          [2, "user_message"],
        ]);
        expect(await store.events.read(execution.id)).toEqual(events);
        expect(await store.conversations.messages(c.id)).toMatchObject([
          {
            id: messageId,
            executionId: execution.id,
            role: "user",
            content: "Count the trips",
            isError: false,
          },
        ]);
        expect((await store.executions.listRunning()).map(({ id }) => id)).toContain(execution.id);
      });

      test("run one at a time in a conversation; the refused one leaves nothing", async () => {
        const { conversation: c, project } = await conversation();
        const attempts = Array.from({ length: 5 }, (_, n) =>
          store.executions.start({
            conversationId: c.id,
            projectId: project.id,
            messageId: randomUUID(),
            text: `attempt ${n}`,
          }),
        );
        const outcomes = await Promise.allSettled(attempts);
        const refused = outcomes.filter((outcome) => outcome.status === "rejected");
        expect(refused).toHaveLength(4);
        for (const { reason } of refused) {
          expect(reason).toMatchObject({ name: "StoreError", code: "EXECUTION_RUNNING", status: 409 });
          expect(reason.next).toBeTruthy();
        }
        expect(await store.conversations.messages(c.id)).toHaveLength(1);
        expect(await store.executions.listForConversation(c.id)).toHaveLength(1);
      });

      test("need a conversation that exists in that project", async () => {
        const { conversation: c } = await conversation();
        const elsewhere = await store.projects.create(me, "Elsewhere");
        const said = { messageId: randomUUID(), text: "x" };
        for (const ids of [
          { conversationId: "gone", projectId: elsewhere.id },
          { conversationId: c.id, projectId: elsewhere.id },
        ]) {
          await expect(store.executions.start({ ...ids, ...said })).rejects.toMatchObject({
            code: "NOT_FOUND",
            status: 404,
          });
        }
      });

      test("end once, with the answer as a message", async () => {
        const { conversation: c, execution } = await startedRun();
        await store.executions.end(execution.id, {
          status: "error",
          error: "no model",
          answer: "It failed.",
        });
        await store.executions.end(execution.id, { status: "completed", answer: "It failed." });
        expect(await store.executions.get(me, execution.id)).toMatchObject({
          status: "error",
          error: "no model",
        });
        expect(await store.conversations.messages(c.id)).toMatchObject([
          { role: "user" },
          { role: "assistant", content: "It failed.", isError: true, executionId: execution.id },
        ]);
        expect((await store.executions.listRunning()).map(({ id }) => id)).not.toContain(execution.id);
      });

      test("follow one another, newest first, and an empty answer leaves no message", async () => {
        const { conversation: c, project, execution: first } = await startedRun();
        await store.executions.end(first.id, { status: "cancelled", answer: "" });
        await new Promise((resolve) => setTimeout(resolve, 5));
        const { execution: second } = await store.executions.start({
          conversationId: c.id,
          projectId: project.id,
          messageId: randomUUID(),
          text: "again",
        });
        const list = await store.executions.listForConversation(c.id);
        expect(list.map(({ id, status }) => [id, status])).toEqual([
          [second.id, "running"],
          [first.id, "cancelled"],
        ]);
        expect(await store.executions.listForConversation(c.id, 1)).toHaveLength(1);
        expect((await store.conversations.messages(c.id)).map(({ role }) => role)).toEqual(["user", "user"]);
      });

      test("of another person are not there", async () => {
        const { execution } = await startedRun();
        expect(await store.executions.get(other, execution.id)).toBeUndefined();
        expect(await store.executions.get(me, execution.id)).toEqual(execution);
        expect(await store.executions.get(me, "gone")).toBeUndefined();
      });
    });

    describe("events", () => {
      test("come back in order, after a given one, and limited", async () => {
        const { execution } = await startedRun();
        await store.events.append(execution.id, [delta(5), delta(3), delta(4)]);
        await store.events.append(execution.id, []);
        const seqs = async (after?: number, limit?: number) =>
          (await store.events.read(execution.id, after, limit)).map(({ seq }) => seq);
        expect(await seqs()).toEqual([1, 2, 3, 4, 5]);
        expect(await seqs(3)).toEqual([4, 5]);
        expect(await seqs(1, 2)).toEqual([2, 3]);
        expect(await seqs(5)).toEqual([]);
        expect(await store.events.lastSeq(execution.id)).toBe(5);
        expect(await store.events.lastSeq("gone")).toBe(0);
        expect((await store.events.read(execution.id, 4))[0]).toEqual(delta(5));
      });

      test("with a used number are refused, and the whole batch with them", async () => {
        const { execution } = await startedRun();
        await store.events.append(execution.id, [delta(3, "first")]);
        await expect(
          store.events.append(execution.id, [delta(4), delta(3, "second"), delta(5)]),
        ).rejects.toMatchObject({ name: "StoreError", code: "SEQ_CONFLICT", status: 409 });
        expect(await store.events.lastSeq(execution.id)).toBe(3);
        expect((await store.events.read(execution.id, 2))[0]).toEqual(delta(3, "first"));
      });

      test("of a run that is gone are refused", async () => {
        await expect(store.events.append("gone", [delta(1)])).rejects.toMatchObject({ code: "NOT_FOUND" });
      });

      test("of a type that this version does not know are left out", async () => {
        const { execution } = await startedRun();
        const future = { type: "from.the.future", anything: 1 } as unknown as AgentEvent;
        await store.events.append(execution.id, [logged(3, future), delta(4)]);
        expect((await store.events.read(execution.id)).map(({ seq }) => seq)).toEqual([1, 2, 4]);
        expect(await store.events.lastSeq(execution.id)).toBe(4);
      });

      test("survive what PostgreSQL cannot hold: NUL and half a surrogate pair", async () => {
        const { execution } = await startedRun("a\0b");
        const event: AgentEvent = {
          type: "tool_use",
          tool_id: "t1",
          tool_name: "Read",
          tool_input: { "k\0": ["\ud83d", "😀 'quoted' \\u0000 \\"], n: 1.5, nothing: null },
        };
        await store.events.append(execution.id, [logged(3, event)]);
        const [, said, used] = await store.events.read(execution.id);
        expect(said?.event).toMatchObject({ text: "a\uFFFDb" });
        expect(used?.event).toEqual({
          ...event,
          tool_input: { "k\uFFFD": ["\uFFFD", "😀 'quoted' \\u0000 \\"], n: 1.5, nothing: null },
        });
      });

      test("of 2 000 in one batch are written and read whole", async () => {
        const { execution } = await startedRun();
        const batch = Array.from({ length: 2000 }, (_, n) => delta(n + 3));
        await store.events.append(execution.id, batch);
        expect(await store.events.read(execution.id, 2)).toEqual(batch);
      });
    });

    test("a message of 1 MB comes back as it was", async () => {
      const text = "Größe 😀 SELECT 'x'; -- \\ \" %\n".repeat(30_000).slice(0, 1_000_000);
      const { conversation: c, execution } = await startedRun(text);
      await store.executions.end(execution.id, { status: "completed", answer: text });
      const [said, answered] = await store.conversations.messages(c.id);
      expect(said?.content === text).toBe(true);
      expect(answered?.content === text).toBe(true);
      expect((await store.events.read(execution.id))[1]?.event).toMatchObject({ type: "user_message", text });
    });

    describe("results", () => {
      const columns = [
        { name: "id", type: "bigint" },
        { name: "city", type: "string" },
      ];
      const rowsFrom = (from: number, count: number): ResultRow[] =>
        Array.from({ length: count }, (_, n) => [
          String(from + n),
          (from + n) % 7 === 0 ? null : `city ${from + n}`,
        ]);

      test("are kept in pages and read by any window", async () => {
        const { execution } = await startedRun();
        const id = randomUUID();
        await store.results.create({ id, executionId: execution.id, columns });
        for (const [from, count] of [
          [0, 10],
          [10, 2500],
          [2510, 1],
          [2511, 0],
          [2511, 1000],
        ] as const) {
          await store.results.appendRows(id, rowsFrom(from, count));
        }
        await store.results.finish(id, 1_204_331);
        expect(await store.results.get(me, id)).toEqual({
          id,
          executionId: execution.id,
          columns,
          totalRows: 1_204_331,
          keptRows: 3511,
        });
        for (const [offset, limit] of [
          [0, 5],
          [8, 4],
          [1005, 10],
          [2505, 20],
          [0, 5000],
          [3505, 100],
          [3511, 10],
          [99_999, 10],
          [5, 0],
        ] as const) {
          const expected = rowsFrom(offset, Math.max(0, Math.min(limit, 3511 - offset)));
          expect(await store.results.rows(id, offset, limit)).toEqual(expected);
        }
      });

      test("with large cells are kept in smaller pages", async () => {
        const { execution } = await startedRun();
        const id = randomUUID();
        await store.results.create({ id, executionId: execution.id, columns: [columns[1]!] });
        const rows = Array.from({ length: 30 }, (_, n): ResultRow => [String(n).repeat(150_000)]);
        await store.results.appendRows(id, rows);
        expect(await store.results.rows(id, 0, 100)).toEqual(rows);
        expect(await store.results.rows(id, 17, 2)).toEqual(rows.slice(17, 19));
      });

      test("take pages written at the same time one after the other", async () => {
        const { execution } = await startedRun();
        const id = randomUUID();
        await store.results.create({ id, executionId: execution.id, columns: [columns[0]!] });
        await Promise.all(
          Array.from({ length: 8 }, (_, n) => store.results.appendRows(id, [[`${n}a`], [`${n}b`]])),
        );
        const rows = await store.results.rows(id, 0, 100);
        expect(rows).toHaveLength(16);
        for (let at = 0; at < 16; at += 2) expect(rows[at]?.[0]?.[0]).toBe(rows[at + 1]?.[0]?.[0]);
        expect((await store.results.get(me, id))?.keptRows).toBe(16);
      });

      test("of another person, or none, are not there", async () => {
        const { execution } = await startedRun();
        const id = randomUUID();
        await store.results.create({ id, executionId: execution.id, columns });
        expect(await store.results.get(other, id)).toBeUndefined();
        expect(await store.results.get(me, "gone")).toBeUndefined();
        await expect(store.results.appendRows("gone", [["1"]])).rejects.toMatchObject({ code: "NOT_FOUND" });
      });
    });

    test("deleting a project takes everything of it and nothing else", async () => {
      const kept = await startedRun();
      const gone = await startedRun();
      const id = randomUUID();
      await store.results.create({
        id,
        executionId: gone.execution.id,
        columns: [{ name: "a", type: "int" }],
      });
      await store.results.appendRows(id, [["1"]]);
      expect(await store.projects.delete(me, gone.project.id)).toBe(true);
      expect(await store.conversations.messages(gone.conversation.id)).toEqual([]);
      expect(await store.executions.listForConversation(gone.conversation.id)).toEqual([]);
      expect(await store.events.read(gone.execution.id)).toEqual([]);
      expect(await store.results.rows(id, 0, 10)).toEqual([]);
      expect(await store.events.lastSeq(kept.execution.id)).toBe(2);
      // A run that was going on when its project went ends without an error.
      await store.executions.end(gone.execution.id, { status: "cancelled", answer: "late" });
    });

    test("everything is there after a restart, and a closed store says so", async () => {
      const { conversation: c, execution } = await startedRun("before the restart");
      const late = store.events.append(execution.id, [delta(3)]);
      await store.close();
      await late;
      await expect(store.ping()).rejects.toMatchObject({ code: "DATABASE_CLOSED" });
      store = await subject.open();
      expect(await store.events.lastSeq(execution.id)).toBe(3);
      expect((await store.conversations.messages(c.id))[0]?.content).toBe("before the restart");
      expect((await store.executions.listRunning()).map(({ id }) => id)).toContain(execution.id);
    });
  });
}
