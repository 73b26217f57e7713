import { afterAll, beforeAll, expect, test } from "vitest";
import { databricksDialect } from "../default-dialect.ts";
import { jobDesk } from "../testing/job-desk.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let workspace: WorkspaceApp;
let desk: ReturnType<typeof jobDesk>;
const known = { job: 0, run: 0, empty: 0 };

beforeAll(async () => {
  temporary = await temporaryDir();
  workspace = await openWorkspace({ dir: temporary.dir, withoutSamples: true }, databricksDialect);
  await workspace.ready();
  desk = jobDesk(workspace);
  known.empty = (await desk.post("create", {})).job_id;
  known.job = (await desk.post("create", { name: "j", tasks: [cond("a"), cond("b")] })).job_id;
  known.run = (await desk.post("run-now", { job_id: known.job })).run_id;
  await desk.ended(known.run);
}, 60_000);
afterAll(async () => {
  await workspace.close();
  await temporary.remove();
});

const cond = (task_key: unknown, more: object = {}) => ({
  task_key,
  condition_task: { left: "1", op: "EQUAL_TO", right: "1" },
  ...more,
});
const tasks = (...list: unknown[]) => ({ tasks: list });
const cron = (quartz_cron_expression: unknown, timezone_id: unknown = "UTC") => ({
  schedule: { quartz_cron_expression, timezone_id },
});
const deep = (depth: number): object =>
  depth === 0 ? {} : { for_each_task: { inputs: "[]", task: deep(depth - 1) } };

