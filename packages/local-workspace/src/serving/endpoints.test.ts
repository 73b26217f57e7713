import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorkspaceApp } from "../index.ts";
import { caller } from "../testing/client.ts";
import { messagesServer, textMessage } from "../testing/messages-server.ts";
import { all, openOfficialClient } from "../testing/official-client.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { AGENT_BRICKS } from "./agent-bricks.ts";
import { askEndpoint } from "./ask-endpoint.ts";
import { EndpointStore } from "./endpoint-store.ts";

const API = "/api/2.0/serving-endpoints";
const CHAT = "databricks-claude-sonnet-4-5";
const GTE = "databricks-gte-large-en";
const config = { served_entities: [{ entity_name: `system.ai.${CHAT}`, name: "one" }] };
let official: Awaited<ReturnType<typeof openOfficialClient>>;
let call: ReturnType<typeof caller>;

beforeAll(async () => {
  official = await openOfficialClient();
  const { url, token } = official.workspace;
  call = caller({
    token,
    fetch: ((request: Request) => fetch(request.url.replace("http://127.0.0.1:8010", url), request)) as never,
  });
});
afterAll(() => official.close());

test("the official client makes, reads, changes, queries and deletes an endpoint", async () => {
  const { servingEndpoints: api } = official.client;
  const names = (await all(api.list())).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([CHAT, GTE, "databricks-claude-haiku-4-5"]));
  await api.create({
    name: "words",
    config: { name: "words", served_entities: [{ entity_name: "system.ai.gte_large_en_v1_5" }] },
    tags: [{ key: "team", value: "a" }],
  });
  const made = await api.get({ name: "words" });
  expect(made).toMatchObject({
    name: "words",
    task: "llm/v1/embeddings",
    state: { ready: "READY", config_update: "NOT_UPDATING" },
    config: {
      config_version: 1,
      served_entities: [{ state: { deployment: "DEPLOYMENT_READY" } }],
      traffic_config: { routes: [{ traffic_percentage: 100 }] },
    },
    permission_level: "CAN_MANAGE",
  });
  const vectors = await api.query({ name: "words", input: ["a red car", "the red cars", "quantum tax"] });
  const [car, cars, tax] = (vectors.data ?? []).map(({ embedding }) => embedding!);
  const cosine = (a: number[], b: number[]) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  expect(car).toHaveLength(1024);
  expect(cosine(car!, car!)).toBeCloseTo(1, 5);
  expect(cosine(car!, cars!)).toBeGreaterThan(cosine(car!, tax!) + 0.2);
  await api.updateConfig({
    name: "words",
    served_entities: [{ entity_name: "system.ai.bge_large_en_v1_5", name: "bge" }],
  });
  expect((await api.get({ name: "words" })).config).toMatchObject({
    config_version: 2,
    served_entities: [{ name: "bge" }],
  });
  expect(
    (await api.put({ name: "words", rate_limits: [{ calls: 5, renewal_period: "minute" }] })).rate_limits,
  ).toHaveLength(1);
  const gateway = {
    rate_limits: [{ calls: 5, renewal_period: "minute" as const }],
    usage_tracking_config: { enabled: true },
  };
  expect(await api.putAiGateway({ name: "words", ...gateway })).toMatchObject({
    usage_tracking_config: { enabled: true },
  });
  expect((await api.get({ name: "words" })).description).toContain("not enforced");
  expect((await api.logs({ name: "words", served_model_name: "bge" })).logs).toMatch(
    / 200 \d+ ms invocations/,
  );
  await api.delete({ name: "words" });
  await expect(api.get({ name: "words" })).rejects.toThrow("does not exist");
});

test("metrics and the OpenAPI document tell of an endpoint", async () => {
  await call("POST", `/serving-endpoints/${GTE}/invocations`, { input: "x" });
  await call("POST", `/serving-endpoints/${GTE}/invocations`, { input: 4 });
  const { text } = await call("GET", `${API}/${GTE}/metrics`);
  expect(text).toContain(`request_count_total{endpoint_name="${GTE}"} 2`);
  expect(text).toContain(`request_4xx_count_total{endpoint_name="${GTE}"} 1`);
  const { body } = await call("GET", `${API}/${CHAT}/openapi`);
  expect(body).toMatchObject({ openapi: "3.1.0", paths: { "/invocations": { post: {} } } });
  expect((await call("GET", `${API}/none/openapi`)).status).toBe(404);
  expect((await call("GET", `${API}/none/metrics`)).status).toBe(404);
});

