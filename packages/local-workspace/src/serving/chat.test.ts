import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createWorkspaceApp } from "../index.ts";
import { caller } from "../testing/client.ts";
import { messagesServer, type ScriptedAnswer, textMessage } from "../testing/messages-server.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";

const NAME = "databricks-claude-sonnet-4-5";
const CHAT = `/serving-endpoints/${NAME}/invocations`;
let next: ScriptedAnswer;
let folder: Awaited<ReturnType<typeof temporaryDir>>;
let server: Awaited<ReturnType<typeof messagesServer>>;
let workspace: Awaited<ReturnType<typeof createWorkspaceApp>>;
let call: ReturnType<typeof caller>;

beforeAll(async () => {
  folder = await temporaryDir();
  server = await messagesServer(() => next);
  workspace = await createWorkspaceApp({ dir: folder.dir, model: server.model });
  call = caller(workspace);
});
afterAll(async () => {
  await workspace.close();
  await server.close();
  await folder.remove();
});
beforeEach(() => {
  next = { json: textMessage("Four.") };
  server.sent.length = 0;
});

const user = (content: unknown) => ({ messages: [{ role: "user", content }] });
const lastSent = () => server.sent.at(-1)!;

/** The data of each event of a streamed answer; `[DONE]` as it is. */
const chunksOf = (text: string) =>
  text
    .trim()
    .split("\n\n")
    .map((event) => event.replace(/^data: /, ""))
    .map((data) => (data === "[DONE]" ? data : JSON.parse(data)));

test("a chat completion is asked of the configured model and told in the OpenAI shape", async () => {
  const answer = await call("POST", CHAT, {
    messages: [
      { role: "system", content: "Be short." },
      { role: "user", content: "2+2?" },
    ],
    max_tokens: 50,
    temperature: 0.2,
    stop: "END",
  });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({
    id: "msg_1",
    object: "chat.completion",
    model: "loopback-model",
    choices: [{ index: 0, message: { role: "assistant", content: "Four." }, finish_reason: "stop" }],
    usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
  });
  expect(lastSent()).toMatchObject({
    url: "/v1/messages",
    headers: { "x-api-key": "loopback-key", "anthropic-version": "2023-06-01" },
  });
  expect(lastSent().headers.authorization).toBeUndefined();
  expect(lastSent().body).toEqual({
    model: "loopback-model",
    max_tokens: 50,
    temperature: 0.2,
    stop_sequences: ["END"],
    system: [{ type: "text", text: "Be short." }],
    messages: [{ role: "user", content: [{ type: "text", text: "2+2?" }] }],
  });
});

test("several turns with images, tool calls and their results keep their order and meaning", async () => {
  await call("POST", "/serving-endpoints/chat/completions", {
    model: NAME,
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "Weather here?" },
          { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } },
        ],
      },
      {
        role: "assistant",
        content: null,
        tool_calls: [
          { id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Bern"}' } },
          { id: "c2", type: "function", function: { name: "weather", arguments: "" } },
        ],
      },
      { role: "tool", tool_call_id: "c1", content: "sunny" },
      { role: "tool", tool_call_id: "c2", content: "" },
      { role: "user", content: [{ type: "image_url", image_url: { url: "https://example.org/a.png" } }] },
    ],
    tools: [
      {
        type: "function",
        function: {
          name: "weather",
          description: "Weather of a city",
          parameters: { type: "object", properties: { city: { type: "string" } } },
        },
      },
    ],
    tool_choice: "required",
    parallel_tool_calls: false,
  });
  expect(lastSent().body).toMatchObject({
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "Weather here?" },
          { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
        ],
      },
      {
        role: "assistant",
        content: [
          { type: "tool_use", id: "c1", name: "weather", input: { city: "Bern" } },
          { type: "tool_use", id: "c2", name: "weather", input: {} },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "c1", content: [{ type: "text", text: "sunny" }] },
          { type: "tool_result", tool_use_id: "c2", content: [] },
          { type: "image", source: { type: "url", url: "https://example.org/a.png" } },
        ],
      },
    ],
    tools: [
      {
        name: "weather",
        description: "Weather of a city",
        input_schema: { type: "object", properties: { city: { type: "string" } } },
      },
    ],
    tool_choice: { type: "any", disable_parallel_tool_use: true },
  });
});