type Case = [method: string, path: string, body: unknown, status?: number];
const cases: Case[] = [
  ["POST", "create", "{"],
  ["POST", "create", "[]"],
  ["POST", "create", "null"],
  ["POST", "create", '"text"'],
  ["POST", "create", { name: "" }],
  ["POST", "create", { name: 5 }],
  ["POST", "create", { tasks: {} }],
  ["POST", "create", tasks(null)],
  ["POST", "create", tasks({})],
  ["POST", "create", tasks({ task_key: "a" })],
  ["POST", "create", tasks(cond(""))],
  ["POST", "create", tasks(cond("a b"))],
  ["POST", "create", tasks(cond("x".repeat(101)))],
  ["POST", "create", tasks(cond("a"), cond("a"))],
  ["POST", "create", tasks(cond("a", { depends_on: [{ task_key: "zzz" }] }))],
  ["POST", "create", tasks(cond("a", { depends_on: [{ task_key: "a" }] }))],
  [
    "POST",
    "create",
    tasks(cond("a", { depends_on: [{ task_key: "b" }] }), cond("b", { depends_on: [{ task_key: "a" }] })),
  ],
  ["POST", "create", tasks(cond("a", { depends_on: ["b"] }))],
  ["POST", "create", tasks(cond("a"), cond("b", { depends_on: [{ task_key: "a", outcome: "maybe" }] }))],
  ["POST", "create", tasks(cond("a", { run_if: "SOMETIMES" }))],
  ["POST", "create", tasks(cond("a", { max_retries: -2 }))],
  ["POST", "create", tasks(cond("a", { timeout_seconds: "soon" }))],
  ["POST", "create", tasks(cond("a", { notebook_task: { notebook_path: "/x" } }))],
  ["POST", "create", tasks(cond("a", { environment_key: "none" }))],
  ["POST", "create", tasks(cond("a", { job_cluster_key: "none" }))],
  ["POST", "create", tasks({ task_key: "a", condition_task: { left: "1", op: "LIKE", right: "1" } })],
  ["POST", "create", tasks({ task_key: "a", notebook_task: {} })],
  ["POST", "create", tasks({ task_key: "a", sql_task: { warehouse_id: "w" } })],
  ["POST", "create", tasks({ task_key: "a", sql_task: { file: { path: "/x" } } })],
  ["POST", "create", tasks({ task_key: "a", run_job_task: { job_id: "seven" } })],
  ["POST", "create", tasks({ task_key: "a", for_each_task: { inputs: [], task: cond("b") } })],
  [
    "POST",
    "create",
    tasks({ task_key: "a", for_each_task: { inputs: "[]", concurrency: 0, task: cond("b") } }),
  ],
  ["POST", "create", tasks({ task_key: "a", ...deep(3) })],
  ["POST", "create", { notebook_task: { notebook_path: "/x" } }],
  ["POST", "create", { parameters: [{ name: "a b", default: "" }] }],
  ["POST", "create", { parameters: [{ name: "a" }] }],
  ["POST", "create", { max_concurrent_runs: 1001 }],
  ["POST", "create", cron("* * *")],
  ["POST", "create", cron("0 0 9 * * *")],
  ["POST", "create", cron("0 0 25 * * ?")],
  ["POST", "create", cron("0 0 9 * * ?", "Mars/Base")],
  ["POST", "create", { ...cron("0 0 9 * * ?"), continuous: {} }],
  ["POST", "create", { trigger: { periodic: { interval: 0, unit: "DAYS" } } }],
  ["POST", "create", { trigger: {} }],
  ["POST", "create", { trigger: { file_arrival: { url: "/Volumes/a/b/c" } } }, 501],
  ["POST", "create", { git_source: { git_url: "https://x", git_provider: "gitHub" } }, 501],
  ["POST", "create", tasks({ task_key: "a", spark_jar_task: { main_class_name: "M" } }), 501],
  [
    "POST",
    "create",
    tasks({ task_key: "a", python_wheel_task: { package_name: "p", entry_point: "e" } }),
    501,
  ],
  ["POST", "create", tasks({ task_key: "a", dbt_task: { commands: ["dbt run"] } }), 501],
  [
    "POST",
    "create",
    tasks({ task_key: "a", sql_task: { warehouse_id: "w", dashboard: { dashboard_id: "d" } } }),
    501,
  ],
  ["POST", "create", tasks({ task_key: "a", notebook_task: { notebook_path: "/x", source: "GIT" } }), 501],
  ["POST", "create", tasks({ task_key: "a", run_job_task: { job_id: 7, jar_params: ["x"] } }), 501],
  ["POST", "create", tasks(cond("a", { libraries: [{ jar: "dbfs:/x.jar" }] })), 501],
  ["GET", "get", undefined],
  ["GET", "get?job_id=abc", undefined],
  ["GET", "get?job_id=-1", undefined],
  ["GET", "get?job_id=99999999999999999999", undefined],
  ["GET", "get?job_id=7", undefined],
  ["GET", "get?job_id=JOB&page_token=zzz", undefined],
  ["GET", "list?limit=101", undefined],
  ["GET", "list?limit=x", undefined],
  ["GET", "list?page_token=zzz", undefined],
  ["GET", "list?expand_tasks=perhaps", undefined],
  ["POST", "reset", { job_id: "JOB" }],
  ["POST", "reset", { job_id: 7, new_settings: {} }],
  ["POST", "update", { job_id: "JOB", fields_to_remove: "name" }],
  ["POST", "update", { job_id: "JOB", new_settings: tasks({ task_key: "c" }) }],
  [
    "POST",
    "update",
    { job_id: "JOB", new_settings: tasks(cond("c", { depends_on: [{ task_key: "zzz" }] })) },
  ],
  ["POST", "delete", {}],
  ["POST", "delete", { job_id: 7 }],
  ["POST", "run-now", {}],
  ["POST", "run-now", { job_id: 7 }],
  ["POST", "run-now", { job_id: "EMPTY" }],
  ["POST", "run-now", { job_id: "JOB", only: ["zzz"] }],
  ["POST", "run-now", { job_id: "JOB", job_parameters: ["a"] }],
  ["POST", "run-now", { job_id: "JOB", job_parameters: { a: 1 } }],
  ["POST", "run-now", { job_id: "JOB", idempotency_token: "x".repeat(65) }],
  ["POST", "run-now", { job_id: "JOB", jar_params: ["a"] }, 501],
  ["POST", "runs/submit", {}],
  ["POST", "runs/submit", tasks()],
  ["POST", "runs/submit", { run_name: 5, ...tasks(cond("a")) }],
  ["GET", "runs/get?run_id=7", undefined],
  ["GET", "runs/get?run_id=JOB", undefined],
  ["GET", "runs/get?run_id=RUN&include_history=x", undefined],
  ["GET", "runs/list?active_only=true&completed_only=true", undefined],
  ["GET", "runs/list?run_type=OTHER", undefined],
  ["GET", "runs/list?start_time_from=yesterday", undefined],
  ["GET", "runs/list?job_id=x", undefined],
  ["GET", "runs/get-output?run_id=7", undefined],
  ["GET", "runs/get-output?run_id=RUN", undefined],
  ["POST", "runs/cancel", {}],
  ["POST", "runs/cancel", { run_id: 7 }],
  ["POST", "runs/cancel-all", {}],
  ["POST", "runs/cancel-all", { job_id: 7 }],
  ["POST", "runs/delete", { run_id: 7 }],
  ["POST", "runs/repair", { run_id: "RUN" }],
  ["POST", "runs/repair", { run_id: "RUN", rerun_all_failed_tasks: true }],
  ["POST", "runs/repair", { run_id: "RUN", rerun_tasks: ["zzz"] }],
  ["POST", "runs/repair", { run_id: "RUN", rerun_tasks: ["a"], latest_repair_id: 5 }],
  ["POST", "runs/repair", { run_id: "RUN", rerun_tasks: ["a"], rerun_all_failed_tasks: true }],
  ["GET", "runs/export?run_id=7", undefined],
  ["POST", "get", { job_id: "JOB" }, 404],
  ["GET", "runs/nonsense", undefined, 404],
];

test.each(cases)("%s %s %j", async (method, path, body, status = 400) => {
  const fill = (text: string) =>
    text.replace(/"?(JOB|RUN|EMPTY)"?/g, (_, name: string) =>
      String({ JOB: known.job, RUN: known.run, EMPTY: known.empty }[name]),
    );
  const sent = typeof body === "string" ? body : body === undefined ? undefined : fill(JSON.stringify(body));
  const answer = await desk.call(method, `/api/2.2/jobs/${fill(path)}`, sent);
  expect(answer.status, answer.text).toBe(status);
  expect(answer.body.error_code).toMatch(/^[A-Z_]+$/);
  expect(answer.body.message.length).toBeGreaterThan(10);
});
