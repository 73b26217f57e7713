import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ToolCall } from "../wire/reply.ts";
import { type MessagesRequest, messagesRequestSchema } from "../wire/request.ts";
import { INTRODUCTION, plan } from "./plan.ts";

/** Requests of the real agent runtime, recorded and trimmed. */
function recorded(name: string): MessagesRequest {
  const url = new URL(`../testing/fixtures/${name}.json`, import.meta.url);
  return messagesRequestSchema.parse(JSON.parse(readFileSync(url, "utf8")));
}

function calls(request: MessagesRequest): ToolCall[] {
  return plan(request).blocks.filter((block) => block.type === "tool_use");
}

function saying(request: MessagesRequest): string {
  return plan(request)
    .blocks.flatMap((block) => (block.type === "text" ? [block.text] : []))
    .join("\n");
}

describe("plan on recorded requests", () => {
  it("answers the request for a title with JSON and without a tool", () => {
    const reply = plan(recorded("title-request"));
    expect(reply.stopReason).toBe("end_turn");
    expect(JSON.parse(saying(recorded("title-request")))).toEqual({ title: "What tables are there" });
  });

  it("calls a loaded tool at once and says who it is", () => {
    const reply = plan(recorded("turn-tools-loaded"));
    expect(reply.stopReason).toBe("tool_use");
    expect(calls(recorded("turn-tools-loaded"))).toMatchObject([
      { name: "mcp__databricks__execute_sql", input: { sql_query: "SHOW CATALOGS" } },
    ]);
    expect(saying(recorded("turn-tools-loaded"))).toContain(INTRODUCTION);
  });

  it.each(["turn-tools-deferred", "turn-deferred-in-reminder"])(
    "fetches a deferred tool first (%s)",
    (name) => {
      expect(calls(recorded(name))).toEqual([
        {
          type: "tool_use",
          name: "ToolSearch",
          input: { query: "select:mcp__databricks__execute_sql", max_results: 1 },
        },
      ]);
    },
  );

  it("goes on with the call after the search", () => {
    expect(calls(recorded("turn-after-search"))).toMatchObject([{ name: "mcp__databricks__execute_sql" }]);
  });

  it("does not search twice for a tool that the search did not give", () => {
    const request = recorded("turn-after-search");
    request.tools = request.tools!.filter((tool) => !tool.name.startsWith("mcp__"));
    expect(calls(request)).toMatchObject([{ name: "mcp__databricks__execute_sql" }]);
  });

  it("reads a tool result and goes on", () => {
    expect(calls(recorded("turn-after-result")).map((c) => c.name)).toEqual(["mcp__databricks__execute_sql"]);
  });
});

describe("plan", () => {
  const base = {
    model: "practice-model",
    max_tokens: 100,
    tools: [{ name: "mcp__databricks__execute_sql" }],
  };

  it("introduces itself once in a conversation", () => {
    const messages: MessagesRequest["messages"] = [
      { role: "user", content: "hello" },
      { role: "assistant", content: [{ type: "text", text: `${INTRODUCTION} …` }] },
      { role: "user", content: "SELECT 1" },
    ];
    expect(saying({ ...base, messages })).not.toContain(INTRODUCTION);
  });

  it("passes the selection on to the tool and keeps it out of the SQL", () => {
    const text = "<selection>\nwarehouse_id: w1\ncatalog: main\nschema: sales\n</selection>\nSELECT 1";
    expect(calls({ ...base, messages: [{ role: "user", content: text }] })[0]!.input).toEqual({
      sql_query: "SELECT 1",
      warehouse_id: "w1",
      catalog: "main",
      schema: "sales",
    });
  });

  it("ignores reminders and interruptions that the runtime puts into messages", () => {
    const messages: MessagesRequest["messages"] = [
      { role: "user", content: "SELECT 1" },
      {
        role: "assistant",
        content: [{ type: "tool_use", id: "a", name: "mcp__databricks__execute_sql", input: {} }],
      },
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "a", content: "stopped", is_error: true }],
      },
      { role: "user", content: [{ type: "text", text: "[Request interrupted by user for tool use]" }] },
      {
        role: "user",
        content: [
          { type: "text", text: "<system-reminder>x</system-reminder>" },
          { type: "text", text: "SELECT 2" },
        ],
      },
    ];
    expect(calls({ ...base, messages })[0]!.input).toEqual({ sql_query: "SELECT 2" });
  });

  it("answers the last of messages that the runtime joined after a failed turn", () => {
    const content = [
      "<selection>\ncatalog: a\n</selection>",
      "[[practice: 401]] hi",
      "<note>x</note>",
      "<selection>\ncatalog: b\n</selection>",
      "SELECT 2",
    ];
    const messages: MessagesRequest["messages"] = [
      { role: "user", content: content.map((text) => ({ type: "text", text })) },
    ];
    expect(calls({ ...base, messages })[0]!.input).toEqual({ sql_query: "SELECT 2", catalog: "b" });
  });

  it("answers the message after a stop, which the runtime puts beside the stopped call", () => {
    const messages: MessagesRequest["messages"] = [
      { role: "user", content: "SELECT 1" },
      {
        role: "assistant",
        content: [{ type: "tool_use", id: "a", name: "mcp__databricks__execute_sql", input: {} }],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "a", content: "stopped", is_error: true },
          { type: "text", text: "[Request interrupted by user for tool use]" },
          { type: "text", text: "SELECT 7 AS seven" },
        ],
      },
    ];
    expect(calls({ ...base, messages })[0]!.input).toEqual({ sql_query: "SELECT 7 AS seven" });
  });

  it("answers a probe of the quota and a request for a summary", () => {
    expect(plan({ ...base, max_tokens: 1, messages: [{ role: "user", content: "quota" }] }).stopReason).toBe(
      "max_tokens",
    );
    const messages: MessagesRequest["messages"] = [
      { role: "user", content: "SELECT 1" },
      { role: "user", content: "Your task is to create a detailed summary of the conversation so far" },
    ];
    expect(saying({ ...base, messages })).toMatch(/<summary>[\s\S]*SELECT 1[\s\S]*<\/summary>/);
  });

  it("says what it can do when it is asked for anything else", () => {
    const answer = saying({ ...base, messages: [{ role: "user", content: "Write me a poem about rivers" }] });
    expect(answer).toContain("ANTHROPIC_API_KEY");
    expect(calls({ ...base, messages: [{ role: "user", content: "Write me a poem about rivers" }] })).toEqual(
      [],
    );
  });
});
