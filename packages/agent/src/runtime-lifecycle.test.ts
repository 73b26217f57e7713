import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Harness, openHarness } from "./testing/harness.ts";
import { afterwards, openScripted } from "./testing/open-scripted.ts";
import { agents } from "./testing/processes.ts";
import { type Answer, lastMessage, startScriptedModel } from "./testing/scripted-model.ts";
import type { ModelTarget } from "./types.ts";

const fine: Answer = [{ type: "text", text: "fine" }];
const say = (harness: Harness, conversationId: string) =>
  harness.say("hello", { conversationId, session: { id: randomUUID(), resume: false } });

describe("the agent's process", () => {
  it("may die in the middle of a turn: the run says so, and the next message works with all history", async () => {
    const { model, harness } = await openScripted((_body, count) =>
      count === 2 ? [{ type: "text", text: "slow ".repeat(100), paceMs: 50 }] : fine,
    );
    await harness.say("first");
    const outcome = await harness.say("second", {}, (event) => {
      if (event.type === "text_delta" && agents().length > 0)
        for (const { pid } of agents()) process.kill(pid, "SIGKILL");
    });
    expect(outcome).toMatchObject({
      status: "lost",
      error: expect.stringContaining("Send the message again"),
      sessionId: harness.sessionId,
    });
    expect(harness.events.filter((event) => event.type === "error")).toEqual([]);
    expect(await harness.say("third")).toMatchObject({ status: "completed" });
    const said = JSON.stringify(model.requests.at(-1)?.body.messages);
    for (const word of ["first", "second", "third"]) expect(said).toContain(word);
  });

  it("sleeps when it is idle and wakes with its history", async () => {
    const { model, harness } = await openScripted(() => fine, { idleMs: 400 });
    await harness.say("first");
    expect(agents()).toHaveLength(1);
    await expect.poll(() => agents().length, { timeout: 15_000 }).toBe(0);
    expect(await harness.say("second")).toMatchObject({ status: "completed" });
    expect(JSON.stringify(model.requests.at(-1)?.body.messages)).toContain("first");
  });

  it("ends with its conversation, and so does what was kept of it", async () => {
    const { harness } = await openScripted(() => fine);
    await harness.say("first");
    const state = join(harness.dir, "state", "projects", "project-1");
    const transcript = join(state, "config", "projects", "project", `${harness.sessionId}.jsonl`);
    expect(existsSync(transcript)).toBe(true);
    await harness.runtime.forget({
      projectId: "project-1",
      conversationId: "conversation-1",
      sessionIds: [harness.sessionId],
    });
    expect(agents()).toHaveLength(0);
    expect(existsSync(transcript)).toBe(false);
    await harness.runtime.forget({ projectId: "project-1" });
    expect(existsSync(state)).toBe(false);
  });

  it("makes room for another conversation when there are too many", async () => {
    const { harness } = await openScripted(() => fine, { maxSessions: 2 });
    for (const name of ["a", "b", "c"]) await say(harness, name);
    await expect.poll(() => agents().length, { timeout: 15_000 }).toBe(2);
  });

  it("can be started before the first message", async () => {
    const { model, harness } = await openScripted(() => fine, { spares: 0 });
    const who = {
      conversationId: "conversation-1",
      projectId: "project-1",
      projectDir: harness.projectDir,
      session: { id: harness.sessionId, resume: false },
      mode: "auto" as const,
    };
    harness.runtime.warm(who);
    harness.runtime.warm(who);
    await expect.poll(() => agents().length, { timeout: 15_000 }).toBe(1);
    expect(model.requests).toHaveLength(0);
    expect(await harness.say("hello")).toMatchObject({ status: "completed" });
    expect(agents()).toHaveLength(1);
    expect(harness.events.find((event) => event.type === "result")).toMatchObject({
      session_id: harness.sessionId,
    });
  });

  it("is gone after close, also when it was just starting or at work", async () => {
    const { harness } = await openScripted(() => [{ type: "text", text: "slow ".repeat(100), paceMs: 50 }]);
    const run = harness.say("go");
    harness.runtime.warm({
      conversationId: "other",
      projectId: "project-1",
      projectDir: harness.projectDir,
      session: { id: randomUUID(), resume: false },
      mode: "auto",
    });
    await expect.poll(() => harness.events.length, { timeout: 15_000 }).toBeGreaterThan(2);
    await harness.runtime.close();
    expect((await run).status).toBe("cancelled");
    await expect.poll(() => agents().length, { timeout: 15_000 }).toBe(0);
    await expect(harness.say("again")).rejects.toMatchObject({ code: "SHUTTING_DOWN" });
  });

  it("is replaced when another kind of model is chosen, and keeps its history", async () => {
    const model = await startScriptedModel(() => fine);
    afterwards(() => model.close());
    let target: ModelTarget = {
      kind: "practice",
      id: "practice-1",
      label: "practice",
      baseUrl: model.url,
      headers: async () => ({}),
    };
    const harness = await openHarness(target, { sandbox: "off", target: () => target });
    afterwards(() => harness.close());
    await harness.say("first");
    expect(model.requests[0]?.body.tools?.map((tool) => tool.name)).toContain("ToolSearch");
    target = { ...target, kind: "custom", id: "local-llm" };
    expect(await harness.say("second")).toMatchObject({ status: "completed" });
    const request = model.requests.at(-1)?.body;
    expect(request?.model).toBe("local-llm");
    expect(JSON.stringify(request?.messages)).toContain("first");
    expect(request?.messages.every((message) => message.role !== "system")).toBe(true);
    const tools = request?.tools?.map((tool) => tool.name) ?? [];
    expect(tools).toContain("mcp__databricks__deferred");
    expect(tools).not.toContain("ToolSearch");
    expect(harness.events.at(-1)).toMatchObject({ type: "result", model: "local-llm" });
  });
});

