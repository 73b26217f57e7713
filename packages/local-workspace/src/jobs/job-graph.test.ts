import { afterAll, beforeAll, expect, test } from "vitest";
import { databricksDialect } from "../default-dialect.ts";
import { jobDesk, results } from "../testing/job-desk.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";

// SQL and conditions only: these need no Python.
let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let workspace: WorkspaceApp;
let desk: ReturnType<typeof jobDesk>;
let warehouse_id: string;

beforeAll(async () => {
  temporary = await temporaryDir();
  workspace = await openWorkspace({ dir: temporary.dir, withoutSamples: true }, databricksDialect);
  await workspace.ready();
  desk = jobDesk(workspace);
  warehouse_id = await desk.warehouse();
}, 60_000);
afterAll(async () => {
  await workspace.close();
  await temporary.remove();
});

const sql = (path: string, parameters: Record<string, string> = {}) => ({
  sql_task: { warehouse_id, file: { path }, parameters },
});
const yes = { condition_task: { left: "1", op: "EQUAL_TO", right: "1" } };
const after = (...keys: string[]) => ({ depends_on: keys.map((task_key) => ({ task_key })) });

test("tasks run in the order of their graph and pass on what they found", async () => {
  const make = await desk.file(
    "make.sql",
    "CREATE OR REPLACE TABLE main.default.made AS SELECT 40 + :n AS v;",
  );
  const read = await desk.file("read.sql", "SELECT v, '{{job}}' AS job FROM main.default.made");
  const { job_id } = await desk.post("create", {
    name: "graph",
    parameters: [{ name: "n", default: "1" }],
    tasks: [
      { task_key: "read", ...after("make"), ...sql(read, { job: "{{job.id}}" }) },
      { task_key: "make", ...sql(make) },
      {
        task_key: "check",
        ...after("read"),
        condition_task: { left: "{{tasks.read.output.first_row.v}}", op: "GREATER_THAN", right: "41.5" },
      },
      { task_key: "big", depends_on: [{ task_key: "check", outcome: "true" }], ...yes },
      { task_key: "small", depends_on: [{ task_key: "check", outcome: "false" }], ...yes },
      { task_key: "last", ...after("big", "small"), run_if: "NONE_FAILED", ...yes },
    ],
  });
  const { run_id, number_in_job } = await desk.post("run-now", { job_id, job_parameters: { n: "2" } });
  expect(number_in_job).toBe(1);
  const run = await desk.ended(run_id);
  expect(run.state).toMatchObject({ life_cycle_state: "TERMINATED", result_state: "SUCCESS" });
  expect(run.status).toEqual({
    state: "TERMINATED",
    termination_details: { code: "SUCCESS", type: "SUCCESS", message: "" },
  });
  expect(results(run)).toEqual({
    make: "SUCCESS",
    read: "SUCCESS",
    check: "SUCCESS",
    big: "SUCCESS",
    small: "EXCLUDED",
    last: "SUCCESS",
  });
  expect(run.job_parameters).toEqual([{ name: "n", default: "1", value: "2" }]);
  // biome-ignore lint/suspicious/noExplicitAny: an answer of any shape.
  const task = (key: string) => run.tasks.find((each: any) => each.task_key === key);
  expect(task("check").condition_task).toMatchObject({ left: "42", outcome: "true" });
  const output = await desk.get(`runs/get-output?run_id=${task("read").run_id}`);
  const [statement] = output.sql_output.query_output.sql_statements;
  const answer = await desk.call("GET", `/api/2.0/sql/statements/${statement.lookup_key}`);
  expect(answer.body.status.state).toBe("SUCCEEDED");
  expect(output.metadata).toMatchObject({ job_id, run_id: task("read").run_id, job_run_id: run_id });
});

test("a failure is told, and what follows it says why it did not run", async () => {
  const bad = await desk.file("bad.sql", "SELECT 1; SELECT * FROM main.default.nothing_here");
  const { run_id } = await desk.post("runs/submit", {
    run_name: "fails",
    tasks: [
      { task_key: "bad", ...sql(bad) },
      { task_key: "next", ...after("bad"), ...yes },
      { task_key: "rescue", ...after("bad"), run_if: "AT_LEAST_ONE_FAILED", ...yes },
      { task_key: "always", ...after("next"), run_if: "ALL_DONE", ...yes },
    ],
  });
  const run = await desk.ended(run_id);
  expect(results(run)).toEqual({
    bad: "FAILED",
    next: "UPSTREAM_FAILED",
    rescue: "SUCCESS",
    always: "SUCCESS",
  });
  expect(run.state).toMatchObject({
    result_state: "SUCCESS_WITH_FAILURES",
    state_message: expect.stringMatching(/Task bad failed: .*TABLE_OR_VIEW_NOT_FOUND/),
  });
  const output = await desk.get(`runs/get-output?run_id=${run.tasks[0].run_id}`);
  expect(output.error).toMatch(/TABLE_OR_VIEW_NOT_FOUND/);
});

