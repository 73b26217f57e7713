import type { SDKSystemMessage } from "@anthropic-ai/claude-agent-sdk";
import { describe, expect, it } from "vitest";
import { attest } from "./attest.ts";

const expected = {
  builtinTools: ["Read", "ToolSearch"],
  mcpTools: ["mcp__databricks__execute_sql"],
  mcpServer: "databricks",
  skills: ["lakehand:data-profiling"],
  cwd: "/project",
};

const init = (change: Partial<SDKSystemMessage> = {}) =>
  ({
    tools: ["Read", "ToolSearch", "mcp__databricks__execute_sql"],
    mcp_servers: [{ name: "databricks", status: "connected", source: "sdk" }],
    permissionMode: "default",
    skills: ["lakehand:data-profiling"],
    cwd: "/project",
    ...change,
  }) as SDKSystemMessage;

describe("what the agent says it runs with", () => {
  it("is as asked", () => expect(attest(init(), expected)).toEqual([]));

  it("may lack tool search, which is off where nothing is deferred", () =>
    expect(attest(init({ tools: ["Read", "mcp__databricks__execute_sql"] }), expected)).toEqual([]));

  it.each<[string, Partial<SDKSystemMessage>, RegExp]>([
    ["a tool more", { tools: [...init().tools, "Bash"] }, /unexpected tools Bash/],
    ["a tool less", { tools: ["Read"] }, /missing tools mcp__databricks__execute_sql/],
    [
      "another tool server",
      { mcp_servers: [...init().mcp_servers, { name: "evil", status: "connected" }] },
      /unexpected tool server evil/,
    ],
    ["no tool server", { mcp_servers: [] }, /databricks is missing/],
    [
      "one that did not start",
      { mcp_servers: [{ name: "databricks", status: "failed" }] },
      /databricks is failed/,
    ],
    ["a looser mode", { permissionMode: "bypassPermissions" }, /permission mode bypassPermissions/],
    ["a skill of somebody else", { skills: ["deploy"] }, /unexpected skills deploy/],
    ["another folder", { cwd: "/" }, /working directory/],
  ])("is refused with %s", (_what, change, problem) =>
    expect(attest(init(change), expected).join()).toMatch(problem),
  );
});
