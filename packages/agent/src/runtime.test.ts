import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aborted, type Harness } from "./testing/harness.ts";
import { openScripted } from "./testing/open-scripted.ts";
import { agents } from "./testing/processes.ts";
import { lastMessage } from "./testing/scripted-model.ts";

const types = (harness: Harness) => harness.events.map((event) => event.type);

describe("a turn with the real agent", () => {
  it("streams thinking, text and a tool call with its card, and counts what it took", async () => {
    const { model, harness } = await openScripted((body) =>
      lastMessage(body).includes("tool_result")
        ? [{ type: "text", text: "It said hello." }]
        : [
            { type: "thinking", thinking: "I should call it." },
            { type: "text", text: "Calling the tool." },
            { type: "tool_use", id: "toolu_1", name: "mcp__databricks__echo", input: { text: "hello" } },
          ],
    );
    const outcome = await harness.say("please echo", { selection: { catalog: "main", schema: "default" } });
    expect(outcome).toMatchObject({ status: "completed" });
    const { events } = harness;
    expect(events[0]).toMatchObject({
      type: "system",
      subtype: "init",
      data: { session_id: harness.sessionId, model: "scripted-1" },
    });
    expect(text(events)).toBe("Calling the tool. It said hello.");
    expect(events).toContainEqual({
      type: "thinking_delta",
      block_id: "msg_1:0",
      thinking: "I should call it.",
    });
    expect(types(harness)).not.toContain("text");
    expect(types(harness)).not.toContain("thinking");
    const use = types(harness).indexOf("tool_use");
    expect(events[use]).toMatchObject({ tool_id: "toolu_1", tool_name: "mcp__databricks__echo" });
    expect(events.slice(use + 1, use + 3)).toEqual([
      {
        type: "tool_details",
        tool_use_id: "toolu_1",
        details: { kind: "progress", message: "echoing hello" },
      },
      {
        type: "tool_result",
        tool_use_id: "toolu_1",
        content: "echo: hello",
        is_error: false,
        duration_ms: expect.any(Number),
      },
    ]);
    expect(events.at(-1)).toMatchObject({
      type: "result",
      is_error: false,
      session_id: harness.sessionId,
      total_cost_usd: null,
      usage: { input_tokens: 200, output_tokens: 40 },
      model: "scripted-1",
    });
    const first = JSON.stringify(model.requests[0]?.body.messages);
    expect(first).toContain("<selection>\\ncatalog: main\\nschema: default\\n</selection>");
    expect(model.requests[0]?.headers.authorization).toBeUndefined();
    expect(model.requests[0]?.body.thinking).toEqual({ type: "adaptive", display: "summarized" });
  });

  it("passes the person's words as written: no file mention, no slash command", async () => {
    const { model, harness } = await openScripted(() => [{ type: "text", text: "ok" }]);
    await writeFile(join(harness.projectDir, "secret.txt"), "CONTENT-OF-FILE");
    await harness.say("/help me with @secret.txt");
    const sent = JSON.stringify(model.requests[0]?.body.messages);
    expect(sent).toContain("/help me with @secret.txt");
    expect(sent).not.toContain("CONTENT-OF-FILE");
  });

  it("keeps one process for the conversation, and resumes the session after a restart", async () => {
    const { model, harness } = await openScripted((_body, count) => [
      { type: "text", text: `answer ${count}` },
    ]);
    await harness.say("first");
    await harness.say("second");
    await harness.restart();
    await harness.say("third", { session: { id: harness.sessionId, resume: true } });
    const said = JSON.stringify(model.requests[2]?.body.messages);
    for (const piece of ["first", "answer 1", "second", "answer 2", "third"]) expect(said).toContain(piece);
    expect(types(harness)).not.toContain("notice");
    const sessions = harness.events
      .filter((event) => event.type === "result")
      .map((event) => event.session_id);
    expect(new Set(sessions)).toEqual(new Set([harness.sessionId]));
  });

  it.each(["absent", "corrupt"])("starts anew, and says so, when the transcript is %s", async (how) => {
    const { model, harness } = await openScripted(() => [{ type: "text", text: "ok" }]);
    if (how === "corrupt") {
      await harness.say("first");
      await harness.runtime.close();
      const { transcriptFile } = await import("./session/transcript-file.ts");
      const file = transcriptFile(
        join(harness.dir, "state", "projects", "project-1", "config"),
        harness.sessionId,
      );
      await writeFile(file, "not json\n{{{{");
      await harness.restart();
    }
    expect(await harness.say("again", { session: { id: harness.sessionId, resume: true } })).toMatchObject({
      status: "completed",
    });
    expect(harness.events.find((event) => event.type === "notice")).toMatchObject({ level: "warning" });
    expect(JSON.stringify(model.requests.at(-1)?.body.messages)).toContain("again");
  });

  it("refuses a second message while the first is being answered", async () => {
    const { harness } = await openScripted(() => [{ type: "text", text: "a b c d", paceMs: 100 }]);
    const first = harness.say("one");
    await expect(harness.say("two")).rejects.toMatchObject({ code: "CONVERSATION_BUSY", status: 409 });
    expect(await first).toMatchObject({ status: "completed" });
  });

  it("denies what the policy denies and tells the model why", async () => {
    const { model, harness } = await openScripted((body) =>
      lastMessage(body).includes("tool_result")
        ? [{ type: "text", text: "I may not." }]
        : [
            { type: "tool_use", id: "toolu_1", name: "Read", input: { file_path: "/etc/passwd" } },
            {
              type: "tool_use",
              id: "toolu_2",
              name: "Write",
              input: { file_path: join(harness.projectDir, ".claude/settings.json"), content: "{}" },
            },
            { type: "tool_use", id: "toolu_3", name: "Bash", input: { command: "id" } },
            {
              type: "tool_use",
              id: "toolu_4",
              name: "Write",
              input: { file_path: join(harness.projectDir, "ok.txt"), content: "fine" },
            },
          ],
    );
    await harness.say("try");
    const results = harness.events.filter((event) => event.type === "tool_result");
    const failed = Object.fromEntries(results.map((event) => [event.tool_use_id, event.is_error]));
    expect(failed).toEqual({ toolu_1: true, toolu_2: true, toolu_3: true, toolu_4: false });
    expect(JSON.stringify(model.requests[1]?.body.messages)).toContain("outside the project");
  });
});

