import { type AgentEvent, emptyExecution, reduceAll } from "@lakehand/protocol";
import { describe, expect, it } from "vitest";
import { dropRequest, planRequest } from "../test/actions.ts";
import { log } from "../test/log.ts";
import { failedRun, sampleRun } from "../test/sample-run.ts";
import { executionItems } from "./items.ts";

const items = (events: readonly AgentEvent[]) => executionItems(reduceAll("e", log(events)));
const kinds = (events: readonly AgentEvent[]) => items(events).map((i) => i.kind);
const read = (id: string, error = false): AgentEvent[] => [
  { type: "tool_use", tool_id: id, tool_name: "Read", tool_input: { file_path: id } },
  { type: "tool_result", tool_use_id: id, content: "x", is_error: error },
];

describe("executionItems", () => {
  it("lays out a whole run", () => {
    expect(kinds(sampleRun)).toEqual([
      "user",
      "thinking",
      "text",
      "plan",
      "tool",
      "tool",
      "reads",
      "tool",
      "tool",
      "tool",
      "tool",
      "tool",
      "tool",
      "tool",
      "tool",
      "notice",
      "text",
      "footer",
    ]);
  });

  it("gives every row a key of its own, which stays while the run grows", () => {
    const whole = items(sampleRun).map((i) => i.key);
    expect(new Set(whole).size).toBe(whole.length);
    for (let n = 2; n < sampleRun.length; n++) {
      const part = items(sampleRun.slice(0, n)).map((i) => i.key);
      expect(whole.filter((key) => part.includes(key))).toEqual(part);
    }
  });

  it("keeps the plan where it was first made and shows its latest state", () => {
    const plans = items(sampleRun).filter((i) => i.kind === "plan");
    expect(plans).toHaveLength(1);
    expect(plans[0]?.view.todos.map((t) => t.status)).toEqual(["completed", "in_progress", "pending"]);
  });

  it("collapses reads in a row, but not one that failed", () => {
    expect(items([...read("a"), ...read("b"), ...read("c")])[0]).toMatchObject({
      kind: "reads",
      tools: [{ id: "a" }, { id: "b" }, { id: "c" }],
    });
    expect(
      items([...read("a"), ...read("b", true), ...read("c")]).filter((i) => i.kind === "tool"),
    ).toHaveLength(3);
  });

  it("marks only the last block of an open run as streaming", () => {
    const open = items(sampleRun.slice(0, 7)).filter((i) => i.kind === "thinking" || i.kind === "text");
    expect(open.map((i) => "streaming" in i && i.streaming)).toEqual([false, true]);
    expect(items(sampleRun).some((i) => "streaming" in i && i.streaming)).toBe(false);
  });

  it("times a thought by what came after it", () => {
    expect(items(sampleRun).find((i) => i.kind === "thinking")).toMatchObject({ seconds: 1 });
  });

  it("shows a message before its event is here", () => {
    const [user, working] = executionItems(emptyExecution("e"), "hello");
    expect(user).toMatchObject({ kind: "user", key: "e:user", text: "hello" });
    expect(working).toMatchObject({ kind: "working" });
  });

  it("puts a sub-agent's steps inside the call that started it", () => {
    const run: AgentEvent[] = [
      { type: "conversation.created", conversation_id: "c" },
      { type: "tool_use", tool_id: "a", tool_name: "Agent", tool_input: {} },
      { type: "text", block_id: "x", text: "inside", parent_tool_use_id: "a" },
    ];
    const [agent, ...rest] = items(run);
    expect(agent).toMatchObject({ kind: "tool", children: [{ text: "inside" }] });
    expect(rest.map((i) => i.kind)).toEqual(["working"]);
  });

  it("ends a failed run with its error and a footer", () => {
    expect(kinds(failedRun)).toEqual(["user", "notice", "footer"]);
  });

  it("shows a request in place of its call until the call has run", () => {
    const call = (id: string, name = "Bash"): AgentEvent => ({
      type: "tool_use",
      tool_id: id,
      tool_name: name,
      tool_input: {},
    });
    const asked: AgentEvent[] = [
      call("t1"),
      { type: "permission.requested", approval_id: "a1", request: dropRequest },
    ];
    const resolved = (decision: "allow" | "deny"): AgentEvent => ({
      type: "permission.resolved",
      approval_id: "a1",
      decision,
    });
    const open = ["action", "working"];
    expect(kinds([...failedRun.slice(0, 1), ...asked])).toEqual(open);
    expect(kinds([...failedRun.slice(0, 1), ...asked, resolved("deny")])).toEqual(open);
    expect(kinds([...failedRun.slice(0, 1), ...asked, resolved("allow")])).toEqual(["tool", ...open]);
  });

  it("lets the steps tick in the plan that was approved, and leaves out the file it was written to", () => {
    const plan: AgentEvent[] = [
      { type: "conversation.created", conversation_id: "c" },
      {
        type: "tool_use",
        tool_id: "w",
        tool_name: "Write",
        tool_input: { file_path: "/state/config/plans/blue-fox.md", content: "# Plan" },
      },
      { type: "tool_use", tool_id: "t5", tool_name: "ExitPlanMode", tool_input: {} },
      { type: "permission.requested", approval_id: "a1", request: planRequest },
      { type: "permission.resolved", approval_id: "a1", decision: "allow" },
      { type: "todos", todos: [{ content: "Bronze", status: "in_progress" }] },
    ];
    expect(kinds(plan)).toEqual(["action", "working"]);
    expect(kinds(plan.filter((e) => e.type !== "permission.resolved"))).toEqual(["action", "working"]);
  });
});
