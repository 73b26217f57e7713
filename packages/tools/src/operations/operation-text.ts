import type { OperationView, ToolOutput } from "../types.ts";

const seconds = (view: OperationView): number => {
  const end = view.status === "running" ? Date.now() : Date.parse(view.updatedAt);
  return Math.max(0, Math.round((end - Date.parse(view.startedAt)) / 1000));
};

function share(view: OperationView): string {
  if (view.done === null) return "";
  return view.total === null ? ` (${view.done} done)` : ` (${view.done} of ${view.total})`;
}

function progressText(view: OperationView): string {
  return view.message ? `${view.message}${share(view)}` : share(view).trim();
}

/** One line for a list. */
export function operationLine(view: OperationView): string {
  const said = view.status === "running" ? progressText(view) : "";
  return `- ${view.id}: ${view.status}, ${seconds(view)} s, ${view.title}${said ? `: ${said}` : ""}`;
}

/** The whole of one operation, its result included. */
export function operationOutput(view: OperationView): ToolOutput {
  const elapsed = seconds(view);
  const over = view.status !== "running";
  const failed = view.status === "failed" || view.status === "lost";
  const structured = {
    operation_id: view.id,
    tool_name: view.toolName,
    status: view.status,
    elapsed_seconds: elapsed,
    ...(view.message ? { message: view.message } : {}),
    ...(view.done === null ? {} : { done: view.done }),
    ...(view.total === null ? {} : { total: view.total }),
    ...(over && view.result !== null ? { [failed ? "error" : "result"]: view.result } : {}),
  };
  if (!over) {
    const said = progressText(view);
    return {
      text:
        `Operation ${view.id} (${view.title}) is still running after ${elapsed} s${said ? `: ${said}` : ""}.\n` +
        "Ask again with wait_seconds 25, or do other work first.",
      structured,
    };
  }
  const ended = {
    completed: `completed after ${elapsed} s`,
    failed: `failed after ${elapsed} s`,
    cancelled: `was cancelled after ${elapsed} s`,
    lost: "was lost",
  }[view.status as Exclude<OperationView["status"], "running">];
  return {
    text: `Operation ${view.id} (${view.title}) ${ended}.\n\n${view.result ?? "It left no result."}`,
    structured,
    ...(failed ? { isError: true } : {}),
  };
}
