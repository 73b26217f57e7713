import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  conversationDetailSchema,
  executionsSchema,
  fromWire,
  healthSchema,
  projectSchema,
  reduceAll,
} from "@lakehand/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestServer, type Turn, testServer } from "./testing.ts";

let server: TestServer;
let turn: Turn = async () => ({ status: "completed" });
beforeAll(async () => {
  server = await testServer(() => turn);
});
afterAll(() => server.close());

type App = TestServer["app"];
async function ask(method: string, path: string, body?: unknown, app: App = server.app) {
  const init: RequestInit = {
    method,
    headers: { host: "localhost:8000", "content-type": "application/json" },
  };
  if (body !== undefined) init.body = typeof body === "string" ? body : JSON.stringify(body);
  const response = await app.request(path, init);
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
}
const newProject = async () => (await ask("POST", "/api/projects", { name: "Trips" })).body.id as string;

interface Frame {
  id: number | undefined;
  data: { type: string; seq: number } & Record<string, unknown>;
}
function frames(text: string): Frame[] {
  return text
    .split("\n\n")
    .filter((frame) => frame.includes("data: {"))
    .map((frame) => ({
      id: Number(/^id: (\d+)$/m.exec(frame)?.[1] ?? Number.NaN) || undefined,
      data: JSON.parse(/^data: (.*)$/m.exec(frame)?.[1] ?? "{}"),
    }));
}

const twoSteps: Turn = async ({ emit, stored, session: { id: sessionId } }) => {
  await stored?.();
  emit({ type: "system", subtype: "init", data: { session_id: sessionId } });
  for (const piece of ["Look", "ing ", "now."]) emit({ type: "text_delta", block_id: "m:0", text: piece });
  emit({
    type: "tool_use",
    tool_id: "t1",
    tool_name: "mcp__databricks__execute_sql",
    tool_input: { sql_query: "SELECT 1" },
  });
  emit({ type: "tool_result", tool_use_id: "t1", content: "| 1 |", is_error: false });
  emit({
    type: "result",
    session_id: sessionId,
    duration_ms: 5,
    total_cost_usd: 0,
    is_error: false,
    num_turns: 2,
  });
  return { status: "completed" };
};

