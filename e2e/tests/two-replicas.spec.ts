import { expect, test } from "@playwright/test";
import { type Postgres, startPostgres } from "../../scripts/lib/system.mjs";
import { freePort, type Product, startProduct } from "../lib/product.ts";
import { Workbench } from "../lib/workbench.ts";

/*
 * Two servers on one PostgreSQL and one workspace, as on two machines: each has its own folder of state. The first
 * one lends its embedded workspace to the second.
 */

let postgres: Postgres | undefined;
let workspace: Product;
let a: Product;
let b: Product;

test.beforeAll(async () => {
  postgres = await startPostgres({ install: false, ownGroup: true });
  test.skip(!postgres, "no PostgreSQL on this machine: sudo apt-get install postgresql");
  if (!postgres) return;
  workspace = await startProduct({ LOCAL_WORKSPACE_PORT: String(await freePort()) });
  const shared = {
    LAKEBASE_PG_URL: postgres.url,
    DATABRICKS_HOST: workspace.workspaceUrl,
    DATABRICKS_TOKEN: await workspace.workspaceToken(),
    LAKEHAND_USER: "ada@example.com",
  };
  a = await startProduct(shared);
  b = await startProduct(shared);
});

test.afterAll(async () => {
  for (const product of [a, b, workspace]) await product?.dispose();
  await postgres?.stop();
});

test("run on A, watch on B, approve on B, kill A, continue on B", async ({ browser }) => {
  const onA = new Workbench(await browser.newPage());
  const onB = new Workbench(await browser.newPage());
  await onA.home(a.url);
  const script = JSON.stringify([
    ["Looking first. ", { tool: "execute_sql", input: { sql_query: "SELECT 41 + 1 AS answer" } }],
    [
      "Now it gets serious. ",
      { tool: "execute_sql", input: { sql_query: "CREATE SCHEMA IF NOT EXISTS main.replica_demo" } },
    ],
    [
      "And a long one. ",
      { tool: "execute_sql", input: { sql_query: "SELECT sum(id % 7) AS s FROM range(20000000000)" } },
    ],
    "Everything is done.",
  ]);
  await onA.say(`Two replicas. [[practice: script=${script}]]`);
  await onA.page.waitForURL(/\/c\//);

  // The same address on the other server shows the same run, live.
  await onB.page.goto(onA.page.url().replace(a.url, b.url));
  // (The words stand in the message too; a paragraph of their own is the agent's.)
  await expect(onB.transcript.getByText("Now it gets serious.", { exact: true })).toBeVisible();

  // On a real workspace the default is to ask; the person answers where they happen to be.
  const allow = onB.page.getByRole("button", { name: /^Allow once/ });
  await expect(allow.first()).toBeVisible();
  await allow.first().click();
  for (const { transcript } of [onA, onB]) {
    await expect(transcript.getByText("And a long one.", { exact: true })).toBeVisible();
    await expect(transcript.getByRole("heading", { name: /^running: Query/ })).toBeVisible();
  }

  await a.stop("SIGKILL");
  const cut = onB.page.getByRole("button", { name: "Continue" });
  await expect(cut).toBeVisible({ timeout: 20_000 });
  await cut.click();
  await onB.runEnded();
  const { project, conversation } = onB.ids();
  const executions = async () => {
    const response = await onB.page.request.get(
      `${b.url}/api/projects/${project}/conversations/${conversation}/executions?all=true`,
    );
    const { all } = (await response.json()) as { all: { status: string; events: { seq: number }[] }[] };
    return all;
  };
  // A run that is about to begin shows no Stop either.
  await expect
    .poll(async () => (await executions()).map((run) => run.status))
    .toEqual(["interrupted", "completed"]);
  const all = await executions();
  for (const { events } of all) expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
});
