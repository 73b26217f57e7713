import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { conditionTask } from "./condition-task.ts";
import { JobService } from "./job-service.ts";
import type { JobSettings } from "./job-settings.ts";
import { JobStore } from "./job-store.ts";
import { RunEngine } from "./run-engine.ts";
import { RunStore } from "./run-store.ts";
import { Scheduler } from "./scheduler.ts";
import type { TaskExecutor } from "./task-work.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let service: JobService;
let scheduler: Scheduler;
const start = Date.parse("2026-03-01T12:00:00Z");
const hour = 3_600_000;

const open = () => {
  const runs = new RunStore(temporary.dir);
  const none: TaskExecutor = async () => ({ result: "FAILED" });
  const workspace = { id: "1", url: () => "" };
  service = new JobService({
    jobs: new JobStore(temporary.dir),
    runs,
    engine: new RunEngine({
      store: runs,
      jobName: (run) => run.name,
      workspace,
      log: () => {},
      executors: {
        condition_task: conditionTask,
        notebook_task: none,
        spark_python_task: none,
        sql_task: none,
        run_job_task: none,
        pipeline_task: none,
      },
    }),
    abilities: () => ({ pipelines: false, savedQueries: false }),
    user: { userName: "me" },
    workspace,
    log: () => {},
  });
  scheduler = new Scheduler(service, (line) => {
    throw new Error(line);
  });
};
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: start });
  temporary = await temporaryDir();
  open();
  scheduler.begin();
});
afterEach(async () => {
  vi.useRealTimers();
  scheduler.close();
  await service.close();
  await temporary.remove();
});

const job = (settings: JobSettings) =>
  service.create({
    tasks: [{ task_key: "c", condition_task: { left: "1", op: "EQUAL_TO", right: "1" } }],
    max_concurrent_runs: 100,
    ...settings,
  });
const count = (id: number) => service.runs.runs().filter(({ jobId }) => jobId === id).length;
const daily = { quartz_cron_expression: "0 0 13 * * ?", timezone_id: "UTC" };

test("a schedule starts runs at its times, a paused one none", async () => {
  const active = job({ schedule: daily });
  const paused = job({ schedule: { ...daily, pause_status: "PAUSED" } });
  await vi.advanceTimersByTimeAsync(59 * 60_000);
  expect(count(active.id)).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000 + 100);
  expect([count(active.id), count(paused.id)]).toEqual([1, 0]);
  await vi.advanceTimersByTimeAsync(24 * hour);
  expect([count(active.id), count(paused.id)]).toEqual([2, 0]);
});

test("a change of the schedule counts at once", async () => {
  const { id } = job({ schedule: daily });
  service.update(id, { schedule: { ...daily, quartz_cron_expression: "0 5 12 * * ?" } }, []);
  await vi.advanceTimersByTimeAsync(5 * 60_000 + 100);
  expect(count(id)).toBe(1);
});

test("a periodic trigger counts from its last run, and from its making at first", async () => {
  const { id } = job({ trigger: { periodic: { interval: 2, unit: "HOURS" } } });
  await vi.advanceTimersByTimeAsync(hour);
  expect(count(id)).toBe(0);
  await vi.advanceTimersByTimeAsync(hour + 100);
  expect(count(id)).toBe(1);
  await vi.advanceTimersByTimeAsync(4 * hour + 100);
  expect(count(id)).toBe(3);
});

test("after a week away a schedule goes on with its next time, an overdue trigger with one run", async () => {
  const scheduled = job({ schedule: daily });
  const periodic = job({ trigger: { periodic: { interval: 1, unit: "HOURS" } } });
  scheduler.close();
  await service.close();
  vi.setSystemTime(start + 7 * 24 * hour);
  open();
  scheduler.begin();
  await vi.advanceTimersByTimeAsync(1000);
  expect([count(scheduled.id), count(periodic.id)]).toEqual([0, 1]);
  await vi.advanceTimersByTimeAsync(hour);
  expect([count(scheduled.id), count(periodic.id)]).toEqual([1, 2]);
});

test("a machine that slept starts one run for all the times it slept through", async () => {
  const { id } = job({ schedule: { ...daily, quartz_cron_expression: "0 * * * * ?" } });
  vi.setSystemTime(start + 8 * hour);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(count(id)).toBe(1);
});

test("a continuous job that fails waits longer each time", async () => {
  const { id } = job({
    continuous: {},
    tasks: [{ task_key: "c", condition_task: { left: "x", op: "LESS_THAN", right: "1" } }],
  });
  await vi.advanceTimersByTimeAsync(1000);
  expect(count(id)).toBe(1);
  await vi.advanceTimersByTimeAsync(5000);
  expect(count(id)).toBe(2);
  await vi.advanceTimersByTimeAsync(9000);
  expect(count(id)).toBe(2);
  await vi.advanceTimersByTimeAsync(2000);
  expect(count(id)).toBe(3);
});
