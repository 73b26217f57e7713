import { operationSchema, operationsSchema } from "@lakehand/protocol";
import { z } from "zod";
import type { AppDeps } from "../deps.ts";
import { notFound } from "../http/errors.ts";
import { toOperation } from "../operations/to-view.ts";
import { createRoute, failures, json, router } from "./common.ts";

const LISTED = 50;

/** Calls that go, or went, on by themselves. Those of others are not there. */
export function operationRoutes({ store, user }: Pick<AppDeps, "store" | "user">) {
  const app = router();
  const path = z.object({ operation_id: z.string() });
  const mine = async (id: string) => {
    const row = await store.operations.get(user.email, id);
    if (!row) throw notFound("operation", "GET /api/operations lists those that there are.");
    return row;
  };

  app.openapi(
    createRoute({
      method: "get",
      path: "/operations",
      tags: ["operations"],
      request: { query: z.object({ conversation_id: z.string().optional() }) },
      responses: { 200: json(operationsSchema, `Newest first, at most ${LISTED}`) },
    }),
    async (c) => {
      const { conversation_id: conversationId } = c.req.valid("query");
      const rows = await store.operations.list(user.email, {
        ...(conversationId ? { conversationId } : {}),
        limit: LISTED,
      });
      return c.json({ operations: rows.map(toOperation) }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/operations/{operation_id}",
      tags: ["operations"],
      request: { params: path },
      responses: { 200: json(operationSchema, "With its result once it is over"), 404: failures[404] },
    }),
    async (c) => c.json(toOperation(await mine(c.req.valid("param").operation_id)), 200),
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/operations/{operation_id}/cancel",
      tags: ["operations"],
      request: { params: path },
      responses: {
        200: json(operationSchema, "Being cancelled by the server that works on it, or over already"),
        404: failures[404],
      },
    }),
    async (c) => {
      const { id } = await mine(c.req.valid("param").operation_id);
      // Whoever works on it hears of it by a signal.
      await store.operations.requestCancel(user.email, id);
      return c.json(toOperation(await mine(id)), 200);
    },
  );

  return app;
}
