import { Hono } from "hono";
import { z } from "zod";
import { userId } from "../identity/user-id.ts";
import type { HistoryEntry, StatementHistory } from "../statements/statement-history.ts";
import { invalidParameter } from "./api-error.ts";
import { booleanText, check, countText } from "./parse.ts";

const DAY = 24 * 60 * 60 * 1000;
const STATUS: Record<HistoryEntry["state"], string> = {
  PENDING: "QUEUED",
  RUNNING: "RUNNING",
  SUCCEEDED: "FINISHED",
  CLOSED: "FINISHED",
  FAILED: "FAILED",
  CANCELED: "CANCELED",
};
const TYPES = new Set(
  "ALTER ANALYZE COPY CREATE DELETE DESCRIBE DROP EXPLAIN GRANT INSERT MERGE OPTIMIZE REFRESH REPLACE REVOKE SELECT SET SHOW TRUNCATE UPDATE USE".split(
    " ",
  ),
);

const time = z.coerce.number().int().min(0).optional();
const historyQuery = z.object({
  max_results: countText(1000).default(100),
  page_token: z.string().optional(),
  include_metrics: booleanText.default(false),
  statuses: z.array(
    z.enum(["QUEUED", "STARTED", "COMPILING", "COMPILED", "RUNNING", "FINISHED", "FAILED", "CANCELED"]),
  ),
  warehouses: z.array(z.string()),
  ids: z.array(z.string()),
  users: z.array(z.string().regex(/^\d+$/, "must be ids of users")),
  start: time,
  end: time,
});

export interface HistoryRouteParts {
  history: StatementHistory;
  user: { userName: string };
}

/** Query history, newest first. Mount at `/api/2.0/sql/history/queries`. */
export function historyRoutes({ history, user }: HistoryRouteParts): Hono {
  const app = new Hono({ strict: false });
  const me = userId(user.userName);
  app.get("/", (c) => {
    const { searchParams } = new URL(c.req.url);
    const many = (name: string) => searchParams.getAll(`filter_by.${name}`);
    const range = "filter_by.query_start_time_range";
    const query = check(
      {
        ...Object.fromEntries(searchParams),
        statuses: many("statuses"),
        warehouses: many("warehouse_ids"),
        ids: many("statement_ids"),
        users: many("user_ids"),
        start: searchParams.get(`${range}.start_time_ms`) ?? undefined,
        end: searchParams.get(`${range}.end_time_ms`) ?? undefined,
      },
      historyQuery,
      "The query",
    );
    const from = query.start ?? 0;
    const to = query.end ?? Number.POSITIVE_INFINITY;
    if (query.start !== undefined && Math.min(to, Date.now()) - from > 30 * DAY)
      throw invalidParameter("'filter_by.query_start_time_range': may span 30 days at most");
    const among = (wanted: string[], value: string) => wanted.length === 0 || wanted.includes(value);
    const all = history
      .list()
      .filter(
        (entry) =>
          among(query.statuses, STATUS[entry.state]) &&
          among(query.warehouses, entry.warehouseId) &&
          among(query.ids, entry.id) &&
          among(query.users, userId(entry.userName)) &&
          entry.createdAt >= from &&
          entry.createdAt <= to,
      );
    const start = query.page_token ? all.findIndex(({ id }) => id === query.page_token) : 0;
    if (start === -1) throw invalidParameter("'page_token': is not a token of this list");
    const size = query.max_results || 100;
    const next = all[start + size];
    return c.json({
      res: all.slice(start, start + size).map((entry) => show(entry, me, query.include_metrics)),
      has_next_page: next !== undefined,
      ...(next ? { next_page_token: next.id } : {}),
    });
  });
  return app;
}

function show(entry: HistoryEntry, me: string, metrics: boolean) {
  const { createdAt, plannedAt, endedAt } = entry;
  const type = entry.type.split(/[ _]/)[0] ?? "";
  return {
    query_id: entry.id,
    lookup_key: entry.id,
    query_text: entry.text,
    status: STATUS[entry.state],
    statement_type: TYPES.has(type) ? type : "OTHER",
    warehouse_id: entry.warehouseId,
    endpoint_id: entry.warehouseId,
    user_id: Number(me),
    user_name: entry.userName,
    executed_as_user_id: Number(me),
    executed_as_user_name: entry.userName,
    query_start_time_ms: createdAt,
    ...(endedAt === undefined
      ? {}
      : { query_end_time_ms: endedAt, execution_end_time_ms: endedAt, duration: endedAt - createdAt }),
    ...(entry.error === undefined ? {} : { error_message: entry.error }),
    ...(entry.tags.length > 0 ? { query_tags: entry.tags } : {}),
    rows_produced: entry.rowCount,
    is_final: endedAt !== undefined,
    plans_state: "UNKNOWN",
    ...(metrics && endedAt !== undefined
      ? {
          metrics: {
            total_time_ms: endedAt - createdAt,
            ...(plannedAt === undefined
              ? {}
              : {
                  query_compilation_start_timestamp: createdAt,
                  compilation_time_ms: plannedAt - createdAt,
                  execution_time_ms: endedAt - plannedAt,
                }),
            rows_produced_count: entry.rowCount,
            result_from_cache: false,
          },
        }
      : {}),
  };
}
