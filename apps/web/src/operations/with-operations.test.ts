import { type AgentEvent, type Operation, reduceAll, type ToolBlock } from "@lakehand/protocol";
import { expect, it } from "vitest";
import { log } from "../test/log.ts";
import { withOperations } from "./with-operations.ts";

const events: readonly AgentEvent[] = [
  { type: "conversation.created", conversation_id: "c" },
  {
    type: "tool_use",
    tool_id: "t",
    tool_name: "mcp__databricks__execute_sql",
    tool_input: { sql_query: "SELECT 1" },
  },
  { type: "operation", operation_id: "op", tool_use_id: "t", status: "running", message: "It runs." },
  { type: "tool_result", tool_use_id: "t", content: "It goes on as op.", is_error: false },
  { type: "stream.completed", status: "completed", is_error: false, is_cancelled: false },
];
const operation: Operation = {
  id: "op",
  project_id: "p",
  conversation_id: "c",
  execution_id: "e",
  tool_use_id: "t",
  tool_name: "execute_sql",
  title: "Query",
  status: "running",
  message: null,
  done: 3,
  total: 10,
  result: null,
  created_at: "2026-11-24T09:00:00Z",
  updated_at: "2026-11-24T09:01:00.500Z",
};
const view = reduceAll("e", log(events));
const tool = (from: typeof view) => from.blocks.find((b): b is ToolBlock => b.kind === "tool")!;
const joined = (part: Partial<Operation>) =>
  tool(withOperations(view, new Map([["op", { ...operation, ...part }]])));

it("shows a call that goes on after its run as running, with how far it is", () => {
  expect(joined({})).toMatchObject({
    status: "running",
    operation: { id: "op", status: "running", message: "It runs.", done: 3, total: 10 },
  });
  expect(joined({}).durationMs).toBeUndefined();
});

it("shows what it gave once it is over", () => {
  const details: Operation["details"] = [
    { kind: "sql_result", sql: "SELECT 1", status: "succeeded", total_rows: 1 },
  ];
  expect(joined({ status: "completed", result: "one row", details })).toMatchObject({
    status: "done",
    output: "one row",
    details,
    durationMs: 60_000,
  });
  expect(joined({ status: "lost" }).status).toBe("orphaned");
  expect(joined({ status: "failed" }).status).toBe("error");
});

it("shows it as running before the server was asked, while the run is open", () => {
  const open = reduceAll("e", log(events.slice(0, -1)));
  expect(tool(withOperations(open, new Map()))).toMatchObject({ status: "running" });
});

it("gives the same view for the same operations, and for none", () => {
  const operations = new Map([["op", operation]]);
  expect(withOperations(view, operations)).toBe(withOperations(view, operations));
  expect(withOperations(view, new Map())).toBe(view);
  expect(withOperations(view, new Map([["other", operation]]))).toBe(view);
});