test("tags and notifications change by PATCH", async () => {
  await call("POST", API, { name: "tagged", config, tags: [{ key: "a", value: "1" }] });
  const { body } = await call("PATCH", `${API}/tagged/tags`, {
    add_tags: [{ key: "b" }],
    delete_tags: ["a"],
  });
  expect(body).toEqual({ tags: [{ key: "b" }] });
  expect((await call("PATCH", `${API}/tagged/tags`, { delete_tags: ["zz"] })).status).toBe(400);
  const notes = { email_notifications: { on_update_failure: ["a@b.c"] } };
  expect((await call("PATCH", `${API}/tagged/notifications`, notes)).body).toEqual({
    name: "tagged",
    ...notes,
  });
  expect((await call("GET", `${API}/tagged`)).body).toMatchObject({ ...notes, tags: [{ key: "b" }] });
});

test("without a model chat endpoints say so, in their state and when asked", async () => {
  const { body } = await call("GET", `${API}/${CHAT}`);
  expect(body).toMatchObject({
    state: { ready: "NOT_READY" },
    config: { served_entities: [{ state: { deployment: "DEPLOYMENT_FAILED" } }] },
  });
  const messages = [{ role: "user", content: "Hi" }];
  for (const path of [
    `/serving-endpoints/${CHAT}/invocations`,
    "/serving-endpoints/chat/completions",
    "/serving-endpoints/anthropic/v1/messages",
    "/serving-endpoints/anthropic/v1/messages/count_tokens",
  ]) {
    const answer = await call("POST", path, { model: CHAT, messages, max_tokens: 4 });
    expect([answer.status, answer.body.error_code]).toEqual([400, "FEATURE_DISABLED"]);
    expect(answer.body.message).toContain("ANTHROPIC_API_KEY");
  }
});

test("embeddings in the OpenAI shape, as numbers and as base64", async () => {
  const path = "/serving-endpoints/embeddings";
  const numbers = (await call("POST", path, { model: GTE, input: "Zürich lake" })).body;
  expect(numbers).toMatchObject({
    object: "list",
    model: "lakehand-lexical-1024",
    usage: { prompt_tokens: 2 },
  });
  const packed = (await call("POST", path, { model: GTE, input: "Zürich lake", encoding_format: "base64" }))
    .body.data[0].embedding;
  const bytes = Buffer.from(packed, "base64");
  expect([...new Float32Array(bytes.buffer, bytes.byteOffset, 1024)]).toEqual(numbers.data[0].embedding);
  expect((await call("POST", path, { model: GTE, input: "x", dimensions: 10 })).status).toBe(400);
  expect((await call("POST", path, { model: GTE, input: [] })).status).toBe(400);
  expect((await call("POST", path, { model: CHAT, input: "x" })).status).toBe(400);
  expect(
    (
      await call("POST", "/serving-endpoints/chat/completions", {
        model: GTE,
        messages: [{ role: "user", content: "x" }],
      })
    ).status,
  ).toBe(400);
});

test.each([
  [
    "a custom model",
    { served_entities: [{ entity_name: "main.default.model", entity_version: "1" }] },
    501,
    "custom model",
  ],
  [
    "an external model",
    { served_entities: [{ external_model: { name: "gpt", provider: "openai", task: "llm/v1/chat" } }] },
    501,
    "external model",
  ],
  ["an inference table", { ...config, auto_capture_config: { enabled: true } }, 501, "inference table"],
  ["nothing", {}, 400, "served_entities"],
  [
    "two of one name",
    { served_entities: [config.served_entities[0], config.served_entities[0]] },
    400,
    "same name",
  ],
  [
    "two without routes",
    { served_entities: [config.served_entities[0], { ...config.served_entities[0], name: "two" }] },
    400,
    "traffic_config",
  ],
  ["two tasks", { served_entities: [config.served_entities[0], { entity_name: GTE }] }, 400, "one task"],
  [
    "routes to nowhere",
    { ...config, traffic_config: { routes: [{ served_entity_name: "x", traffic_percentage: 100 }] } },
    400,
    "no served entity 'x'",
  ],
  [
    "routes of 90 %",
    { ...config, traffic_config: { routes: [{ served_model_name: "one", traffic_percentage: 90 }] } },
    400,
    "100",
  ],
])("an endpoint of %s is refused", async (_, bad, status, word) => {
  const answer = await call("POST", API, { name: "refused", config: bad });
  expect(answer.status).toBe(status);
  expect(answer.body.message).toContain(word);
  expect((await call("GET", `${API}/refused`)).status).toBe(404);
});

