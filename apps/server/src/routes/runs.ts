import { randomUUID } from "node:crypto";
import {
  invokeRequestSchema,
  invokeResponseSchema,
  LakehandError,
  MAX_MESSAGE_CHARACTERS,
} from "@lakehand/protocol";
import type { Context } from "hono";
import { z } from "zod";
import type { AppDeps } from "../deps.ts";
import { projectFolder } from "../files/project-files.ts";
import { notFound } from "../http/errors.ts";
import { streamProgress } from "../http/stream-progress.ts";
import { titleFrom } from "../runs/title.ts";
import { body, createRoute, executionPath, failures, json, router } from "./common.ts";
import { NEW_TITLE, noConversation, settingsChange } from "./conversations.ts";
import { noProject } from "./projects.ts";

function checkMessage(message: string): void {
  if (message.trim() === "") {
    throw new LakehandError({
      code: "EMPTY_MESSAGE",
      message: "The message is empty.",
      next: "Type what you want to have done.",
      status: 400,
    });
  }
  if (message.length > MAX_MESSAGE_CHARACTERS) {
    const limit = MAX_MESSAGE_CHARACTERS.toLocaleString("en");
    throw new LakehandError({
      code: "MESSAGE_TOO_LONG",
      message: `The message has ${message.length.toLocaleString("en")} characters; at most ${limit} fit.`,
      next: "Put long material into a file of the project and name it in the message.",
      status: 413,
    });
  }
}

const cursorSchema = z
  .object({
    last_event_id: z.coerce.number().int().min(0).optional(),
    /** Epoch seconds: the cursor of clients of the seed's time. */
    last_event_timestamp: z.number().nullish(),
  })
  .optional();

/** Start a run, follow it, stop it. */
export function runRoutes(deps: AppDeps) {
  const { store, user, runs, workspace } = deps;
  const app = router();
  const mine = async (executionId: string) => {
    const row = await store.executions.get(user.email, executionId);
    if (!row) throw notFound("run", "It may belong to a conversation that was deleted.");
    return row;
  };

  app.openapi(
    createRoute({
      method: "post",
      path: "/invoke_agent",
      tags: ["runs"],
      request: { body: body(invokeRequestSchema) },
      responses: {
        200: json(invokeResponseSchema, "The message is stored and the run has started"),
        ...failures,
      },
    }),
    async (c) => {
      const input = c.req.valid("json");
      checkMessage(input.message);
      const settings = settingsChange(input);
      let conversation = input.conversation_id
        ? await store.conversations.get(user.email, input.project_id, input.conversation_id)
        : undefined;
      if (input.conversation_id && !conversation) throw noConversation();
      if (!conversation) {
        const { catalog, schema } = workspace.defaults;
        conversation = await store.conversations.create(
          user.email,
          input.project_id,
          titleFrom(input.message),
          {
            ...(catalog ? { defaultCatalog: catalog } : {}),
            ...(schema ? { defaultSchema: schema } : {}),
            ...settings,
          },
        );
        if (!conversation) throw noProject();
      } else if (Object.keys(settings).length > 0 || conversation.title === NEW_TITLE) {
        const title = conversation.title === NEW_TITLE ? { title: titleFrom(input.message) } : {};
        await store.conversations.update(user.email, input.project_id, conversation.id, {
          ...settings,
          ...title,
        });
        conversation = { ...conversation, ...settings };
      }
      const execution = await runs.start({ userEmail: user.email, conversation, message: input.message });
      return c.json({ execution_id: execution.id, conversation_id: conversation.id }, 200);
    },
  );

  const stream = async (c: Context, cursor: z.infer<typeof cursorSchema>) => {
    const { id } = await mine(c.req.param("execution_id") ?? "");
    const header = Number(c.req.header("last-event-id") || Number.NaN);
    let afterSeq = Number.isSafeInteger(header) && header >= 0 ? header : (cursor?.last_event_id ?? 0);
    if (afterSeq === 0 && cursor?.last_event_timestamp)
      afterSeq = await seqAt(id, cursor.last_event_timestamp);
    // EventSource asks again after the end; 204 is its word for "no more".
    if (
      c.req.method === "GET" &&
      !runs.isLive(id) &&
      afterSeq > 0 &&
      afterSeq >= (await store.events.lastSeq(id))
    )
      return c.body(null, 204);
    const readable = streamProgress({
      executionId: id,
      afterSeq,
      signal: c.req.raw.signal,
      follow: (after, signal) => runs.follow(id, after, signal),
    });
    return c.body(readable, 200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      connection: "keep-alive",
      "x-accel-buffering": "no",
    });
  };

  /** The last seq at or before a time: a seed-time client has seen everything up to its cursor. */
  async function seqAt(executionId: string, timestamp: number): Promise<number> {
    let found = 0;
    for (;;) {
      const page = await store.events.read(executionId, found, 2000);
      for (const event of page) {
        if (Date.parse(event.at) / 1000 > timestamp) return found;
        found = event.seq;
      }
      if (page.length === 0) return found;
    }
  }

  const events = {
    200: {
      description: "Events as `data:` frames with `id:`, ended by `data: [DONE]`",
      content: { "text/event-stream": { schema: z.string() } },
    },
    404: failures[404],
  };
  app.openapi(
    createRoute({
      method: "post",
      path: "/stream_progress/{execution_id}",
      tags: ["runs"],
      request: {
        params: executionPath,
        body: { content: { "application/json": { schema: cursorSchema } }, required: false },
      },
      responses: events,
    }),
    async (c) => (await stream(c, c.req.valid("json"))) as never,
  );
  app.openapi(
    createRoute({
      method: "get",
      path: "/stream_progress/{execution_id}",
      tags: ["runs"],
      request: {
        params: executionPath,
        query: z.object({ last_event_id: z.coerce.number().int().min(0).optional() }),
      },
      responses: { ...events, 204: { description: "The run is over and everything was read" } },
    }),
    async (c) => (await stream(c, c.req.valid("query"))) as never,
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/stop_stream/{execution_id}",
      tags: ["runs"],
      request: { params: executionPath },
      responses: {
        200: json(
          z.object({ success: z.boolean(), message: z.string() }),
          "Stopped, or over already; what was said is kept",
        ),
        404: failures[404],
      },
    }),
    async (c) => {
      const { id } = await mine(c.req.valid("param").execution_id);
      const stopped = await runs.stop(id);
      return c.json(
        { success: stopped, message: stopped ? "Stream cancelled" : "Stream already complete" },
        200,
      );
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/projects/{id}/conversations/{cid}/warm",
      tags: ["runs"],
      request: { params: z.object({ id: z.string(), cid: z.string() }) },
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
      const conversation = await store.conversations.get(user.email, id, cid);
      if (!conversation) throw noConversation();
      const sessionId = conversation.sessionId ?? randomUUID();
      if (!conversation.sessionId) await store.conversations.setSession(cid, sessionId);
      const projectDir = await projectFolder(deps.projectsDir, id);
      deps.agent.warm({
        conversationId: cid,
        projectId: id,
        projectDir,
        sessionId,
        resume: conversation.messageCount > 0,
      });
      return c.json({ success: true as const }, 200);
    },
  );

  return app;
}
