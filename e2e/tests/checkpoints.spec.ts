import { expect, type Page, test } from "@playwright/test";
import { type Product, startProduct } from "../lib/product.ts";
import { Workbench } from "../lib/workbench.ts";

/* Back to an earlier message, off from one, and what a conversation did to the files. */

let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product.dispose());

const script = (...replies: unknown[]) => `[[practice: script=${JSON.stringify(replies)}]]`;
const write = (path: string, content: string) => [{ tool: "Write", input: { file_path: path, content } }];
const sql = (sql_query: string) => [{ tool: "execute_sql", input: { sql_query } }];
const lines = (word: string) => Array.from({ length: 20 }, (_, i) => `${word} ${i}`).join("\n");

async function file(bench: Workbench, path: string): Promise<string | undefined> {
  const { project } = bench.ids();
  const response = await bench.page.request.get(
    `${product.url}/api/projects/${project}/files/content?path=${encodeURIComponent(path)}`,
  );
  return response.ok() ? ((await response.json()) as { content: string }).content : undefined;
}

/** The menu of the message that holds `text`. */
async function menu(page: Page, text: string, item: string): Promise<void> {
  const message = page.getByRole("article", { name: "You" }).filter({ hasText: text });
  await message.hover();
  await message.getByRole("button", { name: "More about this message" }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

/** Two messages: the first writes two files, the second changes one, removes nothing and makes a table. */
async function begin(page: Page, table: string): Promise<Workbench> {
  const bench = new Workbench(page);
  await bench.home(product.url);
  await bench.say(
    `Write it. ${script(write("src/a.txt", lines("line")), write("notes.md", "# Notes\n"), "Written.")}`,
  );
  await page.waitForURL(/\/c\//);
  await bench.runEnded();
  await bench.say(
    `Change it. ${script(write("src/b.txt", "new\n"), sql(`CREATE TABLE main.default.${table} AS SELECT 1 AS one`), "Changed.")}`,
  );
  await bench.runEnded();
  return bench;
}

test("shows what the conversation changed, as a whole and by message", async ({ page }) => {
  const bench = await begin(page, "e2e_changes");
  await page.getByRole("tab", { name: /^Changes 3$/ }).click();
  const panel = page.getByRole("region", { name: "Changes", exact: true });
  for (const name of ["a.txt", "b.txt", "notes.md"]) await expect(panel.getByText(name)).toBeVisible();
  await expect(panel.getByText("line 19")).toBeVisible();
  await panel.getByRole("combobox", { name: "Changes of" }).selectOption({ index: 1 });
  await expect(panel.getByText("a.txt")).toHaveCount(0);
  await expect(panel.getByText("b.txt")).toBeVisible();
  expect(bench.problems).toEqual([]);
});

test("rewinds files and conversation after a dry run, and brings the files back", async ({ page }) => {
  const bench = await begin(page, "e2e_rewind");
  await menu(page, "Change it.", "Rewind…");
  const dialog = page.getByRole("dialog", { name: "Rewind to before this message" });
  await expect(dialog.getByText("Put back 1 file")).toBeVisible();
  await expect(dialog.getByText("src/b.txt", { exact: true })).toBeVisible();
  await expect(dialog.getByText("Take back 1 message and its answer")).toBeVisible();
  await expect(dialog.getByText(/^main\.default\.e2e_rewind/)).toBeVisible();
  // A dry run changes nothing.
  expect(await file(bench, "src/b.txt")).toBe("new\n");

  await dialog.getByRole("button", { name: "Rewind" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(bench.transcript.getByText("Changed.", { exact: true })).toHaveCount(0);
  expect(await file(bench, "src/b.txt")).toBeUndefined();
  expect(await file(bench, "src/a.txt")).toContain("line 19");
  // The message is ready to be changed and sent again.
  await expect(bench.composer).toHaveValue(/^Change it\./);
  await page.getByRole("button", { name: "Undo files" }).click();
  await expect(page.getByText("The files are back as they were before.")).toBeVisible();
  expect(await file(bench, "src/b.txt")).toBe("new\n");
  expect(bench.problems).toEqual([]);
});

test("sends an earlier message again with other words", async ({ page }) => {
  const bench = await begin(page, "e2e_edit");
  await menu(page, "Change it.", "Edit and resend");
  await expect(page.getByText("Sending replaces this message and everything after it.")).toBeVisible();
  await bench.composer.fill("SELECT 'edited' AS word");
  await bench.composer.press("Enter");
  await expect(bench.transcript.getByText("SELECT 'edited' AS word").first()).toBeVisible();
  await bench.runEnded();
  await expect(page.getByRole("article", { name: "You" })).toHaveCount(2);
  await expect(bench.transcript.getByText("Changed.", { exact: true })).toHaveCount(0);
  expect(await file(bench, "src/b.txt")).toBeUndefined();
  await page.reload();
  await expect(page.getByRole("article", { name: "You" })).toHaveCount(2);
  // The agent goes on from there: it knows what was said before, and not what was taken back.
  await bench.say("SELECT 'and on' AS word");
  await bench.runEnded();
  await expect(bench.transcript.getByText("and on").first()).toBeVisible();
  expect(bench.problems).toEqual([]);
});

test("forks from a message; both conversations go on by themselves", async ({ page }) => {
  const bench = await begin(page, "e2e_fork");
  const before = bench.ids().conversation;
  await menu(page, "Write it.", "Fork from here");
  await expect.poll(() => bench.ids().conversation).not.toBe(before);
  await expect(bench.transcript.getByText("Written.", { exact: true })).toBeVisible();
  await expect(bench.transcript.getByText("Changed.", { exact: true })).toHaveCount(0);
  await bench.say("SELECT 'in the fork' AS word");
  await bench.runEnded();
  await expect(bench.transcript.getByText("in the fork").first()).toBeVisible();
  await page.goto(`${product.url}/projects/${bench.ids().project}/c/${before}`);
  await expect(bench.transcript.getByText("Changed.", { exact: true })).toBeVisible();
  await expect(bench.transcript.getByText("in the fork")).toHaveCount(0);
  expect(bench.problems).toEqual([]);
});

test("retries a message", async ({ page }) => {
  const bench = await begin(page, "e2e_retry");
  await menu(page, "Write it.", "Retry…");
  const dialog = page.getByRole("dialog", { name: "Try this message again" });
  await expect(dialog.getByText("Put back 3 files")).toBeVisible();
  await dialog.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("article", { name: "You" })).toHaveCount(1);
  await bench.runEnded();
  await expect(bench.transcript.getByText("Written.", { exact: true })).toBeVisible();
  expect(await file(bench, "src/b.txt")).toBeUndefined();
  expect(await file(bench, "notes.md")).toBe("# Notes\n");
  expect(bench.problems).toEqual([]);
});