test.each([
  ["auto", { type: "auto" }],
  ["none", { type: "none" }],
  [
    { type: "function", function: { name: "f" } },
    { type: "tool", name: "f" },
  ],
])("tool_choice %j", async (given, sent) => {
  await call("POST", CHAT, {
    ...user("x"),
    tools: [{ type: "function", function: { name: "f" } }],
    tool_choice: given,
  });
  expect(lastSent().body.tool_choice).toEqual(sent);
});

test("tool calls come back with their arguments as text", async () => {
  next = {
    json: textMessage("", {
      content: [
        { type: "text", text: "Let me look." },
        { type: "tool_use", id: "t1", name: "f", input: { a: [1, "x"] } },
      ],
      stop_reason: "tool_use",
    }),
  };
  const { body } = await call("POST", CHAT, user("x"));
  expect(body.choices[0]).toEqual({
    index: 0,
    message: {
      role: "assistant",
      content: "Let me look.",
      tool_calls: [{ id: "t1", type: "function", function: { name: "f", arguments: '{"a":[1,"x"]}' } }],
    },
    finish_reason: "tool_calls",
  });
});

test.each([
  ["max_tokens", "length"],
  ["stop_sequence", "stop"],
  ["refusal", "content_filter"],
])("stop reason %s is finish reason %s", async (reason, finish) => {
  next = { json: textMessage("…", { stop_reason: reason }) };
  expect((await call("POST", CHAT, user("x"))).body.choices[0].finish_reason).toBe(finish);
});

test("tokens read from a cache count as prompt", async () => {
  next = {
    json: textMessage("x", {
      usage: {
        input_tokens: 1,
        output_tokens: 2,
        cache_read_input_tokens: 10,
        cache_creation_input_tokens: 5,
      },
    }),
  };
  expect((await call("POST", CHAT, user("x"))).body.usage).toEqual({
    prompt_tokens: 16,
    completion_tokens: 2,
    total_tokens: 18,
    prompt_tokens_details: { cached_tokens: 10 },
  });
});

test("thoughts come in Databricks' shape and can be sent back", async () => {
  next = {
    json: textMessage("", {
      content: [
        { type: "thinking", thinking: "Hm.", signature: "sig" },
        { type: "text", text: "Four." },
      ],
    }),
  };
  const thinking = { type: "enabled", budget_tokens: 1024 };
  const { body } = await call("POST", CHAT, { ...user("2+2?"), thinking });
  expect(lastSent().body.thinking).toEqual(thinking);
  const { message } = body.choices[0];
  expect(message.content).toEqual([
    { type: "reasoning", summary: [{ type: "summary_text", text: "Hm.", signature: "sig" }] },
    { type: "text", text: "Four." },
  ]);
  await call("POST", CHAT, {
    messages: [{ role: "user", content: "2+2?" }, message, { role: "user", content: "Sure?" }],
  });
  expect(lastSent().body.messages[1].content).toEqual([
    { type: "thinking", thinking: "Hm.", signature: "sig" },
    { type: "text", text: "Four." },
  ]);
});

test("a JSON schema is answered as the content", async () => {
  next = {
    json: textMessage("", {
      content: [{ type: "tool_use", id: "t", name: "answer_in_json", input: { sum: 4 } }],
      stop_reason: "tool_use",
    }),
  };
  const schema = { type: "object", properties: { sum: { type: "integer" } } };
  const { body } = await call("POST", CHAT, {
    ...user("2+2?"),
    response_format: { type: "json_schema", json_schema: { name: "s", schema } },
  });
  expect(lastSent().body).toMatchObject({
    tools: [{ input_schema: schema }],
    tool_choice: { type: "tool", name: "answer_in_json" },
  });
  expect(body.choices[0]).toEqual({
    index: 0,
    message: { role: "assistant", content: '{"sum":4}' },
    finish_reason: "stop",
  });
});

const started = {
  type: "message_start",
  message: { id: "msg_2", model: "loopback-model", usage: { input_tokens: 4, output_tokens: 1 } },
};
const stopped = [
  { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { output_tokens: 9 } },
  { type: "message_stop" },
];

