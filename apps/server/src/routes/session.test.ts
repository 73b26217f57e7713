import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { client, heldTurn, type TestServer, type Turn, testServer } from "../testing.ts";

let server: TestServer;
let other: TestServer;
let turn: Turn = async () => ({ status: "completed" });
beforeAll(async () => {
  server = await testServer(() => turn);
  other = await server.replica(() => turn);
});
afterAll(async () => {
  await other.close();
  await server.close();
});

describe("the mode", () => {
  it("comes with the message or by itself, and reaches a turn on another server", async () => {
    const { project, ask, follow } = client(server.app);
    const id = await project();
    const held = heldTurn();
    turn = held.turn;
    const started = await ask("POST", "/api/invoke_agent", { project_id: id, message: "x", mode: "plan" });
    const { execution_id, conversation_id } = started.body;
    const path = `/api/projects/${id}/conversations/${conversation_id}`;
    expect((await held.started).mode).toBe("plan");
    expect((await ask("GET", path)).body.mode).toBe("plan");
    expect((await client(other.app).ask("PUT", `${path}/mode`, { mode: "read_only" })).body).toEqual({
      mode: "read_only",
    });
    await vi.waitFor(() => expect(server.watch.modes).toContainEqual([conversation_id, "read_only"]), {
      timeout: 5000,
    });
    held.end();
    const events = await follow(execution_id);
    expect(events.filter((e) => e.type === "mode.changed")).toMatchObject([
      { mode: "read_only", by: "ada@example.com" },
    ]);
    expect((await ask("PUT", `${path}/mode`, { mode: "wild" })).status).toBe(400);
  });
});

describe("sessions", () => {
  it("have ids that are stored before the agent starts, and are gone on with", async () => {
    const { project, send, follow, ask } = client(server.app);
    const id = await project();
    const plans: object[] = [];
    turn = async ({ session, executionId, stored }) => {
      await stored?.();
      const row = await server.store.executions.get("ada@example.com", executionId);
      expect(row?.sessionId).toBe(session.id);
      plans.push(session);
      return { status: "completed" };
    };
    const first = await send(id, "One");
    await follow(first.execution_id);
    const second = await send(id, "Two", first.conversation_id);
    await follow(second.execution_id);
    const path = `/api/projects/${id}/conversations/${first.conversation_id}`;
    const { session_id } = (await ask("GET", path)).body;
    expect(plans).toEqual([
      { id: session_id, resume: false },
      { id: session_id, resume: true },
    ]);
    await ask("POST", `${path}/warm`);
    expect(server.watch.warmed.at(-1)).toMatchObject({
      session: { id: session_id, resume: true },
      mode: "auto",
    });
    await ask("POST", `/api/projects/${id}/warm`);
    expect(server.watch.warmed.at(-1)).toMatchObject({ projectId: id });
  });

  it("can be compacted, and say what fills them", async () => {
    const { project, send, follow, ask } = client(server.app);
    const id = await project();
    const context = { total_tokens: 10, max_tokens: 100, categories: [] };
    const kinds: string[] = [];
    turn = async ({ kind, emit }) => {
      kinds.push(kind);
      emit({ type: "context", context });
      return { status: "completed" };
    };
    const { execution_id, conversation_id } = await send(id, "One");
    await follow(execution_id);
    const path = `/api/projects/${id}/conversations/${conversation_id}`;
    expect((await ask("GET", `${path}/context`)).body).toEqual({ context });
    const compact = await ask("POST", `${path}/compact`);
    await follow(compact.body.execution_id);
    expect(kinds).toEqual(["message", "compact"]);
  });
});

describe("budgets", () => {
  const used = (usd: number) =>
    ({
      type: "usage",
      usage: {
        input_tokens: 1,
        output_tokens: 1,
        cache_read_input_tokens: 0,
        cache_creation_input_tokens: 0,
      },
      cost_usd: usd,
    }) as const;

  it("ask at the soft limit, hold tool calls until then, and stop at the hard one", async () => {
    const { project, send, follow, ask } = client(server.app);
    const id = await project();
    let called = false;
    turn = async ({ emit, stored }, stopped) => {
      emit(used(1.5));
      await stored?.();
      called = true;
      emit(used(3));
      await new Promise((resolve) => stopped.addEventListener("abort", resolve, { once: true }));
      return { status: "cancelled" };
    };
    await server.store.usage.setBudget({ projectId: id }, { softUsd: 1, hardUsd: 2 });
    const { execution_id } = await send(id, "Spend");
    const item = await vi.waitFor(async () => {
      const [found] = (await ask("GET", "/api/inbox")).body.items;
      expect(found?.request).toMatchObject({ kind: "budget", limit_usd: 1 });
      return found;
    });
    expect(called).toBe(false);
    await ask("POST", `/api/executions/${execution_id}/approvals/${item.approval_id}`, { decision: "allow" });
    const events = await follow(execution_id);
    expect(called).toBe(true);
    expect(events.find((e) => e.type === "error")).toMatchObject({ details: { code: "BUDGET_REACHED" } });
    expect(events.at(-1)).toMatchObject({ status: "error" });
  });
});

it("says which methods an address takes", async () => {
  const answer = await client(server.app).ask("DELETE", "/api/invoke_agent");
  expect(answer).toMatchObject({ status: 405, body: { code: "METHOD_NOT_ALLOWED" } });
  expect(answer.headers.get("allow")).toBe("POST");
});
