import { type ExecutionView, isOpenExecution, pendingActions } from "@lakehand/protocol";
import { actionTitle } from "../approvals/action-title.ts";
import { toolTitle } from "./tool-title.ts";

/** What the run is doing right now, for the line under the transcript. */
export function workingWords(view: ExecutionView): string {
  if (view.status === "queued" && view.startedAt) return "Waiting for its turn…";
  if (view.status === "requires_action") return "Waiting for you";
  if (view.blocks.every((b) => b.kind === "user")) return "Starting…";
  const running = view.blocks.filter((b) => b.kind === "tool" && b.status === "running");
  if (running.length > 1) return `${running.length} steps are running…`;
  const [tool] = running;
  if (tool?.kind === "tool") {
    const progress = tool.details.find((d) => d.kind === "progress");
    return progress?.message ?? `${toolTitle(tool)}…`;
  }
  return view.blocks.at(-1)?.kind === "text" ? "Writing…" : "Thinking…";
}

/** What a screen reader is told when a step begins or ends; the same words again are not repeated. */
export function announcement(view: ExecutionView | undefined): string {
  if (!view) return "";
  const waiting = pendingActions(view)[0];
  if (waiting && (isOpenExecution(view) || view.status === "interrupted"))
    return `Needs you: ${actionTitle(waiting.request)}`;
  if (view.status === "completed") return "The answer is complete.";
  if (view.status === "cancelled") return "Stopped.";
  if (view.status === "error") return "The run ended with an error.";
  if (view.status === "interrupted") return "The run was interrupted. It can be continued.";
  if (view.status === "requires_action") return "It waits for you.";
  const tool = view.blocks.findLast((b) => b.kind === "tool");
  if (tool?.kind !== "tool") return view.status === "running" ? "Working." : "";
  const state = { running: "running", done: "done", error: "failed", orphaned: "stopped" }[tool.status];
  return `${toolTitle(tool)}: ${state}.`;
}
