import { type ContextUsage, contextUsageSchema, modeRequestSchema } from "@lakehand/protocol";
import { z } from "zod";
import type { AppDeps } from "../deps.ts";
import { projectFolder } from "../files/project-files.ts";
import { planSession } from "../runs/session-plan.ts";
import { body, conversationPath, createRoute, failures, json, router } from "./common.ts";
import { noConversation, own } from "./own.ts";

/** The agent session of a conversation: warmed, its mode, what fills its context, and making that smaller. */
export function sessionRoutes(deps: AppDeps) {
  const { store, user, runs, agent } = deps;
  const app = router();
  const { conversation: mine } = own(deps);

  app.openapi(
    createRoute({
      method: "post",
      path: "/projects/{id}/conversations/{cid}/warm",
      tags: ["session"],
      request: { params: conversationPath },
      responses: {
        200: json(
          z.object({ success: z.literal(true) }),
          "The agent's process is being started, so that the first answer comes sooner",
        ),
        404: failures[404],
      },
    }),
    async (c) => {
      const { id, cid } = c.req.valid("param");
      const conversation = await mine(id, cid);
      const session = planSession(conversation, conversation.messageCount);
      // A branch is made by the run that needs it.
      if (!session.from && !runs.draining) {
        if (!conversation.sessionId) await store.conversations.setSession(cid, session.id);
        const projectDir = await projectFolder(deps.projectsDir, id);
        agent.warm({ conversationId: cid, projectId: id, projectDir, session, mode: conversation.mode });
      }
      return c.json({ success: true as const }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/projects/{id}/conversations/{cid}/mode",
      tags: ["session"],
      request: { params: conversationPath, body: body(modeRequestSchema) },
      responses: {
        200: json(modeRequestSchema, "How much the agent may do without asking, from its next call on"),
        ...failures,
      },
    }),
    async (c) => {
      const { id, cid } = c.req.valid("param");
      const { mode } = c.req.valid("json");
      if (!(await runs.setMode({ id: cid, projectId: id, userEmail: user.email }, mode)))
        throw noConversation();
      return c.json({ mode }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/projects/{id}/conversations/{cid}/context",
      tags: ["session"],
      request: { params: conversationPath },
      responses: {
        200: json(
          z.object({ context: contextUsageSchema.nullable() }),
          "What fills the model's context; null before the first answer",
        ),
        404: failures[404],
      },
    }),
    async (c) => {
      const { id, cid } = c.req.valid("param");
      await mine(id, cid);
      return c.json({ context: (await agent.context(cid)) ?? (await lastContext(cid)) ?? null }, 200);
    },
  );

  /** As the log of the newest run that says it has it. */
  async function lastContext(conversationId: string): Promise<ContextUsage | undefined> {
    for (const run of await store.executions.listForConversation(conversationId, 3)) {
      let found: ContextUsage | undefined;
      const last = await store.events.lastSeq(run.id);
      // It is said after each answer, so it stands near the end.
      for (const { event } of await store.events.read(run.id, Math.max(0, last - 500), 500))
        if (event.type === "context") found = event.context;
      if (found) return found;
    }
    return undefined;
  }

  app.openapi(
    createRoute({
      method: "post",
      path: "/projects/{id}/conversations/{cid}/compact",
      tags: ["session"],
      request: { params: conversationPath },
      responses: {
        200: json(
          z.object({ execution_id: z.string(), conversation_id: z.string() }),
          "A run that replaces what was said by a summary",
        ),
        404: failures[404],
        409: failures[404],
      },
    }),
    async (c) => {
      const { id, cid } = c.req.valid("param");
      const conversation = await mine(id, cid);
      const run = await runs.begin({
        userEmail: user.email,
        conversation,
        message: "/compact",
        kind: "compact",
        synthetic: true,
      });
      return c.json({ execution_id: run.id, conversation_id: cid }, 200);
    },
  );

  return app;
}
