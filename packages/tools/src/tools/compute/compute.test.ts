import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Cluster } from "../../client/clusters/schema.ts";
import type { TestContext } from "../../testing/index.ts";
import { localDesk } from "../../testing/local-desk.ts";
import { toolDefinitions } from "../../tool-definitions.ts";
import type { RunningThing } from "../../types.ts";
import { bounded, commandText } from "./command-text.ts";
import { bestCluster, orderClusters } from "./usable-clusters.ts";

const cluster = (cluster_name: string, more: Partial<Cluster> = {}): Cluster => ({
  cluster_id: cluster_name,
  cluster_name,
  state: "RUNNING",
  ...more,
});

describe("the choice of a cluster", () => {
  it("takes a running one: shared before demo before others, never another person's own", () => {
    const names = (all: Cluster[]) => bestCluster(all, "ana@example.com")?.cluster_name;
    expect(names([cluster("a"), cluster("demo 1"), cluster("Shared dev")])).toBe("Shared dev");
    expect(names([cluster("a"), cluster("demo 1")])).toBe("demo 1");
    expect(names([cluster("shared", { state: "TERMINATED" }), cluster("b")])).toBe("b");
    expect(names([cluster("shared", { single_user_name: "bob@example.com" }), cluster("b")])).toBe("b");
    expect(names([cluster("mine", { single_user_name: "Ana@example.com" })])).toBe("mine");
    expect(names([cluster("job", { cluster_source: "JOB" })])).toBeUndefined();
  });

  it("lists running ones first and leaves those of jobs out", () => {
    const all = [
      cluster("b", { state: "TERMINATED" }),
      cluster("a", { state: "PENDING" }),
      cluster("c"),
      cluster("j", { cluster_source: "PIPELINE" }),
    ];
    expect(orderClusters(all).map(({ cluster_name }) => cluster_name)).toEqual(["c", "a", "b"]);
  });
});

describe("what a command has put out", () => {
  it("loses a terminal's colours, and is cut in its middle", () => {
    expect(commandText({ resultType: "text", data: "\u001b[31mred\u001b[0m" })).toBe("red");
    const long = bounded(`${"a".repeat(900)}${"z".repeat(900)}`, 100);
    expect(long).toMatch(/^a{70}\n… 1,700 characters left out …\nz{30}$/);
  });

  it("is a table where it is one", () => {
    const table = { resultType: "table", data: [[1, "x"]], schema: [{ name: "id" }, { name: "v" }] };
    expect(commandText(table)).toContain("| 1 | x |");
  });
});

