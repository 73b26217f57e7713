import { expect, it } from "vitest";
import { client, heldTurn, testServer } from "../testing.ts";

it("a server that stops cuts its runs off to be continued, tells its readers, and takes nothing new", async () => {
  const held = heldTurn();
  const server = await testServer(() => held.turn);
  const { ask, project, send, follow } = client(server.app);
  const id = await project();
  const { execution_id } = await send(id, "Work");
  const input = await held.started;
  input.emit({ type: "tool_use", tool_id: "t", tool_name: "Bash", tool_input: { command: "make" } });
  await input.stored?.();
  const reading = follow(execution_id);
  const events = ask("GET", "/api/events");
  await new Promise((resolve) => setTimeout(resolve, 100));
  const closing = server.runs.close();
  const refused = await ask("POST", "/api/invoke_agent", { project_id: id, message: "x" });
  expect(refused).toMatchObject({ status: 503, body: { code: "SERVER_STOPPING", retryable: true } });
  expect(refused.headers.get("retry-after")).toBe("1");
  const seen = await reading;
  expect(seen.at(-2)).toMatchObject({ type: "interrupted", reason: "server_stopped" });
  expect(seen.at(-2)).toMatchObject({ message: expect.stringContaining("Bash") });
  expect(seen.at(-1)).toMatchObject({ type: "stream.completed", status: "interrupted" });
  expect((await events).body).toContain('"server.draining"');
  await closing;
  expect((await server.store.executions.get("ada@example.com", execution_id))?.status).toBe("interrupted");
  await server.close();
});

it("does not wait for ever for an agent that does not end", async () => {
  const server = await testServer(
    () =>
      async ({ emit }) => {
        emit({ type: "text_delta", block_id: "m", text: "Hm" });
        return new Promise(() => {});
      },
    { times: { drainMs: 200 } },
  );
  const { project, send } = client(server.app);
  const { execution_id } = await send(await project(), "Work");
  const before = performance.now();
  await server.runs.close();
  expect(performance.now() - before).toBeLessThan(20_000);
  expect((await server.store.executions.get("ada@example.com", execution_id))?.status).toBe("interrupted");
  await server.close();
});
