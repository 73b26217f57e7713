import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPython } from "../compute/python-sandbox.ts";
import { databricksDialect } from "../default-dialect.ts";
import { caller } from "../testing/client.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";

// Commands in Python need python3; the test script installs it where it can.
const python = await findPython();
let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let workspace: WorkspaceApp;
let call: ReturnType<typeof caller>;
const clusterId = "local-cluster";

beforeAll(async () => {
  temporary = await temporaryDir();
  workspace = await openWorkspace({ dir: temporary.dir, withoutSamples: true }, databricksDialect);
  await workspace.ready();
  call = caller(workspace);
});
afterAll(async () => {
  await workspace.close();
  await temporary.remove();
});

async function create(language: string): Promise<string> {
  return (await call("POST", "/api/1.2/contexts/create", { clusterId, language })).body.id;
}
async function execute(contextId: string, command: string, language = "python") {
  const { id } = (
    await call("POST", "/api/1.2/commands/execute", { clusterId, contextId, language, command })
  ).body;
  const query = new URLSearchParams({ clusterId, contextId, commandId: id });
  const status = async () => (await call("GET", `/api/1.2/commands/status?${query}`)).body;
  return { id, status };
}
async function result(contextId: string, command: string, language?: string) {
  const { status } = await execute(contextId, command, language);
  await expect.poll(async () => (await status()).status, { timeout: 20_000 }).toBe("Finished");
  return (await status()).results;
}

describe.skipIf(!python)("commands", () => {
  test("text, table and error", async () => {
    const context = await create("python");
    expect(await result(context, "x = 2\nprint(x + 1)")).toEqual({ resultType: "text", data: "3" });
    expect(await result(context, "SELECT 1 AS a, 'b' AS b, true AS c", "sql")).toMatchObject({
      resultType: "table",
      data: [[1, "b", true]],
      schema: [{ name: "a", type: '"int"' }, { name: "b" }, { name: "c" }],
    });
    expect(await result(context, "x / 0")).toMatchObject({
      resultType: "error",
      summary: "ZeroDivisionError: division by zero",
    });
    const refused = await result(context, "SELECT * FROM nowhere", "sql");
    expect(refused.summary).toMatch(/TABLE_OR_VIEW_NOT_FOUND/);
    await call("POST", "/api/1.2/contexts/destroy", { clusterId, contextId: context });
    const gone = await call(
      "GET",
      `/api/1.2/contexts/status?${new URLSearchParams({ clusterId, contextId: context })}`,
    );
    expect(gone.body.error).toMatch(/ContextNotFound/);
  });

  test("one is cancelled while it runs, and one that waits never starts", async () => {
    const context = await create("python");
    const first = await execute(context, "import time; time.sleep(300)");
    const second = await execute(context, "open('made', 'w')");
    await expect.poll(async () => (await first.status()).status).toBe("Running");
    expect((await second.status()).status).toBe("Queued");
    await call("POST", "/api/1.2/commands/cancel", { clusterId, contextId: context, commandId: second.id });
    await call("POST", "/api/1.2/commands/cancel", { clusterId, contextId: context, commandId: first.id });
    await expect.poll(async () => (await first.status()).status, { timeout: 15_000 }).toBe("Cancelled");
    expect((await second.status()).status).toBe("Cancelled");
    expect(await result(context, "import os; os.path.exists('made')")).toEqual({
      resultType: "text",
      data: "False",
    });
  });

  test("a stopped cluster takes no commands; Scala is refused by name", async () => {
    const { cluster_id } = (
      await call("POST", "/api/2.1/clusters/create", {
        cluster_name: "second",
        spark_version: "15.4.x-scala2.12",
      })
    ).body;
    await call("POST", "/api/2.1/clusters/delete", { cluster_id });
    const refused = await call("POST", "/api/1.2/contexts/create", {
      clusterId: cluster_id,
      language: "python",
    });
    expect(refused.status).toBe(400);
    expect(refused.body.error).toMatch(/TERMINATED/);
    const scala = await call("POST", "/api/1.2/contexts/create", { clusterId, language: "scala" });
    expect(scala.status).toBe(501);
    expect(scala.body.error).toMatch(/Scala is not part of the local workspace/);
  });
});

describe("clusters", () => {
  test("live: created, edited, stopped, started, removed", async () => {
    const spec = { cluster_name: "team", spark_version: "15.4.x-scala2.12", num_workers: 2 };
    const { cluster_id } = (await call("POST", "/api/2.1/clusters/create", spec)).body;
    const state = async () => (await call("GET", `/api/2.1/clusters/get?cluster_id=${cluster_id}`)).body;
    expect(await state()).toMatchObject({ cluster_name: "team", state: "RUNNING", num_workers: 2 });
    await call("POST", "/api/2.1/clusters/edit", { ...spec, cluster_id, cluster_name: "renamed" });
    await call("POST", "/api/2.1/clusters/delete", { cluster_id });
    expect(await state()).toMatchObject({ cluster_name: "renamed", state: "TERMINATED" });
    await call("POST", "/api/2.1/clusters/start", { cluster_id });
    expect((await state()).state).toBe("RUNNING");
    await call("POST", "/api/2.1/clusters/permanent-delete", { cluster_id });
    expect((await call("GET", `/api/2.1/clusters/get?cluster_id=${cluster_id}`)).status).toBe(400);
    const { clusters } = (await call("GET", "/api/2.1/clusters/list")).body;
    expect(clusters.map((cluster: { cluster_id: string }) => cluster.cluster_id)).toContain("local-cluster");
  });
});
