import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Harness, openHarness } from "./testing/harness.ts";
import { MemoryTranscripts } from "./testing/memory-transcripts.ts";
import { afterwards } from "./testing/open-scripted.ts";
import { agents } from "./testing/processes.ts";
import { type Answer, startScriptedModel } from "./testing/scripted-model.ts";
import { whatWasSaid } from "./testing/what-was-said.ts";
import type { ModelTarget } from "./types.ts";

const fine: Answer = [{ type: "text", text: "fine" }];

async function open(options: Parameters<typeof openHarness>[1] = {}, script: () => Answer = () => fine) {
  const model = await startScriptedModel(script);
  afterwards(() => model.close());
  let target: ModelTarget = {
    kind: "practice",
    id: "practice-1",
    label: "practice",
    baseUrl: model.url,
    headers: async () => ({}),
  };
  const harness = await openHarness(target, { sandbox: "off", target: () => target, ...options });
  afterwards(() => harness.close());
  const use = (change: Partial<ModelTarget>) => {
    target = { ...target, ...change };
  };
  return { model, harness, use, said: () => whatWasSaid(model.requests.at(-1)?.body) };
}

const fresh = () => ({ conversationId: randomUUID(), session: { id: randomUUID(), resume: false } });
const prepare = (harness: Harness) =>
  harness.runtime.prepare({ projectId: "project-1", projectDir: harness.projectDir });
const counts = (harness: Harness) => {
  const { sessions, busy, spares } = harness.runtime.pool();
  return { sessions, busy, spares };
};
const until = (harness: Harness, what: Partial<ReturnType<typeof counts>>) =>
  expect.poll(() => counts(harness), { timeout: 20_000 }).toMatchObject(what);

describe("a spare", () => {
  it("is taken by the first conversation without history, and replaced", async () => {
    const { harness, said } = await open({ transcripts: new MemoryTranscripts() });
    prepare(harness);
    prepare(harness);
    await until(harness, { sessions: 0, spares: 1 });
    const [spare] = agents();
    const who = fresh();
    const outcome = await harness.say("first", who);
    expect(agents()).toContainEqual(spare);
    // The run says in which session it is before the model is asked.
    expect(harness.events[0]).toMatchObject({ type: "system", data: { session_id: outcome.sessionId } });
    expect(outcome.sessionId).not.toBe(who.session.id);
    await until(harness, { sessions: 1, spares: 1 });
    await harness.restart();
    await harness.say("second", { ...who, session: { id: outcome.sessionId as string, resume: true } });
    expect(said()).toEqual(["user: first", "assistant: fine", "user: second"]);
  });

  it("stays for others when a conversation has history", async () => {
    const { harness } = await open();
    await harness.say("first");
    await harness.restart();
    prepare(harness);
    await until(harness, { spares: 1 });
    const outcome = await harness.say("second", { session: { id: harness.sessionId, resume: true } });
    expect(outcome.sessionId).toBe(harness.sessionId);
    expect(counts(harness)).toMatchObject({ sessions: 1, spares: 1 });
  });

  it("is kept for the project that was opened last", async () => {
    const { harness } = await open();
    prepare(harness);
    await until(harness, { spares: 1 });
    const projectDir = join(harness.dir, "projects", "two");
    await mkdir(projectDir);
    harness.runtime.prepare({ projectId: "project-2", projectDir });
    await expect.poll(() => agents().length, { timeout: 20_000 }).toBe(2);
    await expect.poll(() => agents().length, { timeout: 20_000 }).toBe(1);
    const outcome = await harness.say("hello", { ...fresh(), projectId: "project-2", projectDir });
    expect(outcome.status).toBe("completed");
    expect(counts(harness)).toMatchObject({ sessions: 1 });
  });

  it("of another model is not taken", async () => {
    const { harness, use, model } = await open();
    prepare(harness);
    await until(harness, { spares: 1 });
    use({ kind: "custom", id: "local-llm" });
    const who = fresh();
    const outcome = await harness.say("hello", who);
    expect(outcome.sessionId).toBe(who.session.id);
    expect(model.requests.at(-1)?.body.model).toBe("local-llm");
    prepare(harness);
    await until(harness, { spares: 1 });
    expect((await harness.say("hello", fresh())).status).toBe("completed");
  });

  it("that was killed is not missed", async () => {
    const { harness } = await open();
    prepare(harness);
    await until(harness, { spares: 1 });
    for (const { pid } of agents()) process.kill(pid, "SIGKILL");
    await until(harness, { spares: 0 });
    expect(await harness.say("hello", fresh())).toMatchObject({ status: "completed" });
  });

  it("ends with its project", async () => {
    const { harness } = await open();
    prepare(harness);
    await harness.runtime.forget({ projectId: "project-1" });
    await expect.poll(() => agents().length, { timeout: 20_000 }).toBe(0);
  });
});

describe("the pool", () => {
  it("says what its processes take, and lets idle ones go when that is too much", async () => {
    const { harness } = await open({ spares: 0 });
    await harness.say("one", fresh());
    const { memoryBytes } = harness.runtime.pool();
    expect(memoryBytes).toBeGreaterThan(30 * 1024 ** 2);
    await harness.restart({ memoryBytes: 1024 ** 2 });
    await harness.say("one", fresh());
    // The last one used is let go only by the next look.
    await harness.say("two", fresh());
    await expect.poll(() => counts(harness).sessions, { timeout: 20_000 }).toBe(0);
  });

  it("never ends a conversation that is at work", async () => {
    const { harness } = await open({ maxSessions: 1, spares: 0 }, () => [
      { type: "text", text: "word ".repeat(30), paceMs: 40 },
    ]);
    const outcomes = await Promise.all([harness.say("one", fresh()), harness.say("two", fresh())]);
    expect(outcomes.map(({ status }) => status)).toEqual(["completed", "completed"]);
    await expect.poll(() => counts(harness).sessions, { timeout: 20_000 }).toBe(1);
  });
});