describe("what the agent has", () => {
  it("loads our skills, and only them", async () => {
    const { model, harness } = await openScripted((body) =>
      lastMessage(body).includes("tool_result")
        ? fine
        : [{ type: "tool_use", id: "toolu_1", name: "Skill", input: { skill: "lakehand:data-profiling" } }],
    );
    expect(await harness.say("profile it")).toMatchObject({ status: "completed" });
    const first = JSON.stringify(model.requests[0]?.body);
    expect(first).toContain("lakehand:medallion-tables");
    expect(first).not.toContain("plugin-authoring");
    const second = JSON.stringify(model.requests[1]?.body.messages);
    expect(second).toContain("Profiling a table");
    expect(harness.events.find((event) => event.type === "tool_result")).toMatchObject({ is_error: false });
  });

  it("finds a tool behind tool search and calls it", async () => {
    const { model, harness } = await openScripted((_body, count) => {
      if (count === 1)
        return [
          {
            type: "tool_use",
            id: "toolu_1",
            name: "ToolSearch",
            input: { query: "select:mcp__databricks__deferred", max_results: 3 },
          },
        ];
      if (count === 2)
        return [{ type: "tool_use", id: "toolu_2", name: "mcp__databricks__deferred", input: { n: 21 } }];
      return fine;
    });
    await harness.say("go");
    const loaded = (n: number) => model.requests[n]?.body.tools?.map((tool) => tool.name);
    expect(loaded(0)).toContain("mcp__databricks__echo");
    expect(loaded(0)).not.toContain("mcp__databricks__deferred");
    const results = harness.events.filter((event) => event.type === "tool_result");
    expect(results.map((event) => event.content)).toEqual(["Loaded mcp__databricks__deferred", "42"]);
  });

  it("keeps a task list, shown as its own event", async () => {
    const todos = [
      { content: "Look", status: "completed", activeForm: "Looking" },
      { content: "Build", status: "in_progress", activeForm: "Building" },
    ];
    const { harness } = await openScripted((body) =>
      lastMessage(body).includes("tool_result")
        ? fine
        : [{ type: "tool_use", id: "toolu_1", name: "TodoWrite", input: { todos } }],
    );
    await harness.say("go");
    expect(harness.events.find((event) => event.type === "tool_result")).toMatchObject({ is_error: false });
    expect(harness.events.find((event) => event.type === "todos")).toEqual({ type: "todos", todos });
  });

  it("asks with a first request of at most 30 KB for all the real tools", async () => {
    const { model, harness } = await openScripted(() => fine, {
      toolDefinitions: undefined,
      sandbox: "auto",
    });
    await harness.say("hello");
    expect(model.requests[0]?.bytes).toBeLessThanOrEqual(30_000);
  });

  it("takes a message of 1 MB", async () => {
    const { model, harness } = await openScripted(() => fine);
    expect(await harness.say("x ".repeat(500_000))).toMatchObject({ status: "completed" });
    expect(model.requests[0]?.bytes).toBeGreaterThan(1_000_000);
  });
});
