import { type Execution, fromWire, reduceAll } from "@lakehand/protocol";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { checkPage } from "../lib/check-page.ts";
import { type Product, startProduct } from "../lib/product.ts";
import { Workbench } from "../lib/workbench.ts";

/* What needs a person, through the real agent runtime: asked, answered here or elsewhere, and kept. */

let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product.dispose());

type Block = string | { text: string } | { tool: string; input: object };
const script = (...replies: (Block | Block[])[]) => `[[practice: script=${JSON.stringify(replies)}]]`;
const sql = (sql_query: string) => ({ tool: "execute_sql", input: { sql_query } });
/** Makes a table and asks to drop it. */
const dropOf = (table: string) =>
  script(
    ["I make it.", sql(`CREATE TABLE main.default.${table} AS SELECT 1 AS n`)],
    ["I drop it.", sql(`DROP TABLE main.default.${table}`)],
    "The end: $result",
  );

const card = (page: Page, title: string | RegExp) => page.getByRole("region", { name: title });
const allow = (page: Page) => page.getByRole("button", { name: "Allow once" });

async function start(page: Page, message: string): Promise<Workbench> {
  const bench = new Workbench(page);
  await bench.home(product.url);
  await bench.say(message);
  await page.waitForURL(/\/c\//);
  return bench;
}

async function lastRun(bench: Workbench) {
  const { project, conversation } = bench.ids();
  const url = `${product.url}/api/projects/${project}/conversations/${conversation}/executions?all=true`;
  const { all } = (await (await fetch(url)).json()) as { all: Execution[] };
  const last = all.at(-1)!;
  return reduceAll(
    last.id,
    last.events.map((event) => fromWire(event)!),
  );
}

async function tables(): Promise<string[]> {
  const response = await fetch(
    `${product.workspaceUrl}/api/2.1/unity-catalog/tables?catalog_name=main&schema_name=default`,
    { headers: { authorization: `Bearer ${await product.workspaceToken()}` } },
  );
  const { tables: found = [] } = (await response.json()) as { tables?: { name: string }[] };
  return found.map((table) => table.name);
}

test("a DROP asks; the question survives a reload and is answered in another tab", async ({
  page,
  context,
}) => {
  const bench = await start(page, dropOf("orders"));
  await expect(card(page, "Needs you: Drop main.default.orders")).toBeVisible();
  await expect(page.getByText("Destructive")).toBeVisible();
  await expect(page).toHaveTitle(/^\(1\) /);
  expect(await tables()).toContain("orders");

  await page.reload();
  await expect(allow(page)).toBeVisible();
  // Enter is what a person presses without looking.
  await allow(page).focus();
  await page.keyboard.press("Enter");
  await expect(allow(page)).toBeEnabled();
  await bench.composer.focus();

  const other = await context.newPage();
  await other.goto(`${product.url}/inbox`);
  await expect(other).toHaveTitle("(1) Inbox · Lakehand");
  await allow(other).click();
  await expect(other.getByText(/Allowed once/)).toBeVisible();

  // The first tab shows the answer, and keeps the focus where it was.
  await expect(page.getByText("Allowed once")).toBeVisible();
  await expect(bench.composer).toBeFocused();
  await bench.runEnded();
  await expect(page.getByText(/^The end:/)).toBeVisible();
  await expect(page).not.toHaveTitle(/^\(/);
  expect(await tables()).not.toContain("orders");
  await page.reload();
  await expect(page.getByText("Allowed once")).toBeVisible();
  expect(bench.problems).toEqual([]);
});

test("runs the statement as the person changed it", async ({ page }) => {
  const bench = await start(
    page,
    script(
      sql("CREATE TABLE main.default.keep AS SELECT 1 AS n"),
      sql("CREATE TABLE main.default.go AS SELECT 1 AS n"),
      sql("DROP TABLE main.default.keep"),
      "The end.",
    ),
  );
  await page.getByRole("button", { name: "Edit SQL" }).click();
  await page.getByLabel("SQL to run instead").fill("DROP TABLE main.default.go");
  await page.reload();
  // What was typed is still there.
  await expect(page.getByLabel("SQL to run instead")).toHaveValue("DROP TABLE main.default.go");
  await page.getByRole("button", { name: "Allow with changes" }).click();
  await bench.runEnded();
  await expect(page.getByText("Allowed once, with changes")).toBeVisible();
  const left = await tables();
  expect([left.includes("keep"), left.includes("go")]).toEqual([true, false]);
});

test("a denial carries a message to the agent, and Escape denies nothing", async ({ page }) => {
  const bench = await start(page, dropOf("invoices"));
  await page.getByRole("button", { name: "Deny…" }).click();
  const field = page.getByLabel(/Tell the agent what to do instead/);
  await expect(field).toBeFocused();
  await field.fill("Rename it to invoices_old.");
  await page.keyboard.press("Escape");
  await expect(allow(page)).toBeEnabled();
  await page.getByRole("button", { name: "Deny…" }).click();
  await expect(field).toHaveValue("Rename it to invoices_old.");
  await page.keyboard.press("Enter");
  await bench.runEnded();
  await expect(page.getByText("“Rename it to invoices_old.”")).toBeVisible();
  // What the agent was told is what it repeats.
  const { blocks } = await lastRun(bench);
  const said = blocks.findLast((b) => b.kind === "text");
  expect(said?.kind === "text" && said.text).toContain("Rename it to invoices_old.");
  expect(await tables()).toContain("invoices");
});

test("of two answers the first counts, and the second person sees it", async ({ page, context }) => {
  const bench = await start(page, dropOf("races"));
  await expect(allow(page)).toBeVisible();
  const [pending] = (await lastRun(bench)).blocks.filter((b) => b.kind === "action");
  const url = `${product.url}/api/executions/${(await lastRun(bench)).executionId}/approvals/${pending!.id}`;
  // This tab's answer is on its way while another one arrives.
  await page.route(url, async (route) => {
    await context.request.post(url, {
      data: { decision: "deny", message: "Not now." },
      headers: { origin: product.url },
    });
    await route.continue();
  });
  const second = page.waitForResponse(url);
  await allow(page).click();
  expect((await second).status()).toBe(409);
  await expect(page.getByText("“Not now.”")).toBeVisible();
  await bench.runEnded();
  expect(await tables()).toContain("races");
});

test("an answer for the project stands, is listed, and can be taken back", async ({ page }) => {
  const bench = await start(page, dropOf("a"));
  await page.getByRole("button", { name: "Allow for longer" }).click();
  await expect(page.getByRole("menuitem", { name: /for this project/ })).toContainText(
    "execute_sql, when its calls remove or replace what is there",
  );
  await page.getByRole("menuitem", { name: /for this project/ }).click();
  await bench.runEnded();
  await bench.say(dropOf("b"));
  await bench.runEnded();
  expect(await tables()).not.toContain("b");
  await expect(page.getByText("by a standing answer")).toBeVisible();

  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Standing answers" }).click();
  const dialog = page.getByRole("dialog", { name: "Standing answers" });
  await expect(dialog.getByText("In the whole project")).toBeVisible();
  await checkPage(page);
  await dialog.getByRole("button", { name: "Take back: allow execute_sql" }).click();
  await expect(dialog.getByText("None")).toBeVisible();
  await page.keyboard.press("Escape");
  await bench.say(dropOf("c"));
  await expect(allow(page)).toBeVisible();
  await allow(page).click();
  await bench.runEnded();
});

test("questions are a form, and the answers reach the agent", async ({ page }) => {
  const bench = await start(
    page,
    script(
      {
        tool: "AskUserQuestion",
        input: {
          questions: [
            {
              question: "Which layer first?",
              header: "Layer",
              multiSelect: false,
              options: [
                { label: "Bronze", description: "The rows as they come" },
                { label: "Gold", description: "Daily sums" },
              ],
            },
            {
              question: "Which columns may go?",
              header: "Columns",
              multiSelect: true,
              options: [
                { label: "city", description: "" },
                { label: "zip", description: "" },
              ],
            },
          ],
        },
      },
      "You said: $result",
    ),
  );
  await page.getByRole("button", { name: "Send answers" }).click();
  await expect(page.getByText("Choose an answer, or write your own.")).toHaveCount(2);
  // By keyboard: the first field is focused, arrows choose, Tab goes on.
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: /Gold/ })).toBeChecked();
  await page.getByRole("checkbox", { name: "zip" }).check();
  await page.getByLabel("Your own answer to: Which columns may go?").fill("phone numbers");
  await checkPage(page);
  await page.getByRole("button", { name: "Send answers" }).click();
  await bench.runEnded();
  await expect(bench.transcript.getByText("zip, phone numbers", { exact: true })).toBeVisible();
  const said = (await lastRun(bench)).blocks.findLast((b) => b.kind === "text");
  expect(said?.kind === "text" && said.text).toContain("Gold");
});