test("what is not served here is refused by name", async () => {
  await call("POST", API, { name: "plain", config });
  const refusals: [string, string, unknown?][] = [
    ["POST", `${API}/pt`, { name: "x" }],
    ["PUT", `${API}/pt/x/config`, {}],
    ["POST", API, { name: "fast", config, route_optimized: true }],
    ["PUT", `${API}/plain/ai-gateway`, { guardrails: {} }],
    ["GET", `${API}/plain/served-models/one/build-logs`],
    ["POST", "/api/2.0/external-function", {}],
  ];
  for (const { prefix, endpoints } of AGENT_BRICKS)
    for (const endpoint of [...endpoints, "GET /x/y/z"]) {
      const [method, pattern] = endpoint.split(" ") as [string, string];
      refusals.push([method, `${prefix}${pattern.replace(/:\w+/g, "x")}`, method === "GET" ? undefined : {}]);
    }
  for (const [method, path, body] of refusals) {
    const answer = await call(method, path, body);
    expect([path, answer.status, answer.body.error_code]).toEqual([path, 501, "NOT_IMPLEMENTED"]);
  }
});

test("names are taken once, built-in endpoints stay, and what does not exist is said so", async () => {
  expect((await call("POST", API, { name: CHAT, config })).body.error_code).toBe("RESOURCE_ALREADY_EXISTS");
  expect((await call("POST", API, { name: "-bad", config })).status).toBe(400);
  expect((await call("DELETE", `${API}/${CHAT}`)).status).toBe(403);
  expect((await call("PUT", `${API}/${CHAT}/config`, config)).status).toBe(403);
  expect((await call("DELETE", `${API}/none`)).status).toBe(404);
  expect((await call("GET", `${API}/${CHAT}/served-models/none/logs`)).status).toBe(404);
});

test("the pages show the endpoints", async () => {
  const list = await call("GET", "/ml/endpoints");
  expect(list.text).toContain(`href="/ml/endpoints/${CHAT}"`);
  expect(list.text).toContain("No language model is set");
  await call("POST", API, {
    name: "shown",
    config,
    description: "<b>",
    rate_limits: [{ calls: 1, renewal_period: "minute" }],
  });
  const one = await call("GET", "/ml/endpoints/shown");
  expect(one.text).toContain("&lt;b&gt;");
  expect(one.text).toContain("not enforced");
  expect((await call("GET", "/ml/endpoints/none", undefined, { accept: "text/html" })).status).toBe(404);
});

test("endpoints outlive the workspace's process", async () => {
  const { dir, remove } = await temporaryDir();
  for (const round of [1, 2]) {
    const workspace = await createWorkspaceApp({ dir });
    const send = caller(workspace);
    if (round === 1) await send("POST", API, { name: "kept", config });
    else expect((await send("GET", `${API}/kept`)).body.config.served_entities[0].name).toBe("one");
    await workspace.close();
  }
  await remove();
});

test("a prompt to an endpoint gives the model's words", async () => {
  const { dir, remove } = await temporaryDir();
  const server = await messagesServer(() => ({ json: textMessage("Paris") }));
  const endpoints = EndpointStore.in(dir);
  const parts = { endpoints, model: () => server.model };
  expect(await askEndpoint(parts, CHAT, "Capital of France?")).toBe("Paris");
  await expect(askEndpoint(parts, "none", "x")).rejects.toThrow("does not exist");
  await expect(askEndpoint(parts, GTE, "x")).rejects.toThrow("embeddings");
  await expect(askEndpoint({ endpoints, model: () => undefined }, CHAT, "x")).rejects.toThrow(
    "No language model",
  );
  await server.close();
  await expect(askEndpoint(parts, CHAT, "x")).rejects.toThrow("cannot be reached");
  endpoints.close();
  await remove();
});
