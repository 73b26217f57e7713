import { Hono } from "hono";
import { z } from "zod";
import type { Statement } from "../statements/statement.ts";
import type { StatementService } from "../statements/statement-service.ts";
import { check, countText } from "./parse.ts";

const STATUS: Record<Statement["state"], string> = {
  PENDING: "QUEUED",
  RUNNING: "RUNNING",
  SUCCEEDED: "FINISHED",
  CLOSED: "FINISHED",
  FAILED: "FAILED",
  CANCELED: "CANCELED",
};

const historyQuery = z.object({
  max_results: countText(1000).default(100),
  page_token: z.string().optional(),
  statuses: z.array(
    z.enum(["QUEUED", "STARTED", "COMPILING", "COMPILED", "RUNNING", "FINISHED", "FAILED", "CANCELED"]),
  ),
  warehouses: z.array(z.string()),
  ids: z.array(z.string()),
  "filter_by.query_start_time_range.start_time_ms": z.coerce.number().optional(),
  "filter_by.query_start_time_range.end_time_ms": z.coerce.number().optional(),
});

/** Query history: the statements of the last hour, newest first. Mount at `/api/2.0/sql/history/queries`. */
export function historyRoutes({ statements }: { statements: StatementService }): Hono {
  const app = new Hono({ strict: false });
  app.get("/", (c) => {
    const { searchParams } = new URL(c.req.url);
    const many = (name: string) => searchParams.getAll(`filter_by.${name}`);
    const query = check(
      {
        ...Object.fromEntries(searchParams),
        statuses: many("statuses"),
        warehouses: many("warehouse_ids"),
        ids: many("statement_ids"),
      },
      historyQuery,
      "The query",
    );
    const from = query["filter_by.query_start_time_range.start_time_ms"] ?? 0;
    const to = query["filter_by.query_start_time_range.end_time_ms"] ?? Number.POSITIVE_INFINITY;
    const among = (wanted: string[], value: string) => wanted.length === 0 || wanted.includes(value);
    const all = statements
      .recent()
      .filter(
        (statement) =>
          among(query.statuses, STATUS[statement.state]) &&
          among(query.warehouses, statement.request.warehouseId) &&
          among(query.ids, statement.id) &&
          statement.createdAt >= from &&
          statement.createdAt <= to,
      );
    const found = query.page_token ? all.findIndex((statement) => statement.id === query.page_token) : 0;
    const start = found === -1 ? all.length : found;
    const size = query.max_results || 100;
    const next = all[start + size];
    return c.json({
      res: all.slice(start, start + size).map(show),
      has_next_page: next !== undefined,
      ...(next ? { next_page_token: next.id } : {}),
    });
  });
  return app;
}

function show(statement: Statement) {
  const { id, request, state, createdAt, endedAt } = statement;
  return {
    query_id: id,
    query_text: request.statement,
    status: STATUS[state],
    statement_type: statement.statementType,
    warehouse_id: request.warehouseId,
    endpoint_id: request.warehouseId,
    user_name: request.userName,
    executed_as_user_name: request.userName,
    query_start_time_ms: createdAt,
    ...(endedAt === undefined
      ? {}
      : { query_end_time_ms: endedAt, execution_end_time_ms: endedAt, duration: endedAt - createdAt }),
    ...(statement.error ? { error_message: statement.error.message } : {}),
    rows_produced: statement.rowCount,
    is_final: endedAt !== undefined,
  };
}
