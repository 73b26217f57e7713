import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jobDesk } from "../testing/job-desk.ts";
import { type Desk, openDesk } from "../testing/workspace-desk.ts";

let opened: Desk;
let desk: ReturnType<typeof jobDesk>;

beforeAll(async () => {
  opened = await openDesk();
  desk = jobDesk(opened.app);
}, 60_000);
afterAll(async () => {
  await opened.close();
});

test("a run that was going on ends with a reason, a queued one goes on, a schedule is not forgotten", async () => {
  const file = await desk.file("s.sql", "SELECT sum(id % 7) FROM range(1000000000000)");
  const warehouse_id = await desk.warehouse();
  const task = { task_key: "s", sql_task: { warehouse_id, file: { path: file } } };
  const { job_id } = await desk.post("create", { name: "long", queue: { enabled: true }, tasks: [task] });
  const first = await desk.post("run-now", { job_id });
  const second = await desk.post("run-now", { job_id });
  await desk.until(first.run_id, ["RUNNING"]);
  const quick = { task_key: "c", condition_task: { left: "1", op: "EQUAL_TO", right: "1" } };
  const scheduled = await desk.post("create", {
    name: "each second",
    schedule: { quartz_cron_expression: "* * * * * ?", timezone_id: "Europe/Zurich" },
    tasks: [quick],
  });
  await opened.restart();
  const run = await desk.get(`runs/get?run_id=${first.run_id}`);
  expect(run.state).toMatchObject({
    life_cycle_state: "INTERNAL_ERROR",
    state_message: expect.stringMatching(/stopped while this was running/),
  });
  expect(run.tasks[0].state.life_cycle_state).toBe("INTERNAL_ERROR");
  expect(run.status.termination_details.code).toBe("INTERNAL_ERROR");
  await desk.until(second.run_id, ["RUNNING"]);
  await desk.post("delete", { job_id });
  expect((await desk.ended(second.run_id)).state.result_state).toBe("CANCELED");
  let runs: { trigger: string }[] = [];
  while (runs.length < 2) {
    runs = (await desk.get(`runs/list?job_id=${scheduled.job_id}&completed_only=true`)).runs ?? [];
    await sleep(50);
  }
  expect(new Set(runs.map(({ trigger }) => trigger))).toEqual(new Set(["PERIODIC"]));
  await desk.post("update", {
    job_id: scheduled.job_id,
    new_settings: {
      schedule: {
        quartz_cron_expression: "* * * * * ?",
        timezone_id: "Europe/Zurich",
        pause_status: "PAUSED",
      },
    },
  });
  const count = async () => (await desk.get(`runs/list?job_id=${scheduled.job_id}&limit=100`)).runs.length;
  const before = await count();
  await sleep(1500);
  expect(await count()).toBe(before);
}, 60_000);

test("a continuous job is started again and again until it is paused", async () => {
  const { job_id } = await desk.post("create", {
    continuous: { pause_status: "UNPAUSED" },
    tasks: [{ task_key: "c", condition_task: { left: "1", op: "EQUAL_TO", right: "1" } }],
  });
  let runs: { trigger: string }[] = [];
  while (runs.length < 3) {
    runs = (await desk.get(`runs/list?job_id=${job_id}`)).runs ?? [];
    await sleep(20);
  }
  expect(runs.at(-1)?.trigger).toBe("CONTINUOUS");
  expect(runs[0]?.trigger).toBe("CONTINUOUS_RESTART");
  await desk.post("update", { job_id, fields_to_remove: ["continuous"] });
});
