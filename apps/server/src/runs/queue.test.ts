import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { client, heldTurn, type TestServer, type Turn, testServer } from "../testing.ts";

let server: TestServer;
let other: TestServer;
let turn: Turn = async () => ({ status: "completed" });
beforeAll(async () => {
  server = await testServer(() => turn);
  other = await server.replica(() => turn);
});
beforeEach(() => {
  server.watch.takesSteer = true;
});
afterAll(async () => {
  await other.close();
  await server.close();
});

async function working() {
  const held = heldTurn();
  const said: string[] = [];
  let first = true;
  turn = async (input, stopped) => {
    said.push(input.message);
    if (!first) return { status: "completed" };
    first = false;
    return held.turn(input, stopped);
  };
  const api = client(server.app);
  const project = await api.project();
  const { execution_id, conversation_id } = await api.send(project, "First");
  await held.started;
  const base = `/api/projects/${project}/conversations/${conversation_id}`;
  const add = (text: string, more: object = {}, on = api) =>
    on.ask("POST", `/api/executions/${execution_id}/input`, { text, ...more });
  const texts = async () =>
    (await api.ask("GET", `${base}/queue`)).body.inputs.map((input: { text: string }) => input.text);
  return { ...api, held, said, project, execution_id, conversation_id, base, add, texts };
}

describe("queued messages", () => {
  it("can be added, changed, ordered and removed, and are sent one after the other", async () => {
    const it = await working();
    const id = randomUUID();
    expect((await it.add("One", { id })).body).toEqual({ input_id: id, delivered: "queued" });
    // Repeated: the same message.
    expect((await it.add("One", { id })).body).toEqual({ input_id: id, delivered: "queued" });
    const two = (await it.add("Two")).body.input_id;
    const three = (await it.add("Three", {}, client(other.app))).body.input_id;
    expect(await it.texts()).toEqual(["One", "Two", "Three"]);
    await it.ask("PATCH", `${it.base}/queue/${three}`, { text: "3", before: id });
    expect(await it.texts()).toEqual(["3", "One", "Two"]);
    expect((await it.ask("DELETE", `${it.base}/queue/${two}`)).status).toBe(200);
    expect((await it.ask("DELETE", `${it.base}/queue/${two}`)).status).toBe(404);
    it.held.end();
    await vi.waitFor(() => expect(it.said).toEqual(["First", "3", "One"]), { timeout: 10_000 });
    await vi.waitFor(async () => {
      const { body } = await it.ask("GET", it.base);
      expect(body.running).toBe(false);
      expect(body.messages.filter((m: { role: string }) => m.role === "user")).toMatchObject([
        { content: "First" },
        { content: "3", id: three },
        { content: "One", id },
      ]);
    });
    // Sent meanwhile: nothing is sent twice.
    expect((await it.add("One", { id })).body).toMatchObject({ delivered: "started" });
    expect(it.said).toHaveLength(3);
  });

  it("wait for a person after a stop", async () => {
    const it = await working();
    await it.add("Next");
    await it.ask("POST", `/api/stop_stream/${it.execution_id}`);
    await it.follow(it.execution_id);
    expect((await it.ask("GET", `${it.base}/queue`)).body).toMatchObject({
      paused: true,
      inputs: [{ text: "Next" }],
    });
    const sent = await it.ask("POST", `${it.base}/queue/send`);
    await it.follow(sent.body.execution_id);
    expect(it.said).toEqual(["First", "Next"]);
    expect((await it.ask("GET", `${it.base}/queue`)).body).toEqual({ paused: false, inputs: [] });
    expect((await it.ask("POST", `${it.base}/queue/send`)).body).toEqual({ execution_id: null });
  });

  it("start at once when the run is over", async () => {
    const it = await working();
    it.held.end();
    await it.follow(it.execution_id);
    const { body } = await it.add("Now");
    expect(body).toMatchObject({ delivered: "started" });
    await it.follow(body.execution_id);
    expect(it.said).toEqual(["First", "Now"]);
  });
});

describe("steering", () => {
  it.each(["here", "elsewhere"])("gives a message to the turn that is going on %s", async (where) => {
    const it = await working();
    const id = randomUUID();
    const api = client(where === "here" ? server.app : other.app);
    const answer = await it.add("Left, please", { id, delivery: "steer" }, api);
    expect(answer.body).toEqual({ input_id: id, delivered: "steered" });
    expect((await it.add("Left, please", { id, delivery: "steer" }, api)).body.delivered).toBe("steered");
    it.held.end();
    const events = await it.follow(it.execution_id);
    expect(events.filter((e) => e.type === "user_message").map((e) => [e.text, e.steered])).toEqual([
      ["First", undefined],
      ["Left, please", true],
    ]);
    expect(server.watch.steered.filter((message) => message.id === id)).toHaveLength(1);
    expect(await it.texts()).toEqual([]);
    expect(it.said).toEqual(["First"]);
  });

  it("leaves a message queued that the turn cannot take", async () => {
    const it = await working();
    server.watch.takesSteer = false;
    expect((await it.add("Later", { delivery: "steer" })).body.delivered).toBe("queued");
    const queued = (await it.ask("GET", `${it.base}/queue`)).body.inputs[0].id;
    server.watch.takesSteer = true;
    const again = await it.ask("POST", `${it.base}/queue/${queued}/steer`);
    expect(again.body).toEqual({ input_id: queued, delivered: "steered" });
    it.held.end();
    await it.follow(it.execution_id);
    expect(it.said).toEqual(["First"]);
  });
});

describe("caps", () => {
  it("queue runs beyond them visibly, and start them when there is room", async () => {
    const own = await testServer(() => turn, { limits: { server: 2, user: 2 } });
    const held = [heldTurn(), heldTurn(), heldTurn()];
    const started: string[] = [];
    turn = (input, stopped) => {
      started.push(input.message);
      return held[started.length - 1]!.turn(input, stopped);
    };
    const { project, send, runs, follow, ask } = client(own.app);
    const id = await project();
    const sent = [await send(id, "1"), await send(id, "2"), await send(id, "3"), await send(id, "4")];
    const [three] = await runs(id, sent[2]!.conversation_id);
    expect(three).toMatchObject({ status: "queued", queue_position: 0 });
    expect((await runs(id, sent[3]!.conversation_id))[0]).toMatchObject({ queue_position: 1 });
    const reading = follow(sent[2]!.execution_id);
    expect((await ask("POST", `/api/stop_stream/${sent[3]!.execution_id}`)).body.success).toBe(true);
    expect((await follow(sent[3]!.execution_id)).at(-1)).toMatchObject({ status: "cancelled" });
    held[0]!.end();
    await held[2]!.started;
    held[2]!.end();
    const events = await reading;
    expect(events.map((e) => e.seq)).toEqual(events.map((_, i) => i + 1));
    expect(events[0]).toMatchObject({ type: "conversation.created", status: "queued" });
    expect(events.find((e) => e.type === "status")).toMatchObject({ status: "running" });
    expect(events.at(-1)).toMatchObject({ status: "completed" });
    expect(started.toSorted()).toEqual(["1", "2", "3"]);
    held[1]!.end();
    await own.close();
  });
});
