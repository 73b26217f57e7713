import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { AgentEvent } from "@lakehand/protocol";
import { type ConversationRow, openStore, type Store } from "@lakehand/store";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type CheckpointService, createCheckpoints } from "../checkpoints/checkpoints.ts";
import { treeContents } from "../checkpoints/tree.ts";
import { projectFolder } from "../files/project-files.ts";
import { answerError } from "../http/errors.ts";
import { checkpointRoutes } from "./checkpoints.ts";

const ADA = "ada@example.com";
const LEASE = { leaseMs: 60_000, limits: { server: 50, user: 50 } };

let base: string;
let store: Store;
let checkpoints: CheckpointService;
let forgotten: object[] = [];
let projectId: string;
let dir: string;
let conversation: ConversationRow;

beforeAll(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "lakehand-checkpoint-routes-")));
  store = await openStore({ dataDir: join(base, "db") });
  checkpoints = createCheckpoints({
    store,
    projectDir: (id) => projectFolder(join(base, "projects"), id),
    log: { warn() {}, error: console.error },
  });
});
afterAll(async () => {
  await store.close();
  await rm(base, { recursive: true, force: true });
});
beforeEach(async () => {
  forgotten = [];
  projectId = (await store.projects.create(ADA, "P")).id;
  dir = await projectFolder(join(base, "projects"), projectId);
  conversation = (await store.conversations.create(ADA, projectId, "Orders"))!;
});

function as(email: string) {
  const app = new OpenAPIHono();
  app.route(
    "/api",
    checkpointRoutes({
      store,
      user: { email },
      agent: { forget: async (what) => void forgotten.push(what) },
      checkpoints,
    }),
  );
  app.onError(answerError(() => {}));
  return app;
}

