import {
  conversationDetailSchema,
  conversationSchema,
  type Execution,
  executionsSchema,
  isOpenStatus,
  LakehandError,
  permissionModeSchema,
  toWire,
} from "@lakehand/protocol";
import type { ConversationRow, ExecutionRow, Store } from "@lakehand/store";
import { z } from "zod";
import type { AppDeps } from "../deps.ts";
import { body, conversationPath, createRoute, failures, json, projectPath, router } from "./common.ts";
import { noConversation, own } from "./own.ts";
import { noProject } from "./projects.ts";

export const NEW_TITLE = "New Conversation";
const RECENT = 5;
/** No conversation is longer: everything said in it is shown. */
const ALL = 1_000_000;

export const toConversation = (row: ConversationRow) => ({
  id: row.id,
  project_id: row.projectId,
  title: row.title,
  created_at: row.createdAt.toISOString(),
  updated_at: row.updatedAt.toISOString(),
  cluster_id: row.clusterId,
  default_catalog: row.defaultCatalog,
  default_schema: row.defaultSchema,
  warehouse_id: row.warehouseId,
  workspace_folder: row.workspaceFolder,
  message_count: row.messageCount,
  running: row.running,
  mode: row.mode,
});

async function toExecution(store: Store, row: ExecutionRow, newest: boolean): Promise<Execution> {
  const events = [];
  for (let after = 0; ; ) {
    const page = await store.events.read(row.id, after, 5000);
    events.push(...page.map(toWire));
    const last = page.at(-1);
    if (!last) break;
    after = last.seq;
  }
  return {
    id: row.id,
    conversation_id: row.conversationId,
    project_id: row.projectId,
    status: row.status,
    events,
    error: row.error,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    ...(row.status === "queued"
      ? { queue_position: (await store.executions.queuePosition(row.id)) ?? 0 }
      : {}),
    ...(newest && row.status === "interrupted" ? { can_continue: true } : {}),
  };
}

/** The agent sessions that only this conversation has used. */
async function sessionsOf(store: Store, id: string, current: string | null): Promise<string[]> {
  const runs = await store.executions.listForConversation(id, ALL);
  const all = new Set([current, ...runs.map((run) => run.sessionId)]);
  return [...all].filter((session) => session !== null);
}

const newSchema = z.object({ title: z.string().default(NEW_TITLE), mode: permissionModeSchema.nullish() });

const patchSchema = z.object({
  title: z.string().optional(),
  cluster_id: z.string().nullish(),
  default_catalog: z.string().nullish(),
  default_schema: z.string().nullish(),
  warehouse_id: z.string().nullish(),
  workspace_folder: z.string().nullish(),
});

/** Settings named in a request, in the store's words; what is not named stays. */
export function settingsChange(input: Omit<z.infer<typeof patchSchema>, "title">) {
  return {
    ...(input.cluster_id !== undefined ? { clusterId: input.cluster_id } : {}),
    ...(input.default_catalog !== undefined ? { defaultCatalog: input.default_catalog } : {}),
    ...(input.default_schema !== undefined ? { defaultSchema: input.default_schema } : {}),
    ...(input.warehouse_id !== undefined ? { warehouseId: input.warehouse_id } : {}),
    ...(input.workspace_folder !== undefined ? { workspaceFolder: input.workspace_folder } : {}),
  };
}

