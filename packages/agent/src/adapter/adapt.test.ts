import { readFileSync } from "node:fs";
import type { SDKMessage, SDKResultMessage } from "@anthropic-ai/claude-agent-sdk";
import { type AgentEvent, agentEventSchema } from "@lakehand/protocol";
import { describe, expect, it } from "vitest";
import { adaptMessage } from "./adapt.ts";
import { adaptResult, failureOf } from "./result.ts";
import { newTurnState, type TurnState } from "./state.ts";
import { flatten } from "./tool-results.ts";

function recorded(name: string): SDKMessage[] {
  return readFileSync(new URL(`./fixtures/${name}.jsonl`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as SDKMessage);
}

/** All events of some messages; each message is 10 ms after the one before. */
function adaptAll(messages: SDKMessage[], state: TurnState = newTurnState()): AgentEvent[] {
  return messages.flatMap((message, index) => adaptMessage(message, state, { model: "m", now: index * 10 }));
}

const ofType = <T extends AgentEvent["type"]>(events: AgentEvent[], type: T) =>
  events.filter((event): event is Extract<AgentEvent, { type: T }> => event.type === type);

describe("a recorded turn with two tool calls", () => {
  const events = adaptAll(recorded("tool-call"));

  it("gives events of the log's shape only", () => {
    for (const event of events) expect(agentEventSchema.safeParse(event).error).toBeUndefined();
  });

  it("says each text once, in blocks named by message and index", () => {
    expect(ofType(events, "text")).toEqual([]);
    expect(ofType(events, "thinking")).toEqual([]);
    expect(ofType(events, "thinking_delta")).toEqual([
      { type: "thinking_delta", block_id: "msg_1:0", thinking: "Two calls." },
    ]);
    const text = new Map<string, string>();
    for (const { block_id, text: piece } of ofType(events, "text_delta"))
      text.set(block_id, (text.get(block_id) ?? "") + piece);
    expect([...text]).toEqual([
      ["msg_1:1", "Calling."],
      ["msg_2:0", "It said hello."],
    ]);
  });

  it("announces each call once, before its result, with the time between", () => {
    expect(
      ofType(events, "tool_use").map((event) => [event.tool_id, event.tool_name, event.tool_input]),
    ).toEqual([
      ["toolu_a", "mcp__databricks__echo", { text: "hello" }],
      ["toolu_b", "Read", { file_path: "/nowhere" }],
    ]);
    const results = ofType(events, "tool_result");
    expect(new Map(results.map((event) => [event.tool_use_id, event.is_error]))).toEqual(
      new Map([
        ["toolu_a", false],
        ["toolu_b", true],
      ]),
    );
    for (const result of results) {
      expect(result.duration_ms).toBeGreaterThan(0);
      const index = events.findIndex((e) => e.type === "tool_use" && e.tool_id === result.tool_use_id);
      expect(index).toBeLessThan(events.indexOf(result));
    }
    expect(results.find((result) => result.tool_use_id === "toolu_a")?.content).toBe("echo: hello");
  });
});

describe("a recorded answer that broke off", () => {
  it("keeps its beginning and goes on in a new block", () => {
    const events = adaptAll(recorded("broken-off"));
    const pieces = ofType(events, "text_delta");
    expect(pieces.map((event) => event.text).join("")).toBe("half an answhole answer");
    expect(new Set(pieces.map((event) => event.block_id))).toEqual(new Set(["msg_1:0", "msg_2:0"]));
    expect(ofType(events, "text")).toEqual([]);
  });

  it("is taken back when the runtime asks for it again from the start", () => {
    const start = (id: string) => stream({ type: "message_start", message: { id } });
    const piece = (text: string) =>
      stream({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } });
    expect(adaptAll([start("m1"), piece("half"), start("m2"), piece("whole")])).toEqual([
      { type: "text_delta", block_id: "m1:0", text: "half" },
      { type: "text", block_id: "m1:0", text: "" },
      { type: "text_delta", block_id: "m2:0", text: "whole" },
    ]);
  });
});

