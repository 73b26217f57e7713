import { setTimeout as sleep } from "node:timers/promises";
import type { ToolDetails } from "@lakehand/protocol";
import { oneLine } from "../one-line.ts";
import { runTool } from "../run-tool.ts";
import type { RunningThing, ToolContext, ToolDefinition, ToolOutput } from "../types.ts";
import { describeProgress } from "./describe-progress.ts";
import { LatestDetails } from "./latest-details.ts";
import { trackRunning } from "./running-things.ts";

/** A call that has lasted too long to be waited for. */
export interface LongCall {
  toolUseId: string | undefined;
  toolName: string;
  title: string;
  input: Record<string, unknown>;
  /** What it has going on in the workspace; changes while it works. */
  things: readonly RunningThing[];
  /** Rejects with `WorkspaceError` CANCELLED after `cancel`. */
  work: Promise<ToolOutput>;
  /** Hears what the person was told so far (at once, as it stands) and all that follows. */
  progress(listener: (details: ToolDetails) => void): void;
  cancel: () => void;
}

/** Keeps calls that go on by themselves. */
export interface LongCallTaker {
  /** Milliseconds after which a call is handed over; 0: never. */
  afterMs: number;
  /** Gives the operation's id once it can be asked for. */
  take(call: LongCall): Promise<string>;
}

/** A call in a few words: the tool's title and what it was asked. */
export function callTitle(definition: ToolDefinition, input: Readonly<Record<string, unknown>>): string {
  const { editable } = definition.judge(input, {});
  const said = editable ? input[editable] : Object.values(input).find((value) => typeof value === "string");
  return typeof said === "string" && said.trim() ? `${definition.title}: ${oneLine(said)}` : definition.title;
}

/**
 * `runTool`, but a call that lasts longer than `afterMs` becomes an operation: the answer then is its id, and the
 * work goes on under a signal of its own, which the signal of `context` reaches only until then.
 */
export async function runLongTool(
  definition: ToolDefinition,
  rawInput: Record<string, unknown>,
  context: ToolContext,
  longCalls: LongCallTaker | undefined,
  toolUseId?: string,
): Promise<ToolOutput> {
  const running = trackRunning(context.running);
  if (!longCalls || longCalls.afterMs <= 0 || definition.neverHandsOver)
    return runTool(definition, rawInput, { ...context, running });

  const own = new AbortController();
  const stop = (): void => own.abort(context.signal.reason);
  if (context.signal.aborted) stop();
  context.signal.addEventListener("abort", stop, { once: true });
  const listeners: ((details: ToolDetails) => void)[] = [];
  const told = new LatestDetails();
  const started = performance.now();
  const work = runTool(definition, rawInput, {
    ...context,
    running,
    signal: own.signal,
    emit(details) {
      told.add(details);
      context.emit(details);
      for (const listener of listeners) listener(details);
    },
  });
  const settled = work.then(
    () => true,
    () => true,
  );
  const waited = new AbortController();
  try {
    const late = sleep(longCalls.afterMs, false, { signal: waited.signal }).catch(() => true);
    if (await Promise.race([settled, late])) return await work;
    const id = await longCalls.take({
      toolUseId,
      toolName: definition.name,
      title: callTitle(definition, rawInput),
      input: rawInput,
      things: running.things,
      work,
      progress(listener) {
        listeners.push(listener);
        for (const details of told.list()) listener(details);
      },
      cancel: () => own.abort(new DOMException("The operation was cancelled.", "AbortError")),
    });
    // Stopped while it was being taken over: the operation has ended with it.
    if (context.signal.aborted) return await work;
    running.detach();
    return handedOver(definition.name, id, (performance.now() - started) / 1000, told.last);
  } catch (error) {
    if (own.signal.aborted) throw error;
    // Nobody could take it over, so it is waited for as if it were short.
    context.report?.(error);
    return await work;
  } finally {
    waited.abort();
    context.signal.removeEventListener("abort", stop);
  }
}

function handedOver(
  toolName: string,
  id: string,
  seconds: number,
  last: ToolDetails | undefined,
): ToolOutput {
  const progress = last ? describeProgress(last) : undefined;
  const known = progress ? `So far: ${progress.message}.` : "It has said nothing yet.";
  const elapsed = Math.round(seconds * 10) / 10;
  const message =
    `${toolName} is still at work after ${elapsed} s and goes on as operation ${id}. It has not failed, ` +
    `so do not make the same call again. ${known}\n` +
    `To wait for its result: check_operation_status with operation_id "${id}" and wait_seconds 25, as often as ` +
    "needed. Until then you can do other work that does not need it. cancel_operation ends it.";
  return {
    text: message,
    structured: {
      status: "async",
      operation_id: id,
      tool_name: toolName,
      message,
      elapsed_seconds: elapsed,
      ...(progress?.done === undefined ? {} : { done: progress.done }),
      ...(progress?.total === undefined ? {} : { total: progress.total }),
    },
  };
}
