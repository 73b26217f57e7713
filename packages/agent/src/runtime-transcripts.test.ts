import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { transcriptFile } from "./session/transcript-file.ts";
import { type Harness, openHarness } from "./testing/harness.ts";
import { MemoryTranscripts } from "./testing/memory-transcripts.ts";
import { afterwards, openScripted } from "./testing/open-scripted.ts";
import { agents } from "./testing/processes.ts";
import { type Answer, lastMessage, type MessagesBody, startScriptedModel } from "./testing/scripted-model.ts";
import { whatWasSaid } from "./testing/what-was-said.ts";

async function open(
  script: (body: MessagesBody, count: number) => Answer | Promise<Answer>,
  options: Parameters<typeof openHarness>[1] = {},
) {
  const transcripts = new MemoryTranscripts();
  const { model, harness } = await openScripted(script, { transcripts, ...options });
  const said = () => whatWasSaid(model.requests.at(-1)?.body);
  return { model, harness, transcripts, said };
}

const numbered = (_body: MessagesBody, count: number): Answer => [{ type: "text", text: `answer ${count}` }];
const resumed = (harness: Harness) => ({ session: { id: harness.sessionId, resume: true } });
const notices = (harness: Harness) => harness.events.filter((event) => event.type === "notice");

/** As on another machine: nothing of the runtime's files is there. */
async function otherMachine(harness: Harness): Promise<void> {
  await harness.runtime.close();
  await rm(join(harness.dir, "state"), { recursive: true, force: true });
  await harness.restart();
}