test("in plan mode a plan is proposed, approved, and then carried out", async ({ page }) => {
  const bench = new Workbench(page);
  await bench.home(product.url);
  await page.getByRole("button", { name: /^Mode/ }).click();
  await page.getByRole("menuitemradio", { name: /^Plan/ }).click();
  await page.getByRole("button", { name: /bronze → silver → gold/i }).click();
  await page.waitForURL(/\/c\//);
  await expect(page.getByRole("button", { name: "Approve", exact: true })).toBeVisible({ timeout: 60_000 });
  await checkPage(page);
  await page.getByRole("button", { name: "Keep planning…" }).click();
  await page.getByLabel("What should be different?").fill("Leave gold out.");
  await page.getByRole("button", { name: "Back" }).click();
  await page.getByLabel("How the agent goes on").selectOption("auto");
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(page.getByRole("heading", { name: /^Plan · approved by you/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Mode: Auto" })).toBeVisible();
  await bench.runEnded();
  const made = (await lastRun(bench)).blocks.filter(
    (b) => b.kind === "tool" && /^CREATE/i.test(String(b.input.sql_query)) && b.status === "done",
  );
  expect(made.length).toBeGreaterThanOrEqual(3);
});

test("leads to what needs the person when it is out of view", async ({ page }) => {
  const lines = Array.from({ length: 80 }, (_, i) => `Line ${i}`).join("\n\n");
  const bench = await start(
    page,
    script(
      [lines, sql("CREATE TABLE main.default.far AS SELECT 1 AS n")],
      [lines, sql("DROP TABLE main.default.far")],
    ),
  );
  await expect(allow(page)).toBeInViewport();
  const bar = page.getByRole("region", { name: "Needs you", exact: true });
  await expect(bar).toHaveCount(0);
  await bench.transcript.hover();
  await page.mouse.wheel(0, -2500);
  await expect(bar).toContainText("Drop main.default.far");
  await bar.getByRole("button", { name: "Show" }).click();
  await expect(allow(page)).toBeInViewport();
  await expect(card(page, "Needs you: Drop main.default.far")).toBeFocused();
  await expect(bar).toHaveCount(0);
  await allow(page).click();
  await bench.runEnded();
});

for (const scheme of ["light", "dark"] as const) {
  for (const [name, viewport] of [
    ["wide", { width: 1440, height: 900 }],
    ["phone", { width: 390, height: 844 }],
  ] as const) {
    test(`looks right: ${scheme}, ${name}`, async ({ browser }) => {
      const context: BrowserContext = await browser.newContext({
        viewport,
        colorScheme: scheme,
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      const bench = await start(page, dropOf(`look_${scheme}_${name}`));
      await expect(allow(page)).toBeInViewport();
      await checkPage(page);
      await page.getByRole("button", { name: "Edit SQL" }).click();
      await checkPage(page);
      await page.getByRole("button", { name: "Deny…" }).click();
      await checkPage(page);
      await page.goto(`${product.url}/inbox`);
      await expect(page.getByRole("heading", { name: "Needs you", exact: true })).toBeVisible();
      await checkPage(page);
      await page.getByRole("button", { name: "Deny", exact: true }).click();
      await expect(page.getByText("Denied")).toBeVisible();
      await checkPage(page);
      expect(bench.problems).toEqual([]);
      await context.close();
    });
  }
}
