import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { toolDefinitions } from "@lakehand/tools";
import {
  createTestContext,
  type FakeOutcome,
  type FakeStatements,
  startFakeStatements,
} from "@lakehand/tools/testing";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { afterEach, describe, expect, it } from "vitest";
import { createMcpServer } from "./create-server.ts";
import { MemoryOperations } from "./memory-operations.ts";
import { readOptions } from "./options.ts";

let workspace: FakeStatements;
let client: Client;
afterEach(async () => {
  await client.close();
  await workspace.close();
});

async function connect(
  outcome: FakeOutcome | (() => FakeOutcome),
  longCallMs = 0,
): Promise<MemoryOperations> {
  workspace = await startFakeStatements(() => (typeof outcome === "function" ? outcome() : outcome));
  const operations = new MemoryOperations(longCallMs);
  const server = createMcpServer(toolDefinitions, createTestContext({ url: workspace.url }), operations);
  client = new Client({ name: "test", version: "1" });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  return operations;
}

type Structured = Record<string, unknown>;
const call = async (name: string, args: Structured, options = {}) => {
  const result = (await client.callTool({ name, arguments: args }, undefined, options)) as CallToolResult;
  return { text: text(result), data: result.structuredContent as Structured, isError: result.isError };
};

const text = (result: unknown): string =>
  (result as CallToolResult).content.map((part) => (part.type === "text" ? part.text : "")).join("");

describe("the MCP server", () => {
  it("offers every tool with its whole schema", async () => {
    await connect({});
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(toolDefinitions.map(({ name }) => name));
    const multi = tools.find(({ name }) => name === "execute_sql_multi");
    expect(multi?.inputSchema.required).toEqual(["sql_content"]);
    expect(multi?.inputSchema.properties).toMatchObject({
      max_workers: { type: "integer", default: 4, minimum: 1, maximum: 16, description: expect.any(String) },
      output_format: { enum: ["markdown", "json"] },
    });
    expect(multi?.annotations).toMatchObject({ destructiveHint: true, title: "Run several SQL statements" });
    expect(tools.find(({ name }) => name === "list_warehouses")?.annotations?.readOnlyHint).toBe(true);
  });

  it("runs a tool", async () => {
    await connect({ columns: [{ name: "a", type_text: "int" }], chunks: [[["1"]]] });
    const result = await client.callTool({ name: "execute_sql", arguments: { sql_query: "SELECT 1 AS a" } });
    expect(text(result)).toContain("| 1 |");
    expect(result.isError).toBeFalsy();
    expect(result.structuredContent).toMatchObject({ total_rows: 1, statement_id: "st-0" });
  });

  it("fetches no more rows than the model is shown, and does not speak of a results panel", async () => {
    const rows = Array.from({ length: 100 }, (_, i) => [String(i)]);
    await connect({ columns: [{ name: "a", type_text: "int" }], chunks: [rows, rows, rows], totalRows: 300 });
    const result = await client.callTool({
      name: "execute_sql",
      arguments: { sql_query: "SELECT a FROM t" },
    });
    expect(text(result)).toContain("(first 50 of 300 rows)");
    expect(text(result)).not.toContain("panel");
    expect(workspace.requests.filter(({ url }) => url.includes("/chunks/"))).toHaveLength(0);
  });

  it("marks failures and bad input as errors", async () => {
    await connect({
      error: { error_code: "BAD_REQUEST", message: "[PARSE_SYNTAX_ERROR] Syntax error at or near 'X'." },
    });
    const failed = await client.callTool({ name: "execute_sql", arguments: { sql_query: "X" } });
    expect(failed.isError).toBe(true);
    expect(text(failed)).toContain("[PARSE_SYNTAX_ERROR]");
    const bad = await client.callTool({ name: "execute_sql", arguments: {} });
    expect(bad.isError).toBe(true);
    expect(text(bad)).toContain("sql_query");
    await expect(client.callTool({ name: "no_such_tool", arguments: {} })).rejects.toThrow("no_such_tool");
  });

  it("cancels the statement when the client cancels the call", async () => {
    await connect({ polls: Number.POSITIVE_INFINITY });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    const call = client.callTool({ name: "execute_sql", arguments: { sql_query: "SELECT 1" } }, undefined, {
      signal: controller.signal,
    });
    await expect(call).rejects.toThrow();
    await expect.poll(() => workspace.statements[0]?.cancelled).toBe(true);
  });
});