describe("a session in the store", () => {
  it.each(["off", "auto"] as const)(
    "goes on on a machine that never saw it (sandbox %s)",
    async (sandbox) => {
      const { harness, said } = await open(numbered, { sandbox });
      await harness.say("first");
      await harness.say("second");
      await otherMachine(harness);
      expect(await harness.say("third", resumed(harness))).toMatchObject({
        status: "completed",
        sessionId: harness.sessionId,
      });
      expect(said()).toEqual([
        "user: first",
        "assistant: answer 1",
        "user: second",
        "assistant: answer 2",
        "user: third",
      ]);
      expect(notices(harness)).toEqual([]);
    },
  );

  it("has what was said and called when the agent's process is killed in the middle of a turn", async () => {
    const { harness, transcripts } = await open((body) =>
      lastMessage(body).includes("tool_result")
        ? [{ type: "text", text: "fine" }]
        : [{ type: "tool_use", id: "toolu_1", name: "mcp__databricks__slow", input: { label: "x" } }],
    );
    const saved = async () =>
      JSON.stringify(await transcripts.load({ projectKey: "project-1", sessionId: harness.sessionId }));
    const run = harness.say("go");
    await expect.poll(saved, { timeout: 20_000 }).toContain("toolu_1");
    expect(await saved()).toContain('"go"');
    for (const { pid } of agents()) process.kill(pid, "SIGKILL");
    expect(await run).toMatchObject({ status: "lost", sessionId: harness.sessionId });
  });

  it("is completed from this machine's file when the store lacks its end", async () => {
    const { harness, transcripts, said } = await open(numbered);
    await harness.say("first");
    await harness.runtime.close();
    await transcripts.delete({ projectKey: "project-1", sessionId: harness.sessionId });
    await harness.restart();
    await harness.say("second", resumed(harness));
    expect(said()).toEqual(["user: first", "assistant: answer 1", "user: second"]);
    await otherMachine(harness);
    await harness.say("third", resumed(harness));
    expect(said()).toEqual([
      "user: first",
      "assistant: answer 1",
      "user: second",
      "assistant: answer 2",
      "user: third",
    ]);
  });

  it("takes the place of a file that another machine has left behind", async () => {
    const { harness, transcripts, said } = await open(numbered);
    await harness.say("first");
    const { runtime, dir } = harness;
    // The other machine goes on, while this one's process stays alive.
    const other = await openHarness({ baseUrl: "http://127.0.0.1:1" }, { sandbox: "off", transcripts });
    afterwards(() => other.close());
    const key = { projectKey: "project-1", sessionId: harness.sessionId };
    const entries = (await transcripts.load(key)) ?? [];
    const last = entries.findLast((entry) => entry.type === "assistant");
    const question = { ...entries.find((entry) => entry.type === "user"), uuid: randomUUID() };
    const answer = { ...last, uuid: randomUUID(), parentUuid: question.uuid };
    await transcripts.append(key, [
      { ...question, parentUuid: last?.uuid, message: { role: "user", content: "said elsewhere" } },
      {
        ...answer,
        message: { ...(last?.message as object), id: "msg_x", content: [{ type: "text", text: "heard" }] },
      },
    ]);
    expect(runtime.pool().sessions).toBe(1);
    const leaf = answer.uuid;
    await harness.say("third", { session: { id: harness.sessionId, resume: true, leaf } });
    expect(dir).toBe(harness.dir);
    expect(said()).toEqual([
      "user: first",
      "assistant: answer 1",
      "user: said elsewhere",
      "assistant: heard",
      "user: third",
    ]);
  });

  it("starts anew with what the log says when it cannot be loaded, and says so", async () => {
    const { harness, transcripts, said } = await open(numbered);
    await harness.say("first");
    await otherMachine(harness);
    transcripts.away = true;
    const run = harness.say("again", {
      ...resumed(harness),
      seed: async () => "Person: first\nAgent: answer 1",
    });
    await expect.poll(() => notices(harness).length, { timeout: 20_000 }).toBe(1);
    transcripts.away = false;
    const outcome = await run;
    expect(outcome.status).toBe("completed");
    expect(outcome.sessionId).not.toBe(harness.sessionId);
    expect(notices(harness)[0]).toMatchObject({ level: "warning", message: expect.stringContaining("anew") });
    expect(said()[0]).toContain("Person: first\nAgent: answer 1");
    expect(said().at(-1)).toBe("user: again");
    // The new session is kept, too.
    const id = outcome.sessionId as string;
    await otherMachine(harness);
    await harness.say("and again", { session: { id, resume: true } });
    expect(said().slice(1)).toEqual(["user: again", "assistant: answer 2", "user: and again"]);
  });

  it("keeps its id when its file holds nothing that can be read", async () => {
    const { harness } = await open(numbered, { transcripts: undefined });
    await harness.say("first");
    await harness.runtime.close();
    const config = join(harness.dir, "state", "projects", "project-1", "config");
    await writeFile(transcriptFile(config, harness.sessionId), "not json\n{{{{");
    await harness.restart();
    const outcome = await harness.say("again", { ...resumed(harness), seed: async () => "Person: first" });
    expect(outcome).toMatchObject({ status: "completed", sessionId: harness.sessionId });
    expect(notices(harness)).toHaveLength(1);
  });

  it("is gone with its conversation, and all of them with their project", async () => {
    const { harness, transcripts } = await open(numbered);
    await harness.say("first");
    await harness.runtime.forget({
      projectId: "project-1",
      conversationId: "conversation-1",
      sessionIds: [harness.sessionId],
    });
    expect(transcripts.size).toBe(0);
    await harness.say("second", { session: { id: randomUUID(), resume: false } });
    await harness.runtime.forget({ projectId: "project-1" });
    await expect.poll(() => transcripts.size).toBe(0);
  });
});

describe.each(["store", "files"])("a branch (%s)", (kept) => {
  it("begins as a copy up to an entry, and leaves the other session as it was", async () => {
    const { harness, said } = await open(numbered, kept === "files" ? { transcripts: undefined } : {});
    const { leafUuid } = await harness.say("first");
    await harness.say("second");
    if (kept === "store") await otherMachine(harness);
    const branch = randomUUID();
    const outcome = await harness.say("other second", {
      conversationId: "conversation-2",
      session: { id: branch, resume: true, from: { id: harness.sessionId, at: leafUuid as string } },
    });
    expect(outcome).toMatchObject({ status: "completed", sessionId: branch });
    expect(said()).toEqual(["user: first", "assistant: answer 1", "user: other second"]);
    expect(notices(harness)).toEqual([]);

    await harness.say("third", resumed(harness));
    expect(said()).toEqual([
      "user: first",
      "assistant: answer 1",
      "user: second",
      "assistant: answer 2",
      "user: third",
    ]);
    await harness.restart();
    await harness.say("other third", {
      conversationId: "conversation-2",
      session: { id: branch, resume: true },
    });
    expect(said()).toEqual([
      "user: first",
      "assistant: answer 1",
      "user: other second",
      "assistant: answer 3",
      "user: other third",
    ]);
  });

  it("of an entry that is not there starts anew with what the log says", async () => {
    const { harness, said } = await open(numbered, kept === "files" ? { transcripts: undefined } : {});
    await harness.say("first");
    const outcome = await harness.say("other", {
      conversationId: "conversation-2",
      session: { id: randomUUID(), resume: true, from: { id: harness.sessionId, at: randomUUID() } },
      seed: async () => "Person: first",
    });
    expect(outcome.status).toBe("completed");
    expect(said()[0]).toContain("Person: first");
    expect(notices(harness)).toHaveLength(1);
  });
});

