import { afterEach, describe, expect, it, vi } from "vitest";
import { client, heldTurn, type TestServer, type Turn, testServer } from "../testing.ts";

const open: TestServer[] = [];
async function start(turn: () => Turn) {
  const server = await testServer(turn);
  open.push(server);
  return server;
}
afterEach(async () => {
  for (const server of open.splice(0).reverse()) await server.close();
});
const types = (events: { type: string }[]) => events.map((event) => event.type);

describe("a server that is lost", () => {
  it("lets a message that was meant for its run wait: whether the run goes on first is the person's choice", async () => {
    const a = await start(() => heldTurn().turn);
    const b = await a.replica(() => async () => ({ status: "completed" }));
    open.push(b);
    const project = await client(a.app).project();
    const { execution_id, conversation_id } = await client(a.app).send(project, "Work");
    const watching = client(b.app).follow(execution_id);
    await a.kill();
    await watching;
    const sent = await client(b.app).ask("POST", `/api/executions/${execution_id}/input`, {
      text: "And then this",
    });
    expect(sent).toMatchObject({ status: 200, body: { delivered: "queued" } });
    const queue = await client(b.app).ask(
      "GET",
      `/api/projects/${project}/conversations/${conversation_id}/queue`,
    );
    expect(queue.body).toMatchObject({ paused: true, inputs: [{ text: "And then this" }] });
    const [run] = await client(b.app).runs(project, conversation_id);
    expect(run).toMatchObject({ status: "interrupted", can_continue: true });
  });

  it("leaves a run that another one ends as interrupted, with what was said, and continues", async () => {
    const held = heldTurn();
    const messages: string[] = [];
    const a = await start(() => held.turn);
    const b = await a.replica(() => async (input) => {
      messages.push(input.message);
      expect(input.kind).toBe("continue");
      input.emit({ type: "text", block_id: "m:1", text: "Here is the rest." });
      return { status: "completed" };
    });
    open.push(b);
    const project = await client(a.app).project();
    const { execution_id, conversation_id } = await client(a.app).send(project, "Work");
    const input = await held.started;
    input.emit({
      type: "tool_use",
      tool_id: "t1",
      tool_name: "mcp__databricks__execute_sql",
      tool_input: { sql_query: "INSERT 1" },
    });
    await input.stored?.();
    const watching = client(b.app).follow(execution_id);
    await a.kill();
    const seen = await watching;
    expect(seen.map((event) => event.seq)).toEqual(seen.map((_, i) => i + 1));
    expect(types(seen).slice(-2)).toEqual(["interrupted", "stream.completed"]);
    expect(seen.at(-2)).toMatchObject({
      reason: "server_lost",
      message: expect.stringContaining("execute_sql"),
    });
    expect(seen.at(-1)).toMatchObject({ status: "interrupted" });

    const [run] = await client(b.app).runs(project, conversation_id);
    expect(run).toMatchObject({ status: "interrupted", can_continue: true });
    const next = await client(b.app).ask("POST", `/api/executions/${execution_id}/continue`);
    expect(next).toMatchObject({ status: 200, body: { conversation_id } });
    await client(b.app).follow(next.body.execution_id);
    expect(messages[0]).toMatch(/Check before you repeat.*execute_sql.*INSERT 1/s);
    const again = await client(b.app).ask("POST", `/api/executions/${execution_id}/continue`);
    expect(again).toMatchObject({ status: 409, body: { code: "CANNOT_CONTINUE" } });
    const { body } = await client(b.app).ask(
      "GET",
      `/api/projects/${project}/conversations/${conversation_id}`,
    );
    expect(body.messages.map((m: { content: string }) => m.content)).toEqual([
      "Work",
      "Half an ans",
      expect.stringContaining("cut off"),
      "Here is the rest.",
    ]);
  });

  it("leaves a run that a person had stopped as stopped", async () => {
    const held = heldTurn();
    const a = await start(() => held.turn);
    const b = await a.replica();
    open.push(b);
    const project = await client(a.app).project();
    const { execution_id } = await client(a.app).send(project, "Work");
    await held.started;
    vi.spyOn(a.runs, "halt").mockImplementation(() => {});
    expect((await client(b.app).ask("POST", `/api/stop_stream/${execution_id}`)).body.success).toBe(true);
    await a.kill();
    expect((await client(b.app).follow(execution_id)).at(-1)).toMatchObject({ status: "cancelled" });
  });
});

