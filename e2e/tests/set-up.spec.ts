import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { descendants, isAlive } from "../lib/processes.ts";
import { freePort, type Product, startProduct } from "../lib/product.ts";

/* What a stranger meets before the page: the start-up line, stops, taken ports, parts that are away. */

let product: Product | undefined;
test.afterEach(async () => {
  await product?.dispose();
  product = undefined;
});

// biome-ignore lint/suspicious/noExplicitAny: assertions name what they expect of it
const get = async (path: string): Promise<{ status: number; body: any }> => {
  const response = await fetch(product!.url + path);
  return { status: response.status, body: await response.json() };
};

test("starts with nothing set, says what it runs on, and leaves no process behind", async () => {
  product = await startProduct();
  expect(product.output()).toMatch(
    /workspace: embedded \(DuckDB\) · database: embedded \(PostgreSQL 18\) · model: practice/,
  );
  const health = await get("/api/health");
  expect(health).toMatchObject({ status: 200, body: { status: "healthy" } });
  const children = descendants(product.process.pid!);
  expect(children.length).toBeGreaterThan(2);
  expect(await product.stop("SIGINT")).toBe(0);
  await expect.poll(() => children.filter(isAlive), { timeout: 10_000 }).toEqual([]);
});

test("keeps what was made over a restart and over kill -9", async () => {
  product = await startProduct();
  const make = async (name: string) => {
    const response = await fetch(`${product!.url}/api/projects`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name }),
    });
    expect(response.status).toBe(200);
  };
  await make("first");
  await product.stop();
  await product.restart();
  await make("second");
  await product.stop("SIGKILL");
  await product.restart();
  const { body } = await get("/api/projects");
  expect(body.map((project: { name: string }) => project.name)).toEqual(["second", "first"]);
});

test("a taken port gives a sentence with the fix", async () => {
  const port = await freePort();
  const other = createServer().listen(port, "127.0.0.1");
  product = await startProduct({ PORT: String(port) }, { awaitReady: false });
  expect(await new Promise((resolve) => product!.process.once("exit", resolve))).toBe(1);
  expect(product.output()).toContain(`Port ${port} is taken by another program.`);
  expect(product.output()).toContain(`PORT=${port + 1} npm start`);
  expect(product.output()).not.toContain("    at ");
  other.close();
});

test("two starts on one folder: the second says so and harms nothing", async () => {
  product = await startProduct();
  const second = await startProduct({ LAKEHAND_HOME: product.home }, { awaitReady: false });
  expect(await new Promise((resolve) => second.process.once("exit", resolve))).toBe(1);
  expect(second.output()).toMatch(/✗ .+\n\s+→ .+/);
  expect((await get("/api/health")).status).toBe(200);
});

test("a workspace that is away, or does not know the token, is said in health with the next step", async () => {
  product = await startProduct({ DATABRICKS_HOST: "http://127.0.0.1:9", DATABRICKS_TOKEN: "x" });
  const away = await get("/api/health");
  expect(away.status).toBe(503);
  expect(away.body.parts.workspace).toMatchObject({
    ok: false,
    message: expect.stringMatching(/\.$/),
    next: expect.any(String),
  });
  await product.dispose();

  const workspace = await startProduct();
  product = await startProduct({ DATABRICKS_HOST: workspace.workspaceUrl, DATABRICKS_TOKEN: "wrong" });
  const wrong = await get("/api/health");
  expect(wrong.body.parts.workspace).toMatchObject({
    ok: false,
    next: expect.stringContaining("DATABRICKS_TOKEN"),
  });
  const right = {
    DATABRICKS_HOST: workspace.workspaceUrl,
    DATABRICKS_TOKEN: await workspace.workspaceToken(),
  };
  await product.dispose();
  product = await startProduct(right);
  expect((await get("/api/health")).status).toBe(200);
  expect(product.output()).toContain(`workspace: ${new URL(workspace.workspaceUrl).host}`);
  await workspace.dispose();
});

test("runs in a folder with spaces", async () => {
  const parent = await mkdtemp(join(tmpdir(), "lake hand "));
  product = await startProduct({ LAKEHAND_HOME: join(parent, "my state") });
  expect((await get("/api/health")).status).toBe(200);
  expect(product.output()).toContain("embedded (PostgreSQL 18)");
  await product.dispose();
  await rm(parent, { recursive: true, force: true });
});

test("runs as an ordinary user", async () => {
  test.skip(
    process.getuid?.() !== 0,
    "only root can become another user; the other tests already run as an ordinary one",
  );
  product = await startProduct({ HOME: "/nonexistent" }, { uid: 65_534 });
  expect((await get("/api/health")).status).toBe(200);
  expect(product.output()).toContain("embedded (PostgreSQL 18)");
  const post = async (path: string, body: object): Promise<Record<string, string>> => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(product!.url + path, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    return (await response.json()) as Record<string, string>;
  };
  const { id } = await post("/api/projects", { name: "p" });
  const { execution_id } = await post("/api/invoke_agent", {
    project_id: id,
    message: "SELECT 6 * 7 AS answer",
  });
  const stream = await (await fetch(`${product.url}/api/stream_progress/${execution_id}`)).text();
  expect(stream).toContain("| 42 |");
  expect(stream).toContain('"status":"completed"');
});
