import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Kit, me, other } from "./contract-kit.ts";

export function projectsContract(kit: Kit): void {
  describe("projects", () => {
    test("are created, listed newest first with their conversations counted, renamed and deleted", async () => {
      const owner = `${randomUUID()}@example.com`;
      const first = await kit.store.projects.create(owner, "First");
      const second = await kit.store.projects.create(owner, "Zweites – 第二");
      await kit.store.conversations.create(owner, first.id, "one");
      await kit.store.conversations.create(owner, first.id, "two");
      const list = await kit.store.projects.list(owner);
      expect(list.map(({ name, conversationCount }) => [name, conversationCount])).toEqual(
        expect.arrayContaining([
          ["First", 2],
          ["Zweites – 第二", 0],
        ]),
      );
      expect(list).toHaveLength(2);
      expect(await kit.store.projects.get(owner, second.id)).toEqual(second);
      expect(await kit.store.projects.rename(owner, second.id, "Second")).toBe(true);
      expect((await kit.store.projects.get(owner, second.id))?.name).toBe("Second");
      expect(await kit.store.projects.delete(owner, second.id)).toBe(true);
      expect(await kit.store.projects.get(owner, second.id)).toBeUndefined();
      expect(await kit.store.projects.delete(owner, second.id)).toBe(false);
    });

    test("of another person are not there", async () => {
      const project = await kit.store.projects.create(me, "Mine");
      expect(await kit.store.projects.get(other, project.id)).toBeUndefined();
      expect(await kit.store.projects.rename(other, project.id, "Theirs")).toBe(false);
      expect(await kit.store.projects.delete(other, project.id)).toBe(false);
      expect((await kit.store.projects.list(other)).map(({ id }) => id)).not.toContain(project.id);
      expect((await kit.store.projects.get(me, project.id))?.name).toBe("Mine");
    });

    test("with too long a name are refused in words", async () => {
      await expect(kit.store.projects.create(me, "x".repeat(256))).rejects.toMatchObject({
        code: "VALUE_TOO_LONG",
        status: 400,
      });
    });
  });

  describe("conversations", () => {
    test("keep their settings; an absent one stays, null clears it", async () => {
      const project = await kit.store.projects.create(me, "P");
      const settings = { defaultCatalog: "main", defaultSchema: "sales", warehouseId: "w1" };
      const made = (await kit.store.conversations.create(me, project.id, "T", settings))!;
      expect(made).toMatchObject({ ...settings, clusterId: null, workspaceFolder: null, sessionId: null });
      const change = { defaultSchema: null, title: "New title" };
      expect(await kit.store.conversations.update(me, project.id, made.id, change)).toBe(true);
      await kit.store.conversations.setSession(made.id, "session-1");
      expect(await kit.store.conversations.get(me, project.id, made.id)).toMatchObject({
        title: "New title",
        defaultCatalog: "main",
        defaultSchema: null,
        warehouseId: "w1",
        sessionId: "session-1",
      });
    });

    test("are listed with counts and whether they run, the last used first", async () => {
      const { project, conversation: idle } = await kit.conversation();
      const busy = (await kit.store.conversations.create(me, project.id, "busy"))!;
      const { execution, lease } = await kit.begin("a", { project, conversation: idle });
      await kit.store.executions.end(execution.id, lease, { status: "completed", answer: "b" });
      await kit.begin("c", { project, conversation: busy });
      const list = await kit.store.conversations.list(me, project.id);
      expect(list.map(({ id, messageCount, running }) => [id, messageCount, running])).toEqual([
        [busy.id, 1, true],
        [idle.id, 2, false],
      ]);
      expect(await kit.store.conversations.get(me, project.id, idle.id)).toEqual(list[1]);
    });

    test("of another person, or of another project, are not there", async () => {
      const { project, conversation: mine } = await kit.conversation();
      const elsewhere = await kit.store.projects.create(me, "Elsewhere");
      for (const [owner, projectId] of [
        [other, project.id],
        [me, elsewhere.id],
        [me, "no-such-project"],
      ] as const) {
        expect(await kit.store.conversations.get(owner, projectId, mine.id)).toBeUndefined();
        expect(await kit.store.conversations.update(owner, projectId, mine.id, { title: "x" })).toBe(false);
        expect(await kit.store.conversations.delete(owner, projectId, mine.id)).toBe(false);
        expect(await kit.store.conversations.list(owner, projectId)).toEqual([]);
      }
      expect(await kit.store.conversations.create(other, project.id, "intruder")).toBeUndefined();
      expect((await kit.store.conversations.get(me, project.id, mine.id))?.title).toBe("A conversation");
    });
  });
}
