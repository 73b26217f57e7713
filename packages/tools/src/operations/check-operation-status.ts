import { z } from "zod";
import { delay } from "../client/http/delay.ts";
import { defineTool } from "../define-tool.ts";
import { judgeRead } from "../tools/judge-read.ts";
import type { Operations, OperationView, ToolContext } from "../types.ts";
import { getOperation, operationsOf } from "./needs-operations.ts";
import { operationOutput } from "./operation-text.ts";

const longestWaitSeconds = 25;
const firstLookMs = 150;
const slowestLookMs = 1_000;

/** Looks until the operation is over or the time is up; the person's card follows its progress meanwhile. */
async function waitFor(
  operations: Operations,
  first: OperationView,
  seconds: number,
  { signal, emit }: ToolContext,
): Promise<OperationView> {
  const until = Date.now() + seconds * 1000;
  let view = first;
  let told = "";
  for (let wait = firstLookMs; view.status === "running"; wait = Math.min(wait * 1.5, slowestLookMs)) {
    const now = JSON.stringify([view.message, view.done, view.total]);
    if (now !== told && view.message) {
      told = now;
      emit({
        kind: "progress",
        message: view.message,
        ...(view.done === null ? {} : { done: view.done }),
        ...(view.total === null ? {} : { total: view.total }),
      });
    }
    const left = until - Date.now();
    if (left <= 0) break;
    await delay(Math.min(wait, left), signal);
    view = await getOperation(operations, view.id);
  }
  return view;
}

export const checkOperationStatus = defineTool({
  name: "check_operation_status",
  area: "operations",
  title: "Check an operation",
  description:
    "Says how a call that goes on as an operation stands, and gives its result once it is over. " +
    "With wait_seconds it waits that long for the end.",
  input: {
    operation_id: z.string().min(1).describe("Id that the long call answered with."),
    wait_seconds: z
      .number()
      .min(0)
      .default(0)
      .describe(
        `Seconds to wait for its end before answering, ${longestWaitSeconds} at most. Ask again if that was not enough.`,
      ),
  },
  searchHint: "operation status progress result long running async wait",
  annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  judge: judgeRead,
  neverHandsOver: true,
  async handler(input, context) {
    const operations = operationsOf(context);
    const view = await getOperation(operations, input.operation_id);
    const seconds = Math.min(input.wait_seconds, longestWaitSeconds);
    return operationOutput(await waitFor(operations, view, seconds, context));
  },
});
