import { afterAll, beforeAll, expect, test } from "vitest";
import { all, openOfficialClient } from "../testing/official-client.ts";

let official: Awaited<ReturnType<typeof openOfficialClient>>;
beforeAll(async () => {
  official = await openOfficialClient();
});
afterAll(() => official.close());

test("the official client tracks an experiment", async () => {
  const { experiments: api } = official.client;
  const { experiment_id } = await api.createExperiment({
    name: "/Shared/official",
    tags: [{ key: "a", value: "b" }],
  });
  expect((await api.getByName({ experiment_name: "/Shared/official" })).experiment?.experiment_id).toBe(
    experiment_id,
  );
  await api.setExperimentTag({ experiment_id: experiment_id!, key: "c", value: "d" });
  const { experiment } = await api.getExperiment({ experiment_id: experiment_id! });
  expect(experiment?.tags).toEqual(
    expect.arrayContaining([
      { key: "a", value: "b" },
      { key: "c", value: "d" },
    ]),
  );
  expect((await all(api.listExperiments({}))).map(({ name }) => name)).toEqual(["/Shared/official"]);
  expect(await all(api.searchExperiments({ filter: "tags.a = 'x'" }))).toEqual([]);

  const { run } = await api.createRun({ experiment_id: experiment_id!, run_name: "one", start_time: 1000 });
  const run_id = run!.info!.run_id!;
  await api.logParam({ run_id, key: "depth", value: "3" });
  for (const step of [0, 1, 2])
    await api.logMetric({ run_id, key: "loss", value: 1 - step / 10, timestamp: step, step });
  await api.logBatch({
    run_id,
    metrics: [{ key: "acc", value: 0.5, timestamp: 1, step: 0 }],
    tags: [{ key: "t", value: "u" }],
  });
  await api.setTag({ run_id, key: "v", value: "w" });
  await api.deleteTag({ run_id, key: "v" });
  await api.updateRun({ run_id, status: "FINISHED", end_time: 2000 });
  const read = (await api.getRun({ run_id })).run!;
  expect(read.info).toMatchObject({ status: "FINISHED", run_name: "one", start_time: 1000, end_time: 2000 });
  expect(read.data?.params).toEqual([{ key: "depth", value: "3" }]);
  expect(read.data?.metrics).toContainEqual({ key: "loss", value: 0.8, timestamp: 2, step: 2 });
  expect((await all(api.getHistory({ run_id, metric_key: "loss" }))).map(({ value }) => value)).toEqual([
    1, 0.9, 0.8,
  ]);
  const found = await all(
    api.searchRuns({ experiment_ids: [experiment_id!], filter: "metrics.acc > 0.4 AND tags.t = 'u'" }),
  );
  expect(found.map((each) => each.info?.run_id)).toEqual([run_id]);
  expect(await all(api.listArtifacts({ run_id }))).toEqual([]);
  await api.deleteRun({ run_id });
  expect(await all(api.searchRuns({ experiment_ids: [experiment_id!] }))).toEqual([]);
  await api.restoreRun({ run_id });
  expect(await api.deleteRuns({ experiment_id: experiment_id!, max_timestamp_millis: 5000 })).toEqual({
    runs_deleted: 1,
  });
  expect(await api.restoreRuns({ experiment_id: experiment_id!, min_timestamp_millis: 0 })).toEqual({
    runs_restored: 1,
  });

  const { model } = await api.createLoggedModel({
    experiment_id: experiment_id!,
    name: "m",
    source_run_id: run_id,
  });
  const model_id = model!.info!.model_id!;
  expect((await api.getLoggedModel({ model_id })).model?.info?.name).toBe("m");
  expect((await api.searchLoggedModels({ experiment_ids: [experiment_id!] })).models).toHaveLength(1);
  await api.deleteLoggedModel({ model_id });
  await expect(api.getLoggedModel({ model_id })).rejects.toThrow("not found");

  await api.updateExperiment({ experiment_id: experiment_id!, new_name: "/Shared/renamed" });
  await api.deleteExperiment({ experiment_id: experiment_id! });
  await api.restoreExperiment({ experiment_id: experiment_id! });
  expect((await api.getExperiment({ experiment_id: experiment_id! })).experiment?.name).toBe(
    "/Shared/renamed",
  );
});

test("the official client is told that there is no model registry", async () => {
  await expect(official.client.modelRegistry.createModel({ name: "m" })).rejects.toThrow("model registry");
});
