import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jobDesk } from "../testing/job-desk.ts";
import { endPrograms, serveProgram } from "../testing/serve-program.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;

beforeAll(async () => {
  temporary = await temporaryDir();
});
afterAll(async () => {
  endPrograms();
  await temporary.remove();
});

async function serve() {
  const served = serveProgram(join(temporary.dir, "workspace"));
  await expect.poll(served.url, { timeout: 60_000 }).toBeDefined();
  return { child: served.child, desk: jobDesk(served.app()) };
}

test("a killed server: what ran says so, what waited goes on, what had ended stays", async () => {
  let { child, desk } = await serve();
  const file = await desk.file("s.sql", "SELECT sum(id % 7) FROM range(1000000000000)");
  const slow = { sql_task: { warehouse_id: await desk.warehouse(), file: { path: file } } };
  const quick = { condition_task: { left: "1", op: "EQUAL_TO", right: "1" } };
  const { job_id } = await desk.post("create", {
    queue: { enabled: true },
    tasks: [
      { task_key: "quick", ...quick },
      { task_key: "slow", depends_on: [{ task_key: "quick" }], ...slow },
      { task_key: "last", depends_on: [{ task_key: "slow" }], ...quick },
    ],
  });
  const done = await desk.post("runs/submit", { tasks: [{ task_key: "quick", ...quick }] });
  await desk.ended(done.run_id);
  const running = await desk.post("run-now", { job_id });
  const queued = await desk.post("run-now", { job_id });
  await desk.until(running.run_id, ["RUNNING"]);
  child.kill("SIGKILL");
  await once(child, "exit");
  ({ child, desk } = await serve());
  const run = await desk.ended(running.run_id);
  expect(run.state.state_message).toMatch(/stopped while this was running/);
  expect(run.tasks.at(-1).state.life_cycle_state).toBe("INTERNAL_ERROR");
  expect((await desk.ended(done.run_id)).state.result_state).toBe("SUCCESS");
  await desk.until(queued.run_id, ["RUNNING"]);
  await desk.post("runs/cancel-all", { job_id });
  expect((await desk.ended(queued.run_id)).state.result_state).toBe("CANCELED");
  const { repair_id } = await desk.post("runs/repair", { run_id: running.run_id, rerun_tasks: ["quick"] });
  expect((await desk.ended(running.run_id)).repair_history.at(-1)).toMatchObject({ id: repair_id });
}, 180_000);