test("a streamed answer comes as chunks, tool calls in pieces, usage when asked for", async () => {
  next = {
    events: [
      started,
      { type: "ping" },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Grüezi 👋" } },
      { type: "content_block_stop", index: 0 },
      {
        type: "content_block_start",
        index: 1,
        content_block: { type: "tool_use", id: "t1", name: "f", input: {} },
      },
      { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: '{"a"' } },
      { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: ":1}" } },
      {
        type: "content_block_start",
        index: 2,
        content_block: { type: "tool_use", id: "t2", name: "g", input: {} },
      },
      { type: "something_new", index: 3 },
      ...stopped,
    ],
  };
  const answer = await call("POST", CHAT, {
    ...user("x"),
    stream: true,
    stream_options: { include_usage: true },
  });
  expect(lastSent().body.stream).toBe(true);
  expect(answer.headers.get("content-type")).toContain("text/event-stream");
  const chunks = chunksOf(answer.text);
  expect(chunks.at(-1)).toBe("[DONE]");
  expect(chunks.at(-2)).toMatchObject({
    id: "msg_2",
    object: "chat.completion.chunk",
    choices: [],
    usage: { prompt_tokens: 4, completion_tokens: 9, total_tokens: 13 },
  });
  const deltas = chunks.slice(0, -2).map(({ choices: [{ delta, finish_reason }] }) => [delta, finish_reason]);
  expect(deltas).toEqual([
    [{ role: "assistant", content: "" }, null],
    [{ content: "Grüezi 👋" }, null],
    [
      { tool_calls: [{ index: 0, id: "t1", type: "function", function: { name: "f", arguments: "" } }] },
      null,
    ],
    [{ tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] }, null],
    [{ tool_calls: [{ index: 0, function: { arguments: ":1}" } }] }, null],
    [
      { tool_calls: [{ index: 1, id: "t2", type: "function", function: { name: "g", arguments: "" } }] },
      null,
    ],
    [{}, "tool_calls"],
  ]);
});

test("without include_usage no chunk has an empty list of choices", async () => {
  next = { events: [started, ...stopped] };
  const chunks = chunksOf((await call("POST", CHAT, { ...user("x"), stream: true })).text);
  expect(chunks.at(-1)).toBe("[DONE]");
  expect(chunks.slice(0, -1).every(({ choices }) => choices.length === 1)).toBe(true);
});

test.each([
  [
    "an error event",
    { events: [started, { type: "error", error: { type: "overloaded_error", message: "Too busy." } }] },
    "Too busy.",
  ],
  ["a connection that breaks", { events: [started], breakOff: true }, ""],
  ["an end in the middle", { events: [started] }, "broke off"],
])("%s in a stream is told and is not called done", async (_, answer, message) => {
  next = answer;
  const chunks = chunksOf((await call("POST", CHAT, { ...user("x"), stream: true })).text);
  expect(chunks.at(-1).error.message).toContain(message);
  expect(chunks).not.toContain("[DONE]");
});

test.each([
  [400, 400, "BAD_REQUEST"],
  [401, 403, "PERMISSION_DENIED"],
  [429, 429, "REQUEST_LIMIT_EXCEEDED"],
  [529, 503, "TEMPORARILY_UNAVAILABLE"],
])("the model's %d is a %d, streamed or not", async (theirs, ours, code) => {
  next = { status: theirs, json: { type: "error", error: { type: "x", message: "What it says." } } };
  for (const stream of [false, true]) {
    const answer = await call("POST", CHAT, { ...user("x"), stream });
    expect(answer.status).toBe(ours);
    expect(answer.body.error_code).toBe(code);
    expect(answer.body.message).toContain("What it says.");
  }
});

test("an answer that is none of the Messages API is told as such", async () => {
  next = { json: { hello: "world" } };
  expect((await call("POST", CHAT, user("x"))).status).toBe(503);
});

