import { afterEach, describe, expect, it } from "vitest";
import { runTool } from "../run-tool.ts";
import { createTestContext, type FakeStatements, startFakeStatements } from "../testing/index.ts";
import { executeSql } from "../tools/sql/execute-sql.ts";
import { executeSqlMulti } from "../tools/sql/execute-sql-multi.ts";
import type { RunningThing, ToolDefinition } from "../types.ts";
import { checkOperationStatus } from "./check-operation-status.ts";
import { type LongCall, runLongTool } from "./hand-over.ts";

let server: FakeStatements;
afterEach(() => server.close());

function taker(afterMs: number) {
  const taken: LongCall[] = [];
  return {
    taken,
    afterMs,
    take: async (call: LongCall) => {
      taken.push(call);
      return `op-${taken.length}`;
    },
  };
}

async function start(ends: (sql: string) => boolean) {
  server = await startFakeStatements(({ request, cancelled }) =>
    ends(request.statement) || cancelled
      ? { columns: [{ name: "a", type_text: "int" }], chunks: [[["1"]]] }
      : { polls: Number.POSITIVE_INFINITY },
  );
  const context = createTestContext({ url: server.url, defaults: { warehouseId: "w" } });
  const things = new Map<string, RunningThing>();
  const running = {
    started: (thing: RunningThing) => void things.set(thing.id, thing),
    ended: (id: string) => void things.delete(id),
  };
  return { context: { ...context, running }, stop: context.stop, details: context.details, things };
}

const slowUntil = () => {
  let over = false;
  return { ends: () => over, end: () => (over = true) };
};

describe("runLongTool", () => {
  it("waits for a call that is quick, and for every call when it is off", async () => {
    const { context } = await start(() => true);
    const long = taker(5_000);
    const output = await runLongTool(executeSql, { sql_query: "SELECT 1 AS a" }, context, long);
    expect(output.text).toContain("| 1 |");
    await runLongTool(executeSql, { sql_query: "SELECT 1 AS a" }, context, { ...long, afterMs: 0 });
    expect(long.taken).toEqual([]);
  });

  it("answers with an id as soon as the call has lasted too long, and goes on with it", async () => {
    const statement = slowUntil();
    const { context, things } = await start(statement.ends);
    const long = taker(50);
    const output = await runLongTool(executeSql, { sql_query: "SELECT  1\n AS a" }, context, long, "toolu_1");
    expect(output.structured).toMatchObject({
      status: "async",
      operation_id: "op-1",
      tool_name: "execute_sql",
    });
    expect(output.text).toContain('check_operation_status with operation_id "op-1"');
    expect(output.text).toContain("(id st-0)");
    const call = long.taken[0] as LongCall;
    expect(call).toMatchObject({ toolUseId: "toolu_1", title: "Run SQL: SELECT 1 AS a" });
    expect(call.things).toMatchObject([
      { kind: "statement", id: "st-0", url: `${server.url}/sql/history?queryId=st-0` },
    ]);
    expect(things.size, "it is no longer the run's").toBe(0);
    statement.end();
    expect((await call.work).text).toContain("| 1 |");
    expect(call.things).toEqual([]);
  });

  it("is out of reach of its run's end, and is cancelled by itself", async () => {
    const { context, stop } = await start(() => false);
    const long = taker(30);
    await runLongTool(executeSql, { sql_query: "SELECT 1" }, context, long);
    stop();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.statements[0]?.cancelled).toBe(false);
    long.taken[0]?.cancel();
    await expect(long.taken[0]?.work).rejects.toMatchObject({ code: "CANCELLED" });
    expect(server.statements[0]?.cancelled).toBe(true);
  });

  it("cancels what is stopped while it is being handed over", async () => {
    const { context, stop } = await start(() => false);
    const call = runLongTool(executeSql, { sql_query: "SELECT 1" }, context, {
      afterMs: 20,
      take: async () => {
        stop();
        return "op";
      },
    });
    await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
    expect(server.statements[0]?.cancelled).toBe(true);
  });

  it("waits on when nobody can take the call over", async () => {
    const statement = slowUntil();
    const { context } = await start(statement.ends);
    setTimeout(statement.end, 100);
    const reported: unknown[] = [];
    const output = await runLongTool(
      executeSql,
      { sql_query: "SELECT 1 AS a" },
      { ...context, report: (error) => reported.push(error) },
      { afterMs: 20, take: () => Promise.reject(new Error("the database is away")) },
    );
    expect(output.text).toContain("| 1 |");
    expect(reported).toHaveLength(1);
  });

  it("tells the keeper all that the person was told, and what follows", async () => {
    const { context, details } = await start((sql) => sql.includes("quick"));
    const long = taker(400);
    const script = "SELECT 'quick'; SELECT 'slow'";
    await runLongTool(executeSqlMulti, { sql_content: script }, context, long);
    const heard: string[] = [];
    const call = long.taken[0] as LongCall;
    call.progress((told) => {
      if (told.kind === "sql_result") heard.push(`${told.index} ${told.status}`);
    });
    expect(heard.toSorted()).toEqual(["0 succeeded", "1 running"]);
    call.cancel();
    await expect(call.work).rejects.toMatchObject({ code: "CANCELLED" });
    expect(heard.at(-1)).toBe("1 cancelled");
    expect(details.at(-1), "the card hears it too").toMatchObject({ index: 1, status: "cancelled" });
  });

  it("never hands over what waits on purpose", async () => {
    const { context } = await start(() => true);
    const slow: ToolDefinition = {
      ...checkOperationStatus,
      handler: () => new Promise((resolve) => setTimeout(() => resolve({ text: "waited" }), 60)),
    };
    const long = taker(10);
    const output = await runLongTool(slow, { operation_id: "x" }, context, long);
    expect(output.text).toBe("waited");
    expect(long.taken).toEqual([]);
  });
});

describe("what is left running", () => {
  it("is nothing once the workspace has confirmed the end", async () => {
    const { context, stop, things } = await start(() => false);
    const call = runTool(executeSql, { sql_query: "SELECT 1" }, context);
    await expect.poll(() => things.size).toBe(1);
    stop();
    await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
    expect(things.size).toBe(0);
  });

  it("is a statement whose end the workspace does not confirm, with a link to it", async () => {
    const { context, stop, things } = await start(() => false);
    // It takes the cancellation and does nothing about it.
    const deaf = server.statements;
    const call = runTool(executeSql, { sql_query: "DELETE FROM t" }, context);
    await expect.poll(() => things.size).toBe(1);
    Object.defineProperty(deaf[0], "cancelled", { get: () => false, set() {} });
    stop();
    await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
    expect([...things.values()]).toEqual([
      {
        kind: "statement",
        id: "st-0",
        title: "DELETE FROM t",
        url: `${server.url}/sql/history?queryId=st-0`,
      },
    ]);
  });
});
