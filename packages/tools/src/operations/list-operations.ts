import { z } from "zod";
import { defineTool } from "../define-tool.ts";
import { judgeRead } from "../tools/judge-read.ts";
import { operationsOf } from "./needs-operations.ts";
import { operationLine } from "./operation-text.ts";

const mostShown = 50;

export const listOperations = defineTool({
  name: "list_operations",
  area: "operations",
  title: "List operations",
  description: "Lists the calls that go, or went, on as operations, newest first, with their ids and states.",
  input: {
    status: z
      .enum(["running", "completed", "failed", "cancelled", "lost"])
      .optional()
      .describe("Only operations in this state."),
  },
  searchHint: "operations list running async long",
  annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  judge: judgeRead,
  neverHandsOver: true,
  async handler({ status }, context) {
    const all = await operationsOf(context).list();
    const found = all.filter((view) => status === undefined || view.status === status).slice(0, mostShown);
    const structured = {
      operations: found.map((view) => ({
        operation_id: view.id,
        tool_name: view.toolName,
        title: view.title,
        status: view.status,
        ...(view.message ? { message: view.message } : {}),
        started_at: view.startedAt,
      })),
    };
    if (found.length === 0)
      return { text: status ? `No operation is ${status}.` : "There are no operations.", structured };
    return { text: found.map(operationLine).join("\n"), structured };
  },
});
