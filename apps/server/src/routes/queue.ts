import { randomUUID } from "node:crypto";
import {
  inputRequestSchema,
  inputResponseSchema,
  isOpenStatus,
  LakehandError,
  queuePatchSchema,
  queueSchema,
} from "@lakehand/protocol";
import { z } from "zod";
import type { AppDeps } from "../deps.ts";
import { notFound } from "../http/errors.ts";
import { queueOf, steer, takeInput } from "../runs/queue.ts";
import { body, conversationPath, createRoute, executionPath, failures, json, router } from "./common.ts";
import { checkMessage } from "./message.ts";
import { own } from "./own.ts";

const inputPath = conversationPath.extend({ qid: z.string().describe("Id of the queued message") });
const done = z.object({ success: z.literal(true) });
const noInput = () => notFound("queued message", "It may have been sent already.");

/** Messages for an agent that is at work: added, changed, ordered, given to it at once, or sent next. */
export function queueRoutes(deps: AppDeps) {
  const { store, user, runs } = deps;
  const app = router();
  const { conversation: mine, execution: run } = own(deps);
  const newest = async (conversationId: string) =>
    (await store.executions.listForConversation(conversationId, 1))[0];

  app.openapi(
    createRoute({
      method: "post",
      path: "/executions/{execution_id}/input",
      tags: ["queue"],
      request: { params: executionPath, body: body(inputRequestSchema) },
      responses: {
        200: json(inputResponseSchema, "The message is stored; `delivered` says where"),
        ...failures,
      },
    }),
    async (c) => {
      const execution = await run(c.req.valid("param").execution_id);
      const { text, delivery, id } = c.req.valid("json");
      checkMessage(text);
      const input = {
        id: id ?? c.req.header("idempotency-key") ?? randomUUID(),
        text,
        steer: delivery === "steer",
      };
      if (!z.uuid().safeParse(input.id).success)
        throw new LakehandError({
          code: "INVALID_REQUEST",
          message: "The Idempotency-Key of a queued message becomes its id, so it must be a UUID.",
          next: "Use a UUID, or leave it out.",
          status: 400,
        });
      return c.json(await takeInput(runs, execution, input), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/projects/{id}/conversations/{cid}/queue",
      tags: ["queue"],
      request: { params: conversationPath },
      responses: { 200: json(queueSchema, "Messages that wait, in order"), 404: failures[404] },
    }),
    async (c) => {
      const { id, cid } = c.req.valid("param");
      await mine(id, cid);
      return c.json(await queueOf(store, cid), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/projects/{id}/conversations/{cid}/queue/send",
      tags: ["queue"],
      request: { params: conversationPath },
      responses: {
        200: json(
          z.object({ execution_id: z.string().nullable() }),
          "The first message is sent now; null when none waits",
        ),
        ...failures,
      },
    }),
    async (c) => {
      const { id, cid } = c.req.valid("param");
      await mine(id, cid);
      const last = await newest(cid);
      if (last && isOpenStatus(last.status))
        throw new LakehandError({
          code: "CONVERSATION_BUSY",
          message: "The agent is still working; the queue goes on by itself.",
          next: "Wait, or press Stop first.",
          status: 409,
        });
      const started = await runs.next({ userEmail: user.email, projectId: id, conversationId: cid });
      return c.json({ execution_id: started?.id ?? null }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "patch",
      path: "/projects/{id}/conversations/{cid}/queue/{qid}",
      tags: ["queue"],
      request: { params: inputPath, body: body(queuePatchSchema) },
      responses: { 200: json(queueSchema, "The queue as it is now"), ...failures },
    }),
    async (c) => {
      const { id, cid, qid } = c.req.valid("param");
      const { text, before } = c.req.valid("json");
      await mine(id, cid);
      if (text !== undefined) {
        checkMessage(text);
        if (!(await store.inputs.edit(cid, qid, text))) throw noInput();
      }
      if (before !== undefined && !(await store.inputs.move(cid, qid, before))) throw noInput();
      return c.json(await queueOf(store, cid), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: "/projects/{id}/conversations/{cid}/queue/{qid}",
      tags: ["queue"],
      request: { params: inputPath },
      responses: { 200: json(done, "Removed"), 404: failures[404] },
    }),
    async (c) => {
      const { id, cid, qid } = c.req.valid("param");
      await mine(id, cid);
      if (!(await store.inputs.remove(cid, qid))) throw noInput();
      return c.json({ success: true as const }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/projects/{id}/conversations/{cid}/queue/{qid}/steer",
      tags: ["queue"],
      request: { params: inputPath },
      responses: {
        200: json(inputResponseSchema, "Given to the agent now, if it can take it; else it stays queued"),
        404: failures[404],
      },
    }),
    async (c) => {
      const { id, cid, qid } = c.req.valid("param");
      await mine(id, cid);
      const input = (await store.inputs.list(cid)).find((one) => one.id === qid);
      if (!input) throw noInput();
      const run = await newest(cid);
      const taken = run && isOpenStatus(run.status) && (await steer(runs, run, input));
      return c.json({ input_id: qid, delivered: taken ? ("steered" as const) : ("queued" as const) }, 200);
    },
  );

  return app;
}
