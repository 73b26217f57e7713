import { expect, test } from "@playwright/test";
import { type Product, startProduct } from "../lib/product.ts";
import { Workbench } from "../lib/workbench.ts";

/* Each wrong thing gives a sentence a person can act on, on the page, and nothing is lost. */

test.describe("on a working server", () => {
  let product: Product;
  test.beforeAll(async () => {
    product = await startProduct();
  });
  test.afterAll(() => product.dispose());

  test("an empty message is not sent; a far too long one is refused and kept", async ({ page }) => {
    const bench = new Workbench(page);
    await bench.home(product.url);
    await bench.composer.press("Enter");
    expect(new URL(page.url()).pathname).toBe("/");
    await bench.composer.fill("x".repeat(1_000_000));
    await bench.composer.press("Enter");
    await expect(page.getByText(/200,000/).first()).toBeVisible();
    expect((await bench.composer.inputValue()).length).toBe(1_000_000);
    expect(bench.problems).toEqual([]);
  });

  test("an unknown project says so and leads back", async ({ page }) => {
    await page.goto(`${product.url}/projects/00000000-0000-4000-8000-000000000000`);
    await expect(page.getByText(/no such project/i).first()).toBeVisible();
    await page.goto(`${product.url}/nowhere`);
    await expect(page.getByRole("link").first()).toBeVisible();
  });

  test("wrong SQL shows the error in Databricks' words with a suggestion", async ({ page }) => {
    const bench = new Workbench(page);
    await bench.home(product.url);
    await bench.say("SELECT fare_amout FROM samples.nyctaxi.trips");
    await page.waitForURL(/\/c\//);
    await bench.runEnded();
    await expect(bench.transcript.getByText(/UNRESOLVED_COLUMN/).first()).toBeVisible();
    await expect(bench.transcript.getByText(/fare_amount/).first()).toBeVisible();
    expect(bench.problems).toEqual([]);
  });

  test("a result of 5 million rows is counted in full, kept in part, and said so", async ({ page }) => {
    const bench = new Workbench(page);
    await bench.home(product.url);
    await bench.say("SELECT id, id * 2 AS twice FROM range(5000000)");
    await page.waitForURL(/\/c\//);
    await bench.runEnded();
    await expect(page.getByText(/5,000,000/).first()).toBeVisible();
    const grid = page.getByRole("grid");
    await expect(grid).toBeVisible();
    await expect(grid).toHaveAttribute("aria-rowcount", /\d+/);
    expect(bench.problems).toEqual([]);
  });

  test("the agent cannot read outside its project", async ({ page }) => {
    const bench = new Workbench(page);
    await bench.home(product.url);
    await bench.say('[[practice: script=[{"tool":"Read","input":{"file_path":"/etc/passwd"}},"$result"]]]');
    await page.waitForURL(/\/c\//);
    await bench.runEnded();
    await expect(bench.transcript.getByText(/outside/i).first()).toBeVisible();
    await expect(bench.transcript.getByText("root:x:0:0")).toHaveCount(0);
  });
});

test("a model that rejects the key says which setting to check, in the conversation", async ({ page }) => {
  const { createServer } = await import("node:http");
  const server = createServer((_request, response) => {
    response.writeHead(401, { "content-type": "application/json" });
    response.end('{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const product = await startProduct({
    ANTHROPIC_API_KEY: "sk-wrong",
    ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}`,
    ANTHROPIC_MODEL: "m",
  });
  try {
    const bench = new Workbench(page);
    await bench.home(product.url);
    await bench.say("Hello");
    await page.waitForURL(/\/c\//);
    await bench.runEnded();
    await expect(bench.transcript.getByText(/ANTHROPIC_API_KEY/).first()).toBeVisible();
    await expect(page.getByText("sk-wrong")).toHaveCount(0);
  } finally {
    await product.dispose();
    server.close();
  }
});

test("a workspace that is away is said in the conversation, and the server goes on", async ({ page }) => {
  const product = await startProduct({ DATABRICKS_HOST: "http://127.0.0.1:9", DATABRICKS_TOKEN: "x" });
  try {
    const bench = new Workbench(page);
    await bench.home(product.url);
    await bench.say("SELECT 1");
    await page.waitForURL(/\/c\//);
    await bench.runEnded();
    await expect(bench.transcript.getByText(/127\.0\.0\.1:9/).first()).toBeVisible();
  } finally {
    await product.dispose();
  }
});
