import { type Execution, fromWire, reduceAll, sqlResults } from "@lakehand/protocol";
import { expect, test } from "@playwright/test";
import { type Product, startProduct } from "../lib/product.ts";
import { Workbench } from "../lib/workbench.ts";

/* The main job in Chromium, through the real agent runtime: ask, watch, look at rows, reload, stop. */

let product: Product;
test.beforeAll(async () => {
  // Slow enough that a reload falls into the middle of a run.
  product = await startProduct({ PRACTICE_PACE_MS: "6" });
});
test.afterAll(() => product.dispose());

async function executions(bench: Workbench): Promise<Execution[]> {
  const { project, conversation } = bench.ids();
  const response = await fetch(
    `${product.url}/api/projects/${project}/conversations/${conversation}/executions?all=true`,
  );
  return ((await response.json()) as { all: Execution[] }).all;
}
const view = (execution: Execution) =>
  reduceAll(
    execution.id,
    execution.events.map((event) => fromWire(event)!),
  );

test("builds bronze, silver and gold; a reload in the middle loses and doubles nothing", async ({ page }) => {
  const bench = new Workbench(page);
  await bench.home(product.url);
  await page.getByRole("button", { name: /bronze → silver → gold/i }).click();
  if (!/\/c\//.test(page.url())) {
    await bench.composer.press("Enter");
    await page.waitForURL(/\/c\//);
  }
  await expect(bench.transcript.getByText("CREATE", { exact: false }).first()).toBeVisible({
    timeout: 60_000,
  });
  await expect(bench.stop).toBeVisible();
  await page.reload();
  await expect(bench.transcript).toBeVisible();
  await bench.runEnded();

  const [execution] = await executions(bench);
  expect(execution!.status).toBe("completed");
  expect(execution!.events.map((event) => event.seq)).toEqual(execution!.events.map((_, i) => i + 1));
  const results = sqlResults(view(execution!));
  expect(results.filter(({ result }) => result.status === "failed")).toEqual([]);
  expect(
    results.filter(({ result }) => /^CREATE (OR REPLACE )?TABLE/i.test(result.sql)).length,
  ).toBeGreaterThanOrEqual(3);

  // The page shows the end of the log once, and the same after another reload.
  const texts = view(execution!).blocks.flatMap((block) => (block.kind === "text" ? [block.text] : []));
  const ending = texts.at(-1)!.replaceAll(/[`*]/g, "").trim().split("\n")[0]!.slice(0, 30);
  await expect(bench.transcript.getByText(ending)).toHaveCount(1);
  const before = await bench.transcript.innerText();
  await page.reload();
  await expect(bench.transcript.getByText(ending)).toHaveCount(1);
  await expect.poll(() => bench.transcript.innerText()).toBe(before);

  const grid = page.getByRole("grid");
  await expect(grid).toBeVisible();
  await expect(grid.getByRole("row").nth(1)).toBeVisible();
  expect(bench.problems).toEqual([]);
});

test("runs SQL it is given and shows all rows in the grid, with types and CSV", async ({ page }) => {
  const bench = new Workbench(page);
  await bench.home(product.url);
  await bench.say(
    "SELECT id AS n, CAST(id * 1.5 AS DECIMAL(10,2)) AS half, NULL AS nothing FROM range(1204)",
  );
  await page.waitForURL(/\/c\//);
  await bench.runEnded();
  const grid = page.getByRole("grid");
  await expect(grid).toHaveAttribute("aria-rowcount", "1205");
  await expect(grid.getByRole("columnheader", { name: /half/ })).toContainText("decimal(10,2)");
  await expect(page.getByText(/1,204 rows/).first()).toBeVisible();
  const href = await page.getByRole("link", { name: /CSV/ }).getAttribute("href");
  const csv = await (await fetch(product.url + href)).text();
  expect(csv.split("\r\n")).toHaveLength(1206);
  expect(csv.split("\r\n")[2]).toBe("1,1.50,");
  expect(bench.problems).toEqual([]);
});

test("Stop interrupts the agent and cancels the statement in the workspace; what was said stays", async ({
  page,
}) => {
  const bench = new Workbench(page);
  await bench.home(product.url);
  await bench.say("SELECT sum(a.id * b.id % 7) AS s FROM range(300000) a CROSS JOIN range(300000) b");
  await page.waitForURL(/\/c\//);
  await expect
    .poll(
      async () => {
        const found = sqlResults(view((await executions(bench))[0]!))[0]?.result;
        return found?.status === "running" ? found.statement_id : undefined;
      },
      { timeout: 30_000 },
    )
    .toBeTruthy();
  const id = sqlResults(view((await executions(bench))[0]!))[0]!.result.statement_id!;
  await bench.stop.click();
  await bench.runEnded(10_000);
  const token = await product.workspaceToken();
  const statement = await fetch(`${product.workspaceUrl}/api/2.0/sql/statements/${id}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(((await statement.json()) as { status: { state: string } }).status.state).toBe("CANCELED");
  const [execution] = await executions(bench);
  expect(execution!.status).toBe("cancelled");
  await page.reload();
  await expect(bench.transcript.getByText("CROSS JOIN", { exact: false }).first()).toBeVisible();
  await expect(bench.transcript.getByText("Stopped.")).toBeVisible();

  await bench.say("SELECT 41 + 1 AS answer");
  await bench.runEnded();
  await expect(bench.transcript.getByText("42").first()).toBeVisible();
  expect(bench.problems).toEqual([]);
});

test("a conversation goes on after the server was killed", async ({ page }) => {
  const bench = new Workbench(page);
  await bench.home(product.url);
  await bench.say("SELECT 'before' AS word");
  await page.waitForURL(/\/c\//);
  await bench.runEnded();
  await product.stop("SIGKILL");
  await product.restart();
  await page.reload();
  await expect(bench.transcript.getByText("before").first()).toBeVisible();
  await bench.say("SELECT 'after' AS word");
  await bench.runEnded();
  await expect(bench.transcript.getByText("after").first()).toBeVisible();
  expect((await executions(bench)).map((execution) => execution.status)).toEqual(["completed", "completed"]);
});
