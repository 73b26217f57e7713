import { describe, expect, it } from "vitest";
import type { AgentEvent, LoggedEvent } from "./events.ts";
import { answerText, emptyExecution, reduce, reduceAll, sqlResults } from "./reduce.ts";
import { fromWire, toWire } from "./wire.ts";

const at = (seq: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seq)).toISOString();
const log = (events: AgentEvent[]): LoggedEvent[] =>
  events.map((event, i) => ({ seq: i + 1, at: at(i + 1), event }));

const run: AgentEvent[] = [
  { type: "conversation.created", conversation_id: "c" },
  { type: "user_message", message_id: "m", text: "How many trips?" },
  { type: "system", subtype: "init", data: { session_id: "s", model: "practice-model" } },
  { type: "thinking_delta", block_id: "a:0", thinking: "Cou" },
  { type: "thinking", block_id: "a:0", thinking: "Count them." },
  { type: "text_delta", block_id: "a:1", text: "I " },
  { type: "text_delta", block_id: "a:1", text: "count." },
  {
    type: "tool_use",
    tool_id: "t",
    tool_name: "mcp__databricks__execute_sql",
    tool_input: { sql_query: "SELECT count(*) FROM trips" },
  },
  {
    type: "tool_details",
    tool_use_id: "t",
    details: { kind: "sql_result", sql: "SELECT count(*) FROM trips", status: "running" },
  },
  {
    type: "tool_details",
    tool_use_id: "t",
    details: {
      kind: "sql_result",
      sql: "SELECT count(*) FROM trips",
      status: "succeeded",
      total_rows: 1,
      result_id: "r",
    },
  },
  { type: "tool_result", tool_use_id: "t", content: "| n |", is_error: false },
  { type: "todos", todos: [{ content: "count", status: "completed" }] },
  { type: "text", block_id: "b:0", text: "Ten." },
  { type: "result", session_id: "s", duration_ms: 12, total_cost_usd: 0, is_error: false, num_turns: 2 },
  { type: "stream.completed", status: "completed", is_error: false, is_cancelled: false },
];

describe("reduce", () => {
  it("gives the transcript of a run", () => {
    const view = reduceAll("e", log(run));
    expect(view.status).toBe("completed");
    expect(view.blocks.map((b) => b.kind)).toEqual(["user", "thinking", "text", "tool", "text"]);
    expect(view.blocks[1]).toMatchObject({ text: "Count them." });
    expect(view.blocks[2]).toMatchObject({ text: "I count." });
    expect(view.blocks[3]).toMatchObject({ status: "done", output: "| n |", durationMs: 3000 });
    expect(sqlResults(view)).toEqual([
      { toolId: "t", result: expect.objectContaining({ status: "succeeded", result_id: "r" }) },
    ]);
    expect(answerText(view)).toBe("I count.\n\nTen.");
    expect(view).toMatchObject({ sessionId: "s", model: "practice-model", turns: 2, costUsd: 0 });
  });

  it("is the same for any split and any overlap of the log", () => {
    const events = log(run);
    const whole = reduceAll("e", events);
    for (let cut = 0; cut <= events.length; cut++) {
      let view = reduceAll("e", events.slice(0, cut));
      for (const event of events.slice(Math.max(0, cut - 3))) view = reduce(view, event);
      expect(view).toEqual(whole);
    }
  });

  it("does not change the state it was given, and keeps untouched blocks", () => {
    const before = reduceAll("e", log(run.slice(0, 8)));
    const copy = structuredClone(before);
    const after = reduce(before, {
      seq: 9,
      at: at(9),
      event: { type: "text_delta", block_id: "x", text: "more" },
    });
    expect(before).toEqual(copy);
    expect(after.blocks[2]).toBe(before.blocks[2]);
  });

  it("keeps several statements of one call apart", () => {
    const details = (index: number, status: "running" | "failed"): AgentEvent => ({
      type: "tool_details",
      tool_use_id: "t",
      details: { kind: "sql_result", index, sql: `S${index}`, status },
    });
    const view = reduceAll(
      "e",
      log([
        { type: "tool_use", tool_id: "t", tool_name: "x", tool_input: {} },
        details(0, "running"),
        details(1, "running"),
        details(0, "failed"),
      ]),
    );
    expect(sqlResults(view).map(({ result }) => [result.index, result.status])).toEqual([
      [0, "failed"],
      [1, "running"],
    ]);
  });

  it("closes a tool that never answered when the run ends, and shows why it stopped", () => {
    const view = reduceAll(
      "e",
      log([
        ...run.slice(0, 8),
        { type: "stream.cancelled" },
        { type: "cancelled" },
        { type: "stream.completed", status: "cancelled", is_error: false, is_cancelled: true },
      ]),
    );
    expect(view.status).toBe("cancelled");
    expect(view.blocks.find((b) => b.kind === "tool")).toMatchObject({ status: "orphaned" });
    expect(view.blocks.at(-1)).toMatchObject({ kind: "notice", message: "Stopped." });
  });

  it("shows a stopped statement as cancelled, once, whatever the runtime says to the model", () => {
    const view = reduceAll(
      "e",
      log([
        ...run.slice(0, 9),
        { type: "stream.cancelled" },
        { type: "tool_result", tool_use_id: "t", content: "The tool use was rejected.", is_error: true },
        { type: "cancelled" },
        { type: "cancelled" },
        { type: "stream.completed", status: "cancelled", is_error: false, is_cancelled: true },
      ]),
    );
    const tool = view.blocks.find((b) => b.kind === "tool");
    expect(tool).toMatchObject({ status: "orphaned", details: [{ status: "cancelled" }] });
    expect(tool).not.toHaveProperty("output");
    expect(view.blocks.filter((b) => b.kind === "notice")).toHaveLength(1);
  });

  it("shows repeated model retries as one line", () => {
    const retry = (attempt: number): AgentEvent => ({
      type: "model_retry",
      attempt,
      delay_ms: 1,
      message: `try ${attempt}`,
    });
    const view = reduceAll("e", log([retry(1), retry(2), retry(3)]));
    expect(view.blocks).toEqual([expect.objectContaining({ message: "try 3" })]);
  });

  it("starts queued and empty", () => {
    expect(emptyExecution("e")).toMatchObject({ status: "queued", lastSeq: 0, blocks: [] });
  });
});

describe("wire form", () => {
  it("goes there and back", () => {
    for (const event of log(run)) expect(fromWire(JSON.parse(JSON.stringify(toWire(event))))).toEqual(event);
  });
  it("leaves out an event of a type it does not know", () => {
    expect(fromWire({ type: "from.the.future", seq: 1, at: at(1) })).toBeUndefined();
    expect(fromWire("x")).toBeUndefined();
  });
});
