import { type Context, Hono } from "hono";
import { z } from "zod";
import { ApiError, invalidParameter, notFound } from "../rest/api-error.ts";
import { jsonBody, queryParams } from "../rest/parse.ts";
import { inView, viewType } from "./experiment-routes.ts";
import {
  key,
  long,
  metricValue,
  newRunId,
  pageByPlace,
  pairs,
  randomName,
  text,
  toRecord,
} from "./fields.ts";
import type { MlflowStore } from "./mlflow-store.ts";
import { logModelMetrics } from "./model-metrics.ts";
import { RUN_STATUSES, type RunRecord } from "./records.ts";
import { searchRuns } from "./search.ts";
import { runInfoShape, runShape } from "./shapes.ts";

export interface RunRouteParts {
  store: MlflowStore;
  user: { userName: string };
}

const RUN_NAME = "mlflow.runName";
const MOST = { metrics: 1000, params: 100, tags: 100 };

/** `run_uuid` is the older name of `run_id`. */
const runId = { run_id: z.string().optional(), run_uuid: z.string().optional() };
export const metricBody = z
  .object({
    key,
    value: metricValue,
    timestamp: long,
    step: long.default(0),
    model_id: z.string().optional(),
    dataset_name: z.string().optional(),
    dataset_digest: z.string().optional(),
  })
  .loose();
const datasetInput = z
  .object({
    tags: pairs,
    dataset: z.object({
      name: z.string().min(1),
      digest: z.string().min(1),
      source_type: z.string().optional(),
      source: z.string().optional(),
      schema: z.string().optional(),
      profile: z.string().optional(),
    }),
  })
  .loose();