describe("code on the local workspace", () => {
  const desk = localDesk();
  const things: RunningThing[] = [];
  const newContext = (): TestContext => ({
    ...desk.newContext(),
    running: {
      started: (thing) => void things.push(thing),
      ended: (id) => void things.splice(0, things.length, ...things.filter((each) => each.id !== id)),
    },
  });
  const call = (name: string, input: object, context = newContext()) => desk.call(name, input, context);

  it("finds the cluster, keeps variables from call to call, and says what it printed", async () => {
    expect((await call("list_clusters", {})).structured).toMatchObject({ clusters: [{ state: "RUNNING" }] });
    const best = (await call("get_best_cluster", {})).structured;
    expect((await call("get_cluster_status", { cluster_id: best?.cluster_id })).structured).toMatchObject({
      state: "RUNNING",
    });
    expect((await call("start_cluster", { cluster_id: best?.cluster_id })).structured).toMatchObject({
      previous_state: "RUNNING",
    });
    const first = await call("execute_databricks_command", {
      code: "x = 41\nprint('kept')",
      context_id: "",
      cluster_id: "",
    });
    expect(first.structured).toMatchObject({ success: true, output: "kept", context_destroyed: false });
    const { context_id, cluster_id } = first.structured as Record<string, string>;
    const second = await call("execute_databricks_command", {
      code: "x + 1",
      context_id,
      cluster_id,
      destroy_context_on_completion: true,
    });
    expect(second.structured).toMatchObject({ success: true, output: "42", context_destroyed: true });
    const gone = await call("execute_databricks_command", { code: "x", context_id, cluster_id });
    expect(gone).toMatchObject({ isError: true, text: expect.stringContaining("Leave context_id out") });
    expect(things).toEqual([]);
  });

  it("gives SQL as a table, silence as success, and a failure with its traceback", async () => {
    const sql = await call("execute_databricks_command", { code: "SELECT 1 AS a", language: "sql" });
    expect(sql.text).toContain("| 1 |");
    expect((await call("execute_databricks_command", { code: "y = 1" })).structured).toMatchObject({
      output: "Success (no output)",
    });
    const failed = await call("execute_databricks_command", { code: "1 / 0" });
    expect(failed).toMatchObject({ isError: true, structured: { success: false, output: null } });
    expect(failed.text).toContain("ZeroDivisionError");
    const scala = await call("execute_databricks_command", { code: "println(1)", language: "scala" });
    expect(scala).toMatchObject({ isError: true, text: expect.stringContaining("Scala") });
  });

  it("cancels on the cluster what lasts too long or is stopped", async () => {
    const late = await call("execute_databricks_command", {
      code: "import time; time.sleep(60)",
      timeout: 1,
    });
    expect(late).toMatchObject({ isError: true, structured: { error: { code: "COMMAND_TIMEOUT" } } });
    const context = newContext();
    const stopped = call("execute_databricks_command", { code: "import time; time.sleep(60)" }, context);
    await expect.poll(() => things.length).toBe(1);
    context.stop();
    await expect(stopped).rejects.toMatchObject({ code: "CANCELLED" });
    expect(things).toEqual([]);
  });

  it("runs files of the project, and says what is wrong with others", async () => {
    await writeFile(join(desk.project(), "job.py"), "print(sum(range(5)))\n");
    await writeFile(join(desk.project(), "empty.py"), "\n");
    await writeFile(join(desk.project(), "notes.txt"), "x");
    expect((await call("run_python_file_on_databricks", { file_path: "job.py" })).structured).toMatchObject({
      output: "10",
    });
    for (const [file_path, words] of [
      ["empty.py", "is empty"],
      ["notes.txt", "not a file that can be run"],
      ["missing.py", "no file"],
      ["../outside.py", "outside the project"],
    ])
      expect(await call("run_python_file_on_databricks", { file_path }), file_path).toMatchObject({
        isError: true,
        text: expect.stringContaining(words!),
      });
  });

  it("tells which clusters could be started when none runs", async () => {
    const id = (await call("get_best_cluster", {})).structured?.cluster_id as string;
    const context = newContext();
    await context.workspace.clusters.terminate(id);
    await expect.poll(async () => (await context.workspace.clusters.get(id)).state).toBe("TERMINATED");
    const none = await call("execute_databricks_command", { code: "1" });
    expect(none).toMatchObject({
      isError: true,
      structured: {
        error: { code: "CLUSTER_NOT_RUNNING" },
        startable_clusters: [{ cluster_id: id }],
        skipped_clusters: [],
      },
    });
    expect(none.text).toContain("start_cluster");
    expect((await call("start_cluster", { cluster_id: id })).structured).toMatchObject({
      previous_state: "TERMINATED",
    });
    await expect.poll(async () => (await context.workspace.clusters.get(id)).state).toBe("RUNNING");
  });
});

describe("what code may do", () => {
  const judge = (input: Record<string, unknown>) =>
    toolDefinitions
      .find(({ name }) => name === "execute_databricks_command")!
      .judge(input, { catalog: "main", schema: "s" });

  it("is judged as SQL where it is SQL, else as anything", () => {
    expect(judge({ code: "SELECT 1", language: "sql" }).consequence).toBe("read");
    expect(judge({ code: "DROP TABLE t", language: "sql" }).consequence).toBe("destructive");
    expect(judge({ code: "print(1)" })).toMatchObject({ consequence: "destructive", editable: "code" });
    expect(judge({}).consequence).toBe("destructive");
  });
});
