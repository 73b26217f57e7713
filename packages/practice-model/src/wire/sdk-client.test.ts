import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PRACTICE_MODEL_ID, startPracticeModel } from "../index.ts";
import type { RunningPracticeModel } from "../types.ts";

let model: RunningPracticeModel;
let client: Anthropic;

beforeAll(async () => {
  model = await startPracticeModel({ paceMs: 0, token: "secret" });
  client = new Anthropic({ baseURL: model.url, apiKey: "secret", maxRetries: 0 });
});
afterAll(() => model.close());

const tools: Anthropic.Tool[] = [{ name: "mcp__databricks__execute_sql", input_schema: { type: "object" } }];
const ask = (
  content: string,
  extra: Partial<Anthropic.MessageCreateParamsNonStreaming> = {},
): Anthropic.MessageCreateParamsNonStreaming => ({
  model: PRACTICE_MODEL_ID,
  max_tokens: 1024,
  tools,
  messages: [{ role: "user", content }],
  ...extra,
});

describe("the official client on the practice model", () => {
  it("reads a stream of text and a tool call, event by event", async () => {
    const events: string[] = [];
    const stream = client.messages.stream(ask("SELECT 'ä|ö' AS x"));
    stream.on("streamEvent", (event) => events.push(event.type));
    const message = await stream.finalMessage();
    expect(message.stop_reason).toBe("tool_use");
    expect(message.content.map((block) => block.type)).toEqual(["text", "tool_use"]);
    expect(message.content[1]).toMatchObject({
      name: "mcp__databricks__execute_sql",
      input: { sql_query: "SELECT 'ä|ö' AS x" },
    });
    expect(message.usage.input_tokens).toBeGreaterThan(0);
    expect(message.usage.output_tokens).toBeGreaterThan(10);
    expect(events[0]).toBe("message_start");
    expect(events.slice(-2)).toEqual(["message_delta", "message_stop"]);
    expect(events.filter((type) => type === "content_block_start")).toHaveLength(2);
    expect(events.filter((type) => type === "content_block_stop")).toHaveLength(2);
  });

  it("sends thinking with a signature to those who ask for it only", async () => {
    const script = `[[practice: script=${JSON.stringify([[{ thinking: "Let me see." }, "Done."]])}]]`;
    const thinking = await client.messages
      .stream(ask(script, { thinking: { type: "enabled", budget_tokens: 1024 }, max_tokens: 2048 }))
      .finalMessage();
    expect(thinking.content[0]).toMatchObject({
      type: "thinking",
      thinking: "Let me see.",
      signature: expect.stringMatching(/./),
    });
    const plain = await client.messages.create(ask(script));
    expect(plain.content).toEqual([{ type: "text", text: "Done." }]);
  });

  it("answers without a stream the same", async () => {
    const message = await client.messages.create(ask("hello"));
    expect(message.stop_reason).toBe("end_turn");
    expect(message.content[0]).toMatchObject({
      type: "text",
      text: expect.stringContaining("practice model"),
    });
  });

  it("counts tokens and lists its one model", async () => {
    const { messages, tools: offered } = ask("hello");
    const counted = await client.messages.countTokens({
      model: PRACTICE_MODEL_ID,
      messages,
      tools: offered!,
    });
    expect(counted.input_tokens).toBeGreaterThan(10);
    expect((await client.models.list()).data.map((one) => one.id)).toEqual([PRACTICE_MODEL_ID]);
    await expect(client.models.retrieve("other")).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  });

  it("gives errors the client knows: wrong token, bad body, unknown path", async () => {
    const stranger = new Anthropic({ baseURL: model.url, apiKey: "wrong", maxRetries: 0 });
    await expect(stranger.messages.create(ask("hello"))).rejects.toBeInstanceOf(
      Anthropic.AuthenticationError,
    );
    await expect(client.messages.create(ask("hello", { messages: [] }))).rejects.toMatchObject({
      status: 400,
      error: {
        type: "error",
        error: { type: "invalid_request_error", message: expect.stringContaining("messages") },
      },
    });
    await expect(client.get("/v1/none")).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  });

  it("misbehaves as often as it is told, then behaves", async () => {
    const text = "[[practice: status=429 retry-after=1 times=2]] SELECT 1";
    for (let time = 0; time < 2; time++) {
      const error: unknown = await client.messages.create(ask(text)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Anthropic.RateLimitError);
      expect((error as InstanceType<typeof Anthropic.RateLimitError>).headers?.get("retry-after")).toBe("1");
    }
    expect((await client.messages.create(ask(text))).stop_reason).toBe("tool_use");
    await expect(client.messages.create(ask("[[practice: 529]] hi"))).rejects.toMatchObject({
      status: 529,
      error: { error: { type: "overloaded_error" } },
    });
    await expect(client.messages.create(ask("[[practice: 401]] hi"))).rejects.toBeInstanceOf(
      Anthropic.AuthenticationError,
    );
    await expect(
      client.messages.stream(ask("[[practice: cut-stream]] SELECT 1")).finalMessage(),
    ).rejects.toThrow();
  });

  it("streams slowly when told, and stops when the reader leaves", async () => {
    const started = performance.now();
    const stream = client.messages.stream(ask("[[practice: slow=400]] hello"));
    await new Promise<void>((resolve) => stream.once("text", () => resolve()));
    expect(performance.now() - started).toBeGreaterThan(350);
    stream.abort();
    await expect(stream.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
  });

  it("takes faults from its options too", async () => {
    const faulty = await startPracticeModel({
      paceMs: 0,
      faults: [{ status: 500 }, { status: 529, times: 2 }],
    });
    const other = new Anthropic({ baseURL: faulty.url, apiKey: "any", maxRetries: 0 });
    const statuses: unknown[] = [];
    for (let time = 0; time < 4; time++)
      statuses.push(
        await other.messages.create(ask("hello")).then(
          () => 200,
          (error: { status?: number }) => error.status,
        ),
      );
    await faulty.close();
    expect(statuses).toEqual([500, 529, 529, 200]);
  });
});
