import { type Execution, fromWire, reduceAll } from "@lakehand/protocol";
import { expect, type Page, test } from "@playwright/test";
import { type Product, startProduct } from "../lib/product.ts";
import { Workbench } from "../lib/workbench.ts";

/* Messages sent while the agent works: queued, changed, reordered, deleted, given to it at once, and never lost. */

let product: Product;
test.beforeAll(async () => {
  product = await startProduct({ PRACTICE_PACE_MS: "4" });
});
test.afterAll(() => product.dispose());

const script = (...replies: unknown[]) => `[[practice: script=${JSON.stringify(replies)}]]`;
/** Several short steps, so that a message can be given to the agent between two of them. */
const slow = (steps: number, ending: string) => {
  const step = [{ wait_ms: 1000 }, { tool: "execute_sql", input: { sql_query: "SELECT 'a step' AS step" } }];
  return `Take your time. ${script(...Array.from({ length: steps }, () => step), ending)}`;
};

const strip = (page: Page) => page.getByRole("region", { name: "Queued messages" });
const queued = (page: Page) => strip(page).getByRole("listitem");
const queue = async (bench: Workbench, text: string) => {
  await bench.composer.fill(text);
  await bench.composer.press("Enter");
  await expect(queued(bench.page).filter({ hasText: text })).toBeVisible();
};
const inStrip = (page: Page, text: string, name: string) =>
  queued(page).filter({ hasText: text }).getByRole("button", { name, exact: true });

async function executions(bench: Workbench): Promise<Execution[]> {
  const { project, conversation } = bench.ids();
  const response = await fetch(
    `${product.url}/api/projects/${project}/conversations/${conversation}/executions?all=true`,
  );
  return ((await response.json()) as { all: Execution[] }).all;
}
const said = (execution: Execution) =>
  reduceAll(
    execution.id,
    execution.events.map((event) => fromWire(event)!),
  ).blocks.flatMap((block) => (block.kind === "user" ? [block] : []));
/** First words of every message, in the order they came, with what marks them. */
const messages = async (bench: Workbench) =>
  (await executions(bench)).flatMap((execution) =>
    said(execution).map((b) => `${b.text.split(". [[")[0]}${b.steered ? " (steered)" : ""}`),
  );

