import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryDir } from "../testing/temporary-dir.ts";
import type { RunRecord } from "./run-record.ts";
import { RunStore } from "./run-store.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let store: RunStore;
beforeEach(async () => {
  temporary = await temporaryDir();
  store = new RunStore(temporary.dir);
});
afterEach(async () => {
  store.close();
  await temporary.remove();
});

const add = (jobId: number, life: RunRecord["life"] = "TERMINATED") => {
  const id = store.nextId();
  store.addRun({
    id,
    jobId,
    life,
    message: "",
    createdAt: 0,
    type: "JOB_RUN",
    name: "n",
    numberInJob: 1,
    creator: "me",
    trigger: "ONE_TIME",
    settings: {},
    parameters: {},
    overrides: {},
    depth: 0,
    repairs: [],
  });
  const task = store.nextId();
  store.addTask({
    id: task,
    runId: id,
    taskKey: "t",
    attempt: 0,
    life: "TERMINATED",
    message: "",
    createdAt: 0,
    values: {},
  });
  store.writeOutput(task, { logs: "x" });
  return id;
};

test("the history of a job is bounded, with its task runs and outputs; what runs stays, and so do other jobs", () => {
  const other = add(1);
  const running = add(2, "RUNNING");
  const first = add(2);
  for (let i = 0; i < 205; i++) add(2);
  expect(store.run(other)).toBeDefined();
  expect(store.run(running)).toBeDefined();
  expect(store.run(first)).toBeUndefined();
  expect(store.tasks(first)).toEqual([]);
  const kept = store.runs().length;
  expect(kept).toBeLessThanOrEqual(203);
  expect(readdirSync(join(temporary.dir, "outputs"))).toHaveLength(kept);
});

test("records outlive the store, and ids go on", () => {
  const id = add(1);
  const [task] = store.tasks(id);
  store.changeTask(task!, { values: { n: [1, null] } });
  store.close();
  store = new RunStore(temporary.dir);
  expect(store.latest(id).get("t")?.values).toEqual({ n: [1, null] });
  expect(store.output(task!.id)).toEqual({ logs: "x" });
  expect(store.nextId()).toBeGreaterThan(task!.id);
});
