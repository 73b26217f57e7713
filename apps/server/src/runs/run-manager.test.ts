import { LakehandError } from "@lakehand/protocol";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type TestServer, type Turn, testServer } from "../testing.ts";

let server: TestServer;
let turn: Turn = async () => ({ status: "completed" });
beforeAll(async () => {
  server = await testServer(() => turn, { retryDelaysMs: [5], mendMs: 20 });
});
afterAll(() => server.close());

const away = () => new LakehandError({ code: "DATABASE_UNREACHABLE", message: "Away.", status: 503 });

async function newConversation() {
  const user = "ada@example.com";
  const project = await server.store.projects.create(user, "One");
  const conversation = await server.store.conversations.create(user, project.id, "Two", {});
  if (!conversation) throw new Error("no conversation");
  return { userEmail: user, conversation, message: "Hello" };
}

describe("a database that goes away while a run is at work", () => {
  it("leaves the conversation free, with the reason in its log, once it is back", async () => {
    const { events, executions } = server.store;
    const run = await newConversation();
    const append = vi.spyOn(events, "append").mockRejectedValue(away());
    const end = vi.spyOn(executions, "end").mockRejectedValue(away());
    turn = async ({ emit }) => {
      emit({ type: "text_delta", block_id: "b", text: "Half of " });
      return { status: "completed" };
    };
    const first = await server.runs.start(run);
    await server.runs.ended(first.id);
    append.mockRestore();
    end.mockRestore();

    await vi.waitFor(async () => {
      const row = await executions.get(run.userEmail, first.id);
      expect(row?.status).toBe("interrupted");
    });
    const log = await events.read(first.id, 0);
    expect(log.map(({ event }) => event.type).slice(-2)).toEqual(["notice", "stream.completed"]);
    turn = async () => ({ status: "completed" });
    const second = await server.runs.start(run);
    await server.runs.ended(second.id);
    expect((await executions.get(run.userEmail, second.id))?.status).toBe("completed");
  });

  it("keeps the end that its log has when only the run's row could not be changed", async () => {
    const run = await newConversation();
    const end = vi.spyOn(server.store.executions, "end").mockRejectedValueOnce(away());
    turn = async ({ emit }) => {
      emit({ type: "text_delta", block_id: "b", text: "All of it." });
      return { status: "completed" };
    };
    const { id } = await server.runs.start(run);
    await server.runs.ended(id);
    await vi.waitFor(async () => {
      expect((await server.store.executions.get(run.userEmail, id))?.status).toBe("completed");
    });
    end.mockRestore();
    const messages = await server.store.conversations.messages(run.conversation.id);
    expect(messages.map((m) => m.content)).toEqual(["Hello", "All of it."]);
  });
});

describe("stopping the server", () => {
  it("stops a run too whose message was being stored at that moment", async () => {
    const own = await testServer(() => async (_, stopped) => {
      await new Promise((resolve) => stopped.addEventListener("abort", resolve, { once: true }));
      return { status: "cancelled" };
    });
    const project = await own.store.projects.create("ada@example.com", "One");
    const conversation = await own.store.conversations.create("ada@example.com", project.id, "Two", {});
    if (!conversation) throw new Error("no conversation");
    const starting = own.runs.start({ userEmail: "ada@example.com", conversation, message: "Hello" });
    await own.runs.close();
    const { id } = await starting;
    expect((await own.store.executions.get("ada@example.com", id))?.status).toBe("cancelled");
    await own.close();
  });
});
