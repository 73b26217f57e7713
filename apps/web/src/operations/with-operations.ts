import { type ExecutionView, isOpenExecution, type Operation, type ToolBlock } from "@lakehand/protocol";

export type Operations = ReadonlyMap<string, Operation>;

/** `plain`: it has no operation, so the operations do not matter. */
const cache = new WeakMap<ExecutionView, { operations: Operations; view: ExecutionView; plain?: true }>();

/**
 * A run's view with what became of calls that went on after it ended: their log is closed, the operation is not.
 * The same view for the same input, so that rows which did not change are not drawn again.
 */
export function withOperations(view: ExecutionView, operations: Operations): ExecutionView {
  const known = cache.get(view);
  if (known && (known.plain || known.operations === operations)) return known.view;
  if (!view.blocks.some((block) => block.kind === "tool" && block.operation)) {
    cache.set(view, { operations, view, plain: true });
    return view;
  }
  const blocks = view.blocks.map((block) => {
    if (block.kind !== "tool" || !block.operation) return block;
    const operation = operations.get(block.operation.id);
    if (operation) return withOperation(block, operation);
    return block.operation.status === "running" && isOpenExecution(view) ? goingOn(block) : block;
  });
  const changed = blocks.some((block, i) => block !== view.blocks[i]);
  const result = changed ? { ...view, blocks } : view;
  cache.set(view, { operations, view: result });
  return result;
}

const statuses = {
  running: "running",
  completed: "done",
  failed: "error",
  cancelled: "orphaned",
  lost: "orphaned",
} as const;

/** What the agent was told at once is not its end, and how long that took is not its duration. */
function goingOn(tool: ToolBlock): ToolBlock {
  const { durationMs: _ms, output: _output, ...rest } = tool;
  return { ...rest, status: "running" };
}

function withOperation(tool: ToolBlock, operation: Operation): ToolBlock {
  // An end that the log has is newer than an answer that says it runs.
  const said = tool.operation!;
  const status = said.status === "running" ? operation.status : said.status;
  const over = status !== "running";
  return {
    ...(over ? tool : goingOn(tool)),
    status: statuses[status],
    operation: {
      ...said,
      status,
      ...(operation.message === null ? {} : { message: operation.message }),
      ...(operation.done === null ? {} : { done: operation.done }),
      ...(operation.total === null ? {} : { total: operation.total }),
    },
    ...(operation.details && operation.details.length > 0 ? { details: operation.details } : {}),
    ...(over && operation.result ? { output: operation.result } : {}),
    ...(over ? { durationMs: Date.parse(operation.updated_at) - Date.parse(tool.startedAt) } : {}),
  };
}