describe("what a cut-off run leaves", () => {
  it("is told again when the transcript lacks it, and only then", async () => {
    const { harness, said } = await open(numbered);
    const messageId = randomUUID();
    await harness.say("first", { messageId });
    const recall = [
      { id: messageId, text: "first" },
      { id: randomUUID(), text: "never written down" },
    ];
    await harness.say("go on", { ...resumed(harness), kind: "continue", recall });
    expect(said().slice(0, 2)).toEqual(["user: first", "assistant: answer 1"]);
    expect(said()[2]).toContain("never written down");
    expect(said()[2]).not.toContain("first");
    expect(said()[3]).toBe("user: go on");
  });

  it("names every call that may have been made: none begins before it is in the log", async () => {
    const { harness } = await open((body, count) =>
      lastMessage(body).includes("tool_result")
        ? [{ type: "text", text: "done" }]
        : [{ type: "tool_use", id: `toolu_${count}`, name: "mcp__databricks__echo", input: { text: "x" } }],
    );
    const order: string[] = [];
    await harness.say(
      "go",
      {
        stored: async () => {
          order.push(
            harness.events.some((event) => event.type === "tool_use") ? "stored after use" : "too early",
          );
          await new Promise((resolve) => setTimeout(resolve, 200));
          order.push("stored");
        },
      },
      (event) => {
        if (event.type === "tool_details") order.push("begun");
      },
    );
    expect(order).toEqual(["stored after use", "stored", "begun"]);
    order.length = 0;
    await harness.say("go", { stored: async () => Promise.reject(new Error("the log is closed")) });
    expect(harness.events.findLast((event) => event.type === "tool_result")).toMatchObject({
      is_error: true,
      content: expect.stringContaining("could not be written down"),
    });
  });
});

describe("what a session has cost", () => {
  it("is not counted again by the process that goes on with it", async () => {
    const { harness } = await open(numbered, {});
    const target = {
      kind: "anthropic" as const,
      id: "claude-sonnet-5",
      label: "x",
      headers: async () => ({}),
    };
    const model = await startScriptedModel((body, count) =>
      lastMessage(body).includes("take your time")
        ? [{ type: "tool_use", id: "toolu_1", name: "mcp__databricks__pause", input: { ms: 500 } }]
        : numbered(body, count),
    );
    afterwards(() => model.close());
    await harness.restart({ target: () => ({ ...target, baseUrl: model.url }) });
    await harness.say("first");
    await harness.say("second", resumed(harness));
    await harness.restart({ target: () => ({ ...target, baseUrl: model.url }) });
    await harness.say("third", resumed(harness));
    const costs = harness.events
      .filter((event) => event.type === "result")
      .map((event) => event.total_cost_usd ?? Number.NaN);
    expect(costs).toHaveLength(3);
    expect(costs[0]).toBeGreaterThan(0);
    for (const cost of costs) expect(cost).toBeCloseTo(costs[0] as number, 8);
    // It is known while the turn runs, too: here after its first answer, while a tool works.
    harness.events.length = 0;
    await harness.say("take your time", resumed(harness));
    const told = harness.events.filter((event) => event.type === "usage").map((event) => event.cost_usd);
    expect(told.some((cost) => Math.abs((cost ?? 0) - (costs[0] as number)) < 1e-8)).toBe(true);
  });
});
