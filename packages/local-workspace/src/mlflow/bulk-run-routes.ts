import { type Context, Hono } from "hono";
import { z } from "zod";
import { jsonBody } from "../rest/parse.ts";
import { long } from "./fields.ts";
import type { MlflowStore } from "./mlflow-store.ts";

/** Deleting and restoring runs by time. Mount at `/api/2.0/mlflow/databricks/runs`. */
export function bulkRunRoutes(store: MlflowStore): Hono {
  const app = new Hono({ strict: false });
  const most = { experiment_id: z.string(), max_runs: long.optional() };

  app.post("/delete-runs", async (c: Context) => {
    const body = await jsonBody(c, z.object({ ...most, max_timestamp_millis: long }).loose());
    const { id } = store.experiment(body.experiment_id);
    const runs = store.runs
      .list()
      .filter(
        (run) =>
          run.experimentId === id && run.stage === "active" && run.startTime <= body.max_timestamp_millis,
      )
      .sort((a, b) => a.startTime - b.startTime)
      .slice(0, body.max_runs ?? 1000);
    for (const run of runs) store.runs.put(run.id, { ...run, stage: "deleted", deletedAt: Date.now() });
    return c.json({ runs_deleted: runs.length });
  });
  app.post("/restore-runs", async (c: Context) => {
    const body = await jsonBody(c, z.object({ ...most, min_timestamp_millis: long }).loose());
    const { id } = store.experiment(body.experiment_id);
    const runs = store.runs
      .list()
      .filter(
        (run) =>
          run.experimentId === id &&
          run.stage === "deleted" &&
          (run.deletedAt ?? 0) >= body.min_timestamp_millis,
      )
      .slice(0, body.max_runs ?? 1000);
    for (const { deletedAt: _, ...run } of runs) store.runs.put(run.id, { ...run, stage: "active" });
    return c.json({ runs_restored: runs.length });
  });
  return app;
}
