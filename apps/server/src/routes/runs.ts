import {
  continueResponseSchema,
  invokeRequestSchema,
  invokeResponseSchema,
  isOpenStatus,
} from "@lakehand/protocol";
import type { ConversationRow } from "@lakehand/store";
import type { Context } from "hono";
import { z } from "zod";
import type { AppDeps } from "../deps.ts";
import { sse } from "../http/sse.ts";
import { streamProgress } from "../http/stream-progress.ts";
import { continueRun } from "../runs/continue-run.ts";
import { stopping } from "../runs/engine.ts";
import { IdempotentStarts } from "../runs/idempotent.ts";
import { titleFrom } from "../runs/title.ts";
import { body, createRoute, executionPath, failures, json, router } from "./common.ts";
import { NEW_TITLE, settingsChange } from "./conversations.ts";
import { checkMessage } from "./message.ts";
import { own } from "./own.ts";
import { noProject } from "./projects.ts";

const cursorSchema = z
  .object({
    last_event_id: z.coerce.number().int().min(0).optional(),
    /** Epoch seconds: the cursor of clients of the seed's time. */
    last_event_timestamp: z.number().nullish(),
  })
  .optional();

/** Start a run, follow it, stop it, go on with it. */
export function runRoutes(deps: AppDeps) {
  const { store, user, runs, workspace } = deps;
  const starts = new IdempotentStarts(store);
  const app = router();
  const { conversation: ownConversation, execution: mine } = own(deps);

  app.openapi(
    createRoute({
      method: "post",
      path: "/invoke_agent",
      tags: ["runs"],
      request: {
        body: body(invokeRequestSchema),
        headers: z.object({
          "idempotency-key": z
            .string()
            .optional()
            .describe("The same key with the same body never starts two runs; kept for a day."),
        }),
      },
      responses: {
        200: json(invokeResponseSchema, "The message is stored; the run has started, or waits for room"),
        ...failures,
        409: failures[404],
        422: failures[400],
      },
    }),
    async (c) => {
      const input = c.req.valid("json");
      checkMessage(input.message);
      if (runs.draining) throw stopping();
      const key = c.req.header("idempotency-key");
      const answer =
        key === undefined
          ? await invoke(input)
          : await starts.run(user.email, key, input, (id) => invoke(input, { key, id }));
      return c.json(answer, 200);
    },
  );

  /** `repeat`: the request's key, and the id of the conversation that it may have made before. */
  async function invoke(input: z.infer<typeof invokeRequestSchema>, repeat?: { key: string; id: string }) {
    const conversation = input.conversation_id
      ? await existing(input, input.conversation_id)
      : await newConversation(input, repeat?.id);
    const execution = await runs.begin({
      userEmail: user.email,
      conversation,
      message: input.message,
      ...(repeat ? { idempotencyKey: repeat.key } : {}),
    });
    return { execution_id: execution.id, conversation_id: conversation.id };
  }

  async function newConversation(
    input: z.infer<typeof invokeRequestSchema>,
    id: string | undefined,
  ): Promise<ConversationRow> {
    const { catalog, schema } = workspace.defaults;
    const row = await store.conversations.create(user.email, input.project_id, titleFrom(input.message), {
      mode: input.mode ?? deps.defaultMode,
      ...(catalog ? { defaultCatalog: catalog } : {}),
      ...(schema ? { defaultSchema: schema } : {}),
      ...settingsChange(input),
      ...(id ? { id } : {}),
    });
    if (!row) throw noProject();
    return row;
  }

  async function existing(input: z.infer<typeof invokeRequestSchema>, id: string): Promise<ConversationRow> {
    const row = await ownConversation(input.project_id, id);
    const change = {
      ...settingsChange(input),
      ...(input.mode && input.mode !== row.mode ? { mode: input.mode } : {}),
      ...(row.title === NEW_TITLE ? { title: titleFrom(input.message) } : {}),
    };
    if (Object.keys(change).length === 0) return row;
    await store.conversations.update(user.email, input.project_id, id, change);
    return { ...row, ...change };
  }

  const stream = async (c: Context, cursor: z.infer<typeof cursorSchema>) => {
    const run = await mine(c.req.param("execution_id") ?? "");
    const header = Number(c.req.header("last-event-id") || Number.NaN);
    let afterSeq = Number.isSafeInteger(header) && header >= 0 ? header : (cursor?.last_event_id ?? 0);
    if (afterSeq === 0 && cursor?.last_event_timestamp)
      afterSeq = await seqAt(run.id, cursor.last_event_timestamp);
    // EventSource asks again after the end; 204 is its word for "no more".
    if (c.req.method === "GET" && !isOpenStatus(run.status) && afterSeq > 0) {
      if (afterSeq >= (await store.events.lastSeq(run.id))) return c.body(null, 204);
    }
    const readable = streamProgress({
      executionId: run.id,
      afterSeq,
      signal: c.req.raw.signal,
      draining: runs.drainSignal,
      follow: (after, signal) => runs.follow(run, after, signal),
    });
    return sse(c, readable);
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
      const stopped = await runs.stop(await mine(c.req.valid("param").execution_id));
      return c.json(
        { success: stopped, message: stopped ? "Stream cancelled" : "Stream already complete" },
        200,
      );
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/executions/{execution_id}/continue",
      tags: ["runs"],
      request: { params: executionPath },
      responses: {
        200: json(continueResponseSchema, "The run that goes on from where this one was cut off"),
        404: failures[404],
        409: failures[404],
      },
    }),
    async (c) => {
      const next = await continueRun(runs, await mine(c.req.valid("param").execution_id));
      return c.json({ execution_id: next.id, conversation_id: next.conversationId }, 200);
    },
  );

  return app;
}
