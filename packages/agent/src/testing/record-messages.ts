// Records what the agent's runtime says in typical turns, as fixtures of the adapter's tests:
//   npx tsx --conditions=source packages/agent/src/testing/record-messages.ts
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { query, type SDKMessage } from "@anthropic-ai/claude-agent-sdk";
import { databricksServer } from "../tools/databricks-server.ts";
import { echoTool } from "./harness.ts";
import { type Answer, lastMessage, type MessagesBody, startScriptedModel } from "./scripted-model.ts";

const scenarios: Record<string, (body: MessagesBody, count: number) => Answer> = {
  "tool-call": (body) =>
    lastMessage(body).includes("tool_result")
      ? [{ type: "text", text: "It said hello." }]
      : [
          { type: "thinking", thinking: "Two calls." },
          { type: "text", text: "Calling." },
          { type: "tool_use", id: "toolu_a", name: "mcp__databricks__echo", input: { text: "hello" } },
          { type: "tool_use", id: "toolu_b", name: "Read", input: { file_path: "/nowhere" } },
        ],
  "broken-off": (_body, count) =>
    count === 1 ? { cut: [{ type: "text", text: "half an ans" }] } : [{ type: "text", text: "whole answer" }],
  "rejected-key": () => ({
    status: 401,
    headers: { "x-should-retry": "false" },
    body: { type: "error", error: { type: "authentication_error", message: "invalid x-api-key" } },
  }),
};

const KEPT = ["assistant", "user", "stream_event", "result", "system"];

for (const [name, script] of Object.entries(scenarios)) {
  const dir = await mkdtemp(join(tmpdir(), "record-"));
  const model = await startScriptedModel(script);
  const messages: SDKMessage[] = [];
  try {
    for await (const message of query({
      prompt: "go",
      options: {
        cwd: dir,
        env: {
          PATH: "/usr/bin:/bin",
          HOME: dir,
          TMPDIR: dir,
          CLAUDE_CONFIG_DIR: dir,
          ANTHROPIC_BASE_URL: model.url,
          ANTHROPIC_AUTH_TOKEN: "recording",
          ANTHROPIC_MODEL: "scripted-1",
          CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
          DISABLE_TELEMETRY: "1",
        },
        tools: ["Read"],
        settingSources: [],
        permissionMode: "default",
        allowedTools: ["mcp__databricks__echo"],
        includePartialMessages: true,
        mcpServers: {
          databricks: databricksServer(
            [echoTool],
            () => ({
              tools: {} as never,
              signal: new AbortController().signal,
              details: () => {},
              findToolUse: () => undefined,
            }),
            true,
          ),
        },
      },
    })) {
      if (KEPT.includes(message.type)) messages.push(message);
    }
  } catch {
    // A failed turn ends the iteration with an error after its result; the result was recorded.
  }
  await model.close();
  await rm(dir, { recursive: true, force: true });
  const lines = messages.map((message) => JSON.stringify(message).replaceAll(dir, "/project"));
  await writeFile(
    new URL(`../adapter/fixtures/${name}.jsonl`, import.meta.url),
    `${lines.map((line) => line.replace(/"(session_id|uuid)":"[0-9a-f-]{36}"/g, '"$1":"00000000-0000-4000-8000-000000000000"')).join("\n")}\n`,
  );
  console.log(`${name}: ${messages.length} messages`);
}