/** Conversations of a project and the runs in them. */
export function conversationRoutes(deps: AppDeps) {
  const { store, user, runs, workspace } = deps;
  const app = router();
  const { conversation: mine } = own(deps);

  app.openapi(
    createRoute({
      method: "get",
      path: "/projects/{id}/conversations",
      tags: ["conversations"],
      request: { params: projectPath },
      responses: { 200: json(z.array(conversationSchema), "Newest first"), 404: failures[404] },
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      if (!(await store.projects.get(user.email, id))) throw noProject();
      return c.json((await store.conversations.list(user.email, id)).map(toConversation), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/projects/{id}/conversations",
      tags: ["conversations"],
      request: { params: projectPath, body: body(newSchema) },
      responses: { 200: json(conversationSchema, "The new conversation"), ...failures },
    }),
    async (c) => {
      const { catalog, schema } = workspace.defaults;
      const row = await store.conversations.create(
        user.email,
        c.req.valid("param").id,
        c.req.valid("json").title.trim().slice(0, 255) || NEW_TITLE,
        {
          mode: c.req.valid("json").mode ?? deps.defaultMode,
          ...(catalog ? { defaultCatalog: catalog } : {}),
          ...(schema ? { defaultSchema: schema } : {}),
        },
      );
      if (!row) throw noProject();
      return c.json(toConversation(row), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/projects/{id}/conversations/{cid}",
      tags: ["conversations"],
      request: { params: conversationPath },
      responses: {
        200: json(conversationDetailSchema, "With its messages, oldest first"),
        404: failures[404],
      },
    }),
    async (c) => {
      const { id, cid } = c.req.valid("param");
      const row = await mine(id, cid);
      const messages = (await store.conversations.messages(cid)).map((m) => ({
        id: m.id,
        conversation_id: m.conversationId,
        role: m.role,
        content: m.content,
        timestamp: m.timestamp.toISOString(),
        is_error: m.isError,
      }));
      return c.json({ ...toConversation(row), session_id: row.sessionId, messages }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "patch",
      path: "/projects/{id}/conversations/{cid}",
      tags: ["conversations"],
      request: { params: conversationPath, body: body(patchSchema) },
      responses: {
        200: json(z.object({ success: z.literal(true), conversation_id: z.string() }), "Changed"),
        ...failures,
      },
    }),
    async (c) => {
      const { id, cid } = c.req.valid("param");
      const { title, ...settings } = c.req.valid("json");
      const clean = title?.trim().slice(0, 255);
      if (clean === "")
        throw new LakehandError({
          code: "EMPTY_NAME",
          message: "A conversation needs a title.",
          next: "Type one or more words.",
          status: 400,
        });
      if (
        !(await store.conversations.update(user.email, id, cid, {
          ...settingsChange(settings),
          ...(clean ? { title: clean } : {}),
        }))
      )
        throw noConversation();
      return c.json({ success: true as const, conversation_id: cid }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: "/projects/{id}/conversations/{cid}",
      tags: ["conversations"],
      request: { params: conversationPath },
      responses: {
        200: json(z.object({ success: z.literal(true), deleted_conversation_id: z.string() }), "Deleted"),
        404: failures[404],
      },
    }),
    async (c) => {
      const { id, cid } = c.req.valid("param");
      const { sessionId } = await mine(id, cid);
      await runs.stopConversation(cid);
      const sessions = await sessionsOf(store, cid, sessionId);
      await store.conversations.delete(user.email, id, cid);
      await deps.agent.forget({ projectId: id, conversationId: cid, sessionIds: sessions });
      return c.json({ success: true as const, deleted_conversation_id: cid }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/projects/{id}/conversations/{cid}/executions",
      tags: ["conversations"],
      request: { params: conversationPath, query: z.object({ all: z.enum(["true", "false"]).optional() }) },
      responses: {
        200: json(
          executionsSchema,
          "Runs with their events: the one going on, the last five, and with `all=true` every one",
        ),
        404: failures[404],
      },
    }),
    async (c) => {
      const { id, cid } = c.req.valid("param");
      await mine(id, cid);
      const all = c.req.valid("query").all === "true";
      const rows = await store.executions.listForConversation(cid, all ? ALL : RECENT);
      const executions = await Promise.all(rows.map((row, i) => toExecution(store, row, i === 0)));
      const active = executions.find((e) => isOpenStatus(e.status)) ?? null;
      return c.json(
        { active, recent: executions.slice(0, RECENT), ...(all ? { all: executions.toReversed() } : {}) },
        200,
      );
    },
  );

  return app;
}
