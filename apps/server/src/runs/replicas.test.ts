import { afterAll, beforeAll, expect, it } from "vitest";
import { client, heldTurn, type TestServer, type Turn, testServer } from "../testing.ts";

let a: TestServer;
let b: TestServer;
let turn: Turn = async () => ({ status: "completed" });
beforeAll(async () => {
  a = await testServer(() => turn);
  // Slow to look by itself, so that what comes soon comes by signals.
  b = await a.replica(() => turn, { times: { pollMs: 60_000 } });
});
afterAll(async () => {
  await b.close();
  await a.close();
});

it("shows a run of one server on the other one, each event once, however many watch", async () => {
  turn = async ({ emit }) => {
    for (let i = 0; i < 300; i++) {
      emit({ type: "notice", level: "info", message: String(i) });
      if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return { status: "completed" };
  };
  const { project, send, follow } = client(a.app);
  const { execution_id } = await send(await project(), "Count");
  const views = await Promise.all([
    follow(execution_id),
    ...Array.from({ length: 5 }, (_, i) => client(b.app).follow(execution_id, i * 40)),
  ]);
  const whole = views[0]!;
  expect(whole.map((event) => event.seq)).toEqual(whole.map((_, i) => i + 1));
  for (const [i, view] of views.slice(1).entries()) expect(view).toEqual(whole.slice(i * 40));
});

it("stops a run from the other server", async () => {
  const held = heldTurn();
  turn = held.turn;
  const { project, send, follow } = client(a.app);
  const { execution_id } = await send(await project(), "Work");
  await held.started;
  const { body } = await client(b.app).ask("POST", `/api/stop_stream/${execution_id}`);
  expect(body).toEqual({ success: true, message: "Stream cancelled" });
  const events = await follow(execution_id);
  expect(events.at(-1)).toMatchObject({ status: "cancelled" });
  const again = await client(b.app).ask("POST", `/api/stop_stream/${execution_id}`);
  expect(again.body.success).toBe(false);
});
