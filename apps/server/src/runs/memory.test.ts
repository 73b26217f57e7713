import type { RunInput } from "@lakehand/agent";
import { afterEach, expect, it } from "vitest";
import { client, heldTurn, type TestServer, type Turn, testServer } from "../testing.ts";

/* What the engine tells the agent's runtime so that its memory is complete, wherever the last run was. */

const open: TestServer[] = [];
async function start(turn: () => Turn) {
  const server = await testServer(turn);
  open.push(server);
  return server;
}
afterEach(async () => {
  for (const server of open.splice(0).reverse()) await server.close();
});

it("names the message, and where the last run left the session", async () => {
  const inputs: RunInput[] = [];
  const server = await start(() => async (input) => {
    inputs.push(input);
    input.emit({ type: "text", block_id: "m:1", text: "Done." });
    return { status: "completed", sessionId: input.session.id, leafUuid: `leaf-${inputs.length}` };
  });
  const { project, send, follow, runs } = client(server.app);
  const id = await project();
  const first = await send(id, "One");
  await follow(first.execution_id);
  const second = await send(id, "Two", first.conversation_id);
  await follow(second.execution_id);
  expect(inputs[0]?.session.leaf).toBeUndefined();
  expect(inputs[1]?.session).toEqual({ id: inputs[0]?.session.id, resume: true, leaf: "leaf-1" });
  const run = (await runs(id, first.conversation_id)).at(-1);
  const said = run?.events.find((event) => event.type === "user_message");
  expect(said).toMatchObject({ message_id: inputs[1]?.messageId, text: "Two" });
  expect(inputs[1]?.recall).toBeUndefined();
});

it("tells again what was said in a run that was cut off", async () => {
  const held = heldTurn();
  const inputs: RunInput[] = [];
  const a = await start(() => held.turn);
  const b = await a.replica(() => async (input) => {
    inputs.push(input);
    return { status: "completed" };
  });
  open.push(b);
  const project = await client(a.app).project();
  const { execution_id } = await client(a.app).send(project, "Build it");
  await (await held.started).stored?.();
  const watching = client(b.app).follow(execution_id);
  await a.kill();
  await watching;
  const next = await client(b.app).ask("POST", `/api/executions/${execution_id}/continue`);
  await client(b.app).follow(next.body.execution_id);
  expect(inputs[0]).toMatchObject({ kind: "continue", recall: [{ text: "Build it" }] });
  expect(inputs[0]?.recall?.[0]?.id).toMatch(/^[0-9a-f-]{36}$/);
});
