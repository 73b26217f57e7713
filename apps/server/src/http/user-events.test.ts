import type { UserEvent } from "@lakehand/protocol";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { client, heldTurn, type TestServer, type Turn, testServer } from "../testing.ts";

let server: TestServer;
let turn: Turn = async () => ({ status: "completed" });
beforeAll(async () => {
  server = await testServer(() => turn);
});
afterAll(() => server.close());

/** Reads GET /api/events until told to stop. */
async function listen(app: TestServer["app"]) {
  const leave = new AbortController();
  const request = new Request("http://localhost:8000/api/events", {
    headers: { host: "localhost:8000" },
    signal: leave.signal,
  });
  const response = await app.request(request);
  const events: UserEvent[] = [];
  const reading = (async () => {
    let text = "";
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      text += piece;
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
        if (data) events.push(JSON.parse(data));
        text = text.slice(end + 2);
      }
    }
  })().catch(() => {});
  return {
    events,
    /** The last word on a conversation. */
    status: (id: string) =>
      events
        .flatMap((e) =>
          e.type === "conversation"
            ? [e.conversation].filter((c) => c.conversation_id === id)
            : e.type === "snapshot"
              ? e.conversations.filter((c) => c.conversation_id === id)
              : [],
        )
        .at(-1),
    /** Held until then: with its Request collected, the signal would reach nobody. */
    request,
    async stop() {
      leave.abort();
      await reading;
    },
  };
}

it("tells a person of their conversations, from whichever server, and nobody else", async () => {
  const other = await server.replica(() => turn);
  const held = heldTurn();
  const { project, send, ask, follow } = client(server.app);
  const id = await project();
  const before = await send(id, "Before");
  await follow(before.execution_id);
  const mine = await listen(other.app);
  const bobs = await listen(server.as("bob@example.com"));
  await vi.waitFor(() => expect(mine.status(before.conversation_id)).toMatchObject({ status: "completed" }));
  expect(mine.events[0]?.type).toBe("snapshot");

  turn = async (input, stopped) => {
    await input.ask({ kind: "plan", title: "Plan", plan: "1." }, stopped);
    return held.turn(input, stopped);
  };
  const { execution_id, conversation_id } = await send(id, "Now this");
  await vi.waitFor(() =>
    expect(mine.status(conversation_id)).toMatchObject({
      title: "Now this",
      status: "requires_action",
      needs_you: 1,
      execution_id,
    }),
  );
  const [item] = (await ask("GET", "/api/inbox")).body.items;
  await ask("POST", `/api/executions/${execution_id}/approvals/${item.approval_id}`, { decision: "allow" });
  await vi.waitFor(() =>
    expect(mine.status(conversation_id)).toMatchObject({ status: "running", needs_you: 0 }),
  );
  await ask("POST", `/api/executions/${execution_id}/input`, { text: "Next" });
  await vi.waitFor(() =>
    expect(mine.events.findLast((e) => e.type === "queue.changed")).toMatchObject({
      conversation_id,
      queue: { inputs: [{ text: "Next" }] },
    }),
  );
  await ask("DELETE", `/api/projects/${id}/conversations/${conversation_id}`);
  await vi.waitFor(
    () =>
      expect(mine.events.findLast((e) => e.type === "conversation.deleted")).toMatchObject({
        conversation_id,
        project_id: id,
      }),
    { timeout: 10_000 },
  );
  expect(bobs.events).toEqual([{ type: "snapshot", conversations: [] }]);
  await mine.stop();
  await bobs.stop();
  await other.close();
});

it("ends in time, and tells of changes while it was away by a snapshot", async () => {
  const { project, send, follow } = client(server.app);
  const id = await project();
  turn = async () => ({ status: "completed" });
  const first = await listen(server.app);
  await vi.waitFor(() => expect(first.events).toHaveLength(1));
  await first.stop();
  const { conversation_id, execution_id } = await send(id, "While away");
  await follow(execution_id);
  const second = await listen(server.app);
  await vi.waitFor(() => expect(second.status(conversation_id)).toMatchObject({ status: "completed" }));
  await second.stop();
});