describe("a recorded failure", () => {
  const messages = recorded("rejected-key");
  const result = messages.find((message): message is SDKResultMessage => message.type === "result");

  it("is not shown as an answer, and becomes a sentence", () => {
    const state = newTurnState();
    const events = adaptAll(messages, state);
    expect(events.map((event) => event.type)).toEqual(["system"]);
    expect(failureOf(result as SDKResultMessage, state.synthetic)).toMatch(/^The agent could not finish: /);
  });
});

describe("whole blocks", () => {
  it("are said when nothing of them was streamed, with their own index", () => {
    const whole = assistant("m1", [
      { type: "thinking", thinking: "hm", signature: "" },
      { type: "text", text: "hello" },
    ]);
    expect(adaptAll([whole])).toEqual([
      { type: "thinking", block_id: "m1:0", thinking: "hm" },
      { type: "text", block_id: "m1:1", text: "hello" },
    ]);
  });

  it("replace pieces that do not add up to them", () => {
    const events = adaptAll([
      stream({ type: "message_start", message: { id: "m1" } }),
      stream({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "helo" } }),
      assistant("m1", [{ type: "text", text: "hello" }]),
    ]);
    expect(events.at(-1)).toEqual({ type: "text", block_id: "m1:0", text: "hello" });
  });

  it("of a sub-agent carry the call that started it", () => {
    const message = { ...assistant("m1", [{ type: "text", text: "found" }]), parent_tool_use_id: "toolu_x" };
    expect(adaptAll([message as SDKMessage])).toEqual([
      { type: "text", block_id: "m1:0", text: "found", parent_tool_use_id: "toolu_x" },
    ]);
  });

  it("of a task list become todos, unless they are malformed", () => {
    const todos = [{ content: "Look", status: "pending" }];
    const call = (input: unknown) =>
      assistant("m1", [{ type: "tool_use", id: "t", name: "TodoWrite", input }]);
    expect(adaptAll([call({ todos })]).at(-1)).toEqual({ type: "todos", todos });
    expect(ofType(adaptAll([call({ todos: "none" })]), "todos")).toEqual([]);
  });

  it("release details that came before the call was announced", () => {
    const state = newTurnState();
    state.early.set("t", [{ kind: "progress", message: "early" }]);
    const events = adaptAll([assistant("m1", [{ type: "tool_use", id: "t", name: "x", input: {} }])], state);
    expect(events.map((event) => event.type)).toEqual(["tool_use", "tool_details"]);
  });
});

describe("results", () => {
  const base = recorded("tool-call").find(
    (m): m is SDKResultMessage => m.type === "result",
  ) as SDKResultMessage;
  const report = { model: "m", costBefore: 0.25, costKnown: true };

  it("tell the turn's cost, though the runtime counts up", () => {
    expect(adaptResult({ ...base, total_cost_usd: 0.75 }, report)).toMatchObject({
      type: "result",
      total_cost_usd: 0.5,
      model: "m",
      num_turns: 3,
    });
    expect(adaptResult({ ...base, total_cost_usd: 0.1 }, report)).toMatchObject({ total_cost_usd: 0.1 });
    expect(adaptResult(base, { ...report, costKnown: false })).toMatchObject({ total_cost_usd: null });
  });

  it("say nothing about success", () => expect(failureOf(base, undefined)).toBeUndefined());

  it("flatten content of any kind to text", () => {
    expect(flatten("plain")).toBe("plain");
    expect(flatten([{ type: "text", text: "a" }, { type: "image", source: {} }, null])).toBe("a\n[image]");
    expect(flatten([{ type: "tool_reference", tool_name: "x" }])).toBe("Loaded x");
    expect(flatten(undefined)).toBe("");
  });
});

function stream(event: unknown): SDKMessage {
  return {
    type: "stream_event",
    event,
    parent_tool_use_id: null,
    uuid: "u",
    session_id: "s",
  } as unknown as SDKMessage;
}

function assistant(id: string, content: unknown[]): SDKMessage {
  const message = { id, content, model: "m", role: "assistant", type: "message" };
  return {
    type: "assistant",
    message,
    parent_tool_use_id: null,
    uuid: "u",
    session_id: "s",
  } as unknown as SDKMessage;
}
