import type { SDKMessage, SDKResultMessage } from "@anthropic-ai/claude-agent-sdk";
import { type AgentEvent, agentEventSchema } from "@lakehand/protocol";
import { describe, expect, it } from "vitest";
import { adaptMessage } from "./adapt.ts";
import { contextOf } from "./context.ts";
import { adaptResult, addResults } from "./result.ts";
import { newTurnState } from "./state.ts";

const adapt = (message: object): AgentEvent[] =>
  adaptMessage({ uuid: "u", session_id: "s", ...message } as unknown as SDKMessage, newTurnState(), {
    model: "m",
    now: 0,
  });
const system = (subtype: string, fields: object = {}) => adapt({ type: "system", subtype, ...fields });

describe("what the runtime says beside the conversation", () => {
  it.each<[string, AgentEvent[], RegExp]>([
    ["mirror_error", system("mirror_error", { error: "x", key: {} }), /could not be saved in the database/],
    ["session_writes_lost", system("session_writes_lost", { error_code: "ENOSPC" }), /could not write/],
    [
      "permission_denied by a rule",
      system("permission_denied", {
        tool_name: "Bash",
        decision_reason_type: "rule",
        decision_reason: "blocked.",
      }),
      /^A call of Bash was refused by the agent's runtime \(blocked\)\.$/,
    ],
    [
      "worker_shutting_down",
      system("worker_shutting_down", { reason: "host_exit" }),
      /shutting down \(host exit\)/,
    ],
    ["conversation_reset", adapt({ type: "conversation_reset" }), /cleared its memory/],
    [
      "a failed compaction",
      system("status", { status: null, compact_result: "failed", compact_error: "too short" }),
      /could not be summarised \(too short\)/,
    ],
  ])("%s is a warning", (_what, events, message) => {
    expect(events).toEqual([
      { type: "notice", level: "warning", message: expect.stringMatching(message) as string },
    ]);
    for (const event of events) expect(agentEventSchema.safeParse(event).error).toBeUndefined();
  });

  it("a denial by our own hook is told by the call's result alone", () => {
    expect(system("permission_denied", { tool_name: "Bash", decision_reason_type: "hook" })).toEqual([]);
    expect(system("status", { status: "compacting" })).toEqual([]);
  });

  it("a compaction says what it gained", () => {
    const metadata = { trigger: "auto", pre_tokens: 150_000, post_tokens: 9_000 };
    expect(system("compact_boundary", { compact_metadata: metadata })).toEqual([
      { type: "compacted", trigger: "auto", pre_tokens: 150_000, post_tokens: 9_000 },
    ]);
  });
});

describe("the context", () => {
  it("is what is used of the window", () => {
    const row = (name: string, tokens: number, kind: "used" | "free" | "deferred") => ({
      name,
      tokens,
      kind,
      color: "",
    });
    expect(
      contextOf({
        totalTokens: 30,
        maxTokens: 200,
        categories: [
          row("Messages", 20, "used"),
          row("System prompt", 10, "used"),
          row("Skills", 0, "used"),
          row("Tools", 99, "deferred"),
          row("Free", 170, "free"),
        ],
      }),
    ).toEqual({
      total_tokens: 30,
      max_tokens: 200,
      categories: [
        { name: "Messages", tokens: 20 },
        { name: "System prompt", tokens: 10 },
      ],
    });
  });
});

describe("two answers of one run", () => {
  it("are told as one", () => {
    const result = (cost: number) =>
      adaptResult(
        {
          session_id: "s",
          duration_ms: 10,
          num_turns: 1,
          is_error: false,
          total_cost_usd: cost,
          usage: { input_tokens: 5, output_tokens: 2 },
        } as unknown as SDKResultMessage,
        { model: "m", costBefore: cost - 1, costKnown: true },
      );
    const both = addResults(addResults(undefined, result(1)), result(2));
    expect(both).toMatchObject({
      duration_ms: 20,
      num_turns: 2,
      total_cost_usd: 2,
      usage: { input_tokens: 10, output_tokens: 4 },
    });
    expect(addResults({ ...result(1), total_cost_usd: null }, result(2)).total_cost_usd).toBeNull();
  });
});