async function ask<T>(
  method: string,
  path: string,
  body?: unknown,
  email = ADA,
): Promise<{ status: number; body: T }> {
  const response = await as(email).request(`/api/projects/${projectId}/conversations/${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
  });
  return { status: response.status, body: (await response.json()) as T };
}

/** A run as the engine does it: checkpoint, events, end, checkpoint. */
async function run(
  text: string,
  work: (() => Promise<void>) | undefined,
  {
    of = conversation,
    events = [],
    open = false,
  }: { of?: ConversationRow; events?: AgentEvent[]; open?: boolean } = {},
) {
  const { execution } = await store.executions.start({
    userEmail: ADA,
    conversationId: of.id,
    projectId,
    messageId: randomUUID(),
    text,
    lease: LEASE,
  });
  const ref = { execution, projectDir: dir, emit() {} };
  const before = await checkpoints.before(ref);
  await work?.();
  const at = new Date().toISOString();
  await store.events.append(
    execution.id,
    events.map((event, i) => ({ seq: 3 + i, at, event })),
    execution.lease!,
  );
  if (open) return { id: execution.id, before: before!, lease: execution.lease! };
  await store.executions.end(execution.id, execution.lease, { status: "completed", answer: "Done." });
  await checkpoints.after(ref);
  return { id: execution.id, before: before!, lease: execution.lease! };
}

const write = async (path: string, text: string) => {
  await mkdir(join(dir, path, ".."), { recursive: true });
  await writeFile(join(dir, path), text);
};
const read = (path: string) => readFile(join(dir, path), "utf8");

const createsTable: AgentEvent = {
  type: "tool_details",
  tool_use_id: "t",
  details: {
    kind: "sql_result",
    sql: "create table o (id int)",
    status: "succeeded",
    catalog: "main",
    schema: "x",
  },
};

describe("checkpoints over HTTP", () => {
  it("list one for each message, and what has changed since", async () => {
    const first = await run("one", () => write("a.txt", "1\n2\n"));
    const second = await run("two", () => write("a.txt", "1\n2\n3\n"));
    const path = conversation.id;
    const list = await ask<{ id: string; execution_id: string }[]>("GET", `${path}/checkpoints`);
    expect(list.body.map((c) => c.execution_id)).toEqual([first.id, second.id]);
    const all = await ask("GET", `${path}/changes`);
    expect(all.body).toMatchObject({
      from: { id: first.before.id, files: 0 },
      to: null,
      changes: [{ path: "a.txt", status: "added", additions: 3, deletions: 0 }],
    });
    const one = await ask("GET", `${path}/changes?from=${second.before.id}`);
    expect(one.body).toMatchObject({
      changes: [{ path: "a.txt", status: "modified", additions: 1, deletions: 0 }],
    });
    const file = await ask("GET", `${path}/changes/file?path=a.txt&from=${second.before.id}`);
    expect(file.body).toEqual({ path: "a.txt", before: "1\n2\n", after: "1\n2\n3\n", binary: false });
    expect((await ask("GET", `${path}/changes/file?path=../../etc/passwd`)).status).toBe(404);
  });

  it("rewind files and conversation after a dry run that changes nothing, and undo the files", async () => {
    await run("keep", () => write("a.txt", "kept\n"));
    const gone = await run("Make a table", () => write("a.txt", "changed\n"), { events: [createsTable] });
    await run("and more", () => write("b/new.txt", "n\n"));
    const request = { execution_id: gone.id, dry_run: true };
    const dry = await ask<{ notes: string[] }>("POST", `${conversation.id}/rewind`, request);
    expect(dry.body).toEqual({
      dry_run: true,
      changes: [
        { path: "a.txt", status: "modified", additions: 1, deletions: 1 },
        { path: "b/new.txt", status: "deleted", additions: 0, deletions: 1 },
      ],
      runs: 2,
      kept_in_workspace: [{ type: "table", name: "main.x.o (created)" }],
      message: "Make a table",
      undo_checkpoint_id: null,
      notes: [],
    });
    expect(await read("a.txt")).toBe("changed\n");

    const done = await ask<{ undo_checkpoint_id: string }>("POST", `${conversation.id}/rewind`, {
      execution_id: gone.id,
    });
    expect(done.body).toMatchObject({ dry_run: false, runs: 2, message: "Make a table" });
    expect(await read("a.txt")).toBe("kept\n");
    expect(existsSync(join(dir, "b"))).toBe(false);
    expect(await store.executions.listForConversation(conversation.id)).toHaveLength(1);
    expect(forgotten).toEqual([{ projectId, conversationId: conversation.id }]);
    expect((await ask<unknown[]>("GET", `${conversation.id}/checkpoints`)).body).toHaveLength(1);
    expect((await ask("POST", `${conversation.id}/rewind`, { execution_id: gone.id })).status).toBe(404);

    const back = await ask("POST", `${conversation.id}/checkpoints/${done.body.undo_checkpoint_id}/restore`);
    expect(back.status).toBe(200);
    expect(await read("a.txt")).toBe("changed\n");
    expect(await read("b/new.txt")).toBe("n\n");
    // The newest snapshot is what the files are now, not what they were before the undo.
    expect((await store.snapshots.latest(projectId))?.tree).toBe(await checkpoints.now(projectId));
  });

  it("rewind the files or the conversation alone", async () => {
    const one = await run("one", () => write("a.txt", "1"));
    const files = { execution_id: one.id, conversation: false };
    expect((await ask("POST", `${conversation.id}/rewind`, files)).body).toMatchObject({ runs: 0 });
    expect(existsSync(join(dir, "a.txt"))).toBe(false);
    expect(await store.executions.listForConversation(conversation.id)).toHaveLength(1);
    await write("a.txt", "2");
    const talk = { execution_id: one.id, files: false };
    expect((await ask("POST", `${conversation.id}/rewind`, talk)).body).toMatchObject({
      runs: 1,
      changes: [],
      undo_checkpoint_id: null,
    });
    expect(await read("a.txt")).toBe("2");
    expect(await store.executions.listForConversation(conversation.id)).toHaveLength(0);
  });

  it("refuse while a run is going on here, or works on the same files elsewhere", async () => {
    const one = await run("one", () => write("a.txt", "1"));
    const other = (await store.conversations.create(ADA, projectId, "Other"))!;
    const elsewhere = await run("busy", undefined, { of: other, open: true });
    const rewind = (more: object) =>
      ask<{ code: string; detail: string }>("POST", `${conversation.id}/rewind`, {
        execution_id: one.id,
        ...more,
      });
    const refused = await rewind({});
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain('"Other"');
    expect(await read("a.txt")).toBe("1");
    expect((await rewind({ dry_run: true })).status).toBe(200);
    await store.executions.end(elsewhere.id, elsewhere.lease, { status: "completed" });
    const here = await run("two", undefined, { open: true });
    expect((await rewind({ files: false })).body.code).toBe("CONVERSATION_BUSY");
    expect((await ask("POST", `${conversation.id}/fork`, { execution_id: here.id })).status).toBe(409);
  });

  it("leave the files as they were when a message was sent at the last moment", async () => {
    const one = await run("one", () => write("a.txt", "1"));
    const { rewind } = store.conversations;
    store.conversations.rewind = async (...args) => {
      await store.executions.start({
        userEmail: ADA,
        conversationId: conversation.id,
        projectId,
        messageId: randomUUID(),
        text: "late",
        lease: LEASE,
      });
      return rewind(...args);
    };
    const answer = await ask("POST", `${conversation.id}/rewind`, { execution_id: one.id });
    store.conversations.rewind = rewind;
    expect(answer.status).toBe(409);
    expect(await read("a.txt")).toBe("1");
    expect(await store.executions.listForConversation(conversation.id)).toHaveLength(2);
  });

  it("say which other conversation's changes would go", async () => {
    const one = await run("one", () => write("a.txt", "1"));
    const other = (await store.conversations.create(ADA, projectId, "Other"))!;
    await run("two", () => write("b.txt", "2"), { of: other });
    const dry = await ask<{ notes: string[] }>("POST", `${conversation.id}/rewind`, {
      execution_id: one.id,
      dry_run: true,
    });
    expect(dry.body.notes).toEqual([
      'The conversation "Other" has changed b.txt since; these changes go too.',
    ]);
  });

  it("fork before and after a message, with checkpoints of its own", async () => {
    const one = await run("one", () => write("a.txt", "1"));
    const two = await run("two", () => write("a.txt", "2"));
    const newest = await store.snapshots.latest(projectId);
    const fork = async (body: object) =>
      (await ask<{ id: string; title: string }>("POST", `${conversation.id}/fork`, body)).body;
    const after = await fork({ execution_id: two.id, title: "Branch" });
    expect(after.title).toBe("Branch");
    const before = await fork({ execution_id: two.id, at: "before" });
    expect(await store.executions.listForConversation(before.id)).toHaveLength(1);
    const copies = await store.executions.listForConversation(after.id);
    expect(copies).toHaveLength(2);
    // Copies of old checkpoints are not the project's newest state.
    expect((await store.snapshots.latest(projectId))?.tree).toBe(newest?.tree);
    await checkpoints.ensureFiles(projectId);
    expect(await read("a.txt")).toBe("2");
    const back = await ask("POST", `${after.id}/rewind`, { execution_id: copies[0]!.id });
    expect(back.status).toBe(200);
    expect(await read("a.txt")).toBe("1");
    expect((await ask("POST", `${conversation.id}/fork`, { execution_id: randomUUID() })).status).toBe(404);
    expect(await store.executions.listForConversation(conversation.id)).toHaveLength(2);
    expect(one.before.files).toBe(0);
  });

  it("are there for their owner alone", async () => {
    const one = await run("one", () => write("a.txt", "1"));
    const mallory = (await store.projects.create("mallory@example.com", "M")).id;
    const theirs = (await store.conversations.create("mallory@example.com", mallory, "M"))!;
    for (const [method, path, body] of [
      ["GET", "checkpoints"],
      ["GET", "changes"],
      ["GET", "changes/file?path=a.txt"],
      ["POST", "rewind", { execution_id: one.id, dry_run: true }],
      ["POST", "fork", { execution_id: one.id }],
      ["POST", `checkpoints/${one.before.id}/restore`, { dry_run: true }],
    ] as const)
      expect((await ask(method, `${conversation.id}/${path}`, body, "mallory@example.com")).status).toBe(404);
    // Nor through a project of one's own.
    const mine = projectId;
    projectId = mallory;
    for (const [method, path, body] of [
      ["GET", `changes?from=${one.before.id}`],
      ["POST", "rewind", { execution_id: one.id }],
      ["POST", `checkpoints/${one.before.id}/restore`, {}],
      ["POST", "fork", { execution_id: one.id }],
    ] as const)
      expect((await ask(method, `${theirs.id}/${path}`, body, "mallory@example.com")).status).toBe(404);
    projectId = mine;
    expect(await read("a.txt")).toBe("1");
  });

  it("keep what snapshots need when garbage is collected", async () => {
    await run("one", () => write("deep/er/a.txt", "one"));
    await run("two", () => write("deep/er/a.txt", "two"));
    await store.snapshots.collectGarbage(treeContents);
    const { tree } = (await store.snapshots.latest(projectId))!;
    expect(
      await checkpoints.changes.between(
        (await store.snapshots.listForConversation(conversation.id))[0]!.tree,
        tree,
      ),
    ).toHaveLength(1);
  });
});