describe("stop", () => {
  it("cancels the running tool call and ends the turn; the next message works", async () => {
    const { harness } = await openScripted((body, count) =>
      count === 1
        ? [
            { type: "text", text: "Working on it." },
            { type: "tool_use", id: "toolu_1", name: "mcp__databricks__slow", input: { label: "one" } },
          ]
        : [{ type: "text", text: `heard ${lastMessage(body).includes("next")}` }],
    );
    let started = 0;
    const run = harness.say("go", { executionId: "run-1" }, (event) => {
      if (event.type === "tool_details") {
        started = performance.now();
        void harness.runtime.stop("run-1");
      }
    });
    expect(await run).toMatchObject({ status: "cancelled" });
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(aborted).toContain("one");
    expect(harness.events.at(-1)).toMatchObject({ type: "result", is_error: false });
    // The caller says it, once, also for a run that never reached the agent.
    expect(types(harness)).not.toContain("cancelled");
    expect(text(harness.events)).toBe("Working on it.");
    expect(types(harness)).not.toContain("error");

    harness.events.length = 0;
    expect(await harness.say("next")).toMatchObject({ status: "completed" });
    expect(text(harness.events)).toBe("heard true");
  });

  it.each([0, 30, 300])("works %i ms after the message was sent", async (delay) => {
    const { harness } = await openScripted((body) =>
      lastMessage(body).includes("next")
        ? [{ type: "text", text: "fine" }]
        : [{ type: "text", text: "word ".repeat(200), paceMs: 20 }],
    );
    const run = harness.say("go", { executionId: "run-1" });
    await new Promise((resolve) => setTimeout(resolve, delay));
    const pressed = performance.now();
    await harness.runtime.stop("run-1");
    expect(performance.now() - pressed).toBeLessThan(15_000);
    expect(await run).toMatchObject({ status: "cancelled" });
    expect(await harness.say("next")).toMatchObject({ status: "completed" });
  });

  it("ends a turn whose process does not answer, and the next message gets a new process", async () => {
    const { harness } = await openScripted((body) =>
      lastMessage(body).includes("next")
        ? [{ type: "text", text: "fine" }]
        : [{ type: "text", text: "word ".repeat(200), paceMs: 20 }],
    );
    let frozen = false;
    const run = harness.say("go", { executionId: "run-1" }, (event) => {
      if (event.type !== "text_delta" || frozen) return;
      frozen = true;
      for (const { pid } of agents()) process.kill(pid, "SIGSTOP");
      void harness.runtime.stop("run-1");
    });
    expect(await run).toMatchObject({ status: "cancelled" });
    expect(await harness.say("next")).toMatchObject({ status: "completed" });
    expect(agents()).toHaveLength(1);
  });

  it("is nothing for a run that is over or unknown", async () => {
    const { harness } = await openScripted(() => [{ type: "text", text: "fine" }]);
    await harness.say("go", { executionId: "run-1" });
    await harness.runtime.stop("run-1");
    await harness.runtime.stop("unknown");
    expect(types(harness)).not.toContain("cancelled");
  });

  it("keeps what was said when the model is still writing", async () => {
    const { harness } = await openScripted((_body, count) =>
      count === 1
        ? [{ type: "text", text: "word ".repeat(200), paceMs: 20 }]
        : [{ type: "text", text: "fine" }],
    );
    let pieces = 0;
    const run = harness.say("go", { executionId: "run-1" }, (event) => {
      if (event.type === "text_delta" && ++pieces === 5) void harness.runtime.stop("run-1");
    });
    expect(await run).toMatchObject({ status: "cancelled" });
    expect(text(harness.events)).toMatch(/^(word ){5,40}$/);
    expect(await harness.say("next")).toMatchObject({ status: "completed" });
  });
});

