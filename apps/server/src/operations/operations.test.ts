import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningLocalWorkspace, startLocalWorkspace } from "@lakehand/local-workspace";
import type { AgentEvent } from "@lakehand/protocol";
import { type OperationRow, openStore, type Store } from "@lakehand/store";
import {
  runLongTool,
  runTool,
  type ToolContext,
  type ToolDefinition,
  type ToolOutput,
  tokenAuth,
  toolDefinitions,
  WorkspaceClient,
} from "@lakehand/tools";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { answerError } from "../http/errors.ts";
import { operationRoutes } from "../routes/operations.ts";
import type { OperationManager, RunRef } from "../run-parts.ts";
import { resultSink } from "../runs/result-sink.ts";
import { createOperations } from "./create-operations.ts";

const ME = "ada@example.com";
const LEASE_MS = 900;
/** Some seconds of work for the engine, and hours. */
const SECONDS =
  "SELECT count(*) AS n FROM range(15000) a CROSS JOIN range(15000) b WHERE (a.id * b.id) % 7 = 3";
const HOURS =
  "SELECT count(*) AS n FROM range(1000000) a CROSS JOIN range(9000000) b WHERE (a.id * b.id) % 7 = 3";

let folder: string;
let workspace: RunningLocalWorkspace;
let client: WorkspaceClient;
let a: Store;
let b: Store;
const managers: OperationManager[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lakehand operations "));
  const dataDir = join(folder, "db");
  a = await openStore({ dataDir });
  b = await openStore({ dataDir });
  workspace = await startLocalWorkspace({ dir: join(folder, "workspace"), port: 0, log: () => {} });
  await workspace.ready();
  client = new WorkspaceClient(tokenAuth(workspace.url, workspace.token), { retry: { baseMs: 20 } });
});
/** A statement of a dead process would take the engine from the tests after it. */
const begun: string[] = [];
afterEach(async () => {
  for (const id of begun.splice(0)) await client.statements.cancel(id).catch(() => undefined);
  await Promise.all(managers.splice(0).map((manager) => manager.close()));
});
afterAll(async () => {
  await workspace?.close();
  await b?.close();
  await a?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const log = { warn() {}, error() {} };
function manager(store: Store, afterMs = 60): OperationManager {
  const made = createOperations({ store, workspace: client, log, afterMs, leaseMs: LEASE_MS });
  managers.push(made);
  made.start();
  return made;
}

interface Begun extends RunRef {
  events: AgentEvent[];
  stop: AbortController;
}

async function begin(store: Store, email = ME): Promise<Begun> {
  const project = await store.projects.create(email, "P");
  const conversation = await store.conversations.create(email, project.id, "C");
  const { execution } = await store.executions.start({
    userEmail: email,
    conversationId: conversation?.id ?? "",
    projectId: project.id,
    messageId: randomUUID(),
    text: "count",
    lease: { leaseMs: 60_000, limits: { server: 1000, user: 1000 } },
  });
  const events: AgentEvent[] = [];
  return {
    execution,
    projectDir: folder,
    events,
    stop: new AbortController(),
    emit: (event) => void events.push(event),
  };
}

const contextOf = (store: Store, operations: OperationManager, run: Begun): ToolContext => ({
  workspace: client,
  signal: run.stop.signal,
  projectDir: folder,
  defaults: { catalog: "main", schema: "default" },
  emit: () => {},
  results: resultSink(store, run.execution.id),
  operations: operations.of(run),
});

async function call(
  store: Store,
  operations: OperationManager,
  run: Begun,
  definition: ToolDefinition,
  input: Record<string, unknown>,
) {
  const output = await runLongTool(
    definition,
    input,
    contextOf(store, operations, run),
    operations.longCalls(run),
    "toolu_1",
  );
  return { ...output, id: String(output.structured?.operation_id) };
}

const toolNamed = (name: string) => toolDefinitions.find((tool) => tool.name === name) as ToolDefinition;
const executeSql = toolNamed("execute_sql");
const executeSqlMulti = toolNamed("execute_sql_multi");

const ask = (store: Store, operations: OperationManager, run: Begun, name: string, input: object) =>
  runTool(toolNamed(name), input, contextOf(store, operations, run));

const ended = async (store: Store, id: string): Promise<OperationRow> => {
  let row: OperationRow | undefined;
  await expect
    .poll(
      async () => {
        row = await store.operations.get(ME, id);
        return row?.status;
      },
      { timeout: 60_000, interval: 100 },
    )
    .not.toBe("running");
  return row as OperationRow;
};
const stateIn = async (id: string): Promise<string> => (await client.statements.get(id)).status.state;
const statementOf = async (store: Store, id: string): Promise<string> => {
  let statement: string | undefined;
  await expect
    .poll(
      async () => {
        statement = (await store.operations.get(ME, id))?.handles[0]?.id;
        return statement;
      },
      { timeout: 10_000 },
    )
    .toBeDefined();
  begun.push(statement ?? "");
  return statement ?? "";
};

describe("an operation", { timeout: 120_000 }, () => {
  it("is stored before its id is told, shows its progress, and keeps its result", async () => {
    const operations = manager(a);
    const run = await begin(a);
    const { id, text } = await call(a, operations, run, executeSql, { sql_query: SECONDS });
    expect(text).toContain("goes on as operation");
    await statementOf(a, id);
    expect(await a.operations.get(ME, id)).toMatchObject({
      title: expect.stringContaining("Run SQL: SELECT count(*)"),
      handles: [{ kind: "statement", url: expect.stringContaining("/sql/history?queryId=") }],
    });
    let checked: ToolOutput;
    do {
      const input = { operation_id: id, wait_seconds: 25 };
      checked = await ask(a, operations, run, "check_operation_status", input);
    } while (checked.structured?.status === "running");
    expect(checked.structured).toMatchObject({ status: "completed" });
    expect(checked.text).toMatch(/\| n \|\n\| --- \|\n\| \d+ \|/);
    const row = await ended(a, id);
    expect(row).toMatchObject({ status: "completed", told: true, handles: [{ ended: true }] });
    const [shown] = row.details;
    expect(shown).toMatchObject({ kind: "sql_result", status: "succeeded", total_rows: 1 });
    const resultId = shown?.kind === "sql_result" ? shown.result_id : undefined;
    expect(await a.results.rows(resultId ?? "", 0, 10)).toHaveLength(1);
    const states = run.events.map((event) => event.type === "operation" && event.status);
    expect(states[0]).toBe("running");
    await expect.poll(() => run.events.at(-1)).toMatchObject({ operation_id: id, status: "completed" });
  });

  it("belongs to its owner and project: nobody else sees or ends it", async () => {
    const operations = manager(a);
    const run = await begin(a);
    const { id } = await call(a, operations, run, executeSql, { sql_query: HOURS });
    const elsewhere = await begin(a);
    const stranger = await begin(a, "eve@example.com");
    for (const other of [elsewhere, stranger]) {
      expect(await operations.of(other).get(id)).toBeUndefined();
      expect(await operations.of(other).cancel(id)).toBe(false);
      expect(await operations.of(other).list()).toEqual([]);
    }
    const eve = operationRoutes({ store: a, user: { email: "eve@example.com" } });
    eve.onError(answerError(() => {}));
    expect((await eve.request(`/operations/${id}`)).status).toBe(404);
    expect((await eve.request(`/operations/${id}/cancel`, { method: "POST" })).status).toBe(404);
    expect(await (await eve.request("/operations")).json()).toEqual({ operations: [] });
    expect((await a.operations.get(ME, id))?.status).toBe("running");
    await ask(a, operations, run, "cancel_operation", { operation_id: id });
  });

  it("is cancelled by the agent, down to the statement in the workspace", async () => {
    const operations = manager(a);
    const run = await begin(a);
    const { id } = await call(a, operations, run, executeSql, { sql_query: HOURS });
    const statement = await statementOf(a, id);
    await expect.poll(() => stateIn(statement)).toBe("RUNNING");
    const output = await ask(a, operations, run, "cancel_operation", { operation_id: id });
    expect(output.structured).toMatchObject({ status: "cancelled" });
    expect(await stateIn(statement)).toBe("CANCELED");
  });

  it("is cancelled by the person on another server", async () => {
    const operations = manager(a);
    manager(b);
    const run = await begin(a);
    const { id } = await call(a, operations, run, executeSql, { sql_query: HOURS });
    const statement = await statementOf(a, id);
    const page = operationRoutes({ store: b, user: { email: ME } });
    const answer = await page.request(`/operations/${id}/cancel`, { method: "POST" });
    expect(await answer.json()).toMatchObject({ id, conversation_id: run.execution.conversationId });
    expect(await ended(b, id)).toMatchObject({ status: "cancelled" });
    expect(await stateIn(statement)).toBe("CANCELED");
  });

  it("ends with Stop of its run, and outlives the run's own end", async () => {
    const operations = manager(a);
    const [stopped, over] = [await begin(a), await begin(a)];
    const first = await call(a, operations, stopped, executeSql, { sql_query: HOURS });
    const second = await call(a, operations, over, executeSql, { sql_query: HOURS });
    for (const run of [stopped, over]) run.stop.abort();
    expect(await operations.stopOf(stopped.execution.id)).toEqual([]);
    expect(await ended(a, first.id)).toMatchObject({ status: "cancelled" });
    expect((await a.operations.get(ME, second.id))?.status).toBe("running");
    await ask(a, operations, { ...over, stop: new AbortController() }, "cancel_operation", {
      operation_id: second.id,
    });
  });

  it("is told of once, with the next message of its conversation", async () => {
    const operations = manager(a);
    const run = await begin(a);
    const { id } = await call(a, operations, run, executeSql, { sql_query: SECONDS });
    expect(await operations.finishedSince(run)).toBeUndefined();
    await ended(a, id);
    const reminder = await operations.finishedSince(run);
    expect(reminder).toContain(id);
    expect(reminder).toMatch(/completed\.[\s\S]*\| n \|/);
    expect(await operations.finishedSince(run)).toBeUndefined();
  });

  it("is cancelled when its conversation is deleted", async () => {
    const operations = manager(a);
    const run = await begin(a);
    const { id } = await call(a, operations, run, executeSql, { sql_query: HOURS });
    const statement = await statementOf(a, id);
    const { projectId, conversationId } = run.execution;
    await a.conversations.delete(ME, projectId, conversationId);
    await expect.poll(() => stateIn(statement), { timeout: 20_000 }).toBe("CANCELED");
  });
});

describe("after its process has died", { timeout: 120_000 }, () => {
  it("a statement is followed to its end by another, and its rows are read", async () => {
    const first = manager(a);
    const run = await begin(a);
    const { id } = await call(a, first, run, executeSql, { sql_query: SECONDS });
    // As with kill -9: nothing is renewed or written any more.
    await first.close();
    const second = manager(b);
    const row = await ended(b, id);
    expect(row).toMatchObject({ status: "completed", result: expect.stringMatching(/\| n \|/) });
    expect(row.details).toMatchObject([{ kind: "sql_result", status: "succeeded", kept_rows: 1 }]);
    const checked = await ask(b, second, run, "check_operation_status", { operation_id: id });
    expect(checked.text).toContain("| n |");
  });

  it("its statement can still be cancelled", async () => {
    const first = manager(a);
    const run = await begin(a);
    const { id } = await call(a, first, run, executeSql, { sql_query: HOURS });
    const statement = await statementOf(a, id);
    await first.close();
    // Asked for while nobody works on it.
    expect(await b.operations.requestCancel(ME, id)).toBe(true);
    manager(b);
    expect(await ended(b, id)).toMatchObject({ status: "cancelled" });
    await expect.poll(() => stateIn(statement)).toBe("CANCELED");
  });

  it("a script says of each statement how it ended, or that it was not begun", async () => {
    const first = manager(a, 600);
    const run = await begin(a);
    const table = `main.default.left_${randomUUID().slice(0, 8)}`;
    const { id } = await call(a, first, run, executeSqlMulti, {
      sql_content: `CREATE TABLE ${table} (n BIGINT); INSERT INTO ${table} ${SECONDS}; SELECT * FROM ${table}`,
    });
    await expect
      .poll(async () => (await a.operations.get(ME, id))?.details.length, { timeout: 20_000 })
      .toBe(2);
    await first.close();
    manager(b);
    const row = await ended(b, id);
    expect(row.status).toBe("lost");
    expect(row.result).toMatch(/1\. CREATE TABLE .*: succeeded/);
    expect(row.result).toMatch(/2\. INSERT INTO .*: succeeded/);
    expect(row.result).toMatch(/3\. SELECT .*: not begun/);
  });

  it.each([
    [
      "a statement that the workspace has forgotten",
      "execute_sql",
      { sql_query: "DROP TABLE t" },
      "look at what it was to change",
    ],
    ["one that only read", "execute_sql", { sql_query: "SELECT 1" }, "only reads: run it again"],
    [
      "an upload",
      "upload_folder",
      { local_folder: "x", workspace_folder: "/y" },
      "some of the files may have been uploaded",
    ],
  ])("%s is lost, with a word on what to do", async (_what, toolName, input, words) => {
    const run = await begin(a);
    const { id: executionId, conversationId, projectId, userEmail } = run.execution;
    const id = randomUUID();
    const handles = toolName === "execute_sql" ? [{ kind: "statement" as const, id: randomUUID() }] : [];
    await a.operations.create(
      {
        ...{ id, executionId, conversationId, projectId, userEmail, toolName, input, handles },
        toolUseId: null,
        title: toolName,
      },
      1,
    );
    manager(b);
    const row = await ended(b, id);
    expect(row).toMatchObject({ status: "lost", result: expect.stringContaining(words) });
  });
});
