import { randomUUID } from "node:crypto";
import type { AgentEvent } from "@lakehand/protocol";
import { type Operations, type OperationView, type ToolDefinition, toolDefinitions } from "@lakehand/tools";
import { createTestContext, startFakeStatements } from "@lakehand/tools/testing";
import { describe, expect, it } from "vitest";
import { type Harness, openHarness } from "../testing/harness.ts";
import { afterwards } from "../testing/open-scripted.ts";
import { type Block, lastMessage, type MessagesBody, startScriptedModel } from "../testing/scripted-model.ts";
import type { LongCalls, RunInput } from "../types.ts";

const named = (name: string) => toolDefinitions.find((tool) => tool.name === name) as ToolDefinition;
const use = (name: string, input: Record<string, unknown>): Block[] => [
  { type: "tool_use", id: `toolu_${randomUUID().slice(0, 8)}`, name, input },
];

/** Operations as the server keeps them, in memory. */
function keeper(afterMs: number) {
  const views = new Map<string, OperationView>();
  const longCalls: LongCalls = {
    afterMs,
    async take(call) {
      const id = randomUUID();
      const now = new Date().toISOString();
      const view: OperationView = {
        ...{ id, toolName: call.toolName, title: call.title, status: "running", result: null },
        ...{ message: null, done: null, total: null, startedAt: now, updatedAt: now },
      };
      views.set(id, view);
      call.work.then(
        ({ text }) => Object.assign(view, { status: "completed", result: text }),
        () => Object.assign(view, { status: "cancelled" }),
      );
      return id;
    },
  };
  const operations: Operations = {
    list: async () => [...views.values()],
    get: async (id) => views.get(id),
    cancel: async () => false,
  };
  return { views, longCalls, operations };
}

/** A real agent whose SQL statements run until `finish` is called. */
async function open(script: (body: MessagesBody, count: number) => Block[], afterMs: number) {
  let finished = false;
  const workspace = await startFakeStatements(({ cancelled }) =>
    finished || cancelled
      ? { columns: [{ name: "n", type_text: "bigint" }], chunks: [[["42"]]] }
      : { polls: Number.POSITIVE_INFINITY },
  );
  afterwards(() => workspace.close());
  const model = await startScriptedModel(script);
  afterwards(() => model.close());
  const harness = await openHarness(
    { baseUrl: model.url },
    { sandbox: "off", toolDefinitions: [named("execute_sql"), named("check_operation_status")] },
  );
  afterwards(() => harness.close());
  const kept = keeper(afterMs);
  const context = createTestContext({ url: workspace.url, defaults: { warehouseId: "w" } });
  const input: Partial<RunInput> = {
    longCalls: kept.longCalls,
    tools: { ...context, projectDir: harness.projectDir, operations: kept.operations },
  };
  return { workspace, model, harness, kept, input, finish: () => (finished = true) };
}

const results = (harness: Harness) =>
  harness.events.filter(
    (event): event is AgentEvent & { type: "tool_result" } => event.type === "tool_result",
  );
const idIn = (body: MessagesBody) => /operation ([0-9a-f-]{36})/.exec(lastMessage(body))?.[1] ?? "";
const slowSql = () => use("mcp__databricks__execute_sql", { sql_query: "SELECT n FROM slow" });

describe("a long call of the real agent", () => {
  it("answers with an id that the agent asks about until it has the result", async () => {
    let id = "";
    const { harness, input, finish } = await open((body, count) => {
      if (count === 1) return slowSql();
      if (count === 2) {
        id = idIn(body);
        return use("ToolSearch", { query: "select:mcp__databricks__check_operation_status", max_results: 3 });
      }
      if (count === 3) return use("mcp__databricks__check_operation_status", { operation_id: id });
      if (count === 4) {
        finish();
        return use("mcp__databricks__check_operation_status", { operation_id: id, wait_seconds: 20 });
      }
      return [{ type: "text", text: `It is ${/\| (\d+) \|/.exec(lastMessage(body))?.[1]}.` }];
    }, 150);
    expect(await harness.say("count them", input)).toMatchObject({ status: "completed" });
    expect(results(harness).map(({ is_error }) => is_error)).toEqual([false, false, false, false]);
    expect(results(harness)[0]?.content).toContain(`goes on as operation ${id}`);
    expect(results(harness)[2]?.content).toContain("is still running");
    expect(results(harness)[3]?.content).toContain("| 42 |");
    const said = harness.events.map((event) => (event.type === "text_delta" ? event.text : "")).join("");
    expect(said).toBe("It is 42.");
    // The card of the first call went on while the run was open.
    const cards = harness.events.filter((event) => event.type === "tool_details");
    expect(cards.map(({ details }) => details.kind === "sql_result" && details.status)).toEqual(
      expect.arrayContaining(["running", "succeeded"]),
    );
  });

  it("outlives the turn and its process", async () => {
    const { harness, input, kept, workspace, finish } = await open(
      (_body, count) => (count === 1 ? slowSql() : [{ type: "text", text: "It goes on." }]),
      150,
    );
    expect(await harness.say("count them", input)).toMatchObject({ status: "completed" });
    await harness.runtime.close();
    const [view] = [...kept.views.values()];
    expect(view?.status).toBe("running");
    expect(workspace.statements[0]?.cancelled).toBe(false);
    finish();
    await expect.poll(() => view?.result).toContain("| 42 |");
  });

  it("is waited for when nothing takes it over", async () => {
    const { harness, input, finish } = await open(
      (body, count) => (count === 1 ? slowSql() : [{ type: "text", text: lastMessage(body) }]),
      0,
    );
    setTimeout(finish, 1_500);
    expect(await harness.say("count them", input)).toMatchObject({ status: "completed" });
    expect(results(harness)[0]?.content).toContain("| 42 |");
  });
});

describe("Stop", () => {
  it("says which statement the workspace did not confirm as ended", async () => {
    const { harness, input, workspace } = await open(slowSql, 0);
    const run = harness.say("count them", { ...input, executionId: "run-1" });
    await expect.poll(() => workspace.statements.length, { timeout: 20_000 }).toBe(1);
    // It takes the cancellation and does nothing about it.
    Object.defineProperty(workspace.statements[0], "cancelled", { get: () => false, set() {} });
    await harness.runtime.stop("run-1");
    expect(await run).toMatchObject({ status: "cancelled" });
    expect(harness.events.filter(({ type }) => type === "left_running")).toEqual([
      {
        type: "left_running",
        items: [
          {
            kind: "statement",
            id: "st-0",
            title: "SELECT n FROM slow",
            url: `${workspace.url}/sql/history?queryId=st-0`,
          },
        ],
      },
    ]);
  });

  it("says nothing when all has ended", async () => {
    const { harness, input, workspace } = await open(slowSql, 0);
    const run = harness.say("count them", { ...input, executionId: "run-1" });
    await expect.poll(() => workspace.statements.length, { timeout: 20_000 }).toBe(1);
    await harness.runtime.stop("run-1");
    expect(await run).toMatchObject({ status: "cancelled" });
    expect(workspace.statements[0]?.cancelled).toBe(true);
    expect(harness.events.map(({ type }) => type)).not.toContain("left_running");
  });
});
