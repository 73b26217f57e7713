import { resultPageSchema } from "@lakehand/protocol";
import { z } from "zod";
import type { AppDeps } from "../deps.ts";
import { notFound } from "../http/errors.ts";
import { csvLine } from "../runs/csv.ts";
import { createRoute, failures, json, router } from "./common.ts";

const CSV_PAGE = 2000;

/** Kept rows of SQL results. */
export function resultRoutes({ store, user }: AppDeps) {
  const app = router();
  const path = z.object({ result_id: z.string() });
  const mine = async (id: string) => {
    const record = await store.results.get(user.email, id);
    if (!record) throw notFound("result", "Run the statement again.");
    return record;
  };

  app.openapi(
    createRoute({
      method: "get",
      path: "/results/{result_id}",
      tags: ["results"],
      request: {
        params: path,
        query: z.object({
          offset: z.coerce.number().int().min(0).default(0),
          limit: z.coerce.number().int().min(1).max(5000).default(200),
        }),
      },
      responses: { 200: json(resultPageSchema, "A page of rows"), ...failures },
    }),
    async (c) => {
      const record = await mine(c.req.valid("param").result_id);
      const { offset, limit } = c.req.valid("query");
      const rows = await store.results.rows(record.id, offset, limit);
      return c.json(
        {
          result_id: record.id,
          columns: record.columns,
          total_rows: record.totalRows,
          kept_rows: record.keptRows,
          offset,
          rows,
        },
        200,
      );
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/results/{result_id}/csv",
      tags: ["results"],
      request: { params: path },
      responses: {
        200: { description: "All kept rows as CSV", content: { "text/csv": { schema: z.string() } } },
        404: failures[404],
      },
    }),
    async (c) => {
      const record = await mine(c.req.valid("param").result_id);
      const encoder = new TextEncoder();
      let offset = -1;
      const readable = new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            if (offset < 0) {
              controller.enqueue(encoder.encode(csvLine(record.columns.map((column) => column.name))));
              offset = 0;
              return;
            }
            const rows = await store.results.rows(record.id, offset, CSV_PAGE);
            if (rows.length === 0) return controller.close();
            offset += rows.length;
            controller.enqueue(encoder.encode(rows.map(csvLine).join("")));
          },
        },
        { highWaterMark: 0 },
      );
      return c.body(readable, 200, {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="result-${record.id.slice(0, 8)}.csv"`,
      }) as never;
    },
  );

  return app;
}