describe("a call that outlasts a client's patience", () => {
  it("answers with an id; its result can be waited for, with progress", async () => {
    let over = false;
    await connect(
      () =>
        over
          ? { columns: [{ name: "a", type_text: "int" }], chunks: [[["1"]]] }
          : { polls: Number.POSITIVE_INFINITY },
      50,
    );
    const { data } = await call("execute_sql", { sql_query: "SELECT 1 AS a" });
    expect(data).toMatchObject({ status: "async", operation_id: expect.any(String) });
    const id = data.operation_id;
    expect((await call("check_operation_status", { operation_id: id })).data).toMatchObject({
      status: "running",
      message: expect.stringContaining("st-0"),
    });
    const steps: number[] = [];
    setTimeout(() => {
      over = true;
    }, 200);
    const end = await call(
      "check_operation_status",
      { operation_id: id, wait_seconds: 20 },
      { onprogress: ({ progress }: { progress: number }) => void steps.push(progress) },
    );
    expect(end.text).toContain("| 1 |");
    expect(steps).toEqual([1]);
    expect((await call("list_operations", { status: "completed" })).text).toContain(String(id));
  });

  it("can be cancelled, and is when the server goes", async () => {
    const operations = await connect({ polls: Number.POSITIVE_INFINITY }, 30);
    const first = await call("execute_sql", { sql_query: "SELECT 1" });
    const cancelled = await call("cancel_operation", { operation_id: first.data.operation_id });
    expect(cancelled.data).toMatchObject({ status: "cancelled" });
    expect(workspace.statements[0]?.cancelled).toBe(true);
    await call("execute_sql", { sql_query: "SELECT 2" });
    await operations.close();
    expect(workspace.statements[1]?.cancelled).toBe(true);
  });
});

/** The program as a child process, with nothing of this process's environment but the given variables. */
function program(args: readonly string[], env: Record<string, string>): StdioClientTransport {
  const entry = fileURLToPath(new URL("./bin.ts", import.meta.url));
  return new StdioClientTransport({
    command: process.execPath,
    args: ["--import", "tsx", "--conditions", "source", entry, ...args],
    env: { PATH: process.env.PATH ?? "", ...env },
    stderr: "pipe",
  });
}

describe("lakehand-mcp", () => {
  it("starts a local workspace of its own when none runs", async () => {
    workspace = await startFakeStatements(() => ({}));
    client = new Client({ name: "test", version: "1" });
    const home = await mkdtemp(join(tmpdir(), "mcp-local-"));
    await client.connect(program(["--workspace", "local"], { LAKEHAND_HOME: home }), { timeout: 120_000 });
    const result = await client.callTool({ name: "get_best_warehouse", arguments: {} });
    expect(text(result)).toContain("(running)");
    await client.close();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }, 150_000);

  it("speaks MCP on standard input and output", async () => {
    workspace = await startFakeStatements(() => ({
      columns: [{ name: "a", type_text: "int" }],
      chunks: [[["7"]]],
    }));
    client = new Client({ name: "test", version: "1" });
    const transport = program(["--catalog", "dev"], {
      DATABRICKS_HOST: workspace.url,
      DATABRICKS_TOKEN: "test-token",
    });
    let said = "";
    transport.stderr?.on("data", (part: Buffer) => {
      said += part.toString();
    });
    await client.connect(transport);
    const result = await client.callTool({ name: "execute_sql", arguments: { sql_query: "SELECT 7 AS a" } });
    expect(text(result)).toContain("| 7 |");
    expect(workspace.statements[0]?.request.catalog).toBe("dev");
    expect(said).toContain(`tools on ${workspace.url}`);
    expect(said).not.toContain("test-token");
  });
});

describe("readOptions", () => {
  it("chooses the workspace that is configured, unless told", () => {
    expect(readOptions([], false).workspace).toBe("local");
    expect(readOptions([], true).workspace).toBe("databricks");
    expect(readOptions(["--workspace", "local"], true).workspace).toBe("local");
    expect(() => readOptions(["--workspace", "azure"], true)).toThrow("--workspace");
    expect(() => readOptions(["--nonsense"], true)).toThrow("nonsense");
    expect(readOptions([], true).longCallMs).toBe(30_000);
    expect(readOptions([], true, { LONG_CALL_SECONDS: "0" }).longCallMs).toBe(0);
    expect(() => readOptions([], true, { LONG_CALL_SECONDS: "soon" })).toThrow("LONG_CALL_SECONDS");
  });
});
