import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTracking } from "./testing.ts";

let desk: Awaited<ReturnType<typeof openTracking>>;
beforeAll(async () => {
  desk = await openTracking();
});
afterAll(() => desk.close());

const runOf = async (id: string) => (await desk.get(`runs/get?run_id=${id}`)).body.run;
const metricsOf = async (id: string) =>
  Object.fromEntries(
    (await runOf(id)).data.metrics.map(({ key, value }: { key: string; value: unknown }) => [key, value]),
  );

test("a batch is taken whole or not at all", async () => {
  const run_id = await desk.run();
  await desk.post("runs/log-parameter", { run_id, key: "a", value: "1" });
  const metrics = [{ key: "m", value: 1, timestamp: 1, step: 0 }];
  const bad = await desk.post("runs/log-batch", {
    run_id,
    metrics,
    params: [
      { key: "b", value: "2" },
      { key: "a", value: "9" },
    ],
    tags: [{ key: "t", value: "x" }],
  });
  expect([bad.status, bad.body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect(bad.body.message).toContain("Changing param values");
  expect((await runOf(run_id)).data).toMatchObject({ metrics: [], params: [{ key: "a", value: "1" }] });
  expect(
    (await desk.post("runs/log-batch", { run_id, metrics, params: [{ key: "a", value: "1" }] })).status,
  ).toBe(200);
  expect(await metricsOf(run_id)).toEqual({ m: 1 });
});

test("the latest of a metric is that of the highest step, then time", async () => {
  const run_id = await desk.run();
  for (const [value, step, timestamp] of [
    [1, 5, 1],
    [2, 3, 9],
    [3, 5, 2],
    [4, 5, 1],
  ])
    await desk.post("runs/log-metric", { run_id, key: "m", value, step, timestamp });
  await desk.post("runs/log-metric", { run_uuid: run_id, key: "odd", value: "NaN", timestamp: "7" });
  expect(await metricsOf(run_id)).toEqual({ m: 3, odd: "NaN" });
  const { body } = await desk.get(`metrics/get-history?run_id=${run_id}&metric_key=m&max_results=3`);
  expect(body.metrics.map(({ value }: { value: number }) => value)).toEqual([1, 2, 3]);
  const rest = await desk.get(
    `metrics/get-history?run_id=${run_id}&metric_key=m&max_results=3&page_token=${body.next_page_token}`,
  );
  expect(rest.body).toEqual({ metrics: [{ key: "m", value: 4, step: 5, timestamp: 1 }] });
});

test("the histories of several runs come together, thinned on request", async () => {
  const runs = [await desk.run(), await desk.run()];
  for (const run_id of runs)
    await desk.post("runs/log-batch", {
      run_id,
      metrics: Array.from({ length: 100 }, (_, step) => ({ key: "m", value: step, timestamp: step, step })),
    });
  const query = `metric_key=m&run_id=${runs[0]}&run_id=${runs[1]}`;
  expect((await desk.get(`metrics/get-history-bulk?${query}`)).body.metrics).toHaveLength(200);
  const { body } = await desk.get(
    `metrics/get-history-bulk-interval?${query}&start_step=10&end_step=90&max_results=5`,
  );
  expect(body.metrics.map(({ step }: { step: number }) => step)).toEqual([
    10, 30, 50, 70, 90, 10, 30, 50, 70, 90,
  ]);
  expect((await desk.get("metrics/get-history-bulk?metric_key=m")).status).toBe(400);
});

test("10 000 points are logged in ten flushes and read back, also after a restart and a torn line", async () => {
  const run_id = await desk.run();
  for (let batch = 0; batch < 10; batch++) {
    const metrics = Array.from({ length: 1000 }, (_, at) => ({
      key: `m${at % 7}`,
      value: at,
      timestamp: at,
      step: batch,
    }));
    expect((await desk.post("runs/log-batch", { run_id, metrics })).status).toBe(200);
  }
  const before = await metricsOf(run_id);
  appendFileSync(join(desk.dir, "mlflow/metrics", `${run_id}.jsonl`), '[["m0",5,1');
  await desk.restart();
  expect(await metricsOf(run_id)).toEqual(before);
  await desk.post("runs/log-metric", { run_id, key: "m0", value: -1, timestamp: 1, step: 99 });
  await desk.restart();
  expect((await metricsOf(run_id)).m0).toBe(-1);
  expect((await desk.get(`metrics/get-history?run_id=${run_id}&metric_key=m1`)).body.metrics).toHaveLength(
    1430,
  );
});

test("a run's name, status, tags and stage change", async () => {
  const run_id = await desk.run({ run_name: "one", start_time: 5 });
  const { body } = await desk.post("runs/update", {
    run_id,
    status: "FINISHED",
    end_time: 9,
    run_name: "two",
  });
  expect(body.run_info).toMatchObject({ run_name: "two", status: "FINISHED", start_time: 5, end_time: 9 });
  await desk.post("runs/set-tag", { run_id, key: "mlflow.runName", value: "three" });
  await desk.post("runs/set-tag", { run_id, key: "x", value: "1" });
  expect((await desk.post("runs/delete-tag", { run_id, key: "x" })).status).toBe(200);
  expect((await desk.post("runs/delete-tag", { run_id, key: "x" })).status).toBe(404);
  expect((await runOf(run_id)).info.run_name).toBe("three");
  await desk.post("runs/delete", { run_id });
  expect((await desk.post("runs/set-tag", { run_id, key: "x", value: "1" })).status).toBe(400);
  expect((await runOf(run_id)).info.lifecycle_stage).toBe("deleted");
  await desk.post("runs/restore", { run_id });
  expect((await desk.post("runs/set-tag", { run_id, key: "x", value: "1" })).status).toBe(200);
  expect((await desk.run()).length).toBe(32);
});

test("runs are deleted and restored by time", async () => {
  const { body } = await desk.post("experiments/create", { name: "/Shared/bulk" });
  const { experiment_id } = body;
  for (const start_time of [10, 20, 30]) await desk.run({ experiment_id, start_time });
  const gone = await desk.post("databricks/runs/delete-runs", {
    experiment_id,
    max_timestamp_millis: 25,
    max_runs: 1,
  });
  expect(gone.body).toEqual({ runs_deleted: 1 });
  expect(
    (await desk.post("databricks/runs/delete-runs", { experiment_id, max_timestamp_millis: 25 })).body,
  ).toEqual({ runs_deleted: 1 });
  expect((await desk.post("runs/search", { experiment_ids: [experiment_id] })).body.runs).toHaveLength(1);
  expect(
    (await desk.post("databricks/runs/restore-runs", { experiment_id, min_timestamp_millis: 0 })).body,
  ).toEqual({ runs_restored: 2 });
});

test("inputs, outputs and models are kept with the run", async () => {
  const run_id = await desk.run();
  const dataset = { name: "d", digest: "x", source_type: "local", source: "{}" };
  const { body } = await desk.post("logged-models", { experiment_id: desk.experiment, name: "m" });
  const { model_id } = body.model.info;
  const datasets = [{ dataset, tags: [{ key: "mlflow.data.context", value: "training" }] }];
  for (const _ of [1, 2]) expect((await desk.post("runs/log-inputs", { run_id, datasets })).status).toBe(200);
  await desk.post("runs/log-inputs", { run_id, models: [{ model_id }] });
  await desk.post("runs/outputs", { run_id, models: [{ model_id, step: 3 }] });
  await desk.post("runs/log-model", { run_id, model_json: '{"artifact_path":"m"}' });
  const run = await runOf(run_id);
  expect(run.inputs).toEqual({ dataset_inputs: datasets, model_inputs: [{ model_id }] });
  expect(run.outputs).toEqual({ model_outputs: [{ model_id, step: 3 }] });
  expect(run.data.tags).toContainEqual({ key: "mlflow.log-model.history", value: '[{"artifact_path":"m"}]' });
  expect((await desk.post("runs/log-model", { run_id, model_json: "{" })).status).toBe(400);
  expect((await desk.post("runs/outputs", { run_id, models: [{ model_id: "m-none" }] })).status).toBe(404);
});

test.each([
  ["a run of no experiment", "runs/create", {}, 400],
  ["a run of an unknown experiment", "runs/create", { experiment_id: "4" }, 404],
  [
    "two names",
    "runs/create",
    { experiment_id: "E", run_name: "a", tags: [{ key: "mlflow.runName", value: "b" }] },
    400,
  ],
  ["an unknown run", "runs/set-tag", { run_id: "../x", key: "a", value: "b" }, 404],
  ["no run", "runs/log-metric", { key: "a", value: 1, timestamp: 1 }, 400],
  [
    "a metric that is no number",
    "runs/log-metric",
    { run_id: "R", key: "a", value: "high", timestamp: 1 },
    400,
  ],
  ["a status of its own", "runs/update", { run_id: "R", status: "DONE" }, 400],
  [
    "1001 metrics",
    "runs/log-batch",
    { run_id: "R", metrics: Array(1001).fill({ key: "a", value: 1, timestamp: 1 }) },
    400,
  ],
  ["a key without an end", "runs/log-parameter", { run_id: "R", key: "k".repeat(251), value: "" }, 400],
])("%s is refused", async (_, path, body, status) => {
  const run = await desk.run();
  const text = JSON.stringify(body)
    .replace('"E"', JSON.stringify(desk.experiment))
    .replace('"R"', JSON.stringify(run));
  const answer = await desk.post(path, JSON.parse(text));
  expect([answer.status, typeof answer.body.message]).toEqual([status, "string"]);
});
