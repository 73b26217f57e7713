import { LakehandError } from "@lakehand/protocol";
import type { Operations, OperationView, ToolContext } from "../types.ts";

export function operationsOf(context: ToolContext): Operations {
  if (context.operations) return context.operations;
  throw new LakehandError({
    code: "NO_OPERATIONS",
    message: "Here every call is waited for to its end, so there are no operations.",
    next: "Call the tool itself.",
  });
}

/** Not there and not yours are the same. */
export function noOperation(id: string): LakehandError {
  return new LakehandError({
    code: "OPERATION_NOT_FOUND",
    message: `There is no operation ${JSON.stringify(id.slice(0, 80))}.`,
    next: "list_operations gives the ids that there are.",
    status: 404,
  });
}

export async function getOperation(operations: Operations, id: string): Promise<OperationView> {
  const view = await operations.get(id.trim());
  if (!view) throw noOperation(id);
  return view;
}
