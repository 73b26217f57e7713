import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { openScripted } from "./testing/open-scripted.ts";
import { type Answer, lastMessage, type MessagesBody } from "./testing/scripted-model.ts";
import { whatWasSaid } from "./testing/what-was-said.ts";

async function open(script: (body: MessagesBody, count: number) => Answer | Promise<Answer>) {
  const { model, harness } = await openScripted(script);
  const said = (request = -1) => whatWasSaid(model.requests.at(request)?.body);
  const of = (type: string) => harness.events.filter((event) => event.type === type);
  return { model, harness, said, of };
}

const call = (name: string, input: object): Answer => [
  { type: "tool_use", id: "toolu_1", name: `mcp__databricks__${name}`, input: { ...input } },
];

describe("a message given to a running turn", () => {
  it("is read after the tool call, within the turn", async () => {
    const { model, harness, said, of } = await open((_body, count) =>
      count === 1 ? call("pause", { ms: 800 }) : [{ type: "text", text: "I see." }],
    );
    const steered: Promise<boolean>[] = [];
    const outcome = await harness.say("go", { executionId: "run-1" }, (event) => {
      if (event.type === "tool_details" && steered.length === 0)
        steered.push(harness.runtime.steer("run-1", { id: randomUUID(), text: "use main instead" }));
    });
    expect(await Promise.all(steered)).toEqual([true]);
    expect(outcome.status).toBe("completed");
    expect(model.requests).toHaveLength(2);
    expect(said()).toEqual([
      "user: go",
      "call: mcp__databricks__pause",
      "result: paused",
      "steered: use main instead",
    ]);
    expect(of("result")).toHaveLength(1);
  });

  it("that comes in during the last answer gets an answer of its own, in the same run", async () => {
    const { model, harness, said, of } = await open((_body, count) =>
      count === 1
        ? [{ type: "text", text: "word ".repeat(20), paceMs: 30 }]
        : [{ type: "text", text: "And that." }],
    );
    let steered: Promise<boolean> | undefined;
    const outcome = await harness.say("go", { executionId: "run-1" }, (event) => {
      if (event.type === "text_delta")
        steered ??= harness.runtime.steer("run-1", { id: randomUUID(), text: "one more thing" });
    });
    expect(await steered).toBe(true);
    expect(outcome.status).toBe("completed");
    expect(model.requests).toHaveLength(2);
    expect(said().slice(-2)).toEqual([`assistant: ${"word ".repeat(20)}`, "user: one more thing"]);
    expect(of("result")).toHaveLength(1);
    expect(of("result")[0]).toMatchObject({ num_turns: 2, usage: { input_tokens: 200, output_tokens: 40 } });
  });

  it("is not taken when there is no turn", async () => {
    const { harness } = await open(() => [{ type: "text", text: "fine" }]);
    const message = { id: randomUUID(), text: "late" };
    expect(await harness.runtime.steer("run-1", message)).toBe(false);
    await harness.say("go", { executionId: "run-1" });
    expect(await harness.runtime.steer("run-1", message)).toBe(false);
  });

  it("is told again with the next message when Stop came before it was read", async () => {
    const { harness, said } = await open((body, count) =>
      count === 1
        ? [{ type: "text", text: "word ".repeat(200), paceMs: 30 }]
        : [{ type: "text", text: lastMessage(body) === "" ? "" : "fine" }],
    );
    let steered: Promise<boolean> | undefined;
    const outcome = await harness.say("go", { executionId: "run-1" }, (event) => {
      if (event.type !== "text_delta" || steered) return;
      steered = harness.runtime.steer("run-1", { id: randomUUID(), text: "use main instead" });
      setTimeout(() => void harness.runtime.stop("run-1"), 100);
    });
    expect(await steered).toBe(true);
    expect(outcome.status).toBe("cancelled");
    expect(await harness.say("next")).toMatchObject({ status: "completed" });
    const all = said();
    expect(all[0]).toBe("user: go");
    // What it had said until then is in its memory.
    expect(all[1]).toMatch(/^assistant: (word )+/);
    expect(all.join("\n")).toContain("use main instead");
    expect(all.at(-1)).toBe("user: next");
    // Once only.
    await harness.say("and then");
    expect(said().filter((line) => line.includes("use main instead"))).toHaveLength(1);
  });
});

describe("the context", () => {
  it("is told at the end of each turn, and tokens after each answer", async () => {
    const { harness, of } = await open((body) =>
      lastMessage(body).includes("tool_result")
        ? [{ type: "text", text: "fine" }]
        : call("echo", { text: "x" }),
    );
    await harness.say("go");
    expect(of("usage")).toEqual([
      expect.objectContaining({ usage: expect.objectContaining({ input_tokens: 100 }), cost_usd: null }),
      expect.objectContaining({ usage: expect.objectContaining({ input_tokens: 200, output_tokens: 40 }) }),
    ]);
    const types = harness.events.map((event) => event.type);
    expect(types.slice(-2)).toEqual(["context", "result"]);
    const context = await harness.runtime.context("conversation-1");
    expect(of("context")[0]).toEqual({ type: "context", context });
    expect(context?.total_tokens).toBeGreaterThan(0);
    expect(context?.max_tokens).toBeGreaterThan(context?.total_tokens ?? 0);
    expect(await harness.runtime.context("another")).toBeUndefined();
  });

  it("is summarised when a person asks for it", async () => {
    const { model, harness, said, of } = await open((body, count) =>
      lastMessage(body).includes("Respond with TEXT ONLY")
        ? [{ type: "text", text: "<summary>They talked about tables.</summary>" }]
        : [{ type: "text", text: `answer ${count}` }],
    );
    await harness.say("first");
    await harness.say("second");
    await harness.say("third");
    const outcome = await harness.say("", { kind: "compact" });
    expect(outcome.status).toBe("completed");
    expect(of("compacted")).toEqual([expect.objectContaining({ trigger: "manual" })]);
    await harness.say("fourth");
    const all = said();
    expect(all.join("\n")).toContain("They talked about tables.");
    expect(all).not.toContain("user: first");
    expect(all.at(-1)).toBe("user: fourth");
    // The command is not left to be answered.
    expect(JSON.stringify(model.requests.at(-1)?.body.messages.at(-1))).not.toContain("/compact");
  });

  it("says so when there is nothing to summarise", async () => {
    const { harness, of } = await open(() => [{ type: "text", text: "fine" }]);
    const outcome = await harness.say("", { kind: "compact" });
    expect(outcome.status).toBe("completed");
    expect(of("notice")).toEqual([
      { type: "notice", level: "info", message: "There is nothing to summarise yet." },
    ]);
  });
});
