import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSdkMcpServer, query, type SDKMessage, tool } from "@anthropic-ai/claude-agent-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { startPracticeModel } from "../index.ts";
import type { RunningPracticeModel } from "../types.ts";

let model: RunningPracticeModel;
let home: string;

beforeAll(async () => {
  model = await startPracticeModel({ paceMs: 0 });
  home = await mkdtemp(join(tmpdir(), "practice-model-"));
});
afterAll(async () => {
  await model.close();
  await rm(home, { recursive: true, force: true });
});

/** One turn of the real agent runtime against the practice model, with an `execute_sql` that answers from a list. */
async function ask(
  prompt: string,
  { toolSearch = false, plan = false } = {},
): Promise<{ calls: string[]; text: string; messages: SDKMessage[] }> {
  const calls: string[] = [];
  const databricks = createSdkMcpServer({
    name: "databricks",
    version: "1",
    tools: [
      tool("execute_sql", "Run one SQL statement", { sql_query: z.string() }, async ({ sql_query }) => {
        calls.push(sql_query);
        return { content: [{ type: "text", text: "| n |\n| --- |\n| 42 |\n\n(1 row)" }] };
      }),
    ],
  });
  const messages: SDKMessage[] = [];
  const run = query({
    prompt,
    options: {
      cwd: home,
      model: "practice-model",
      settingSources: [],
      systemPrompt: "You build on Databricks.",
      tools: [
        ...["Read", "Write", "Glob", "TaskCreate", "TaskUpdate"],
        ...(plan ? ["ExitPlanMode"] : []),
        ...(toolSearch ? ["ToolSearch"] : []),
      ],
      permissionMode: plan ? "plan" : "default",
      mcpServers: { databricks },
      canUseTool: async (name, input) => {
        if (name === "ExitPlanMode") calls.push(String(input.plan));
        return { behavior: "allow", updatedInput: input };
      },
      env: {
        PATH: process.env.PATH,
        HOME: home,
        CLAUDE_CONFIG_DIR: join(home, ".claude"),
        ANTHROPIC_BASE_URL: model.url,
        ANTHROPIC_API_KEY: "none",
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
        ...(toolSearch ? { ENABLE_TOOL_SEARCH: "true" } : {}),
      },
    },
  });
  for await (const message of run) messages.push(message);
  const text = messages
    .flatMap((m) => (m.type === "assistant" ? m.message.content : []))
    .map((block) => (block.type === "text" ? block.text : ""))
    .join("\n");
  return { calls, text, messages };
}

describe("the agent runtime on the practice model", () => {
  it("runs the SQL of a message through the tool and reports its value", async () => {
    const { calls, text } = await ask("SELECT count(*) AS n FROM samples.nyctaxi.trips");
    expect(calls).toEqual(["SELECT count(*) AS n FROM samples.nyctaxi.trips"]);
    expect(text).toContain("practice model");
    expect(text).toContain("**42**");
  });

  it("fetches a deferred tool through the tool search first", async () => {
    const { calls, messages } = await ask("SELECT 1 AS n", { toolSearch: true });
    expect(calls).toEqual(["SELECT 1 AS n"]);
    const used = messages
      .flatMap((m) => (m.type === "assistant" ? m.message.content : []))
      .filter((b) => b.type === "tool_use");
    expect(used.map((b) => b.name)).toEqual(["ToolSearch", "mcp__databricks__execute_sql"]);
  });

  it("gets through a 529 and a cut stream, and reads the refusal of bad input", async () => {
    const busy = await ask("[[practice: 529 times=1]] SELECT 1 AS n");
    expect(busy.calls).toHaveLength(1);
    const cut = await ask("[[practice: cut-stream]] SELECT 2 AS n");
    expect(cut.calls).toEqual(["SELECT 2 AS n"]);
    const bad = await ask("[[practice: bad-tool-input]]");
    expect(bad.text).toContain("The mended call worked");
    const json = await ask("[[practice: bad-tool-input=json]]");
    expect(json.text).toContain("The mended call worked");
  }, 90_000);

  it("writes a plan where plan mode says, proposes it and carries it out", async () => {
    const { calls, text } = await ask("run: create table t (a int)", { plan: true });
    expect(calls[0]).toMatch(/^# Run this SQL\n[\s\S]*create table t \(a int\)/);
    expect(calls.slice(1)).toEqual(["create table t (a int)"]);
    expect(text).toContain("plan mode");
  });

  it("plays a script word for word", async () => {
    const script = JSON.stringify([
      [
        { thinking: "hm" },
        "Writing.",
        { tool: "Write", input: { file_path: join(home, "a.txt"), content: "hello" } },
      ],
      ["Ran: $result", { tool: "execute_sql", input: { sql_query: "SELECT 3" } }],
      "Over.",
    ]);
    const { calls, text } = await ask(`[[practice: script=${script}]]`);
    expect(calls).toEqual(["SELECT 3"]);
    expect(text).toMatch(/^\s*Writing\.\n[\s\S]*Ran: File created[\s\S]*Over\.$/);
    expect(await readFile(join(home, "a.txt"), "utf8")).toBe("hello");
  });
});
