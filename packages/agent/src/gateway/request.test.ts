import { describe, expect, it } from "vitest";
import type { ModelTarget } from "../types.ts";
import { upstreamBody } from "./request.ts";

const target = (kind: ModelTarget["kind"]): ModelTarget => ({
  kind,
  id: "claude-x",
  label: "x",
  baseUrl: "http://127.0.0.1:9",
  headers: async () => ({}),
});
const signature = Buffer.from("practice-model").toString("base64");
const conversation = JSON.stringify({
  messages: [
    { role: "user", content: "hi" },
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "…", signature },
        { type: "text", text: "a" },
      ],
    },
    { role: "assistant", content: [{ type: "thinking", thinking: "…", signature }] },
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "own", signature: "real" },
        { type: "text", text: "b" },
      ],
    },
  ],
});
const messages = (kind: ModelTarget["kind"]) =>
  (JSON.parse(upstreamBody(conversation, target(kind)).body) as { messages: { content: unknown }[] })
    .messages;

describe("upstreamBody", () => {
  it("keeps the practice model's thinking for the practice model", () => {
    expect(messages("practice")).toHaveLength(4);
  });

  it.each(["anthropic", "databricks", "custom"] as const)("takes it out for %s, and only it", (kind) => {
    expect(messages(kind).map((message) => message.content)).toEqual([
      "hi",
      [{ type: "text", text: "a" }],
      [
        { type: "thinking", thinking: "own", signature: "real" },
        { type: "text", text: "b" },
      ],
    ]);
  });

  it("says the target's model", () => {
    expect(JSON.parse(upstreamBody('{"model":"m"}', target("anthropic")).body)).toEqual({
      model: "claude-x",
    });
  });
});