describe("a run that was taken over", () => {
  it("is aborted at once, writes nothing more, and its readers go on from the database", async () => {
    const held = heldTurn();
    let aborted = false;
    const a = await start(() => async (input, stopped) => {
      stopped.addEventListener("abort", () => {
        aborted = true;
        // A process that was paused does not know yet.
        input.emit({ type: "text_delta", block_id: "m:0", text: "late" });
      });
      return held.turn(input, stopped);
    });
    const b = await a.replica();
    open.push(b);
    const project = await client(a.app).project();
    const { execution_id } = await client(a.app).send(project, "Work");
    const input = await held.started;
    await input.stored?.();
    const reading = client(a.app).follow(execution_id);
    // As if the process had been paused: it renews nothing, then wakes up.
    const renew = vi.spyOn(a.store.executions, "renew").mockRejectedValue(new Error("paused"));
    await vi.waitFor(
      async () =>
        expect((await b.store.executions.get("ada@example.com", execution_id))?.status).toBe("interrupted"),
      { timeout: 15_000 },
    );
    renew.mockRestore();
    const seen = await reading;
    expect(seen.at(-1)).toMatchObject({ type: "stream.completed", status: "interrupted" });
    await vi.waitFor(() => expect(aborted).toBe(true), { timeout: 5000 });
    await vi.waitFor(() => expect(a.runs.isLive(execution_id)).toBe(false), { timeout: 5000 });
    const log = await b.store.events.read(execution_id, 0);
    expect(log.map((event) => event.seq)).toEqual(log.map((_, i) => i + 1));
    expect(log.at(-1)?.event.type).toBe("stream.completed");
    expect(JSON.stringify(log)).not.toContain("late");
    expect((await b.store.executions.get("ada@example.com", execution_id))?.status).toBe("interrupted");
  });
});

describe("a database that goes away while a run is at work", () => {
  it("costs nothing when it comes back in time", async () => {
    const held = heldTurn();
    const a = await start(() => held.turn);
    const project = await client(a.app).project();
    const { execution_id } = await client(a.app).send(project, "Work");
    const input = await held.started;
    await input.stored?.();
    const reading = client(a.app).follow(execution_id);
    const away = () => Promise.reject(Object.assign(new Error("away"), { code: "ECONNREFUSED" }));
    const spies = [
      vi.spyOn(a.store.events, "append").mockImplementation(away),
      vi.spyOn(a.store.events, "read").mockImplementation(away),
      vi.spyOn(a.store.executions, "renew").mockImplementation(away),
      vi.spyOn(a.store.executions, "end").mockImplementation(away),
    ];
    for (let i = 0; i < 50; i++) input.emit({ type: "text_delta", block_id: "m:0", text: `${i} ` });
    held.end();
    await new Promise((resolve) => setTimeout(resolve, 2500));
    for (const spy of spies) spy.mockRestore();
    const seen = await reading;
    expect(seen.at(-1)).toMatchObject({ type: "stream.completed", status: "completed" });
    expect(seen.map((event) => event.seq)).toEqual(seen.map((_, i) => i + 1));
  });

  it("ends the run as interrupted when it stays away too long, once it is back", async () => {
    const held = heldTurn();
    const a = await testServer(() => held.turn, { times: { giveUpMs: 300 } });
    open.push(a);
    const project = await client(a.app).project();
    const { execution_id } = await client(a.app).send(project, "Work");
    const input = await held.started;
    await input.stored?.();
    const append = vi.spyOn(a.store.events, "append").mockRejectedValue(new Error("away"));
    input.emit({ type: "text_delta", block_id: "m:0", text: "lost" });
    await vi.waitFor(() => expect(a.runs.isLive(execution_id)).toBe(false), { timeout: 5000 });
    await expect(input.stored?.()).rejects.toThrow();
    append.mockRestore();
    const seen = await client(a.app).follow(execution_id);
    expect(seen.at(-2)).toMatchObject({ type: "interrupted", reason: "database_lost" });
  });
});

describe("a start whose answer was lost", () => {
  it("leaves no run open that nobody works on", async () => {
    let began = false;
    const a = await start(() => async () => {
      began = true;
      return { status: "completed" };
    });
    const { project, ask } = client(a.app);
    const id = await project();
    const real = a.store.executions.start;
    const spy = vi.spyOn(a.store.executions, "start").mockImplementationOnce(async (input) => {
      await real(input);
      throw Object.assign(new Error("cut"), { code: "ECONNRESET" });
    });
    const body = { project_id: id, message: "Hello" };
    const key = { "idempotency-key": "lost-answer" };
    expect((await ask("POST", "/api/invoke_agent", body, key)).status).toBe(500);
    spy.mockRestore();
    // The same request again finds the run that was started, and follows it to its end.
    const again = await ask("POST", "/api/invoke_agent", body, key);
    expect(again.status).toBe(200);
    const events = await client(a.app).follow(again.body.execution_id);
    expect(events.at(-1)).toMatchObject({ type: "stream.completed", status: "interrupted" });
    expect(began).toBe(false);
  });
});
