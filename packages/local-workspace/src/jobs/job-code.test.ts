import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPython } from "../compute/python-sandbox.ts";
import { databricksDialect } from "../default-dialect.ts";
import { jobDesk, results } from "../testing/job-desk.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let workspace: WorkspaceApp;
let desk: ReturnType<typeof jobDesk>;
const python = await findPython();

beforeAll(async () => {
  temporary = await temporaryDir();
  workspace = await openWorkspace({ dir: temporary.dir, withoutSamples: true }, databricksDialect);
  await workspace.ready();
  desk = jobDesk(workspace);
}, 60_000);
afterAll(async () => {
  await workspace.close();
  await temporary.remove();
});

const after = (...keys: string[]) => ({ depends_on: keys.map((task_key) => ({ task_key })) });
const submit = async (...tasks: object[]) => {
  const { run_id } = await desk.post("runs/submit", { tasks });
  return desk.ended(run_id);
};
const outputOf = (run: { tasks: { task_key: string; run_id: number }[] }, key: string) =>
  desk.get(`runs/get-output?run_id=${run.tasks.findLast((task) => task.task_key === key)?.run_id}`);

describe.skipIf(!python)("code of tasks (needs python3)", () => {
  test("a notebook takes widgets from parameters, sets task values and exits with a value", async () => {
    const first = await desk.notebook(
      "first",
      `dbutils.widgets.text("who", "nobody")
dbutils.jobs.taskValues.set("list", [1, 2, 3])
dbutils.jobs.taskValues.set("name", "Ada")
print("a line of the log")
# COMMAND ----------
dbutils.notebook.exit(f"hello {dbutils.widgets.get('who')}")`,
    );
    const second = await desk.notebook(
      "second",
      `got = dbutils.jobs.taskValues.get("first", "list")
missing = dbutils.jobs.taskValues.get("first", "none", default="fallback")
dbutils.notebook.exit(f"{sum(got)} {missing} {dbutils.widgets.get('name')}")`,
    );
    const { job_id } = await desk.post("create", {
      parameters: [{ name: "who", default: "job" }],
      tasks: [
        { task_key: "first", notebook_task: { notebook_path: first, base_parameters: { who: "task" } } },
        {
          task_key: "second",
          ...after("first"),
          notebook_task: {
            notebook_path: `/Workspace${second}`,
            base_parameters: { name: "{{tasks.first.values.name}} {{task.name}} {{job.run_id}}" },
          },
        },
        {
          task_key: "each",
          ...after("first"),
          for_each_task: {
            inputs: "{{tasks.first.values.list}}",
            concurrency: 3,
            task: { task_key: "n", condition_task: { left: "{{input}}", op: "LESS_THAN", right: "9" } },
          },
        },
      ],
    });
    const { run_id } = await desk.post("run-now", { job_id });
    const run = await desk.ended(run_id);
    expect(run.state).toMatchObject({ result_state: "SUCCESS" });
    const output = await outputOf(run, "first");
    expect(output).toMatchObject({
      notebook_output: { result: "hello job", truncated: false },
      logs: expect.stringContaining("a line of the log"),
    });
    expect((await outputOf(run, "second")).notebook_output.result).toBe(`6 fallback Ada second ${run_id}`);
    expect(
      run.tasks.find((t: { task_key: string }) => t.task_key === "each").for_each_task.stats.task_run_stats,
    ).toMatchObject({ total_iterations: 3, succeeded_iterations: 3 });
    const wrong = { job_id, notebook_params: { a: "b" }, job_parameters: { who: "x" } };
    expect((await desk.call("POST", "/api/2.2/jobs/run-now", wrong)).status).toBe(400);
  });

  test("a Python file is a program: argv, its own name, its exit code, its error", async () => {
    const file = await desk.file(
      "main.py",
      `import sys
if __name__ == "__main__":
    print(sys.argv[1:], spark.range(3).count())
    if "fail" in sys.argv:
        raise ValueError("asked to")
    if "exit" in sys.argv:
        sys.exit(3)
"not shown"
`,
    );
    const task = (task_key: string, ...parameters: string[]) => ({
      task_key,
      spark_python_task: { python_file: file, parameters },
    });
    const run = await submit(
      task("good", "a b", "{{task.name}}"),
      task("bad", "fail"),
      task("exits", "exit"),
    );
    expect(results(run)).toEqual({ good: "SUCCESS", bad: "FAILED", exits: "FAILED" });
    expect((await outputOf(run, "good")).logs).toBe("['a b', 'good'] 3\n");
    expect(await outputOf(run, "bad")).toMatchObject({
      error: "ValueError: asked to",
      error_trace: expect.stringMatching(/main\.py", line 5[\s\S]*raise ValueError/),
    });
    expect((await outputOf(run, "exits")).error).toMatch(/SystemExit: 3/);
    expect(run.state.state_message).toMatch(/Task (bad|exits) failed/);
  });

  test("code imports the modules beside it in the workspace", async () => {
    await desk.call("POST", "/api/2.0/workspace/mkdirs", { path: "/Users/me@lakehand.local/app/lib" });
    await desk.file("app/lib/__init__.py", "");
    await desk.file("app/lib/greet.py", "def hello(who):\n    return f'hello {who} \\\\ \"é\"'\n");
    await desk.file("app/base.py", "from lib.greet import hello\nX = hello('Ada')\n");
    const main = await desk.file("app/main.py", "import base\nprint(base.X)\n");
    const notebook = await desk.notebook("app/nb", "from base import X\ndbutils.notebook.exit(X)");
    const run = await submit(
      { task_key: "file", spark_python_task: { python_file: main } },
      { task_key: "notebook", notebook_task: { notebook_path: notebook } },
    );
    expect((await outputOf(run, "file")).logs).toBe('hello Ada \\ "é"\n');
    expect((await outputOf(run, "notebook")).notebook_output.result).toBe('hello Ada \\ "é"');
  });

  test("files of DBFS and volumes, and what is not there", async () => {
    await desk.call("POST", "/api/2.0/dbfs/put", {
      path: "/jobs/x.py",
      contents: Buffer.from("print('from dbfs')").toString("base64"),
    });
    const task = (task_key: string, python_file: string) => ({
      task_key,
      spark_python_task: { python_file },
    });
    const run = await submit(
      task("dbfs", "dbfs:/jobs/x.py"),
      task("none", "/Shared/none.py"),
      task("volume", "/Volumes/main/default/none/x.py"),
      { task_key: "notebook", notebook_task: { notebook_path: "/Shared/none" } },
    );
    expect(results(run)).toEqual({ dbfs: "SUCCESS", none: "FAILED", volume: "FAILED", notebook: "FAILED" });
    expect((await outputOf(run, "none")).error).toMatch(/no file or notebook \/Shared\/none\.py/);
    expect(run.tasks[1].status.termination_details.code).toBe("RESOURCE_NOT_FOUND");
  });

  test("a notebook runs another and gets its value; a failure of the other is an error there", async () => {
    await desk.notebook(
      "child",
      `x = int(dbutils.widgets.get("x"))
if x < 0: raise ValueError("negative")
dbutils.notebook.exit(str(x * 2))`,
    );
    const parent = await desk.notebook(
      "parent",
      `value = dbutils.notebook.run("./child", 60, {"x": 21})
try:
    dbutils.notebook.run("child", 60, {"x": -1})
except Exception as e:
    value += " " + str(e)
dbutils.notebook.exit(value)`,
    );
    const run = await submit({ task_key: "p", notebook_task: { notebook_path: parent } });
    expect((await outputOf(run, "p")).notebook_output.result).toMatch(/^42 .*ValueError: negative/);
    const children = await desk.get("runs/list?run_type=WORKFLOW_RUN");
    expect(children.runs).toHaveLength(2);
  });

  test("a notebook that is run by hand runs another too, and its cancel ends that one", async () => {
    await desk.notebook("sleeper", "import time\ntime.sleep(600)");
    const at = { clusterId: "local-cluster" };
    const api = async (path: string, body: object) =>
      (await desk.call("POST", `/api/1.2/${path}`, { ...at, ...body })).body;
    const { id: contextId } = await api("contexts/create", { language: "python" });
    const command = async (code: string) =>
      (await api("commands/execute", { contextId, language: "python", command: code })).id;
    const ended = async (id: string) => {
      for (;;) {
        const path = `/api/1.2/commands/status?clusterId=${at.clusterId}&contextId=${contextId}&commandId=${id}`;
        const { body } = await desk.call("GET", path);
        if (!["Queued", "Running", "Cancelling"].includes(body.status)) return body;
        await sleep(30);
      }
    };
    const run = (name: string, x: number) =>
      `dbutils.notebook.run("/Users/me@lakehand.local/${name}", 60, {"x": ${x}})`;
    expect((await ended(await command(run("child", 4)))).results.data).toBe("'8'");
    expect((await ended(await command(run("none", 4)))).results.summary).toMatch(/no file or notebook/);
    const outside = `dbutils.jobs.taskValues.get("t", "k", debugValue="d")`;
    expect((await ended(await command(outside))).results.data).toBe("'d'");
    const id = await command(run("sleeper", 0));
    const active = async () =>
      (await desk.get("runs/list?run_type=WORKFLOW_RUN&active_only=true")).runs?.[0]?.run_id as number;
    await expect.poll(active, { timeout: 20_000 }).toBeDefined();
    const child = await active();
    await api("commands/cancel", { contextId, commandId: id });
    expect((await desk.ended(child)).state.result_state).toBe("CANCELED");
  });

  test("canceling a run ends its code and that of its child notebooks", async () => {
    await desk.notebook("sleeper", "import time\ntime.sleep(600)");
    const parent = await desk.notebook("starter", `dbutils.notebook.run("sleeper", 600)`);
    const { run_id } = await desk.post("runs/submit", {
      tasks: [{ task_key: "p", notebook_task: { notebook_path: parent } }],
    });
    let child: { run_id: number } | undefined;
    while (!child) {
      await sleep(30);
      child = (await desk.get("runs/list?run_type=WORKFLOW_RUN&active_only=true")).runs?.[0];
    }
    await desk.post("runs/cancel", { run_id });
    expect((await desk.ended(run_id)).state.result_state).toBe("CANCELED");
    expect((await desk.ended(child.run_id)).state.result_state).toBe("CANCELED");
  });

  test("a SQL notebook takes parameters too", async () => {
    const path = await desk.notebook(
      "query",
      "CREATE OR REPLACE TABLE main.default.q AS SELECT :who AS w",
      "SQL",
    );
    const run = await submit({
      task_key: "q",
      notebook_task: { notebook_path: path, base_parameters: { who: "Ada" } },
    });
    expect(run.state.result_state).toBe("SUCCESS");
  });
});
