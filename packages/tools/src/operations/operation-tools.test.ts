import { describe, expect, it } from "vitest";
import { runTool } from "../run-tool.ts";
import { createTestContext } from "../testing/index.ts";
import type { Operations, OperationView } from "../types.ts";
import { cancelOperation } from "./cancel-operation.ts";
import { checkOperationStatus } from "./check-operation-status.ts";
import { listOperations } from "./list-operations.ts";

const view = (change: Partial<OperationView> = {}): OperationView => ({
  id: "op-1",
  toolName: "execute_sql",
  title: "Run SQL: SELECT 1",
  status: "running",
  message: "statement 3 is running",
  done: 2,
  total: 5,
  result: null,
  startedAt: new Date(Date.now() - 61_000).toISOString(),
  updatedAt: new Date().toISOString(),
  ...change,
});

function contextOf(views: OperationView[], cancel: Operations["cancel"] = async () => true) {
  const operations: Operations = {
    list: async () => views,
    get: async (id) => views.find((one) => one.id === id),
    cancel,
  };
  return { ...createTestContext({ url: "http://127.0.0.1:9" }), operations };
}

describe("check_operation_status", () => {
  it("says how it stands", async () => {
    const output = await runTool(checkOperationStatus, { operation_id: "op-1" }, contextOf([view()]));
    expect(output.text).toContain("still running after 61 s: statement 3 is running (2 of 5)");
    expect(output.structured).toMatchObject({
      status: "running",
      done: 2,
      total: 5,
      tool_name: "execute_sql",
    });
  });

  it.each([
    ["completed", "result", undefined],
    ["failed", "error", true],
    ["lost", "error", true],
    ["cancelled", "result", undefined],
  ] as const)("gives what a %s operation answered", async (status, field, isError) => {
    const context = contextOf([view({ status, result: "| a |\n(1 row)" })]);
    const output = await runTool(checkOperationStatus, { operation_id: " op-1 " }, context);
    expect(output.text).toContain("| a |\n(1 row)");
    expect(output.structured).toMatchObject({ status, [field]: "| a |\n(1 row)" });
    expect(output.isError).toBe(isError);
  });

  it("waits for the end when asked to, and shows the progress meanwhile", async () => {
    const views = [view()];
    const context = contextOf(views);
    setTimeout(() => {
      views[0] = view({ message: "statement 4 is running", done: 3 });
    }, 60);
    setTimeout(() => {
      views[0] = view({ status: "completed", result: "done" });
    }, 600);
    const started = performance.now();
    const output = await runTool(checkOperationStatus, { operation_id: "op-1", wait_seconds: 600 }, context);
    expect(output.structured).toMatchObject({ status: "completed", result: "done" });
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(context.details).toEqual([
      { kind: "progress", message: "statement 3 is running", done: 2, total: 5 },
      { kind: "progress", message: "statement 4 is running", done: 3, total: 5 },
    ]);
  });

  it("stops waiting after the given time, and at Stop, without ending the operation", async () => {
    const cancelled: string[] = [];
    const context = contextOf([view()], async (id) => {
      cancelled.push(id);
      return true;
    });
    const output = await runTool(checkOperationStatus, { operation_id: "op-1", wait_seconds: 0.3 }, context);
    expect(output.structured).toMatchObject({ status: "running" });
    setTimeout(() => context.stop(), 50);
    await expect(
      runTool(checkOperationStatus, { operation_id: "op-1", wait_seconds: 20 }, context),
    ).rejects.toMatchObject({ code: "CANCELLED" });
    expect(cancelled).toEqual([]);
  });

  it("knows no operation that is not there", async () => {
    const output = await runTool(checkOperationStatus, { operation_id: "nope" }, contextOf([view()]));
    expect(output).toMatchObject({ isError: true, structured: { error: { code: "OPERATION_NOT_FOUND" } } });
    const none = await runTool(
      checkOperationStatus,
      { operation_id: "op-1" },
      createTestContext({ url: "http://127.0.0.1:9" }),
    );
    expect(none).toMatchObject({ isError: true, structured: { error: { code: "NO_OPERATIONS" } } });
  });
});

describe("list_operations", () => {
  it("lists all, or those in one state", async () => {
    const context = contextOf([view(), view({ id: "op-2", status: "failed", title: "Upload" })]);
    const all = await runTool(listOperations, {}, context);
    expect(all.text.split("\n")).toEqual([
      expect.stringMatching(/^- op-1: running, 6\d s, Run SQL: SELECT 1: statement 3 is running \(2 of 5\)$/),
      expect.stringMatching(/^- op-2: failed, \d+ s, Upload$/),
    ]);
    const failed = await runTool(listOperations, { status: "failed" }, context);
    expect(failed.structured).toMatchObject({ operations: [{ operation_id: "op-2" }] });
    expect((await runTool(listOperations, { status: "lost" }, context)).text).toBe("No operation is lost.");
  });
});

describe("cancel_operation", () => {
  it("waits until the end is confirmed", async () => {
    const views = [view()];
    const context = contextOf(views, async () => {
      setTimeout(() => {
        views[0] = view({ status: "cancelled", result: "It was cancelled." });
      }, 100);
      return true;
    });
    const output = await runTool(cancelOperation, { operation_id: "op-1" }, context);
    expect(output.structured).toMatchObject({ status: "cancelled" });
  });

  it("says of one that is over how it ended", async () => {
    const context = contextOf([view({ status: "completed", result: "done" })], async () => false);
    const output = await runTool(cancelOperation, { operation_id: "op-1" }, context);
    expect(output.text).toContain("completed after");
  });

  it("is a write, the others read", () => {
    expect(cancelOperation.judge({}, {}).consequence).toBe("write");
    expect(checkOperationStatus.judge({}, {}).consequence).toBe("read");
    expect(listOperations.judge({}, {}).consequence).toBe("read");
  });
});