test.each([
  ["no messages", { messages: [] }, "messages"],
  ["only a system message", { messages: [{ role: "system", content: "x" }] }, "no message of the user"],
  ["a wrong role", { messages: [{ role: "robot", content: "x" }] }, "role"],
  ["two answers", { ...user("x"), n: 2 }, "'n'"],
  ["a temperature the model does not know", { ...user("x"), temperature: 1.5 }, "temperature"],
  ["an unknown setting", { ...user("x"), seed: 4 }, "seed"],
  [
    "arguments that are no JSON",
    { messages: [{ role: "assistant", tool_calls: [{ id: "c", function: { name: "f", arguments: "{" } }] }] },
    "JSON",
  ],
  ["a tool result of nothing", { messages: [{ role: "tool", content: "x" }] }, "tool_call_id"],
  ["audio", user([{ type: "input_audio", input_audio: {} }]), "input_audio"],
  [
    "an image of a strange address",
    user([{ type: "image_url", image_url: { url: "file:///etc/passwd" } }]),
    "image",
  ],
  ["an image without address", user([{ type: "image_url" }]), "image_url.url"],
  ["JSON without a schema", { ...user("x"), response_format: { type: "json_object" } }, "json_schema"],
  [
    "a schema and tools",
    {
      ...user("x"),
      response_format: { type: "json_schema", json_schema: { schema: {} } },
      tools: [{ type: "function", function: { name: "f" } }],
    },
    "tools",
  ],
  ["a dataframe", { dataframe_records: [{ a: 1 }] }, "messages"],
])("%s is refused before the model is asked", async (_, body, word) => {
  const answer = await call("POST", CHAT, body);
  expect(answer.status).toBe(400);
  expect(answer.body.message).toContain(word);
  expect(server.sent).toEqual([]);
});

test("what is not JSON, has no name or names no endpoint is refused", async () => {
  expect((await call("POST", CHAT, "{")).body.error_code).toBe("MALFORMED_REQUEST");
  expect((await call("POST", "/serving-endpoints/chat/completions", user("x"))).status).toBe(400);
  expect(
    (await call("POST", "/serving-endpoints/chat/completions", { ...user("x"), model: "gpt-4" })).status,
  ).toBe(404);
  expect((await call("POST", "/serving-endpoints/none/invocations", user("x"))).status).toBe(404);
  expect((await call("POST", CHAT, user("x"), { authorization: "Bearer wrong" })).status).toBe(401);
  for (const path of ["responses", "completions"])
    expect((await call("POST", `/serving-endpoints/${path}`, { model: NAME })).status).toBe(501);
});

test("the Messages API passes through: body, versions, errors and streams", async () => {
  const path = "/serving-endpoints/anthropic/v1/messages";
  const body = {
    model: NAME,
    max_tokens: 5,
    messages: [{ role: "user", content: "Hi" }],
    some_new_field: { a: 1 },
  };
  const versions = { "anthropic-version": "2023-06-02", "anthropic-beta": "b1" };
  const whole = await call("POST", `${path}?beta=true`, body, versions);
  expect(whole.body).toEqual(next.json);
  expect(lastSent()).toMatchObject({
    url: "/v1/messages?beta=true",
    headers: versions,
    body: { ...body, model: "loopback-model" },
  });
  await call("POST", path, body, { ...versions, "x-databricks-disable-beta-headers": "true" });
  expect(lastSent().headers["anthropic-beta"]).toBeUndefined();
  next = { events: [started, ...stopped] };
  const streamed = await call("POST", path, { ...body, stream: true });
  expect(streamed.text).toBe(
    next.events!.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(""),
  );
  next = {
    status: 529,
    json: { type: "error", error: { type: "overloaded_error", message: "Busy" } },
    headers: { "retry-after": "3" },
  };
  const busy = await call("POST", path, body);
  expect([busy.status, busy.headers.get("retry-after"), busy.body]).toEqual([529, "3", next.json]);
  next = { json: { input_tokens: 12 } };
  expect((await call("POST", `${path}/count_tokens`, body)).body).toEqual({ input_tokens: 12 });
  expect(lastSent().url).toBe("/v1/messages/count_tokens");
  expect((await call("POST", path, { ...body, model: "databricks-gte-large-en" })).status).toBe(400);
  expect((await call("POST", path, { ...body, model: "claude-sonnet-4-5" })).status).toBe(404);
});

test("its models are the chat endpoints", async () => {
  const { body } = await call("GET", "/serving-endpoints/anthropic/v1/models");
  expect(body.data.map(({ id }: { id: string }) => id)).toContain(NAME);
  expect(body.data.map(({ id }: { id: string }) => id)).not.toContain("databricks-gte-large-en");
  expect((await call("GET", `/serving-endpoints/anthropic/v1/models/${NAME}`)).body).toMatchObject({
    id: NAME,
    type: "model",
  });
  expect((await call("GET", "/serving-endpoints/anthropic/v1/models/none")).status).toBe(404);
});
