import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jobDesk } from "../testing/job-desk.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
const started: ChildProcess[] = [];
const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const program = fileURLToPath(new URL("../bin.ts", import.meta.url));

beforeAll(async () => {
  temporary = await temporaryDir();
});
afterAll(async () => {
  for (const child of started) child.kill("SIGKILL");
  await temporary.remove();
});

async function serve() {
  const dir = join(temporary.dir, "workspace");
  const options = ["--conditions=source", "--import", tsx, program, "--dir", dir, "--port", "0"];
  const child = spawn(process.execPath, options);
  started.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const url = () => /local workspace: (http\S+)/.exec(output)?.[1];
  await expect.poll(url, { timeout: 60_000 }).toBeDefined();
  const token = readFileSync(join(dir, "token"), "utf8").trim();
  const fetchFrom = (request: Request) =>
    fetch(request.url.replace(/^http:\/\/[^/]+/, url() as string), request);
  return { child, desk: jobDesk({ fetch: fetchFrom as never, token }) };
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
