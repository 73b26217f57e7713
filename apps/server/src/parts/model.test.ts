import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../config/config.ts";
import { findLocalModels } from "./local-models.ts";
import { type ModelPartOptions, modelPart, targetFromEnvironment } from "./model.ts";

const options = (env: NodeJS.ProcessEnv, realWorkspace = false): ModelPartOptions => ({
  env: readConfig({ LAKEHAND_LOCAL_MODELS: "off", ...env }, "/").env,
  practiceUrl: "http://127.0.0.1:1",
  practiceModelId: "practice-model",
  workspaceAuth: { host: "https://w.example", headers: async () => ({ authorization: "Bearer w" }) },
  realWorkspace,
});

describe("targetFromEnvironment", () => {
  it("is the practice model when nothing is set", () => {
    expect(targetFromEnvironment(options({}))).toMatchObject({ kind: "practice", id: "practice-model" });
  });
  it("uses a key with the vendor's address", async () => {
    const target = targetFromEnvironment(options({ ANTHROPIC_API_KEY: "k", ANTHROPIC_MODEL: "m" }));
    expect(target).toMatchObject({ kind: "anthropic", id: "m", baseUrl: "https://api.anthropic.com" });
    expect(await target.headers()).toEqual({ "x-api-key": "k" });
  });
  it("refuses an address with a password in it, which would be shown", () => {
    expect(() => targetFromEnvironment(options({ ANTHROPIC_BASE_URL: "http://me:word@127.0.0.1" }))).toThrow(
      /without a user name or password/,
    );
  });
  it("uses any Messages API server, with or without a token", async () => {
    const target = targetFromEnvironment(
      options({
        ANTHROPIC_BASE_URL: "http://127.0.0.1:11434/",
        ANTHROPIC_MODEL: "qwen3",
        ANTHROPIC_AUTH_TOKEN: "t",
      }),
    );
    expect(target).toMatchObject({
      kind: "custom",
      baseUrl: "http://127.0.0.1:11434",
      label: "qwen3 at 127.0.0.1:11434",
    });
    expect(await target.headers()).toEqual({ authorization: "Bearer t" });
  });
  it("uses the workspace's serving endpoint with its credentials", async () => {
    const target = targetFromEnvironment(options({ LLM_PROVIDER: "databricks" }, true));
    expect(target.baseUrl).toBe("https://w.example/serving-endpoints/anthropic");
    expect(await target.headers()).toEqual({ authorization: "Bearer w" });
  });
  it.each([
    [{ LLM_PROVIDER: "databricks" }, /needs a workspace/],
    [{ LLM_PROVIDER: "openai" }, /not known/],
    [{ ANTHROPIC_BASE_URL: "nowhere" }, /not an address/],
  ])("refuses %j with a sentence", (env, message) => {
    expect(() => targetFromEnvironment(options(env))).toThrow(message);
  });
});

describe("local model servers and health", () => {
  let server: Server;
  let url: string;
  let status = 200;
  beforeAll(async () => {
    server = createServer((_request, response) =>
      response.writeHead(status).end('{"data":[{"id":"qwen3"}]}'),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
  });

  it("finds a server that answers and leaves out one that does not", async () => {
    const found = await findLocalModels([
      { name: "A", base_url: url },
      { name: "B", base_url: "http://127.0.0.1:9" },
    ]);
    expect(found).toEqual([{ name: "A", base_url: url, models: ["qwen3"] }]);
  });

  it("takes no address that was not found here", async () => {
    const part = modelPart(options({}));
    await expect(
      part.choose({ kind: "local", base_url: "http://169.254.169.254", model: "x" }),
    ).rejects.toMatchObject({ code: "MODEL_NOT_FOUND" });
    expect(part.describe().kind).toBe("practice");
  });

  it("tells a wrong key from a dead address", async () => {
    status = 401;
    const rejected = await modelPart(options({ ANTHROPIC_API_KEY: "bad", ANTHROPIC_BASE_URL: url })).health();
    expect(rejected).toMatchObject({ ok: false, message: "The model endpoint rejected the key." });
    const dead = await modelPart(options({ ANTHROPIC_BASE_URL: "http://127.0.0.1:9" })).health();
    expect(dead).toMatchObject({ ok: false, message: "The model endpoint at 127.0.0.1:9 does not answer." });
    status = 200;
    expect(await modelPart(options({ ANTHROPIC_BASE_URL: url })).health()).toMatchObject({ ok: true });
  });
});
