import { delay } from "../../client/http/delay.ts";
import { cancelled } from "../../client/http/workspace-error.ts";
import type { PipelineEvent } from "../../client/pipelines/schema.ts";
import type { WorkspaceClient } from "../../client/workspace-client.ts";
import type { ToolContext } from "../../types.ts";

export const ended = new Set(["COMPLETED", "FAILED", "CANCELED"]);

export interface UpdateOutcome {
  update_id: string;
  state: string;
  success: boolean;
  duration_seconds: number;
  /** Each failure once, the most telling line of each. */
  errors: string[];
}

const slowestPollMs = 3_000;
const mostErrors = 5;

/**
 * Waits for an update, telling the person its state; throws when the signal is aborted, having stopped the pipeline.
 * `undefined` when `timeoutMs` is over before the update.
 */
export async function updateOutcome(
  { workspace, signal, emit, running }: Pick<ToolContext, "workspace" | "signal" | "emit" | "running">,
  pipelineId: string,
  updateId: string,
  timeoutMs: number,
): Promise<UpdateOutcome | undefined> {
  const started = Date.now();
  running?.started({ kind: "pipeline_update", id: updateId, title: `update of pipeline ${pipelineId}` });
  try {
    let state = "";
    for (let wait = 100; ; wait = Math.min(wait * 1.5, slowestPollMs)) {
      const update = await workspace.pipelines.update(pipelineId, updateId, { signal });
      if (update.state !== state) {
        state = update.state;
        emit({ kind: "progress", message: `the update is ${state.toLowerCase().replaceAll("_", " ")}` });
      }
      if (ended.has(state)) break;
      if (Date.now() - started >= timeoutMs) return undefined;
      await delay(wait, signal);
    }
    running?.ended(updateId);
    return {
      update_id: updateId,
      state,
      success: state === "COMPLETED",
      duration_seconds: Math.round((Date.now() - started) / 100) / 10,
      errors: state === "FAILED" ? await updateErrors(workspace, pipelineId, updateId, signal) : [],
    };
  } catch (error) {
    if (!signal.aborted) throw error;
    const stopped = await workspace.pipelines.stop(pipelineId, { timeoutMs: 3_000 }).then(
      () => true,
      () => false,
    );
    if (stopped) running?.ended(updateId);
    throw cancelled(error);
  }
}

/** What the events of one update say went wrong, without repetition. */
export async function updateErrors(
  workspace: WorkspaceClient,
  pipelineId: string,
  updateId: string,
  signal: AbortSignal,
): Promise<string[]> {
  const { items } = await workspace.pipelines.events(pipelineId, { limit: 250, signal });
  return distinctErrors(items.filter(({ origin }) => !origin?.update_id || origin.update_id === updateId));
}

export function distinctErrors(events: readonly PipelineEvent[]): string[] {
  const found = new Set<string>();
  for (const event of events) {
    if (event.level !== "ERROR" && event.level !== "WARN") continue;
    const exceptions = (event.error?.exceptions ?? []).map(({ message }) => message).filter(Boolean);
    const said = exceptions.length > 0 ? exceptions : event.level === "ERROR" ? [event.message] : [];
    for (const text of said) if (text) found.add(text.trim().slice(0, 1_500));
  }
  const all = [...found];
  // "Update … FAILED" says nothing beside the reason.
  const telling = all.filter((text) => !/^(update|flow) .{0,200}(failed|is FAILED)/i.test(text));
  return (telling.length > 0 ? telling : all).slice(0, mostErrors);
}
