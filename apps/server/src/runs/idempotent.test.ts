import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { client, type TestServer, testServer } from "../testing.ts";

let server: TestServer;
let project: string;
let turns = 0;
beforeAll(async () => {
  server = await testServer(() => async () => {
    turns += 1;
    return { status: "completed" };
  });
  project = await client(server.app).project();
});
afterAll(() => server.close());

const post = (app: TestServer["app"], key: string, body: object) =>
  client(app).ask("POST", "/api/invoke_agent", body, { "idempotency-key": key });

describe("Idempotency-Key", () => {
  it("makes a hundred parallel requests one run, also over two servers", async () => {
    const other = await server.replica();
    turns = 0;
    const body = { project_id: project, message: "Once" };
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => post(i % 2 ? server.app : other.app, "key-1", body)),
    );
    expect(new Set(answers.map((a) => `${a.status} ${JSON.stringify(a.body)}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    const { execution_id, conversation_id } = answers[0]?.body ?? {};
    await client(server.app).follow(execution_id);
    expect(turns).toBe(1);
    expect(await client(server.app).runs(project, conversation_id)).toHaveLength(1);
    // Later too.
    expect((await post(other.app, "key-1", body)).body).toEqual({ execution_id, conversation_id });
    await other.close();
  });

  it("refuses the key for another request", async () => {
    await post(server.app, "key-2", { project_id: project, message: "One" });
    expect(await post(server.app, "key-2", { project_id: project, message: "Two" })).toMatchObject({
      status: 422,
      body: { code: "IDEMPOTENCY_KEY_REUSED" },
    });
    expect((await post(server.app, "key 3", { project_id: project, message: "x" })).status).toBe(400);
  });

  it("gives the key back when the request fails", async () => {
    const missing = { project_id: crypto.randomUUID(), message: "Hello" };
    expect((await post(server.app, "key-4", missing)).status).toBe(404);
    expect((await post(server.app, "key-4", { project_id: project, message: "Hello" })).status).toBe(200);
  });
});
