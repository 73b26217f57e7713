import { z } from "zod";
import { delay } from "../client/http/delay.ts";
import { defineTool } from "../define-tool.ts";
import { getOperation, operationsOf } from "./needs-operations.ts";
import { operationOutput } from "./operation-text.ts";

/** The workspace is given this long to say that what was running has ended. */
const confirmMs = 4_000;
const lookMs = 150;

export const cancelOperation = defineTool({
  name: "cancel_operation",
  area: "operations",
  title: "Cancel an operation",
  description: "Ends a call that goes on as an operation, and what it has running in the workspace.",
  input: { operation_id: z.string().min(1).describe("Id that the long call answered with.") },
  searchHint: "operation cancel stop abort long running",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  judge: () => ({ consequence: "write", reason: "ends an operation of this project" }),
  neverHandsOver: true,
  async handler({ operation_id: id }, context) {
    const operations = operationsOf(context);
    let view = await getOperation(operations, id);
    const asked = await operations.cancel(view.id);
    for (const until = Date.now() + confirmMs; asked && Date.now() < until; ) {
      view = await getOperation(operations, view.id);
      if (view.status !== "running") break;
      await delay(lookMs, context.signal);
    }
    if (view.status !== "running") return operationOutput(view);
    return {
      text: `The end of operation ${view.id} was asked for, but it is not confirmed yet. Check it again in a moment.`,
      structured: { operation_id: view.id, status: view.status },
    };
  },
});