describe("failures of the model", () => {
  it("tells about retries, then goes on", async () => {
    const { harness } = await openScripted((_body, count) =>
      count === 1 ? { status: 529, headers: { "retry-after": "0" } } : [{ type: "text", text: "after all" }],
    );
    expect(await harness.say("go")).toMatchObject({ status: "completed" });
    expect(harness.events.find((event) => event.type === "model_retry")).toMatchObject({
      attempt: 1,
      status: 529,
    });
    expect(text(harness.events)).toBe("after all");
  });

  it("says what to do about a rejected key", async () => {
    const { harness } = await openScripted(() => ({
      status: 401,
      body: { type: "error", error: { type: "authentication_error", message: "invalid x-api-key" } },
    }));
    const outcome = await harness.say("go");
    expect(outcome.status).toBe("error");
    expect(outcome.error).toContain("rejected the key");
    expect(harness.events.filter((event) => event.type === "error")).toHaveLength(1);
    expect(types(harness)).not.toContain("text");
  });

  it("lets the model go on where its answer broke off", async () => {
    const { model, harness } = await openScripted((_body, count) =>
      count === 1
        ? { cut: [{ type: "text", text: "first half," }] }
        : [{ type: "text", text: "second half" }],
    );
    expect(await harness.say("go")).toMatchObject({ status: "completed" });
    expect(text(harness.events)).toBe("first half, second half");
    expect(JSON.stringify(model.requests[1]?.body.messages)).toContain("first half,");
  });
});

/** Visible text, as the log's reader puts it together. */
function text(events: Harness["events"]): string {
  const blocks = new Map<string, string>();
  for (const event of events) {
    if (event.type === "text_delta")
      blocks.set(event.block_id, (blocks.get(event.block_id) ?? "") + event.text);
    if (event.type === "text") blocks.set(event.block_id, event.text);
  }
  return [...blocks.values()].filter((value) => value !== "").join(" ");
}