test("queue, edit, reorder, delete and steer; a reload and a second tab show the same", async ({ page }) => {
  const bench = new Workbench(page);
  await bench.home(product.url);
  await bench.say(slow(90, "Never."));
  await page.waitForURL(/\/c\//);
  await expect(bench.stop).toBeVisible();
  for (const n of ["one", "two", "three", "four"]) await queue(bench, `SELECT '${n}' AS word`);
  await expect(queued(page)).toHaveCount(4);

  await inStrip(page, "three", "Move up").click();
  await expect(queued(page).nth(1)).toContainText("three");
  await inStrip(page, "two", "Delete").click();
  await expect(queued(page)).toHaveCount(3);
  await inStrip(page, "four", "Edit").click();
  await page.getByLabel("Edit the queued message").fill("SELECT 'five' AS word");
  await page.getByLabel("Edit the queued message").press("Enter");
  await expect(queued(page).nth(2)).toContainText("five");
  await inStrip(page, "one", "Send now, while it works").click();
  await expect(queued(page)).toHaveCount(2);
  await expect(bench.transcript.getByText("sent while it worked")).toBeVisible();

  await page.reload();
  await expect(queued(page).nth(0)).toContainText("three");
  await expect(queued(page).nth(1)).toContainText("five");
  const second = await page.context().newPage();
  await second.goto(page.url());
  await expect(queued(second)).toHaveCount(2);
  // What one tab does, the other sees without being loaded again.
  await inStrip(second, "five", "Move up").click();
  await expect(queued(page).nth(0)).toContainText("five");

  await bench.stop.click();
  await strip(second).getByRole("button", { name: "Send next" }).click();
  await expect(queued(page)).toHaveCount(0, { timeout: 60_000 });
  await expect
    .poll(async () => (await executions(bench)).map((e) => e.status), { timeout: 60_000 })
    .toEqual(["cancelled", "completed", "completed"]);
  expect(await messages(bench)).toEqual([
    "Take your time",
    "SELECT 'one' AS word (steered)",
    "SELECT 'five' AS word",
    "SELECT 'three' AS word",
  ]);
  const last = bench.transcript.getByText("SELECT 'three' AS word").first();
  await expect(last).toBeVisible();
  await expect(second.getByRole("log").getByText("SELECT 'three' AS word").first()).toBeVisible();
  await second.close();
  expect(bench.problems).toEqual([]);
});

test("after Stop the queue waits until it is told to go on", async ({ page }) => {
  const bench = new Workbench(page);
  await bench.home(product.url);
  await bench.say(slow(60, "Never."));
  await page.waitForURL(/\/c\//);
  await expect(bench.stop).toBeVisible();
  await queue(bench, "SELECT 'later' AS word");
  await bench.stop.click();
  await expect(strip(page).getByText("Paused: the last run was stopped.")).toBeVisible();
  await page.reload();
  await strip(page).getByRole("button", { name: "Send next" }).click();
  await expect(queued(page)).toHaveCount(0);
  await expect
    .poll(async () => (await executions(bench)).map((e) => e.status))
    .toEqual(["cancelled", "completed"]);
  expect(bench.problems).toEqual([]);
});

test("the server is killed with messages queued: they are still there, and the run goes on", async ({
  page,
}) => {
  test.setTimeout(180_000);
  const bench = new Workbench(page);
  await bench.home(product.url);
  // The run that goes on takes the remaining steps.
  await bench.say(slow(15, "The end."));
  await page.waitForURL(/\/c\//);
  await expect(bench.transcript.getByText("a step").first()).toBeVisible();
  await queue(bench, "SELECT 'one' AS word");
  await queue(bench, "SELECT 'two' AS word");
  await product.stop("SIGKILL");
  await expect(page.getByText("The connection is lost", { exact: false })).toBeVisible();
  await product.restart();
  const back = Date.now();
  await expect(page.getByText("The connection is lost", { exact: false })).toHaveCount(0);
  expect(Date.now() - back).toBeLessThan(5000);
  const go = page.getByRole("button", { name: "Continue" });
  await expect(go).toBeVisible();
  await expect(queued(page)).toHaveCount(2);
  await expect(strip(page).getByText("Paused: the last run was interrupted.")).toBeVisible();
  await page.reload();
  await expect(queued(page).nth(0)).toContainText("one");
  await expect(queued(page).nth(1)).toContainText("two");
  await go.click();
  await expect(bench.transcript.getByText("Continued")).toBeVisible();
  await expect(queued(page)).toHaveCount(0, { timeout: 90_000 });
  await expect
    .poll(async () => (await executions(bench)).map((e) => e.status), { timeout: 90_000 })
    .toEqual(["interrupted", "completed", "completed", "completed"]);
  const [, , ...words] = await messages(bench);
  expect(words).toEqual(["SELECT 'one' AS word", "SELECT 'two' AS word"]);
});

test("what is sent while the server is down arrives once it is back, once", async ({ page }) => {
  const bench = new Workbench(page);
  await bench.home(product.url);
  await bench.say("SELECT 'first' AS word");
  await page.waitForURL(/\/c\//);
  await bench.runEnded();
  await product.stop("SIGKILL");
  await bench.composer.fill("SELECT 'typed while down' AS word");
  await bench.composer.press("Enter");
  await expect(page.getByText("Not sent yet", { exact: false })).toBeVisible();
  // Closing the tab loses nothing either.
  const address = page.url();
  await product.restart();
  await page.goto(address);
  await expect(page.getByText("Not sent yet", { exact: false })).toHaveCount(0);
  await expect(bench.transcript.getByText("typed while down").first()).toBeVisible();
  await bench.runEnded();
  expect(await messages(bench)).toEqual(["SELECT 'first' AS word", "SELECT 'typed while down' AS word"]);
});