describe("a run over HTTP", () => {
  it("answers at once, streams the seed's events in order, and is there after the end", async () => {
    turn = twoSteps;
    const project = await newProject();
    const started = await ask("POST", "/api/invoke_agent", {
      project_id: project,
      message: "How many trips are there in the samples?",
    });
    expect(started.status).toBe(200);
    const { execution_id, conversation_id } = started.body;
    const stream = await ask("POST", `/api/stream_progress/${execution_id}`, {});
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    expect(stream.headers.get("x-accel-buffering")).toBe("no");
    const events = frames(stream.body);
    expect(events.map((e) => e.data.type)).toEqual([
      "conversation.created",
      "user_message",
      "checkpoint.created",
      "system",
      "text_delta",
      "tool_use",
      "tool_result",
      "result",
      "stream.completed",
    ]);
    expect(events.map((e) => e.id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(stream.body.endsWith("data: [DONE]\n\n")).toBe(true);

    const path = `/api/projects/${project}/conversations/${conversation_id}`;
    const detail = conversationDetailSchema.parse((await ask("GET", path)).body);
    expect(detail).toMatchObject({
      title: "How many trips are there in the samples?",
      default_catalog: "main",
      running: false,
    });
    expect(detail.messages.map((m) => [m.role, m.content])).toEqual([
      ["user", "How many trips are there in the samples?"],
      ["assistant", "Looking now."],
    ]);
    const executions = executionsSchema.parse((await ask("GET", `${path}/executions?all=true`)).body);
    expect(executions.active).toBeNull();
    const view = reduceAll(
      execution_id,
      executions.all![0]!.events.map((e) => fromWire(e)!),
    );
    expect(view.blocks.map((b) => b.kind)).toEqual(["user", "text", "tool"]);
  });

  it("goes on after any event, by header, body or the old timestamp, without doubling", async () => {
    turn = twoSteps;
    const project = await newProject();
    const { execution_id } = (await ask("POST", "/api/invoke_agent", { project_id: project, message: "x" }))
      .body;
    const all = frames((await ask("POST", `/api/stream_progress/${execution_id}`, {})).body);
    for (let after = 0; after <= 9; after++) {
      const rest = frames(
        (await ask("POST", `/api/stream_progress/${execution_id}`, { last_event_id: after })).body,
      );
      expect(rest).toEqual(all.slice(after));
    }
    const timestamp = all[1]!.data.timestamp;
    const byTime = frames(
      (await ask("POST", `/api/stream_progress/${execution_id}`, { last_event_timestamp: timestamp })).body,
    );
    expect(byTime.at(-1)).toEqual(all.at(-1));
    const get = await server.app.request(`/api/stream_progress/${execution_id}`, {
      headers: { host: "localhost", "last-event-id": "5" },
    });
    expect(frames(await get.text()).map((e) => e.id)).toEqual([6, 7, 8, 9]);
    const over = await server.app.request(`/api/stream_progress/${execution_id}`, {
      headers: { host: "localhost", "last-event-id": "9" },
    });
    expect(over.status).toBe(204);
  });

  it("stops for real and keeps the question and the partial answer", async () => {
    let sawAbort = false;
    let began: () => void = () => {};
    const working = new Promise<void>((resolve) => {
      began = resolve;
    });
    turn = async ({ emit }, stopped) => {
      emit({ type: "text_delta", block_id: "m:0", text: "Half an ans" });
      began();
      await new Promise((resolve) => stopped.addEventListener("abort", resolve, { once: true }));
      sawAbort = true;
      return { status: "cancelled" };
    };
    const project = await newProject();
    const { execution_id, conversation_id } = (
      await ask("POST", "/api/invoke_agent", { project_id: project, message: "long" })
    ).body;
    const second = await ask("POST", "/api/invoke_agent", {
      project_id: project,
      conversation_id,
      message: "me too",
    });
    expect(second).toMatchObject({ status: 409, body: { code: "CONVERSATION_BUSY" } });
    await working;
    expect((await ask("POST", `/api/stop_stream/${execution_id}`)).body).toEqual({
      success: true,
      message: "Stream cancelled",
    });
    await server.runs.ended(execution_id);
    expect(sawAbort).toBe(true);
    const types = frames((await ask("POST", `/api/stream_progress/${execution_id}`, {})).body).map(
      (e) => e.data.type,
    );
    expect(types).toContain("stream.cancelled");
    expect(types.slice(-2)).toEqual(["cancelled", "stream.completed"]);
    const detail = (await ask("GET", `/api/projects/${project}/conversations/${conversation_id}`)).body;
    expect(detail.messages.map((m: { content: string }) => m.content)).toEqual(["long", "Half an ans"]);
    expect((await ask("POST", `/api/stop_stream/${execution_id}`)).body).toEqual({
      success: false,
      message: "Stream already complete",
    });
  });

  it("never starts the agent for a run that is stopped before it knows of it", async () => {
    let started = false;
    turn = async () => {
      started = true;
      return { status: "completed" };
    };
    const project = await newProject();
    const conversation = await server.store.conversations.create("ada@example.com", project, "t");
    const { id } = await server.runs.begin({
      userEmail: "ada@example.com",
      conversation: conversation!,
      message: "x",
    });
    expect(await server.runs.stop({ id, userEmail: "ada@example.com" })).toBe(true);
    await server.runs.ended(id);
    expect(started).toBe(false);
    expect((await server.store.executions.get("ada@example.com", id))?.status).toBe("cancelled");
  });

  it("says a failure in the transcript without internals, and goes on with the next message", async () => {
    turn = async () => {
      throw new Error("password=hunter2");
    };
    const project = await newProject();
    const { execution_id, conversation_id } = (
      await ask("POST", "/api/invoke_agent", { project_id: project, message: "x" })
    ).body;
    const failed = frames((await ask("POST", `/api/stream_progress/${execution_id}`, {})).body);
    expect(failed.at(-1)?.data).toMatchObject({ type: "stream.completed", status: "error", is_error: true });
    expect(JSON.stringify(failed)).not.toContain("hunter2");
    turn = twoSteps;
    const next = await ask("POST", "/api/invoke_agent", {
      project_id: project,
      conversation_id,
      message: "y",
    });
    expect(next.status).toBe(200);
    await server.runs.ended(next.body.execution_id);
  });
});

describe("bad input gets a sentence and a next step", () => {
  const unknown = "00000000-0000-4000-8000-000000000000";
  it.each([
    ["POST", "/api/projects", { name: "  " }, 400, "EMPTY_NAME"],
    ["POST", "/api/projects", {}, 400, "INVALID_REQUEST"],
    ["POST", "/api/projects", "{not json", 400, "BAD_REQUEST"],
    ["GET", `/api/projects/${unknown}`, undefined, 404, "PROJECT_NOT_FOUND"],
    ["GET", "/api/projects/..%2f..%2fetc", undefined, 404, "PROJECT_NOT_FOUND"],
    ["GET", `/api/projects/${unknown}/files`, undefined, 404, "PROJECT_NOT_FOUND"],
    ["POST", "/api/invoke_agent", { project_id: unknown, message: "x" }, 404, "PROJECT_NOT_FOUND"],
    ["POST", "/api/invoke_agent", { project_id: unknown, message: " " }, 400, "EMPTY_MESSAGE"],
    [
      "POST",
      "/api/invoke_agent",
      { project_id: unknown, message: "x".repeat(1_000_000) },
      413,
      "MESSAGE_TOO_LONG",
    ],
    [
      "POST",
      "/api/invoke_agent",
      { project_id: unknown, message: "x".repeat(3_000_000) },
      413,
      "BODY_TOO_LARGE",
    ],
    ["POST", `/api/stream_progress/${unknown}`, {}, 404, "RUN_NOT_FOUND"],
    ["POST", `/api/stop_stream/${unknown}`, undefined, 404, "RUN_NOT_FOUND"],
    ["GET", `/api/results/${unknown}`, undefined, 404, "RESULT_NOT_FOUND"],
    ["GET", "/api/nothing", undefined, 404, "NO_SUCH_ADDRESS"],
  ])("%s %s", async (method, path, body, status, code) => {
    const answer = await ask(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      code,
      detail: expect.stringMatching(/\.$/),
      next: expect.any(String),
    });
  });

  it("refuses a path outside the project", async () => {
    const project = await newProject();
    await mkdir(join(server.projectsDir, project), { recursive: true });
    await writeFile(join(server.projectsDir, project, "a.sql"), "SELECT 1");
    expect(
      (await ask("GET", `/api/projects/${project}/files`)).body.files.map((f: { path: string }) => f.path),
    ).toEqual(["a.sql"]);
    expect((await ask("GET", `/api/projects/${project}/files/content?path=a.sql`)).body.content).toBe(
      "SELECT 1",
    );
    const answer = await ask(
      "GET",
      `/api/projects/${project}/files/content?path=${encodeURIComponent("../../db/postgresql.conf")}`,
    );
    expect(answer).toMatchObject({ status: 400, body: { code: "PATH_OUTSIDE_PROJECT" } });
  });
});

describe("ownership", () => {
  it("answers 404 for everything of another user, on every route that names a thing", async () => {
    turn = twoSteps;
    const project = await newProject();
    const { execution_id, conversation_id } = (
      await ask("POST", "/api/invoke_agent", { project_id: project, message: "mine" })
    ).body;
    await server.runs.ended(execution_id);
    await server.store.results.create({
      id: "11111111-1111-4111-8111-111111111111",
      executionId: execution_id,
      columns: [{ name: "a", type: "int" }],
    });
    const bob = server.as("bob@example.com");
    const spec = (await ask("GET", "/openapi.json")).body as {
      paths: Record<string, Record<string, unknown>>;
    };
    const tried: string[] = [];
    for (const [template, methods] of Object.entries(spec.paths)) {
      if (!template.includes("{") || template.includes("{catalog}")) continue;
      const path = template
        .replace("{cid}", conversation_id)
        .replace("{id}", project)
        .replace("{execution_id}", execution_id)
        .replace("{scope}", "project")
        .replace(
          /\{(approval|rule|operation|checkpoint)_id\}|\{qid\}/,
          "22222222-2222-4222-8222-222222222222",
        )
        .replace("{result_id}", "11111111-1111-4111-8111-111111111111");
      for (const method of Object.keys(methods)) {
        const query = /\/(content|file)$/.test(template) ? "?path=a" : "";
        const body = ["post", "patch", "put"].includes(method)
          ? {
              name: "n",
              title: "t",
              text: "t",
              decision: "allow",
              mode: "ask",
              execution_id,
              soft_usd: 1,
              hard_usd: 2,
            }
          : undefined;
        expect([template, method, (await ask(method.toUpperCase(), path + query, body, bob)).status]).toEqual(
          [template, method, 404],
        );
        tried.push(`${method} ${template}`);
      }
    }
    expect(tried.length).toBeGreaterThanOrEqual(40);
    expect(
      (await ask("POST", "/api/invoke_agent", { project_id: project, conversation_id, message: "x" }, bob))
        .status,
    ).toBe(404);
    expect((await ask("GET", "/api/projects", undefined, bob)).body).toEqual([]);
    expect((await ask("GET", `/api/projects/${project}`)).status).toBe(200);
  });
});

describe("the rest", () => {
  it("has health by part, me, config, prompt, pickers and documentation", async () => {
    const health = await ask("GET", "/api/health");
    expect(health.status).toBe(200);
    expect(healthSchema.parse(health.body).parts.database.running_on).toMatch(/PostgreSQL/);
    expect((await ask("GET", "/api/me")).body).toMatchObject({
      user: "ada@example.com",
      workspace_url: "http://127.0.0.1:8010",
    });
    expect((await ask("GET", "/api/config")).body.model.kind).toBe("practice");
    expect((await ask("GET", "/api/system_prompt?default_catalog=main")).body.system_prompt).toContain(
      "main",
    );
    expect((await ask("GET", "/api/warehouses")).body).toHaveLength(1);
    expect((await ask("GET", "/api/clusters")).body).toEqual([]);
    expect((await ask("GET", "/api/catalogs/main/schemas")).body).toEqual([
      { name: "default", comment: null },
    ]);
    expect((await ask("GET", "/docs")).body).toContain("swagger-ui");
    expect((await ask("GET", "/docs/assets/swagger-ui.css")).status).toBe(200);
    expect((await ask("GET", "/docs/assets/..%2fpackage.json")).status).toBe(404);
  });

  it("renames and deletes projects with what is in them", async () => {
    const id = await newProject();
    expect((await ask("PATCH", `/api/projects/${id}`, { name: " New  name " })).body).toEqual({
      success: true,
      project_id: id,
    });
    const [first] = (await ask("GET", "/api/projects")).body;
    expect(projectSchema.parse(first)).toMatchObject({ id, name: "New name", conversation_count: 0 });
    expect((await ask("DELETE", `/api/projects/${id}`)).body).toEqual({
      success: true,
      deleted_project_id: id,
    });
    expect((await ask("GET", `/api/projects/${id}`)).status).toBe(404);
  });

  it("pages kept rows and gives them as CSV", async () => {
    turn = twoSteps;
    const project = await newProject();
    const { execution_id } = (await ask("POST", "/api/invoke_agent", { project_id: project, message: "x" }))
      .body;
    await server.runs.ended(execution_id);
    const id = crypto.randomUUID();
    await server.store.results.create({
      id,
      executionId: execution_id,
      columns: [{ name: "n", type: "bigint" }],
    });
    await server.store.results.appendRows(
      id,
      Array.from({ length: 2500 }, (_, i) => [String(i)]),
    );
    await server.store.results.finish(id, 9999);
    const page = (await ask("GET", `/api/results/${id}?offset=2498&limit=10`)).body;
    expect(page).toMatchObject({
      total_rows: 9999,
      kept_rows: 2500,
      offset: 2498,
      rows: [["2498"], ["2499"]],
    });
    const csv = await ask("GET", `/api/results/${id}/csv`);
    expect(csv.headers.get("content-disposition")).toContain("attachment");
    expect(csv.body.split("\r\n")).toHaveLength(2502);
  });
});

describe("deleting", () => {
  it("ends the agent of what is deleted and has it forget", async () => {
    server.forgotten.length = 0;
    turn = twoSteps;
    const project = await newProject();
    const start = async () =>
      (await ask("POST", "/api/invoke_agent", { project_id: project, message: "Go" })).body;
    const [one, two] = [await start(), await start()];
    for (const { execution_id } of [one, two]) await server.runs.ended(execution_id);
    const path = `/api/projects/${project}/conversations/${one.conversation_id}`;
    const { session_id } = (await ask("GET", path)).body;
    expect((await ask("DELETE", path)).status).toBe(200);
    expect(server.forgotten.splice(0)).toEqual([
      { projectId: project, conversationId: one.conversation_id, sessionIds: [session_id] },
    ]);
    expect((await ask("DELETE", `/api/projects/${project}`)).status).toBe(200);
    expect(server.forgotten.splice(0)).toEqual([
      { projectId: project, conversationId: two.conversation_id },
      { projectId: project },
    ]);
  });
});

describe("odd addresses", () => {
  it("answers an id with a zero byte like any other that is not there", async () => {
    for (const path of ["/api/projects/%00", "/api/stream_progress/a%00", "/api/results/%00"])
      expect((await ask("GET", path)).status).toBe(404);
  });

  it("reads from the start for a cursor that is no event's number", async () => {
    turn = twoSteps;
    const started = await ask("POST", "/api/invoke_agent", { project_id: await newProject(), message: "Go" });
    const path = `/api/stream_progress/${started.body.execution_id}`;
    await server.runs.ended(started.body.execution_id);
    for (const cursor of ["1e300", "-7", "x"]) {
      const response = await server.app.request(path, {
        headers: { host: "localhost:8000", "last-event-id": cursor },
      });
      expect(response.status).toBe(200);
      expect(frames(await response.text())[0]?.data.seq).toBe(1);
    }
  });
});
