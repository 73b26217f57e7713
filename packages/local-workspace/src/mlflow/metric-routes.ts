import { type Context, Hono } from "hono";
import { z } from "zod";
import { invalidParameter } from "../rest/api-error.ts";
import { queryParams } from "../rest/parse.ts";
import { long, metricJson, pageByPlace } from "./fields.ts";
import type { MetricPoint } from "./metric-log.ts";
import type { MlflowStore } from "./mlflow-store.ts";

const MOST_POINTS = 25_000;
const size = long.pipe(z.number().min(1).max(MOST_POINTS));

/** How metrics went. Mount at `/api/2.0/mlflow/metrics` (the bulk ones also at `/ajax-api/…`'s names, without its prefix). */
export function metricRoutes(store: MlflowStore): Hono {
  const app = new Hono({ strict: false });
  const shape = (point: MetricPoint) => ({ ...point, value: metricJson(point.value) });
  const runIds = (c: Context) => {
    const ids = new URL(c.req.url).searchParams
      .getAll("run_id")
      .concat(new URL(c.req.url).searchParams.getAll("run_ids"));
    if (ids.length === 0 || ids.length > 200) throw invalidParameter("'run_id': needs 1 to 200 runs");
    return ids.map((id) => store.run(id).id);
  };

  app.get("/get-history", (c) => {
    const query = queryParams(
      c,
      z
        .object({
          run_id: z.string().optional(),
          run_uuid: z.string().optional(),
          metric_key: z.string().min(1),
          page_token: z.string().optional(),
          max_results: size.default(MOST_POINTS),
        })
        .loose(),
    );
    const run = store.run(query.run_id ?? query.run_uuid ?? "");
    const { items, ...page } = pageByPlace(
      store.metrics.history(run.id, query.metric_key),
      query.max_results,
      query.page_token,
    );
    return c.json({ metrics: items.map(shape), ...page });
  });
  app.get("/get-history-bulk", (c) => {
    const { metric_key, max_results } = queryParams(
      c,
      z.object({ metric_key: z.string().min(1), max_results: size.default(MOST_POINTS) }).loose(),
    );
    const all = runIds(c).flatMap((run_id) =>
      store.metrics.history(run_id, metric_key).map((point) => ({ ...shape(point), run_id })),
    );
    return c.json({ metrics: all.slice(0, max_results) });
  });
  app.get("/get-history-bulk-interval", (c) => {
    const query = queryParams(
      c,
      z
        .object({
          metric_key: z.string().min(1),
          start_step: long.optional(),
          end_step: long.optional(),
          max_results: size.default(320),
        })
        .loose(),
    );
    const { start_step: from = Number.NEGATIVE_INFINITY, end_step: to = Number.POSITIVE_INFINITY } = query;
    const all = runIds(c).flatMap((run_id) => {
      const points = store.metrics
        .history(run_id, query.metric_key)
        .filter(({ step }) => step >= from && step <= to);
      points.sort((a, b) => a.step - b.step || a.timestamp - b.timestamp);
      return sample(points, query.max_results).map((point) => ({ ...shape(point), run_id }));
    });
    return c.json({ metrics: all });
  });
  return app;
}

/** At most so many points, evenly spread, the first and the last among them. */
function sample<T>(points: T[], most: number): T[] {
  if (points.length <= most) return points;
  if (most === 1) return points.slice(-1);
  return Array.from(
    { length: most },
    (_, index) => points[Math.round((index * (points.length - 1)) / (most - 1))]!,
  );
}
