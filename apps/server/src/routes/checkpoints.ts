import {
  type Checkpoint,
  changesSchema,
  checkpointSchema,
  conversationSchema,
  errorResponseSchema,
  fileDiffSchema,
  forkRequestSchema,
  restoreRequestSchema,
  restoreResultSchema,
  rewindRequestSchema,
  rewindResultSchema,
} from "@lakehand/protocol";
import type { SnapshotRow } from "@lakehand/store";
import { z } from "zod";
import {
  type CheckpointDeps,
  leftNotes,
  noRun,
  refuseOpenRun,
  refuseWhileRunning,
  rewind,
} from "../checkpoints/rewind.ts";
import { EMPTY_TREE } from "../checkpoints/tree.ts";
import { notFound } from "../http/errors.ts";
import { body, failures as common, conversationPath, createRoute, json, router } from "./common.ts";
import { toConversation } from "./conversations.ts";
import { own } from "./own.ts";

const BASE = "/projects/{id}/conversations/{cid}";
const ALL = 1_000_000;

const failures = {
  ...common,
  409: json(errorResponseSchema, "Not now; `detail` says why."),
};

const range = z.object({
  from: z.string().optional().describe("Checkpoint id; the conversation's first one when left out"),
  to: z.string().optional().describe("Checkpoint id; the files as they are now when left out"),
});

const toCheckpoint = (row: SnapshotRow): Checkpoint => ({
  id: row.id,
  execution_id: row.executionId,
  created_at: row.createdAt.toISOString(),
  files: row.files,
  bytes: row.bytes,
});

/** Checkpoints of the project's files, what changed between them, and the ways back: rewind, restore, fork. */
export function checkpointRoutes(deps: CheckpointDeps) {
  const { store, user, checkpoints } = deps;
  const app = router();

  const { conversation: mine } = own(deps);
  const snapshot = async (projectId: string, id: string) => {
    const row = await store.snapshots.get(user.email, id);
    if (row?.projectId !== projectId)
      throw notFound("checkpoint", "Reload the conversation and choose another one.");
    return row;
  };
  /** The checkpoints before messages that are still shown, oldest first. */
  const list = async (conversationId: string) => {
    const [rows, runs] = await Promise.all([
      store.snapshots.listForConversation(conversationId),
      store.executions.listForConversation(conversationId, ALL),
    ]);
    const shown = new Set(runs.map((run) => run.id));
    return rows.filter((row) => row.kind === "before" && row.executionId && shown.has(row.executionId));
  };
  const sides = async (projectId: string, conversationId: string, { from, to }: z.infer<typeof range>) => {
    const [first, last] = await Promise.all([
      from ? snapshot(projectId, from) : list(conversationId).then((rows) => rows[0]),
      to ? snapshot(projectId, to) : undefined,
    ]);
    return { from: first ?? null, to: last ?? null };
  };

  app.openapi(
    createRoute({
      method: "get",
      path: `${BASE}/checkpoints`,
      tags: ["checkpoints"],
      request: { params: conversationPath },
      responses: {
        200: json(z.array(checkpointSchema), "One for each message, oldest first"),
        404: failures[404],
      },
    }),
    async (c) => {
      const { id, cid } = c.req.valid("param");
      await mine(id, cid);
      return c.json((await list(cid)).map(toCheckpoint), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: `${BASE}/changes`,
      tags: ["checkpoints"],
      request: { params: conversationPath, query: range },
      responses: { 200: json(changesSchema, "Files that differ, by path"), ...failures },
    }),
    async (c) => {
      const { id, cid } = c.req.valid("param");
      await mine(id, cid);
      const { from, to } = await sides(id, cid, c.req.valid("query"));
      const changes = from
        ? await checkpoints.changes.between(from.tree, to?.tree ?? (await checkpoints.now(id)))
        : [];
      return c.json({ from: from && toCheckpoint(from), to: to && toCheckpoint(to), changes }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: `${BASE}/changes/file`,
      tags: ["checkpoints"],
      request: { params: conversationPath, query: range.extend({ path: z.string().min(1) }) },
      responses: { 200: json(fileDiffSchema, "Both sides of one file, up to 1 MB each"), ...failures },
    }),
    async (c) => {
      const { id, cid } = c.req.valid("param");
      await mine(id, cid);
      const { path, ...query } = c.req.valid("query");
      const { from, to } = await sides(id, cid, query);
      const file = await checkpoints.changes.file(
        path,
        from?.tree ?? EMPTY_TREE,
        to?.tree ?? (await checkpoints.now(id)),
      );
      if (!file) throw notFound("file", "It is on neither side; reload the list of changes.");
      return c.json(file, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: `${BASE}/rewind`,
      tags: ["checkpoints"],
      request: { params: conversationPath, body: body(rewindRequestSchema) },
      responses: { 200: json(rewindResultSchema, "What happened, or would happen"), ...failures },
    }),
    async (c) => {
      const { id, cid } = c.req.valid("param");
      return c.json(await rewind(deps, await mine(id, cid), c.req.valid("json")), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: `${BASE}/checkpoints/{checkpoint_id}/restore`,
      tags: ["checkpoints"],
      request: {
        params: conversationPath.extend({ checkpoint_id: z.string() }),
        body: { content: { "application/json": { schema: restoreRequestSchema } }, required: false },
      },
      responses: { 200: json(restoreResultSchema, "What happened, or would happen"), ...failures },
    }),
    async (c) => {
      const { id, cid, checkpoint_id } = c.req.valid("param");
      const dryRun = c.req.valid("json")?.dry_run ?? false;
      const conversation = await mine(id, cid);
      const { tree } = await snapshot(id, checkpoint_id);
      const { changes, left } = await checkpoints.preview(id, tree);
      if (dryRun)
        return c.json({ dry_run: true, changes, undo_checkpoint_id: null, notes: leftNotes(left) }, 200);
      await refuseWhileRunning(deps, conversation, true);
      const done = await checkpoints.restore(
        { projectId: id, conversationId: cid, executionId: null, tree },
        { allowed: () => refuseWhileRunning(deps, conversation, true) },
      );
      return c.json(
        { dry_run: false, changes, undo_checkpoint_id: done.undo.id, notes: leftNotes(done.left) },
        200,
      );
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: `${BASE}/fork`,
      tags: ["checkpoints"],
      request: { params: conversationPath, body: body(forkRequestSchema) },
      responses: {
        200: json(conversationSchema, "The new conversation; the files are the project's and stay"),
        ...failures,
      },
    }),
    async (c) => {
      const { id, cid } = c.req.valid("param");
      await mine(id, cid);
      const { execution_id, at, title } = c.req.valid("json");
      const inclusive = at === "after";
      await refuseOpenRun(deps, cid, execution_id, inclusive);
      const clean = title?.trim().slice(0, 255);
      const fork = await store.conversations.fork(user.email, id, cid, {
        executionId: execution_id,
        inclusive,
        ...(clean ? { title: clean } : {}),
      });
      if (!fork) throw noRun();
      return c.json(toConversation(fork), 200);
    },
  );

  return app;
}
