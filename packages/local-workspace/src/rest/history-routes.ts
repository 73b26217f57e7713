import { Hono } from "hono";
import { z } from "zod";
import type { Statement } from "../statements/statement.ts";
import type { StatementService } from "../statements/statement-service.ts";
import { countText, queryParams } from "./parse.ts";

const STATUS: Record<Statement["state"], string> = {
  PENDING: "QUEUED",
  RUNNING: "RUNNING",
  SUCCEEDED: "FINISHED",
  CLOSED: "FINISHED",
  FAILED: "FAILED",
  CANCELED: "CANCELED",
};

/** Query history: the statements of the last hour, newest first. Mount at `/api/2.0/sql/history/queries`. */
export function historyRoutes({ statements }: { statements: StatementService }): Hono {
  const app = new Hono({ strict: false });
  app.get("/", (c) => {
    const query = queryParams(
      c,
      z.object({ max_results: countText(1000).default(100), page_token: z.string().optional() }).loose(),
    );
    const all = statements.recent();
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
