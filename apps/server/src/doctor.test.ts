import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { doctor } from "./doctor.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** A database that refuses at once keeps the embedded one out of it. */
async function told(env: Record<string, string>): Promise<{ code: number; text: string }> {
  for (const name of ["DATABRICKS_HOST", "DATABRICKS_TOKEN", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"])
    vi.stubEnv(name, "");
  for (const [name, value] of Object.entries({
    LAKEBASE_PG_URL: "postgres://u:hidden-word@127.0.0.1:9/x",
    ...env,
  }))
    vi.stubEnv(name, value);
  const lines: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line) => void lines.push(String(line)));
  const code = await doctor();
  return { code, text: lines.join("\n") };
}

async function server(status: number): Promise<{ url: string; close(): void }> {
  const http = createServer((_, response) =>
    response.writeHead(status, { "content-type": "application/json" }).end("{}"),
  );
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, close: () => http.close() };
}

it("gives every part that fails a next step, and repeats no secret", async () => {
  const { code, text } = await told({
    DATABRICKS_HOST: "http://127.0.0.1:9",
    DATABRICKS_TOKEN: "dapi-hidden-word",
  });
  expect(code).toBe(1);
  const lines = text.split("\n");
  for (const [index, line] of lines.entries())
    if (line.startsWith("✗")) expect(lines[index + 1]).toMatch(/^ +→ /);
  expect(text).toMatch(/✗ workspace/);
  expect(text).toMatch(/✗ database/);
  expect(text).not.toContain("hidden-word");
});

it("names the setting that is behind the model which fails", async () => {
  const workspace = await server(403);
  const served = { DATABRICKS_HOST: workspace.url, DATABRICKS_TOKEN: "x", LLM_PROVIDER: "databricks" };
  expect((await told(served)).text).toContain("Check the workspace's credentials");
  workspace.close();
  vi.unstubAllEnvs();
  const dead = await told({ ...served, DATABRICKS_HOST: "http://127.0.0.1:9" });
  expect(dead.text).toMatch(/127\.0\.0\.1:9 does not answer\n +→ Check DATABRICKS_HOST/);
  vi.unstubAllEnvs();
  const other = await told({ ANTHROPIC_BASE_URL: "http://127.0.0.1:9" });
  expect(other.text).toMatch(/does not answer\n +→ Check ANTHROPIC_BASE_URL/);
});

it("says of a profile that is not there that it is the profile", async () => {
  const { text } = await told({ DATABRICKS_CONFIG_PROFILE: "nobody", DATABRICKS_CONFIG_FILE: "/nowhere" });
  expect(text).toMatch(/✗ workspace +The profile "nobody"/);
});