test("for_each runs its task once per input", async () => {
  const one = await desk.file("one.sql", "SELECT assert_true(:n <> '3'), :n AS n");
  const { run_id } = await desk.post("runs/submit", {
    tasks: [
      {
        task_key: "each",
        for_each_task: {
          inputs: '[{"n": 1}, {"n": 2}, {"n": 3}]',
          concurrency: 2,
          task: { task_key: "one", ...sql(one, { n: "{{input.n}}" }) },
        },
      },
    ],
  });
  const run = await desk.ended(run_id);
  expect(run.state.result_state).toBe("FAILED");
  expect(run.tasks[0].for_each_task.stats.task_run_stats).toEqual({
    total_iterations: 3,
    scheduled_iterations: 3,
    active_iterations: 0,
    completed_iterations: 3,
    succeeded_iterations: 2,
    failed_iterations: 1,
  });
  const each = await desk.get(`runs/get?run_id=${run.tasks[0].run_id}`);
  expect(each.iterations.map((i: { state: { result_state: string } }) => i.state.result_state)).toEqual([
    "SUCCESS",
    "SUCCESS",
    "FAILED",
  ]);
});

test("a repaired for_each runs only the iterations that had failed", async () => {
  const file = await desk.file(
    "grow.sql",
    "INSERT INTO main.default.seen SELECT :n WHERE assert_true(:n <> 'b') IS NULL",
  );
  await desk.call("POST", "/api/2.0/sql/statements", {
    warehouse_id,
    statement: "CREATE TABLE main.default.seen (n STRING)",
  });
  const task = { task_key: "i", ...sql(file, { n: "{{input}}" }) };
  const { run_id } = await desk.post("runs/submit", {
    tasks: [{ task_key: "each", for_each_task: { inputs: '["a", "b", "c"]', task } }],
  });
  expect((await desk.ended(run_id)).state.result_state).toBe("FAILED");
  await desk.file("grow.sql", "INSERT INTO main.default.seen SELECT :n");
  await desk.post("runs/repair", { run_id, rerun_all_failed_tasks: true });
  const run = await desk.ended(run_id);
  expect(run.state.result_state).toBe("SUCCESS");
  expect(run.tasks.at(-1).for_each_task.stats.task_run_stats.succeeded_iterations).toBe(3);
  const { body } = await desk.call("POST", "/api/2.0/sql/statements", {
    warehouse_id,
    statement: "SELECT n FROM main.default.seen ORDER BY n",
  });
  expect(body.result.data_array).toEqual([["a"], ["b"], ["c"]]);
});

test("a repair runs the failed tasks again and keeps the others", async () => {
  const file = await desk.file("late.sql", "SELECT * FROM main.default.late");
  const { run_id } = await desk.post("runs/submit", {
    tasks: [
      { task_key: "first", ...yes },
      { task_key: "late", ...after("first"), ...sql(file) },
      { task_key: "end", ...after("late"), ...yes },
    ],
  });
  const broken = await desk.ended(run_id);
  expect(results(broken)).toEqual({ first: "SUCCESS", late: "FAILED", end: "UPSTREAM_FAILED" });
  await desk.file("late.sql", "SELECT 1 AS now_it_works");
  const { repair_id } = await desk.post("runs/repair", { run_id, rerun_all_failed_tasks: true });
  const run = await desk.ended(run_id);
  expect(run.state.result_state).toBe("SUCCESS");
  expect(results(run)).toEqual({ first: "SUCCESS", late: "SUCCESS", end: "SUCCESS" });
  expect(run.repair_history).toMatchObject([
    { type: "ORIGINAL", state: { result_state: "FAILED" } },
    { type: "REPAIR", id: repair_id, state: { result_state: "SUCCESS" } },
  ]);
  const again = { run_id, rerun_tasks: ["first"] };
  expect((await desk.call("POST", "/api/2.2/jobs/runs/repair", again)).body.message).toMatch(
    /latest_repair_id/,
  );
  await desk.post("runs/repair", { ...again, latest_repair_id: repair_id, rerun_dependent_tasks: true });
  const third = await desk.ended(run_id);
  expect(third.repair_history[2].task_run_ids).toHaveLength(3);
});

test("one job runs another, and its failure is its own", async () => {
  const child = await desk.post("create", {
    name: "child",
    parameters: [{ name: "left", default: "a" }],
    tasks: [
      { task_key: "c", condition_task: { left: "{{job.parameters.left}}", op: "LESS_THAN", right: "5" } },
    ],
  });
  const parent = await desk.post("create", {
    tasks: [
      { task_key: "good", run_job_task: { job_id: child.job_id, job_parameters: { left: "3" } } },
      { task_key: "bad", ...after("good"), run_job_task: { job_id: child.job_id } },
    ],
  });
  const { run_id } = await desk.post("run-now", { job_id: parent.job_id });
  const run = await desk.ended(run_id);
  expect(results(run)).toEqual({ good: "SUCCESS", bad: "FAILED" });
  const output = await desk.get(`runs/get-output?run_id=${run.tasks[0].run_id}`);
  const started = await desk.get(`runs/get?run_id=${output.run_job_output.run_id}`);
  expect(started).toMatchObject({ job_id: child.job_id, trigger: "RUN_JOB_TASK" });
  expect(run.state.state_message).toMatch(/compares numbers/);
});