/** Runs and what is logged to them. Mount at `/api/2.0/mlflow/runs`. */
export function runRoutes({ store, user }: RunRouteParts): Hono {
  const app = new Hono({ strict: false });
  const find = (body: { run_id?: string | undefined; run_uuid?: string | undefined }): RunRecord => {
    const id = body.run_id ?? body.run_uuid;
    if (!id) throw invalidParameter("Missing value for required parameter 'run_id'.");
    return store.run(id);
  };
  const active = (body: Parameters<typeof find>[0]): RunRecord => {
    const run = find(body);
    if (run.stage === "deleted")
      throw invalidParameter(`The run ${run.id} must be in the 'active' state. Current state is deleted.`);
    return run;
  };
  const save = (run: RunRecord) => store.runs.put(run.id, run);

  app.post("/create", async (c) => {
    const body = await jsonBody(
      c,
      z
        .object({
          experiment_id: z.string().optional(),
          user_id: z.string().optional(),
          run_name: z.string().max(1000).optional(),
          start_time: long.optional(),
          tags: pairs,
        })
        .loose(),
    );
    if (!body.experiment_id) throw invalidParameter("Missing value for required parameter 'experiment_id'.");
    const experiment = store.experiment(body.experiment_id);
    if (experiment.stage === "deleted")
      throw invalidParameter(
        `The experiment ${experiment.id} must be in the 'active' state. Current state is deleted.`,
      );
    const tags = toRecord(body.tags);
    if (body.run_name && tags[RUN_NAME] && body.run_name !== tags[RUN_NAME])
      throw invalidParameter(
        `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values ('${body.run_name}' and '${tags[RUN_NAME]}').`,
      );
    const name = body.run_name || tags[RUN_NAME] || randomName();
    const run = save({
      id: newRunId(),
      experimentId: experiment.id,
      name,
      userId: body.user_id || user.userName,
      status: "RUNNING",
      startTime: body.start_time ?? Date.now(),
      stage: "active",
      params: {},
      tags: { ...tags, [RUN_NAME]: name },
      datasets: [],
      modelInputs: [],
      modelOutputs: [],
    });
    return c.json({ run: runShape(store, run) });
  });
  app.get("/get", (c) => c.json({ run: runShape(store, find(queryParams(c, z.object(runId).loose()))) }));
  app.post("/update", async (c) => {
    const body = await jsonBody(
      c,
      z
        .object({
          ...runId,
          status: z.enum(RUN_STATUSES).optional(),
          end_time: long.optional(),
          run_name: z.string().max(1000).optional(),
        })
        .loose(),
    );
    const run = active(body);
    const name = body.run_name || run.name;
    const saved = save({
      ...run,
      status: body.status ?? run.status,
      name,
      tags: { ...run.tags, [RUN_NAME]: name },
      ...(body.end_time === undefined ? {} : { endTime: body.end_time }),
    });
    return c.json({ run_info: runInfoShape(store, saved) });
  });
  const stage = (to: RunRecord["stage"]) => async (c: Context) => {
    const { deletedAt: _, ...run } = find(await jsonBody(c, z.object(runId).loose()));
    save({ ...run, stage: to, ...(to === "deleted" ? { deletedAt: Date.now() } : {}) });
    return c.json({});
  };
  app.post("/delete", stage("deleted"));
  app.post("/restore", stage("active"));

  app.post("/search", async (c) => {
    const body = await jsonBody(
      c,
      z
        .object({
          experiment_ids: z.array(z.string()).default([]),
          filter: z.string().optional(),
          run_view_type: viewType,
          max_results: long.pipe(z.number().min(1).max(50_000)).default(1000),
          order_by: z.array(z.string()).default([]),
          page_token: z.string().optional(),
        })
        .loose(),
    );
    const wanted = new Set(body.experiment_ids);
    const runs = store.runs
      .list()
      .filter((run) => wanted.has(run.experimentId) && inView(run.stage, body.run_view_type));
    const { items, ...page } = pageByPlace(
      searchRuns(store, runs, body.filter, body.order_by),
      body.max_results,
      body.page_token,
    );
    return c.json({ runs: items.map((run) => runShape(store, run)), ...page });
  });

  app.post("/log-metric", async (c) => {
    const body = await jsonBody(c, metricBody.extend(runId));
    const run = active(body);
    store.metrics.append(run.id, [point(body)]);
    logModelMetrics(store, run.id, [body]);
    return c.json({});
  });
  app.post("/log-parameter", async (c) => {
    const body = await jsonBody(c, z.object({ ...runId, key, value: text.default("") }).loose());
    const run = active(body);
    save({ ...run, params: withParams(run, [body]) });
    return c.json({});
  });
  app.post("/log-batch", async (c) => {
    const body = await jsonBody(
      c,
      z
        .object({
          ...runId,
          metrics: z.array(metricBody).max(MOST.metrics).default([]),
          params: pairs.pipe(z.array(z.object({ key, value: text })).max(MOST.params)),
          tags: pairs.pipe(z.array(z.object({ key, value: text })).max(MOST.tags)),
        })
        .loose(),
    );
    const run = active(body);
    const params = withParams(run, body.params);
    const tags = withTags(run, toRecord(body.tags));
    store.metrics.append(run.id, body.metrics.map(point));
    logModelMetrics(store, run.id, body.metrics);
    if (body.params.length > 0 || body.tags.length > 0) save({ ...run, params, ...tags });
    return c.json({});
  });
  app.post("/set-tag", async (c) => {
    const body = await jsonBody(c, z.object({ ...runId, key, value: text }).loose());
    const run = active(body);
    save({ ...run, ...withTags(run, { [body.key]: body.value }) });
    return c.json({});
  });
  app.post("/delete-tag", async (c) => {
    const body = await jsonBody(c, z.object({ ...runId, key }).loose());
    const run = active(body);
    const { [body.key]: gone, ...tags } = run.tags;
    if (gone === undefined) throw notFound(`No tag with name: ${body.key} in run with id ${run.id}`);
    save({ ...run, tags });
    return c.json({});
  });
  app.post("/log-inputs", async (c) => {
    const body = await jsonBody(
      c,
      z
        .object({
          ...runId,
          datasets: z.array(datasetInput).max(1000).default([]),
          models: z
            .array(z.object({ model_id: z.string() }).loose())
            .max(1000)
            .default([]),
        })
        .loose(),
    );
    const run = active(body);
    const known = new Set(run.datasets.map(({ dataset }) => `${dataset.name}\n${dataset.digest}`));
    const datasets = body.datasets
      .filter(({ dataset }) => !known.has(`${dataset.name}\n${dataset.digest}`))
      .map(({ dataset, tags }) => ({ dataset, tags: toRecord(tags) }));
    const models = body.models.map(({ model_id }) => ({ model_id: store.model(model_id).id }));
    save({ ...run, datasets: [...run.datasets, ...datasets], modelInputs: [...run.modelInputs, ...models] });
    return c.json({});
  });
  app.post("/outputs", async (c) => {
    const body = await jsonBody(
      c,
      z
        .object({
          ...runId,
          models: z
            .array(z.object({ model_id: z.string(), step: long.default(0) }).loose())
            .max(1000)
            .default([]),
        })
        .loose(),
    );
    const run = active(body);
    const models = body.models.map(({ model_id, step }) => ({ model_id: store.model(model_id).id, step }));
    save({ ...run, modelOutputs: [...run.modelOutputs, ...models] });
    return c.json({});
  });
  app.post("/log-model", async (c) => {
    const body = await jsonBody(c, z.object({ ...runId, model_json: z.string() }).loose());
    const run = active(body);
    let model: unknown;
    try {
      model = JSON.parse(body.model_json);
    } catch {
      throw invalidParameter("'model_json': is not valid JSON");
    }
    const before: unknown = JSON.parse(run.tags["mlflow.log-model.history"] ?? "[]");
    const history = [...(Array.isArray(before) ? before : []), model];
    save({ ...run, tags: { ...run.tags, "mlflow.log-model.history": JSON.stringify(history) } });
    return c.json({});
  });
  return app;
}

const point = ({ key: name, value, timestamp, step }: z.infer<typeof metricBody>) => ({
  key: name,
  value,
  timestamp,
  step,
});

/** Tags with those given; the run's name follows its tag. */
function withTags(run: RunRecord, given: Record<string, string>): Pick<RunRecord, "tags" | "name"> {
  return { tags: { ...run.tags, ...given }, name: given[RUN_NAME] || run.name };
}

/** A parameter is logged once: a second value for it is refused. */
function withParams(run: RunRecord, given: { key: string; value: string }[]): Record<string, string> {
  const params = { ...run.params };
  for (const { key: name, value } of given) {
    const known = params[name];
    if (known !== undefined && known !== value)
      throw new ApiError(
        400,
        "INVALID_PARAMETER_VALUE",
        `Changing param values is not allowed. Param with key='${name}' was already logged with value='${known}' for run ID='${run.id}'. Attempted logging new value '${value}'.`,
      );
    params[name] = value;
  }
  return params;
}