test("retries, then a timeout that interrupts the statement", async () => {
  const bad = await desk.file("never.sql", "SELECT raise_error('no')");
  const slow = await desk.file("slow.sql", "SELECT sum(id % 7) FROM range(1000000000000)");
  const { run_id } = await desk.post("runs/submit", {
    tasks: [
      { task_key: "bad", max_retries: 2, min_retry_interval_millis: 10, ...sql(bad) },
      { task_key: "slow", timeout_seconds: 1, max_retries: 3, ...sql(slow) },
    ],
  });
  const run = await desk.ended(run_id);
  expect(run.tasks.map((t: { task_key: string }) => t.task_key).sort()).toEqual([
    "bad",
    "bad",
    "bad",
    "slow",
  ]);
  const last = await desk.get(`runs/get?run_id=${run_id}`);
  expect(results(last)).toEqual({ bad: "FAILED", slow: "TIMEDOUT" });
  expect(last.tasks.find((t: { task_key: string }) => t.task_key === "bad").attempt_number).toBe(2);
});

test("a job that takes longer than it may is timed out, with what it was running", async () => {
  const slow = await desk.file("long.sql", "SELECT sum(id % 7) FROM range(1000000000000)");
  const { job_id } = await desk.post("create", {
    timeout_seconds: 1,
    tasks: [
      { task_key: "s", ...sql(slow) },
      { task_key: "t", ...after("s"), ...yes },
    ],
  });
  const { run_id } = await desk.post("run-now", { job_id });
  const run = await desk.ended(run_id);
  expect(run.state).toMatchObject({ result_state: "TIMEDOUT", user_cancelled_or_timedout: true });
  expect(results(run)).toEqual({ s: "CANCELED", t: "CANCELED" });
});

test("only some tasks run when only they are asked for; a disabled one does not", async () => {
  const { job_id } = await desk.post("create", {
    tasks: [
      { task_key: "a", ...yes },
      { task_key: "b", ...after("a"), ...yes },
      { task_key: "c", ...after("b"), disabled: true, ...yes },
    ],
  });
  const some = await desk.ended((await desk.post("run-now", { job_id, only: ["b"] })).run_id);
  expect(results(some)).toEqual({ b: "SUCCESS" });
  const every = await desk.ended((await desk.post("run-now", { job_id })).run_id);
  expect(results(every)).toEqual({ a: "SUCCESS", b: "SUCCESS", c: "DISABLED" });
  expect(every.state.result_state).toBe("SUCCESS");
});

test("jobs that start one another in a circle are stopped", async () => {
  const { job_id } = await desk.post("create", {
    max_concurrent_runs: 1000,
    tasks: [{ task_key: "a", ...yes }],
  });
  const again = { task_key: "again", run_job_task: { job_id } };
  await desk.post("reset", { job_id, new_settings: { max_concurrent_runs: 1000, tasks: [again] } });
  const run = await desk.ended((await desk.post("run-now", { job_id })).run_id);
  expect(run.state).toMatchObject({
    result_state: "FAILED",
    state_message: expect.stringMatching(/circle of jobs/),
  });
});

test("cancel ends a running statement; queued runs follow or are skipped", async () => {
  const slow = await desk.file("endless.sql", "SELECT sum(id % 7) FROM range(1000000000000)");
  const { job_id } = await desk.post("create", { name: "slow", tasks: [{ task_key: "s", ...sql(slow) }] });
  const first = await desk.post("run-now", { job_id });
  const skipped = await desk.post("run-now", { job_id });
  expect((await desk.ended(skipped.run_id)).state).toMatchObject({
    life_cycle_state: "SKIPPED",
    result_state: "MAXIMUM_CONCURRENT_RUNS_REACHED",
  });
  const queued = await desk.post("run-now", { job_id, queue: { enabled: true }, idempotency_token: "t" });
  expect((await desk.get(`runs/get?run_id=${queued.run_id}`)).status).toMatchObject({
    state: "QUEUED",
    queue_details: { code: "MAX_CONCURRENT_RUNS_REACHED" },
  });
  expect(await desk.post("run-now", { job_id, idempotency_token: "t" })).toEqual(queued);
  await desk.until(first.run_id, ["RUNNING"]);
  await desk.post("runs/cancel", { run_id: first.run_id });
  expect((await desk.ended(first.run_id)).state).toMatchObject({
    result_state: "CANCELED",
    user_cancelled_or_timedout: true,
  });
  await desk.until(queued.run_id, ["RUNNING"]);
  const active = await desk.get(`runs/list?job_id=${job_id}&active_only=true`);
  expect(active.runs.map((run: { run_id: number }) => run.run_id)).toEqual([queued.run_id]);
  await desk.post("runs/cancel-all", { job_id });
  expect((await desk.ended(queued.run_id)).state.result_state).toBe("CANCELED");
});
